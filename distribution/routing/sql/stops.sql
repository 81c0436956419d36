-- Stops, whom they bring what, and how they ended; whoever asks adds WHERE.
SELECT
    s.id, s.run, s.voucher, s.household, h.number AS household_number,
    coalesce(m.given_name || ' ' || m.family_name, '') AS head, h.street,
    h.house_number, h.flat, h.locality, h.phone, h.language, h.door_notes,
    h.contact_name, h.contact_phone, h.contact_relation,
    h.latitude, h.longitude, s.position, s.arrives_at, s.leaves_at,
    s.window_opens, s.window_closes, s.packs, s.grams, s.cold, s.closed,
    s.locked, s.try_again, s.unserved_code, s.unserved_facts, s.remedies,
    last.outcome, coalesce(last.note, '') AS note, last.happened_at AS ended_at,
    coalesce(done.scanned_at, last.happened_at) AS over_at,
    done.channel AS handed_out_as
FROM stop AS s
JOIN household AS h ON h.id = s.household
LEFT JOIN household_member AS m
    ON m.household = h.id AND m.is_head AND m.left_on IS NULL
LEFT JOIN LATERAL (
    SELECT o.outcome, o.note, o.happened_at FROM stop_outcome AS o
    WHERE o.stop = s.id ORDER BY o.recorded_at DESC, o.handout LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (
    SELECT d.channel, d.scanned_at FROM handout AS d
    JOIN voucher AS current ON current.id = d.voucher
    JOIN voucher AS planned ON planned.id = s.voucher
    WHERE current.household = s.household AND current.round = planned.round
        AND d.annulled_at IS NULL LIMIT 1
) AS done ON true

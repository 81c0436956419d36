SELECT
    h.id, h.number, h.street, h.house_number, h.flat, h.locality, h.phone, h.language,
    h.channel, h.active,
    coalesce(who.name, '') AS head,
    coalesce(who.persons, 0) AS persons
FROM household AS h
LEFT JOIN LATERAL (
    SELECT
        max(m.given_name || ' ' || m.family_name) FILTER (WHERE m.is_head) AS name,
        count(*)::integer AS persons
    FROM household_member AS m
    WHERE m.household = h.id AND m.left_on IS NULL
) AS who ON true

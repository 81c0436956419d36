-- Net packs of each hand-out by article, as far as they moved in a period.
-- Arguments: round (null: all), first and last local day (null: no bound).
WITH moved AS MATERIALIZED (
    SELECT m.handout, lot.article, -sum(m.packs)::int AS packs
    FROM movement AS m
    JOIN lot ON lot.id = m.lot
    JOIN handout AS d ON d.id = m.handout
    LEFT JOIN movement AS undone ON undone.id = m.mends
    WHERE CASE m.reason WHEN 'annulled' THEN undone.reason ELSE m.reason END
          = 'handed_out'
      AND ($1::uuid IS NULL OR d.round = $1)
      AND ($2::date IS NULL OR m.moved_on >= $2)
      AND ($3::date IS NULL OR m.moved_on <= $3)
    GROUP BY m.handout, lot.article
    HAVING sum(m.packs) <> 0
), shorts AS MATERIALIZED (
    SELECT s.handout, jsonb_agg(jsonb_build_object(
        'article', s.article, 'name', a.name, 'packs', s.packs,
        'reason', s.reason, 'note', ''  -- what was noted is no matter of registers
    ) ORDER BY kromka_polish(a.name), a.id) AS short
    FROM handout_short AS s JOIN article AS a ON a.id = s.article
    WHERE s.handout IN (SELECT handout FROM moved)
    GROUP BY s.handout
)
SELECT
    d.id              AS handout,
    d.voucher         AS voucher,
    d.household       AS household,
    h.number          AS household_number,
    head.family_name  AS family_name,
    head.given_name   AS given_name,
    f.number          AS referral,
    v.persons         AS persons,
    r.name            AS round_name,
    r.sub_programme   AS sub_programme,
    d.local_day       AS day,
    d.recipient       AS recipient,
    d.conflict        AS conflict,
    a.code            AS code,
    a.report_grams    AS report_grams,
    moved.packs       AS packs,
    shorts.short      AS short
FROM moved
JOIN handout AS d ON d.id = moved.handout
JOIN voucher AS v ON v.id = d.voucher
JOIN referral AS f ON f.id = v.referral
JOIN household AS h ON h.id = d.household
JOIN round AS r ON r.id = d.round
JOIN article AS a ON a.id = moved.article
LEFT JOIN shorts ON shorts.handout = moved.handout
LEFT JOIN household_member AS head
    ON head.household = h.id AND head.is_head AND head.left_on IS NULL
ORDER BY d.local_day, h.number, d.scanned_at, d.id, kromka_polish(a.name)

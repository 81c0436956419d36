SELECT
    r.id, r.number, r.household, h.number AS household_number,
    coalesce(m.given_name || ' ' || m.family_name, '') AS head,
    r.sub_programme, s.name AS sub_programme_name, r.assessment, r.persons,
    r.extra_percent, r.issued_on, r.valid_until, r.accepted_at, r.withdrawn_at,
    r.withdrawal, e.entitled, e.issued, e.remaining
FROM referral AS r
JOIN household AS h ON h.id = r.household
JOIN sub_programme AS s ON s.id = r.sub_programme
LEFT JOIN household_member AS m
    ON m.household = h.id AND m.is_head AND m.left_on IS NULL
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(entitled), 0) AS entitled,
        coalesce(sum(issued), 0) AS issued,
        coalesce(sum(greatest(entitled - issued, 0)), 0) AS remaining
    FROM entitlement WHERE referral = r.id
) AS e

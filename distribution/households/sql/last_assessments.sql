-- The last assessment of each household for each sub-programme that is not over.
SELECT DISTINCT ON (a.household, a.sub_programme)
    a.household, h.number,
    coalesce(m.given_name || ' ' || m.family_name, '') AS head,
    a.sub_programme, s.name AS sub_programme_name, s.programme,
    a.decided_on, a.eligible, a.outcome
FROM assessment AS a
JOIN household AS h ON h.id = a.household AND h.active
JOIN sub_programme AS s ON s.id = a.sub_programme AND s.ends_on >= $1
LEFT JOIN household_member AS m
    ON m.household = h.id AND m.is_head AND m.left_on IS NULL
ORDER BY a.household, a.sub_programme, a.recorded_at DESC

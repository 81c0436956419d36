-- Referrals that were good on some day of a period.
-- Arguments: first and last local day, sub-programme (null: all).
SELECT
    f.household, f.number AS referral, f.issued_on, f.persons,
    h.number AS household_number, head.family_name, head.given_name,
    s.id AS sub_programme, s.name AS sub_programme_name, p.age_bands,
    (f.withdrawn_at AT TIME ZONE 'Europe/Warsaw')::date AS withdrawn_on
FROM referral AS f
JOIN household AS h ON h.id = f.household
JOIN sub_programme AS s ON s.id = f.sub_programme
JOIN programme AS p ON p.id = s.programme
LEFT JOIN household_member AS head
    ON head.household = h.id AND head.is_head AND head.left_on IS NULL
WHERE f.issued_on <= $2 AND f.valid_until >= $1
  AND coalesce((f.withdrawn_at AT TIME ZONE 'Europe/Warsaw')::date >= $1, true)
  AND ($3::uuid IS NULL OR f.sub_programme = $3)
ORDER BY s.starts_on, kromka_polish(coalesce(head.family_name, '')),
         kromka_polish(coalesce(head.given_name, '')), h.number

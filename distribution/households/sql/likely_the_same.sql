-- One entry a person of the file: the key of the household, name, birth, phone.
WITH given AS (
    SELECT DISTINCT *
    FROM unnest($1::text[], $2::text[], $3::date[], $4::text[])
        AS person (key, name, born_on, phone)
)
SELECT given.key AS import_key, h.number
FROM given
JOIN household AS h ON h.phone = given.phone
WHERE h.import_key IS DISTINCT FROM given.key
UNION
SELECT given.key, h.number
FROM given
JOIN household_member AS m ON m.name_key = given.name AND m.born_on = given.born_on
JOIN household AS h ON h.id = m.household
WHERE h.import_key IS DISTINCT FROM given.key
ORDER BY 1, 2

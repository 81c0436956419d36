-- The first parcel, not annulled, of households in their sub-programmes.
-- Arguments: households, first local day of the period, round (null: a month).
SELECT DISTINCT ON (d.household, r.sub_programme)
    d.household, r.sub_programme, d.local_day AS day,
    CASE WHEN $3::uuid IS NULL THEN d.local_day < $2 ELSE d.round <> $3 END AS earlier
FROM handout AS d
JOIN round AS r ON r.id = d.round
WHERE d.household = ANY($1::uuid[]) AND d.annulled_at IS NULL
ORDER BY d.household, r.sub_programme, d.local_day, d.scanned_at, d.id

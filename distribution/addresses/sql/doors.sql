-- Doors with the number $3 on streets $2, and with one near it on streets $1.
WITH door AS (
    SELECT * FROM address_point AS p
    WHERE p.street = ANY($1::uuid[]) AND p.number_value BETWEEN $3 - 12 AND $3 + 12
      AND ($3 > 0 OR p.number_key = $4)
    UNION ALL
    SELECT * FROM address_point AS p
    WHERE p.street = ANY($2::uuid[]) AND p.number_value = $3
      AND ($3 > 0 OR p.number_key = $4)
)
SELECT p.id, p.street, p.number, p.number_key, p.number_value, p.postal_code,
       coalesce(pin.latitude, p.latitude) AS latitude,
       coalesce(pin.longitude, p.longitude) AS longitude,
       pin.id IS NOT NULL AS moved
FROM door AS p LEFT JOIN address_pin AS pin ON pin.source = p.source

-- Doors of streets ($1) with a number near $2, or the very number $3.
SELECT p.id, p.street, p.number, p.number_key, p.number_value, p.postal_code,
       coalesce(pin.latitude, p.latitude) AS latitude,
       coalesce(pin.longitude, p.longitude) AS longitude,
       pin.id IS NOT NULL AS moved
FROM address_point AS p LEFT JOIN address_pin AS pin ON pin.source = p.source
WHERE p.street = ANY($1::uuid[]) AND p.number_value BETWEEN $2 - 12 AND $2 + 12
  AND ($2 > 0 OR p.number_key = $3)

-- One row a point; those that say nothing new are left alone.
INSERT INTO address_point AS p (
    id, centre, street, source, number, number_key, number_value, postal_code,
    latitude, longitude
)
SELECT gen_random_uuid(), kromka_centre(), s.id, i.source, i.number, i.number_key,
       i.number_value, i.postal_code, i.latitude, i.longitude
FROM address_incoming AS i JOIN address_street AS s
  ON (s.locality, s.name, s.commune, s.simc, s.ulic)
   = (i.locality, i.street, i.commune, i.simc, i.ulic)
ON CONFLICT (source, centre) DO UPDATE SET
    street = excluded.street, number = excluded.number,
    number_key = excluded.number_key, number_value = excluded.number_value,
    postal_code = excluded.postal_code, latitude = excluded.latitude,
    longitude = excluded.longitude
WHERE (p.street, p.number, p.number_key, p.number_value, p.postal_code, p.latitude,
       p.longitude)
   IS DISTINCT FROM
      (excluded.street, excluded.number, excluded.number_key, excluded.number_value,
       excluded.postal_code, excluded.latitude, excluded.longitude)

INSERT INTO address_commune AS c (id, centre, code, name, points, imported_at)
SELECT gen_random_uuid(), kromka_centre(), commune, max(commune_name), count(*), $1
FROM address_incoming GROUP BY commune
ON CONFLICT (code, centre) DO UPDATE SET
    name = coalesce(nullif(excluded.name, ''), c.name),
    points = excluded.points, imported_at = excluded.imported_at

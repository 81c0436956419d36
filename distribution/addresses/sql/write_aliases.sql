-- $1 simc, $2 ulic, $3 name, $4 key; returns how many were not there.
WITH written AS (
    INSERT INTO address_alias (id, centre, simc, ulic, name, key)
    SELECT DISTINCT ON (a.simc, a.ulic, a.name)
           gen_random_uuid(), kromka_centre(), a.simc, a.ulic, a.name, a.key
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
         AS a (simc, ulic, name, key)
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT count(*) FROM written

-- How the staged rows differ from what is there, by commune.
WITH known AS (
    SELECT p.source, p.number, p.postal_code, p.latitude, p.longitude,
           s.commune, s.simc, s.locality, s.ulic, s.name AS street
    FROM address_point AS p JOIN address_street AS s ON s.id = p.street
), incoming AS (
    SELECT i.commune,
           k.source IS NULL AS is_new,
           (k.number, k.postal_code, k.latitude, k.longitude, k.commune, k.simc,
            k.locality, k.ulic, k.street)
           IS DISTINCT FROM
           (i.number, i.postal_code, i.latitude, i.longitude, i.commune, i.simc,
            i.locality, i.ulic, i.street) AS differs,
           i.commune_name, i.swapped
    FROM address_incoming AS i LEFT JOIN known AS k USING (source)
), gone AS (
    SELECT k.commune, count(*) AS points FROM known AS k
    WHERE k.commune IN (SELECT commune FROM address_incoming)
      AND NOT EXISTS (SELECT FROM address_incoming AS i WHERE i.source = k.source)
    GROUP BY k.commune
)
SELECT i.commune AS code, max(i.commune_name) AS name,
       count(*) FILTER (WHERE i.is_new) AS new,
       count(*) FILTER (WHERE i.differs AND NOT i.is_new) AS changed,
       count(*) FILTER (WHERE NOT i.differs) AS unchanged,
       coalesce(max(g.points), 0) AS gone,
       count(*) FILTER (WHERE i.swapped) AS swapped
FROM incoming AS i LEFT JOIN gone AS g ON g.commune = i.commune
GROUP BY i.commune ORDER BY i.commune

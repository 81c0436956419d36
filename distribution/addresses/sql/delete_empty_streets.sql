-- Streets that the new rows do not name; their points are gone by now.
DELETE FROM address_street AS s
WHERE s.commune IN (SELECT commune FROM address_incoming)
  AND NOT EXISTS (
      SELECT FROM address_incoming AS i
      WHERE (i.locality, i.street, i.commune, i.simc, i.ulic)
          = (s.locality, s.name, s.commune, s.simc, s.ulic)
  )

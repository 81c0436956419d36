DELETE FROM address_point AS p USING address_street AS s
WHERE s.id = p.street AND s.commune IN (SELECT commune FROM address_incoming)
  AND NOT EXISTS (SELECT FROM address_incoming AS i WHERE i.source = p.source)

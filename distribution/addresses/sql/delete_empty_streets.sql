DELETE FROM address_street AS s
WHERE s.commune IN (SELECT commune FROM address_incoming)
  AND NOT EXISTS (SELECT FROM address_point AS p WHERE p.street = s.id)

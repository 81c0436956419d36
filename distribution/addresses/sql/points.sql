SELECT p.id, p.source, s.name AS street, p.number, p.postal_code, s.locality,
       p.latitude, p.longitude,
       pin.latitude AS pin_latitude, pin.longitude AS pin_longitude
FROM address_point AS p JOIN address_street AS s ON s.id = p.street
LEFT JOIN address_pin AS pin ON pin.source = p.source

SELECT s.id, s.name, s.locality, f.alias
FROM kromka_find_streets($1, $2, $3, $4) AS f JOIN address_street AS s ON s.id = f.street

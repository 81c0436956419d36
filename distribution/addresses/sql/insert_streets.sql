INSERT INTO address_street (
    id, centre, commune, simc, ulic, locality, name, key, place_key
)
SELECT gen_random_uuid(), kromka_centre(), commune, simc, ulic, locality, street,
       min(street_key), min(place_key)
FROM address_incoming GROUP BY commune, simc, ulic, locality, street
ON CONFLICT DO NOTHING

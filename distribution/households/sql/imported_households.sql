-- One row a person, the household beside it.
SELECT
    h.id, h.number, h.import_key, h.street, h.house_number, h.flat, h.postal_code,
    h.locality, h.district, h.latitude, h.longitude, h.phone, h.language, h.large_print,
    h.channel, h.instructions, h.door_notes, h.no_messages,
    h.contact_name, h.contact_phone, h.contact_relation,
    m.id AS member, m.given_name, m.family_name, m.born_on, m.birth_year, m.sex,
    m.target_groups, m.is_head
FROM household AS h
JOIN household_member AS m ON m.household = h.id AND m.left_on IS NULL
WHERE h.import_key = ANY($1::text[])
ORDER BY h.number, m.is_head DESC, m.id

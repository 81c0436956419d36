INSERT INTO household (
    centre, id, number, import_key, street, house_number, flat, postal_code, locality,
    district, latitude, longitude, phone, language, large_print, channel, instructions,
    door_notes, no_messages, contact_name, contact_phone, contact_relation
)
SELECT $1, *
FROM unnest(
    $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::float8[], $12::float8[], $13::text[], $14::text[],
    $15::boolean[], $16::text[], $17::text[], $18::text[], $19::boolean[],
    $20::text[], $21::text[], $22::text[]
)

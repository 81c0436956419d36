-- One row an address of the file; the columns are those of AddressRow.
CREATE TEMPORARY TABLE address_incoming (
    line integer, source text, commune text, commune_name text, simc text,
    locality text, place_key text, ulic text, street text, street_key text,
    number text, number_key text, number_value integer, postal_code text,
    latitude float8, longitude float8, swapped boolean, everyday text
) ON COMMIT DROP

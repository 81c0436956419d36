-- Target groups come as one text with | between them: unnest takes apart every level
-- of a nested array.
INSERT INTO household_member (
    centre, id, household, given_name, family_name, name_key, born_on, birth_year, sex,
    is_head, target_groups
)
SELECT
    $1, id, household, given_name, family_name, name_key, born_on, birth_year, sex,
    is_head, array_remove(string_to_array(target_groups, '|'), '')
FROM unnest(
    $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::date[], $8::int[],
    $9::text[], $10::boolean[], $11::text[]
) AS given (
    id, household, given_name, family_name, name_key, born_on, birth_year, sex,
    is_head, target_groups
)

-- Makes households unrecognisable: the one function that may change what is otherwise
-- append-only. Counts stay true: who got what, when, and in which band they were.
-- Filters by the centre itself, since it runs as the owner of the tables.
CREATE OR REPLACE FUNCTION kromka_anonymise(wanted uuid[], instant timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whose uuid[];
    words text[];
    stops uuid[];
    plans uuid[];
    preferences uuid[];
BEGIN
    SELECT array_agg(id) INTO whose FROM household
    WHERE id = ANY(wanted) AND centre = kromka_centre() AND anonymised_at IS NULL;
    SELECT array_agg(id), array_agg(DISTINCT plan) INTO stops, plans FROM stop
    WHERE household = ANY(whose);
    SELECT array_agg(id) INTO preferences FROM delivery_preference
    WHERE household = ANY(whose);
    SELECT array_agg(DISTINCT word) INTO words
    FROM household_member, unnest(string_to_array(name_key, ' ')) AS word
    WHERE household = ANY(whose);
    PERFORM set_config('kromka.anonymising', 'on', true);

    UPDATE household SET street = '', house_number = '', flat = '', postal_code = '',
        locality = '', district = '', latitude = NULL, longitude = NULL, phone = NULL,
        instructions = '', door_notes = '', import_key = NULL, active = false,
        contact_name = '', contact_phone = NULL, contact_relation = '',
        anonymised_at = instant
    WHERE id = ANY(whose);
    -- A birthday becomes the first day of its year on which the person was of the same
    -- age on every day that a report counts: no band changes.
    UPDATE household_member AS m SET given_name = '', family_name = 'zanonimizowano',
        name_key = '', birth_year = CASE WHEN m.born_on IS NULL THEN m.birth_year END,
        born_on = (
            SELECT make_date(extract(year FROM m.born_on)::int, 1, 1) + (
                SELECT coalesce(max(c.place), 0) FROM (
                    SELECT to_date(extract(year FROM m.born_on)::int
                        || to_char(counted.day, '-MM-DD'), 'YYYY-MM-DD')
                        - make_date(extract(year FROM m.born_on)::int, 1, 1) + 1
                    FROM (SELECT local_day AS day FROM handout
                          WHERE household = m.household
                          UNION SELECT issued_on FROM referral
                          WHERE household = m.household) AS counted
                    WHERE to_char(counted.day, 'MMDD') < to_char(m.born_on, 'MMDD')
                      AND to_char(counted.day, 'MMDD') <> '0229'
                ) AS c (place)
            )
            WHERE m.born_on IS NOT NULL
        )
    WHERE household = ANY(whose);
    DELETE FROM name_word AS w WHERE centre = kromka_centre() AND word = ANY(words)
        AND NOT EXISTS (SELECT FROM household_member AS m WHERE m.centre = w.centre
                        AND string_to_array(m.name_key, ' ') @> ARRAY[w.word::text]);
    UPDATE pickup_authorisation SET proxy_name = 'zanonimizowano', note = '',
        revoked_at = coalesce(revoked_at, instant)
    WHERE household = ANY(whose);
    UPDATE delivery_basis SET document = 'zanonimizowano' WHERE household = ANY(whose);
    DELETE FROM delivery_preference WHERE household = ANY(whose);
    UPDATE referral SET withdrawal = '' WHERE household = ANY(whose);
    UPDATE voucher SET revocation = '', block_reason = '' WHERE household = ANY(whose);
    UPDATE handout SET annulment = '' WHERE household = ANY(whose);
    UPDATE handout_short SET note = ''
    WHERE handout IN (SELECT id FROM handout WHERE household = ANY(whose));
    UPDATE counter_search SET text = ''
    WHERE centre = kromka_centre() AND counter_search.found && whose;
    UPDATE conflict_case SET settlement = ''
    WHERE handout IN (SELECT id FROM handout WHERE household = ANY(whose));
    UPDATE household_link SET revoked_at = coalesce(revoked_at, instant)
    WHERE household = ANY(whose);
    DELETE FROM outbox_message WHERE household = ANY(whose);
    -- A problem holds the places of all its doors; nobody solves it any more.
    UPDATE plan SET problem = NULL WHERE id = ANY(plans);
    UPDATE stop_outcome SET note = '' WHERE stop = ANY(stops);
    DELETE FROM door_photo_content WHERE photo IN (SELECT p.id FROM door_photo AS p
        JOIN stop_outcome AS o ON o.id = p.outcome WHERE o.stop = ANY(stops));
    DELETE FROM door_photo
    WHERE outcome IN (SELECT id FROM stop_outcome WHERE stop = ANY(stops));
    UPDATE concern SET note = '' WHERE stop = ANY(stops);
    UPDATE concern_answer SET resolution = ''
    WHERE concern IN (SELECT id FROM concern WHERE stop = ANY(stops));
    UPDATE follow_up SET resolution = ''
    WHERE outcome IN (SELECT id FROM stop_outcome WHERE stop = ANY(stops));

    -- Last of all the trail, with what the statements above have just written.
    WITH mine (relation, row_id) AS (
        SELECT 'household', unnest(whose)
        UNION ALL SELECT 'household_member', id FROM household_member
        WHERE household = ANY(whose)
        UNION ALL SELECT 'pickup_authorisation', id FROM pickup_authorisation
        WHERE household = ANY(whose)
        UNION ALL SELECT 'delivery_basis', id FROM delivery_basis
        WHERE household = ANY(whose)
        UNION ALL SELECT 'referral', id FROM referral WHERE household = ANY(whose)
        UNION ALL SELECT 'voucher', id FROM voucher WHERE household = ANY(whose)
        UNION ALL SELECT 'handout', id FROM handout WHERE household = ANY(whose)
        UNION ALL SELECT 'conflict_case', c.id FROM conflict_case AS c
        JOIN handout AS d ON d.id = c.handout WHERE d.household = ANY(whose)
        UNION ALL SELECT 'handout_short', s.id FROM handout_short AS s
        JOIN handout AS d ON d.id = s.handout WHERE d.household = ANY(whose)
        UNION ALL SELECT 'counter_search', id FROM counter_search
        WHERE centre = kromka_centre() AND counter_search.found && whose
        UNION ALL SELECT 'delivery_preference', unnest(preferences)
        UNION ALL SELECT 'plan', unnest(plans)
        UNION ALL SELECT 'follow_up', f.id FROM follow_up AS f
        JOIN stop_outcome AS o ON o.id = f.outcome WHERE o.stop = ANY(stops)
    ), personal (relation, names) AS (VALUES
        ('household', ARRAY['street', 'house_number', 'flat', 'postal_code',
            'locality', 'district', 'latitude', 'longitude', 'phone', 'instructions',
            'door_notes', 'import_key', 'contact_name', 'contact_phone',
            'contact_relation']),
        ('household_member', ARRAY['given_name', 'family_name', 'name_key', 'born_on',
            'birth_year', 'target_groups']),
        ('pickup_authorisation', ARRAY['proxy_name', 'note']),
        ('delivery_basis', ARRAY['document']),
        ('referral', ARRAY['withdrawal']),
        ('voucher', ARRAY['revocation', 'block_reason']),
        ('handout', ARRAY['annulment']),
        ('handout_short', ARRAY['note']),
        ('counter_search', ARRAY['text']),
        ('conflict_case', ARRAY['settlement']),
        ('delivery_preference', ARRAY['company', 'needs', 'not_drivers',
            'usual_driver']),
        ('plan', ARRAY['problem']),
        ('follow_up', ARRAY['resolution'])
    )
    UPDATE audit_entry AS e SET before = kromka_blanked(e.before, personal.names),
                                after = kromka_blanked(e.after, personal.names)
    FROM mine JOIN personal USING (relation)
    WHERE e.row_id = mine.row_id AND e.relation = mine.relation;
    PERFORM set_config('kromka.anonymising', '', true);
END $$

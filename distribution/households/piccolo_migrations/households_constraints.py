"""What Piccolo has no word for in households: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    check,
    grant_function,
    index,
    of_centre,
    refers,
    statements,
    unique,
)
from distribution.core.sql import load

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

_DEBIT = """
CREATE FUNCTION kromka_debit(of_referral uuid, articles uuid[], amounts integer[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    counted integer;
    wanted integer;
BEGIN
    WITH given AS (
        SELECT w.article, sum(w.packs) AS packs
        FROM unnest(articles, amounts) AS w (article, packs) GROUP BY w.article
    ), known AS (
        UPDATE entitlement AS e SET issued = e.issued + given.packs
        FROM given WHERE e.referral = of_referral AND e.article = given.article
        RETURNING e.article
    )
    SELECT (SELECT count(*) FROM given), (SELECT count(*) FROM known)
    INTO wanted, counted;
    IF counted < wanted THEN
        -- What happened is kept: an article that was not due gets a row of its own.
        INSERT INTO entitlement (id, centre, referral, article, entitled, issued)
        SELECT gen_random_uuid(), kromka_centre(), of_referral, w.article, 0,
               sum(w.packs)
        FROM unnest(articles, amounts) AS w (article, packs)
        WHERE NOT EXISTS (SELECT FROM entitlement AS e
                          WHERE e.referral = of_referral AND e.article = w.article)
        GROUP BY w.article;
    END IF;
END $$
"""

QUERIES = [
    *of_centre("household", root=True),
    unique("household", "household_number_once", "number, centre"),
    unique("household", "household_import_once", "import_key, centre"),
    check("household", "household_language_known", "language IN ('pl', 'en', 'uk')"),
    check(
        "household",
        "household_channel_known",
        "channel IN ('pickup', 'home_delivery')",
    ),
    # Without fastupdate: a search never walks a list of what is not yet indexed.
    "CREATE INDEX household_phone ON household USING gin (phone gin_trgm_ops)"
    " WITH (fastupdate = off)",
    index("household", "household_phone_exact", "centre, phone"),
    *of_centre("household_member"),
    refers("household_member", "household", "household"),
    index("household_member", "household_member_of", "household"),
    unique(
        "household_member",
        "household_member_one_head",
        "household",
        "is_head AND left_on IS NULL",
    ),
    "CREATE INDEX household_member_words ON household_member"
    " USING gin (string_to_array(name_key, ' ')) WITH (fastupdate = off)",
    check("household_member", "household_member_sex", "sex IN ('f', 'm', '?')"),
    *of_centre("name_word", "SELECT", audited=False, root=True),
    unique("name_word", "name_word_once", "centre, word"),
    "CREATE INDEX name_word_near ON name_word USING gin (word gin_trgm_ops)"
    " WITH (fastupdate = off)",
    """
    CREATE FUNCTION kromka_keep_words() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO name_word (id, centre, word)
        SELECT gen_random_uuid(), given.centre, given.word FROM (
            SELECT DISTINCT m.centre, w.word
            FROM members AS m, unnest(string_to_array(m.name_key, ' ')) AS w (word)
        ) AS given
        ORDER BY given.centre, given.word
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$
    """,
    "REVOKE ALL ON FUNCTION kromka_keep_words() FROM PUBLIC",
    *(
        f"CREATE TRIGGER household_member_words_{event.lower()} AFTER {event}"
        " ON household_member REFERENCING NEW TABLE AS members"
        " FOR EACH STATEMENT EXECUTE FUNCTION kromka_keep_words()"
        for event in ("INSERT", "UPDATE")
    ),
    *append_only("assessment"),
    refers("assessment", "household", "household"),
    refers("assessment", "sub_programme", "sub_programme"),
    refers("assessment", "limit_row", "income_limit"),
    check("assessment", "assessment_persons", "persons > 0"),
    index("assessment", "assessment_of_household", "household"),
    *of_centre("referral"),
    refers("referral", "household", "household"),
    refers("referral", "sub_programme", "sub_programme"),
    refers("referral", "assessment", "assessment"),
    unique("referral", "referral_number_once", "number, centre"),
    # R-REF-1: one a household and sub-programme.
    unique(
        "referral",
        "referral_one_active",
        "household, sub_programme",
        "withdrawn_at IS NULL",
    ),
    check("referral", "referral_persons", "persons > 0"),
    check("referral", "referral_extra", "extra_percent BETWEEN 0 AND 100"),
    index("referral", "referral_of_household", "household"),
    index("referral", "referral_of_sub_programme", "sub_programme"),
    *of_centre("entitlement", audited=False),
    refers("entitlement", "referral", "referral"),
    refers("entitlement", "article", "article"),
    # What a hand-out counts, in one call that travels with COMMIT, under the lock of
    # its voucher. Runs with the caller's rights: the policies hold.
    _DEBIT,
    *grant_function("kromka_debit(uuid, uuid[], integer[])"),
    unique("entitlement", "entitlement_once", "referral, article"),
    check("entitlement", "entitlement_not_negative", "entitled >= 0 AND issued >= 0"),
    *of_centre("pickup_authorisation"),
    refers("pickup_authorisation", "household", "household"),
    index("pickup_authorisation", "pickup_authorisation_of", "household"),
    *of_centre("referral_number", root=True, audited=False),
    unique("referral_number", "referral_number_one_row", "centre, year"),
    *of_centre("household_number", root=True, audited=False),
    unique("household_number", "household_number_one_row", "centre"),
    "ALTER TABLE outbox_message ADD CONSTRAINT outbox_message_household_exists"
    " FOREIGN KEY (centre, household) REFERENCES household (centre, id)",
    "ALTER TABLE delivery_basis ADD CONSTRAINT delivery_basis_household_exists"
    " FOREIGN KEY (centre, household) REFERENCES household (centre, id)",
    # Policies keep trigram indexes from being used, so the search filters by the
    # centre itself. *wanted* is in the letters of people.search_form, *digits* digits
    # alone. Each of its three longest words is guessed from the words that there are;
    # then the likeliest guesses are looked up exactly, until there are enough.
    """
    CREATE FUNCTION kromka_find_households(wanted text, digits text, most integer)
    RETURNS TABLE (household uuid, likeness real)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET pg_trgm.similarity_threshold = 0.3 SET plan_cache_mode = force_generic_plan
    AS $$
        -- Two letters in the wrong order leave this much of a word of so many letters.
        -- The more a word must keep, the fewer words are looked at.
        SELECT set_config('pg_trgm.similarity_threshold', least(0.4, greatest(0.3,
            min((length(word) - 3.0) / (length(word) + 5.0))))::text, true)
        FROM unnest(string_to_array(wanted, ' ')) AS word;
        WITH asked AS (
            SELECT word, row_number() OVER (ORDER BY length(word) DESC, word) AS place
            FROM (SELECT DISTINCT unnest(string_to_array(wanted, ' ')) AS word) AS a
        ),
        near AS MATERIALIZED (
            SELECT a.place, n.word, n.likeness FROM asked AS a CROSS JOIN LATERAL (
                SELECT w.word, similarity(w.word, a.word) AS likeness
                FROM name_word AS w
                WHERE w.word % a.word AND w.centre = kromka_centre()
                ORDER BY 2 DESC, 1 LIMIT 8
            ) AS n WHERE a.place <= 3
            UNION ALL
            SELECT place, NULL, 0 FROM generate_series(1, 3) AS place
        ),
        guesses AS MATERIALIZED (
            SELECT array_remove(ARRAY[a.word, b.word, c.word]::text[], NULL) AS words,
                   a.likeness + b.likeness + c.likeness AS likeness
            FROM near AS a
            JOIN near AS b ON b.place = 2
            JOIN near AS c ON c.place = 3
            WHERE a.place = 1 AND coalesce(a.word, b.word, c.word) IS NOT NULL
            ORDER BY 2 DESC, 1 LIMIT 60
        ),
        people AS (
            SELECT m.household, g.likeness
            FROM guesses AS g CROSS JOIN LATERAL (
                SELECT m.household FROM household_member AS m
                WHERE string_to_array(m.name_key, ' ') @> g.words
                  AND m.centre = kromka_centre()
                LIMIT most
            ) AS m LIMIT most * 3
        )
        SELECT found.household, max(found.likeness)::real FROM (
            SELECT p.household, p.likeness FROM people AS p
            UNION ALL
            (SELECT h.id, 1.0 FROM household AS h
             WHERE length(digits) >= 3 AND h.phone LIKE '%' || digits || '%'
               AND h.centre = kromka_centre()
             LIMIT most)
            UNION ALL
            (SELECT h.id, 2.0 FROM household AS h
             WHERE wanted = '' AND h.centre = kromka_centre() AND h.number =
               CASE WHEN length(digits) BETWEEN 1 AND 9 THEN digits::integer END)
        ) AS found GROUP BY found.household ORDER BY 2 DESC, 1 LIMIT most
    $$
    """,
    *grant_function("kromka_find_households(text, text, integer)"),
    # The listed columns of a row of the trail as null; the others as they were.
    """
    CREATE FUNCTION kromka_blanked(was jsonb, names text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE AS $$
        SELECT jsonb_object_agg(
            key, CASE WHEN key = ANY(names) THEN 'null'::jsonb ELSE value END)
        FROM jsonb_each(was)
    $$
    """,
    load("distribution.households", "anonymise"),
    *grant_function("kromka_anonymise(uuid[], timestamptz)"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="households", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

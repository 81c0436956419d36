"""A name with one slip of the pen is found by a key, not by comparing letters."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import statements

ID = "2026-11-22T23:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "names with one slip"

# Two words are one slip apart (a letter left out, added, changed, or two in the wrong
# order) only if they share a word or a word less one letter: symmetric deletion, as
# in SymSpell. Names that lie farther apart are compared by their trigrams, but only
# where the near ones brought too few people.
_ONE_SLIP = """
CREATE FUNCTION kromka_one_slip(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT left(word, at - 1) || substr(word, at + 1)
    FROM generate_series(1, length(word) + 1) AS at
)
"""

# Each of the three longest words of *wanted* is guessed from the words that there
# are; then the likeliest guesses are looked up exactly, until there are enough. Near
# guesses hold every word. Far ones leave out a word that nothing is like, and, where
# *fewer* words will do, any.
_PEOPLE_NAMED = """
CREATE FUNCTION kromka_people_named(
    wanted text, most integer, far boolean, fewer boolean
)
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
    alike AS MATERIALIZED (
        SELECT a.place, n.word, n.likeness FROM asked AS a CROSS JOIN LATERAL (
            SELECT w.word, similarity(w.word, a.word) AS likeness
            FROM name_word AS w
            WHERE kromka_one_slip(w.word) && kromka_one_slip(a.word)
              AND w.centre = kromka_centre()
            UNION
            SELECT w.word, similarity(w.word, a.word)
            FROM name_word AS w
            WHERE far AND w.word % a.word AND w.centre = kromka_centre()
            ORDER BY 2 DESC, 1 LIMIT 8
        ) AS n WHERE a.place <= 3
    ),
    words AS MATERIALIZED (
        SELECT place, word, likeness FROM alike
        UNION ALL
        SELECT place, NULL, 0 FROM generate_series(1, 3) AS place
        WHERE fewer OR place > (SELECT count(*) FROM asked)
           OR far AND place NOT IN (SELECT place FROM alike)
    ),
    guesses AS MATERIALIZED (
        SELECT array_remove(ARRAY[a.word, b.word, c.word]::text[], NULL) AS words,
               a.likeness + b.likeness + c.likeness AS likeness
        FROM words AS a
        JOIN words AS b ON b.place = 2
        JOIN words AS c ON c.place = 3
        WHERE a.place = 1 AND coalesce(a.word, b.word, c.word) IS NOT NULL
        ORDER BY 2 DESC, 1 LIMIT 60
    )
    SELECT m.household, g.likeness::real
    FROM guesses AS g CROSS JOIN LATERAL (
        SELECT m.household FROM household_member AS m
        WHERE string_to_array(m.name_key, ' ') @> g.words
          AND m.centre = kromka_centre()
        LIMIT most
    ) AS m LIMIT most * 3
$$
"""

# A single word is looked for far away unless five people bear a near one; of a whole
# name, one is enough. Policies keep the indexes from being used, so the search filters
# by the centre itself. *wanted* is in the letters of people.search_form, *digits*
# digits alone.
_FIND = """
CREATE OR REPLACE FUNCTION kromka_find_households(
    wanted text, digits text, most integer
)
RETURNS TABLE (household uuid, likeness real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
    WITH near AS MATERIALIZED (
        SELECT n.household, n.likeness
        FROM kromka_people_named(wanted, most, far => false, fewer => false) AS n
    ),
    far AS MATERIALIZED (
        SELECT f.household, f.likeness
        FROM kromka_people_named(wanted, most, far => true, fewer => false) AS f
        WHERE (SELECT count(*) FROM near)
            < CASE WHEN strpos(wanted, ' ') = 0 THEN 5 ELSE 1 END
    )
    SELECT found.household, max(found.likeness)::real FROM (
        SELECT n.household, n.likeness FROM near AS n
        UNION ALL
        SELECT f.household, f.likeness FROM far AS f
        UNION ALL
        SELECT g.household, g.likeness
        FROM kromka_people_named(wanted, most, far => true, fewer => true) AS g
        WHERE (SELECT count(*) FROM near) + (SELECT count(*) FROM far) = 0
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
"""

QUERIES = [
    # Loads pg_trgm: until then only a superuser may name its settings in a function.
    "SELECT similarity('', '')",
    _ONE_SLIP,
    "CREATE INDEX name_word_one_slip ON name_word USING gin (kromka_one_slip(word))"
    " WITH (fastupdate = off)",
    _PEOPLE_NAMED,
    "REVOKE ALL ON FUNCTION kromka_people_named(text, integer, boolean, boolean) FROM PUBLIC",
    _FIND,
    # What the planner is told of an array's entries comes from ANALYZE.
    "ANALYZE name_word",
]


async def forwards() -> MigrationManager:
    """Add the key, and let the search use it."""
    manager = MigrationManager(
        migration_id=ID, app_name="households", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

"""What Piccolo has no word for in addresses: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    check,
    grant_function,
    index,
    of_centre,
    refers,
    statements,
    unique,
)

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

_ON_EARTH = "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"

QUERIES = [
    *of_centre("address_commune", root=True),
    unique("address_commune", "address_commune_once", "code, centre"),
    *of_centre("address_street", root=True, audited=False),
    unique(
        "address_street",
        "address_street_once",
        "locality, name, commune, simc, ulic, centre",
    ),
    index("address_street", "address_street_of_commune", "commune"),
    index("address_street", "address_street_codes", "ulic, simc"),
    (
        "CREATE INDEX address_street_near ON address_street USING gin (key gin_trgm_ops)"
        " WITH (fastupdate = off)"
    ),
    *of_centre("address_point", audited=False),
    refers("address_point", "street", "address_street"),
    unique("address_point", "address_point_once", "source, centre"),
    index("address_point", "address_point_number", "street, number_value"),
    check("address_point", "address_point_on_earth", _ON_EARTH),
    *of_centre("address_pin", root=True),
    unique("address_pin", "address_pin_once", "source, centre"),
    check("address_pin", "address_pin_on_earth", _ON_EARTH),
    *of_centre("address_alias", root=True, audited=False),
    unique("address_alias", "address_alias_once", "ulic, simc, name, centre"),
    (
        "CREATE INDEX address_alias_near ON address_alias USING gin (key gin_trgm_ops)"
        " WITH (fastupdate = off)"
    ),
    # Policies keep trigram indexes from being used, so the search filters by the
    # centre itself. *asked* and *longest* are in the letters of spelling.StreetName;
    # *place* only sorts: among many streets of one name, those of that town first.
    """
    CREATE FUNCTION kromka_find_streets(
        asked text, longest text, place text, most integer
    )
    RETURNS TABLE (street uuid, alias text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET pg_trgm.word_similarity_threshold = 0.5
    -- Comparing trigrams costs far more than the planner believes, so it would rather
    -- look at every street of the centre: neither a scan nor an index on the centre
    -- is offered to it.
    SET enable_seqscan = off AS $$
        WITH near AS (
            SELECT s.id, NULL AS alias, s.key, s.place_key FROM address_street AS s
            WHERE (s.key %> asked OR s.key %> longest)
              AND s.centre IS NOT DISTINCT FROM kromka_centre()
            UNION ALL
            SELECT s.id, a.name, a.key, s.place_key
            FROM address_alias AS a JOIN address_street AS s
              ON s.ulic = a.ulic AND s.simc = a.simc
             AND s.centre IS NOT DISTINCT FROM a.centre
            WHERE (a.key %> asked OR a.key %> longest)
              AND a.centre IS NOT DISTINCT FROM kromka_centre()
        )
        SELECT n.id, n.alias FROM near AS n
        ORDER BY similarity(n.key, asked) + word_similarity(longest, n.key)
            + similarity(n.place_key, place) DESC, n.id, n.alias
        LIMIT most
    $$
    """,
    *grant_function("kromka_find_streets(text, text, text, integer)"),
    # Only an owner may; without it, the search after an import of a province goes by
    # what was known of the empty tables until the server looks by itself.
    """
    CREATE FUNCTION kromka_know_addresses() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        ANALYZE address_street, address_point, address_alias
    $$
    """,
    *grant_function("kromka_know_addresses()"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="addresses", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

"""A hand-out takes its packs in two statements, and a movement has one key less."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import grant_function, refers, statements

ID = "2026-11-22T23:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "taking quickly"

# ``taken`` of a balance may be 0: its reservation is released. ``reserved`` is how many
# reservations of the owner the caller has seen; all of them lie on the balances named.
_TAKE = """
CREATE FUNCTION kromka_take(
    of_centre uuid, of_owner uuid, of_handout uuid, on_day date,
    touched uuid[], lots uuid[], locations uuid[], taken integer[], reserved integer
)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    released bigint;
    changed bigint;
BEGIN
    -- Every hand-out shares these rows: locked by id, before the reservations that
    -- hang on them, as every other command does.
    PERFORM FROM stock_balance WHERE id = ANY (touched) ORDER BY id FOR NO KEY UPDATE;
    WITH given AS (
        SELECT * FROM unnest(touched, lots, locations, taken)
            AS t (balance, lot, location, packs)
    ), gone AS (
        DELETE FROM reservation WHERE owner = of_owner RETURNING balance, packs
    ), moved AS (
        UPDATE stock_balance AS b
        SET packs = b.packs - g.packs, reserved = b.reserved - coalesce(r.packs, 0)
        FROM given AS g LEFT JOIN gone AS r ON r.balance = g.balance
        WHERE b.id = g.balance AND b.packs >= g.packs
          AND b.reserved >= coalesce(r.packs, 0)
          AND b.packs - g.packs >= b.reserved - coalesce(r.packs, 0)
        RETURNING b.id
    ), written AS (
        INSERT INTO movement (centre, lot, location, packs, reason, handout, moved_on)
        SELECT of_centre, lot, location, -packs, 'handed_out', of_handout, on_day
        FROM given WHERE packs > 0
    )
    SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM moved)
    INTO released, changed;
    IF released <> kromka_take.reserved THEN
        RAISE EXCEPTION 'reservations of % changed', of_owner USING ERRCODE = 'KR002';
    END IF;
    IF changed < cardinality(touched) THEN
        RAISE EXCEPTION 'the stock changed while it was picked' USING ERRCODE = 'KR002';
    END IF;
END $$
"""

QUERIES = [
    "DROP FUNCTION kromka_take(uuid, uuid, uuid, date, uuid[], integer[], integer)",
    _TAKE,
    *grant_function(
        "kromka_take(uuid, uuid, uuid, date, uuid[], uuid[], uuid[], integer[], integer)"
    ),
    # A parcel writes half a dozen movements: one index for their key, not two. The
    # policies add the centre to every look-up by id.
    "ALTER TABLE movement DROP CONSTRAINT movement_mends_exists",
    "ALTER TABLE movement DROP CONSTRAINT movement_of_centre",
    "ALTER TABLE movement DROP CONSTRAINT movement_pkey",
    "ALTER TABLE movement ADD CONSTRAINT movement_pkey PRIMARY KEY (centre, id)",
    refers("movement", "mends", "movement"),
]


async def forwards() -> MigrationManager:
    """Put the new function in the place of the old one."""
    manager = MigrationManager(
        migration_id=ID, app_name="inventory", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

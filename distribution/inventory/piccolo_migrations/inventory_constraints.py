"""What Piccolo has no word for in inventory: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    check,
    grant_function,
    index,
    of_centre,
    one_of,
    refers,
    statements,
    unique,
)

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

_TAKE = """
CREATE FUNCTION kromka_take(of_centre uuid, of_owner uuid, of_handout uuid, on_day date,
                            wanted uuid[], amounts integer[], kept integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    released uuid[];
    amounts_released integer[];
    changed integer;
    expected integer;
BEGIN
    -- Every hand-out shares these rows: locked by id, before the reservations that
    -- hang on them, as every other command does.
    PERFORM id FROM stock_balance
    WHERE id IN (SELECT unnest(wanted)
                 UNION SELECT balance FROM reservation WHERE owner = of_owner)
    ORDER BY id FOR NO KEY UPDATE;
    WITH gone AS (
        DELETE FROM reservation WHERE owner = of_owner RETURNING balance, packs
    ) SELECT coalesce(array_agg(balance), '{}'), coalesce(array_agg(packs), '{}')
    INTO released, amounts_released FROM gone;
    IF cardinality(released) < kept THEN
        RAISE EXCEPTION 'reservations of % changed', of_owner USING ERRCODE = 'KR002';
    END IF;
    WITH change AS (
        SELECT balance, sum(taken) AS taken, sum(freed) AS freed FROM (
            SELECT w.balance, w.packs AS taken, 0 AS freed
            FROM unnest(wanted, amounts) AS w (balance, packs)
            UNION ALL
            SELECT r.balance, 0, r.packs FROM unnest(released, amounts_released)
                AS r (balance, packs)
        ) AS both_sides GROUP BY balance
    )
    UPDATE stock_balance AS b
    SET packs = b.packs - c.taken, reserved = b.reserved - c.freed
    FROM change AS c
    WHERE b.id = c.balance AND b.packs >= c.taken AND b.reserved >= c.freed
      AND b.packs - c.taken >= b.reserved - c.freed;
    GET DIAGNOSTICS changed = ROW_COUNT;
    SELECT count(*) INTO expected
    FROM (SELECT unnest(wanted) UNION SELECT unnest(released)) AS touched;
    IF changed < expected THEN
        RAISE EXCEPTION 'the stock changed while it was picked' USING ERRCODE = 'KR002';
    END IF;
    INSERT INTO movement (centre, lot, location, packs, reason, handout, moved_on)
    SELECT of_centre, b.lot, b.location, -w.packs, 'handed_out', of_handout, on_day
    FROM unnest(wanted, amounts) AS w (balance, packs)
    JOIN stock_balance AS b ON b.id = w.balance;
END $$
"""

QUERIES = [
    *of_centre("location"),
    refers("location", "site", "site"),
    unique("location", "location_key_once", "site, key"),
    one_of("location", "kind", ("shelf", "fridge", "unaccounted")),
    *of_centre("lot"),
    refers("lot", "article", "article"),
    refers("lot", "fund", "sub_programme"),
    "CREATE UNIQUE INDEX lot_once ON lot"
    " (article, fund, number, received_on) NULLS NOT DISTINCT",
    one_of("lot", "state", ("usable", "quarantine", "recalled")),
    one_of("lot", "date_kind", ("best_before", "use_by", "none")),
    check("lot", "lot_date", "(date_kind = 'none') = (printed_date IS NULL)"),
    *of_centre("stock_document"),
    refers("stock_document", "site", "site"),
    refers("stock_document", "round", "round"),
    one_of("stock_document", "kind", ("PZ", "WZ", "MM", "RW")),
    unique("stock_document", "stock_document_number", "centre, kind, year, sequence"),
    unique("stock_document", "stock_document_file_once", "centre, file_hash"),
    *of_centre("document_counter", root=True, audited=False),
    unique("document_counter", "document_counter_once", "centre, series, year"),
    *append_only("movement"),
    refers("movement", "document", "stock_document"),
    refers("movement", "mends", "movement"),
    unique("movement", "movement_mended_once", "mends", "mends IS NOT NULL"),
    check("movement", "movement_moves", "packs <> 0"),
    index("movement", "movement_of_handout", "handout", "handout IS NOT NULL"),
    index("movement", "movement_of_lot", "lot, location"),
    index("movement", "movement_by_day", "moved_on, centre"),
    *of_centre("stock_balance", audited=False),
    refers("stock_balance", "lot", "lot"),
    refers("stock_balance", "location", "location"),
    unique("stock_balance", "stock_balance_once", "lot, location"),
    # A movement points at its balance, not at lot and place one by one: a hand-out
    # holds the balance anyway, and shares no other row with the others.
    "ALTER TABLE stock_balance ADD CONSTRAINT stock_balance_place"
    " UNIQUE (centre, lot, location)",
    "ALTER TABLE movement ADD CONSTRAINT movement_balance_exists FOREIGN KEY"
    " (centre, lot, location) REFERENCES stock_balance (centre, lot, location)",
    # Reserved may not exceed what is there; nothing is ever below zero.
    check("stock_balance", "stock_balance_packs", "packs >= 0"),
    check("stock_balance", "stock_balance_reserved", "reserved BETWEEN 0 AND packs"),
    *of_centre("stock_minimum"),
    refers("stock_minimum", "article", "article"),
    refers("stock_minimum", "site", "site"),
    unique("stock_minimum", "stock_minimum_once", "article, site"),
    check("stock_minimum", "stock_minimum_positive", "packs > 0"),
    *of_centre("reservation", audited=False),
    refers("reservation", "balance", "stock_balance"),
    refers("reservation", "article", "article"),
    unique("reservation", "reservation_once", "owner, balance"),
    check("reservation", "reservation_positive", "packs > 0"),
    index("reservation", "reservation_of_balance", "balance, expires_on"),
    *of_centre("stock_count"),
    refers("stock_count", "location", "location"),
    refers("stock_count", "document", "stock_document"),
    *append_only("stock_count_line"),
    refers("stock_count_line", "stock_count", "stock_count"),
    refers("stock_count_line", "lot", "lot"),
    unique("stock_count_line", "stock_count_line_once", "stock_count, lot"),
    # What a hand-out takes, in one call that travels with COMMIT. Runs with the
    # caller's rights: the policies hold.
    _TAKE,
    *grant_function(
        "kromka_take(uuid, uuid, uuid, date, uuid[], integer[], integer)"
    ),
    *of_centre("recall"),
    refers("recall", "lot", "lot"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="inventory", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

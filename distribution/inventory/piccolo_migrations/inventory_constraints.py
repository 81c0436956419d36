"""What Piccolo has no word for in inventory: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    check,
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
    refers("movement", "lot", "lot"),
    refers("movement", "location", "location"),
    refers("movement", "document", "stock_document"),
    refers("movement", "mends", "movement"),
    unique("movement", "movement_mended_once", "mends", "mends IS NOT NULL"),
    check("movement", "movement_moves", "packs <> 0"),
    index("movement", "movement_of_handout", "handout", "handout IS NOT NULL"),
    index("movement", "movement_of_lot", "lot, location"),
    index("movement", "movement_by_day", "centre, moved_on"),
    *of_centre("stock_balance", audited=False),
    refers("stock_balance", "lot", "lot"),
    refers("stock_balance", "location", "location"),
    unique("stock_balance", "stock_balance_once", "lot, location"),
    # Reserved may not exceed what is there; nothing is ever below zero.
    check("stock_balance", "stock_balance_packs", "packs >= 0"),
    check("stock_balance", "stock_balance_reserved", "reserved BETWEEN 0 AND packs"),
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

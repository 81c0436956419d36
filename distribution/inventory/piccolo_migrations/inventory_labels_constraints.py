"""Policies and constraints of labels, and of what is gathered for a round."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    check,
    index,
    of_centre,
    refers,
    statements,
    unique,
)

ID = "2026-11-22T23:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints of labels and gathered lines"

_AT_A_BALANCE = (
    "ALTER TABLE {table} ADD CONSTRAINT {table}_balance_exists FOREIGN KEY"
    " (centre, lot, location) REFERENCES stock_balance (centre, lot, location)"
)

QUERIES = [
    *append_only("label_run"),
    "ALTER TABLE label_run ADD CONSTRAINT label_run_centre_exists"
    " FOREIGN KEY (centre) REFERENCES centre (id)",
    check("label_run", "label_run_sheets", "sheets BETWEEN 1 AND 20"),
    # A label is never deleted: what was printed may turn up on a box years later.
    *of_centre("store_label", "SELECT, INSERT, UPDATE"),
    refers("store_label", "run", "label_run"),
    refers("store_label", "location", "location"),
    unique("store_label", "store_label_code_once", "centre, code"),
    index("store_label", "store_label_of_run", "run"),
    index("store_label", "store_label_at", "location", "location IS NOT NULL"),
    _AT_A_BALANCE.format(table="store_label"),
    check(
        "store_label",
        "store_label_box",
        "(lot IS NULL) = (packs IS NULL) AND coalesce(packs, 1) > 0"
        " AND (lot IS NULL OR location IS NOT NULL)",
    ),
    check(
        "store_label",
        "store_label_attached",
        "(location IS NULL) = (attached_at IS NULL)"
        " AND (attached_at IS NULL) = (attached_by = '')",
    ),
    check(
        "store_label",
        "store_label_void",
        "(void_at IS NULL) = (void_reason = '')"
        " AND (void_at IS NULL OR location IS NULL)",
    ),
    *of_centre("gathered_line", audited=False),
    refers("gathered_line", "round", "round"),
    _AT_A_BALANCE.format(table="gathered_line"),
    unique("gathered_line", "gathered_line_once", "round, lot, location"),
    check("gathered_line", "gathered_line_positive", "packs > 0"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="inventory", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

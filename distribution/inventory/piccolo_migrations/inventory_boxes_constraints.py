"""A box is gathered once for a round, and loose packs of a line stand in one row."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import refers, statements, unique

ID = "2026-11-23T00:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a box is gathered once"

QUERIES = [
    refers("gathered_line", "label", "store_label"),
    "DROP INDEX gathered_line_once",
    unique(
        "gathered_line", "gathered_line_once", "round, lot, location", "label IS NULL"
    ),
    unique(
        "gathered_line", "gathered_line_box_once", "label, round", "label IS NOT NULL"
    ),
]


async def forwards() -> MigrationManager:
    """Put two unique indexes in the place of one."""
    manager = MigrationManager(
        migration_id=ID, app_name="inventory", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

"""Numbers of copies, given before a voucher is printed: a print keeps its own."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import check, grant, statements

ID = "2026-11-22T23:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "copies: constraints"

QUERIES = [
    check("voucher", "voucher_copies_counted", "copies >= 0"),
    check("print_item", "print_item_copy_counted", "copy >= 0"),
    grant("print_item", "UPDATE"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="vouchers", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

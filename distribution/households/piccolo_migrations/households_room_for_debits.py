"""Pages of the entitlement keep room for what hand-outs count."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import statements

ID = "2026-11-23T00:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "room for debits"

# A debit that finds room on the page of its row leaves the three indexes alone; a
# parcel has half a dozen, and each round every row is debited once.
QUERIES = ["ALTER TABLE entitlement SET (fillfactor = 75)"]


async def forwards() -> MigrationManager:
    """Set it; rows that are there already stay where they are."""
    manager = MigrationManager(
        migration_id=ID, app_name="households", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

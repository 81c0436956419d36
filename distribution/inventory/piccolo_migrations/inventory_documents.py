"""The movements of a document are found by it; a hand-out's have none, and pay nothing."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import index, statements

ID = "2026-11-23T00:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "movements by document"

QUERIES = [
    index("movement", "movement_of_document", "document", "document IS NOT NULL"),
]


async def forwards() -> MigrationManager:
    """Add the index."""
    manager = MigrationManager(
        migration_id=ID, app_name="inventory", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

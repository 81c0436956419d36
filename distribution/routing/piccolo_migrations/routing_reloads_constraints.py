"""Constraints of shifts that come back to load again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import check, statements

ID = "2026-11-22T23:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints of reloads"

QUERIES = [
    check(
        "shift",
        "shift_reloads_sensible",
        "most_reloads BETWEEN 0 AND 9 AND reload_minutes BETWEEN 0 AND 240",
    ),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="routing", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

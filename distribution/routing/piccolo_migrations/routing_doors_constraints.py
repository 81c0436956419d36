"""Policies and constraints of what worries a driver at a door."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    index,
    refers,
    statements,
    unique,
)
from distribution.core.sql import load

ID = "2026-11-22T23:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints of doors"

QUERIES = [
    # Not in the trail, which more people read than may know of a concern.
    *append_only("concern"),
    refers("concern", "stop", "stop"),
    unique("concern", "concern_nonce_once", "nonce, centre"),
    index("concern", "concern_of_stop", "stop"),
    *append_only("concern_answer"),
    refers("concern_answer", "concern", "concern"),
    unique("concern_answer", "concern_answer_once", "concern"),
    # It clears their words as well.
    load("distribution.households", "anonymise"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="routing", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

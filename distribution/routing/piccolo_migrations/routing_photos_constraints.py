"""Policies and constraints of pictures at doors; contact persons are anonymised."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    check,
    index,
    of_centre,
    refers,
    statements,
    unique,
)
from distribution.core.sql import load

ID = "2026-11-22T23:57:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints of photos at doors"

QUERIES = [
    *of_centre("door_photo", "SELECT, INSERT, DELETE"),
    refers("door_photo", "outcome", "stop_outcome"),
    unique("door_photo", "door_photo_once", "outcome"),
    index("door_photo", "door_photo_to_delete", "delete_on"),
    # A picture has no place in the trail, which tells of its coming and going.
    *of_centre("door_photo_content", "SELECT, INSERT, DELETE", audited=False),
    refers("door_photo_content", "photo", "door_photo"),
    unique("door_photo_content", "door_photo_content_once", "photo"),
    check("delivery_rules", "delivery_rules_photo_days", "photo_days BETWEEN 1 AND 90"),
    # It forgets pictures, and whom to ask where nobody opens.
    load("distribution.households", "anonymise"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="routing", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

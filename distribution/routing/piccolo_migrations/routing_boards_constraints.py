"""Policies and constraints of plans that are changed by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import index, of_centre, refers, statements

ID = "2026-11-22T23:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints of plans changed by hand"

QUERIES = [
    # What it holds is told in the audit of the runs and stops that were changed.
    *of_centre("plan_edit", audited=False),
    refers("plan_edit", "plan", "plan"),
    index("plan_edit", "plan_edit_of_plan", "plan, version"),
    refers("plan", "based_on", "plan"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="routing", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

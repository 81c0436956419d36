"""What was not handed over and why; who was looked for by name at a counter."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    check,
    index,
    of_centre,
    one_of,
    refers,
    statements,
    unique,
)
from distribution.core.sql import load

ID = "2026-11-22T23:53:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what was short, and who was looked for: policies, constraints, indexes"

_REASONS = ("not_in_stock", "not_wanted", "could_not_carry", "damaged")

QUERIES = [
    *of_centre("handout_short", "SELECT, INSERT"),
    refers("handout_short", "handout", "handout"),
    refers("handout_short", "article", "article"),
    one_of("handout_short", "reason", _REASONS),
    check("handout_short", "handout_short_positive", "packs > 0"),
    unique("handout_short", "handout_short_once", "handout, article"),
    *of_centre("handout_substitute", "SELECT, INSERT"),
    refers("handout_substitute", "handout", "handout"),
    refers("handout_substitute", "article", "article"),
    refers("handout_substitute", "instead_of", "article"),
    check("handout_substitute", "handout_substitute_positive", "packs > 0"),
    index("handout_substitute", "handout_substitute_of", "handout"),
    *of_centre("counter_search", "SELECT, INSERT", root=True),
    index("counter_search", "counter_search_by_time", "at, centre"),
    # What was typed and noted goes with the households that it was about.
    load("distribution.households", "anonymise"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="vouchers", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

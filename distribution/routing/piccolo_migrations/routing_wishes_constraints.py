"""Policies and constraints of what doors need, drivers offer and shifts allow."""

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

ID = "2026-11-22T23:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints of needs, rules and limits"

QUERIES = [
    *of_centre("delivery_need", root=True),
    unique("delivery_need", "delivery_need_once", "centre, lower(name)"),
    *of_centre("driver_profile"),
    refers("driver_profile", "driver", "staff"),
    unique("driver_profile", "driver_profile_once", "driver"),
    *of_centre("delivery_rules", root=True),
    unique("delivery_rules", "delivery_rules_once", "centre"),
    check(
        "delivery_rules",
        "delivery_rules_positive",
        "coalesce(cold_minutes, 1) > 0 AND known_face_minutes >= 0",
    ),
    check("shift", "shift_crew_counts", "crew BETWEEN 1 AND 2"),
    check(
        "shift",
        "shift_break_whole",
        "(break_minutes > 0) = (break_opens IS NOT NULL)"
        " AND (break_opens IS NULL) = (break_closes IS NULL)"
        " AND break_minutes >= 0 AND coalesce(break_opens <= break_closes, true)",
    ),
    check(
        "shift",
        "shift_limits_positive",
        "coalesce(most_stops, 1) > 0 AND coalesce(most_driving_minutes, 1) > 0"
        " AND coalesce(most_kilometres, 1) > 0",
    ),
    refers("delivery_preference", "usual_driver", "staff"),
    check(
        "delivery_preference",
        "delivery_preference_priority",
        "priority BETWEEN 0 AND 100",
    ),
    one_of("delivery_preference", "company", ("alone", "first_visit", "always")),
    index("stop", "stop_of_household", "household"),
    one_of("plan", "aim", ("least_time", "fewest_drivers", "even_work")),
    # It clears what is new here as well.
    load("distribution.households", "anonymise"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="routing", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

"""What Piccolo has no word for in routing: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    check,
    grant_function,
    index,
    of_centre,
    one_of,
    refers,
    statements,
    unique,
)

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

QUERIES = [
    *of_centre("vehicle", root=True),
    check("vehicle", "vehicle_capacity", "capacity_packs > 0 AND capacity_grams > 0"),
    *of_centre("shift"),
    refers("shift", "driver", "staff"),
    refers("shift", "vehicle", "vehicle"),
    refers("shift", "site", "site"),
    check("shift", "shift_in_order", "starts < ends"),
    unique("shift", "shift_driver_once", "day, driver, starts"),
    unique("shift", "shift_vehicle_once", "day, vehicle, starts"),
    *of_centre("delivery_preference"),
    refers("delivery_preference", "household", "household"),
    unique("delivery_preference", "delivery_preference_once", "household"),
    check(
        "delivery_preference",
        "delivery_preference_in_order",
        "window_opens IS NULL OR window_closes IS NULL"
        " OR window_opens <= window_closes",
    ),
    *of_centre("delivery_promise"),
    refers("delivery_promise", "household", "household"),
    refers("delivery_promise", "round", "round"),
    unique("delivery_promise", "delivery_promise_once", "household, round"),
    check("delivery_promise", "delivery_promise_in_order", "opens <= closes"),
    *of_centre("plan", root=True),
    one_of(
        "plan",
        "state",
        ("queued", "solving", "solved", "failed", "published", "superseded"),
    ),
    one_of("plan", "engine", ("best", "pyvrp", "ortools")),
    # One published plan a day; the one before is superseded in the same command.
    unique("plan", "plan_one_published", "centre, day", "state = 'published'"),
    *of_centre("run"),
    refers("run", "plan", "plan"),
    refers("run", "shift", "shift"),
    unique("run", "run_token_once", "token_hash"),
    """
    CREATE FUNCTION kromka_run_link(hash bytea)
    RETURNS TABLE (run uuid, centre uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT id, centre FROM run WHERE token_hash = hash AND published
    $$
    """,
    *grant_function("kromka_run_link(bytea)"),
    *of_centre("stop"),
    refers("stop", "plan", "plan"),
    refers("stop", "run", "run"),
    refers("stop", "voucher", "voucher"),
    refers("stop", "household", "household"),
    unique("stop", "stop_once_a_plan", "plan, voucher"),
    # A delivery is in one published run at most (no two drivers at one door).
    unique("stop", "stop_one_active", "voucher", "published AND NOT closed"),
    # Served, or a stated reason.
    check("stop", "stop_served_or_reason", "(run IS NULL) = (unserved_code IS NOT NULL)"),
    index("stop", "stop_of_run", "run"),
    index("stop", "stop_of_voucher", "voucher"),
    *append_only("stop_outcome"),
    refers("stop_outcome", "stop", "stop"),
    refers("stop_outcome", "handout", "handout"),
    index("stop_outcome", "stop_outcome_of_stop", "stop"),
    unique("stop_outcome", "stop_outcome_nonce_once", "nonce, centre"),
    *of_centre("follow_up"),
    refers("follow_up", "outcome", "stop_outcome"),
    unique("follow_up", "follow_up_once", "outcome"),
    *of_centre("road_map", root=True),
    # Which one is in use changes in the command that stores the next.
    unique("road_map", "road_map_one_in_use", "centre", "in_use"),
    # Megabytes, and told in the audit of the map itself.
    *of_centre("road_map_content", audited=False),
    refers("road_map_content", "road_map", "road_map"),
    unique("road_map_content", "road_map_content_once", "road_map"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="routing", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

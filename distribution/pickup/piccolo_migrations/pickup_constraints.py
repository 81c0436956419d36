"""What Piccolo has no word for in pickup: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    check,
    grant_function,
    index,
    of_centre,
    refers,
    statements,
    unique,
)

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

QUERIES = [
    *of_centre("opening_hours"),
    refers("opening_hours", "site", "site"),
    check("opening_hours", "opening_hours_weekday", "weekday BETWEEN 1 AND 7"),
    check("opening_hours", "opening_hours_in_order", "opens < closes"),
    *of_centre("opening_exception"),
    refers("opening_exception", "site", "site"),
    check(
        "opening_exception",
        "opening_exception_in_order",
        "(opens IS NULL) = (closes IS NULL) AND (opens IS NULL OR opens < closes)",
    ),
    *of_centre("slot"),
    refers("slot", "site", "site"),
    refers("slot", "round", "round"),
    unique("slot", "slot_once", "round, site, day, starts"),
    check(
        "slot",
        "slot_never_overbooked",
        "booked >= 0 AND held >= 0 AND offered >= 0"
        " AND booked + held + offered <= capacity",
    ),
    check("slot", "slot_sizes", "capacity >= 0 AND walk_ins >= 0 AND minutes > 0"),
    *of_centre("booking"),
    refers("booking", "slot", "slot"),
    refers("booking", "round", "round"),
    refers("booking", "household", "household"),
    refers("booking", "voucher", "voucher"),
    unique(
        "booking",
        "booking_one_active",
        "round, household",
        "cancelled_at IS NULL",
    ),
    index("booking", "booking_of_slot", "slot"),
    index("booking", "booking_of_household", "household"),
    index("slot", "slot_by_day", "site, day"),
    *of_centre("household_link"),
    refers("household_link", "household", "household"),
    refers("household_link", "round", "round"),
    unique("household_link", "household_link_once", "token_hash"),
    """
    CREATE FUNCTION kromka_household_link(hash bytea, instant timestamptz)
    RETURNS TABLE (link uuid, household uuid, round uuid, centre uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT id, household, round, centre FROM household_link
        WHERE token_hash = hash AND revoked_at IS NULL AND expires_at > instant
    $$
    """,
    *grant_function("kromka_household_link(bytea, timestamptz)"),
    *of_centre("queue_entry", audited=False),
    refers("queue_entry", "site", "site"),
    refers("queue_entry", "voucher", "voucher"),
    # The screen in the hall has no sign-in: it shows numbers and nothing else.
    """
    CREATE FUNCTION kromka_queue_site(wanted uuid)
    RETURNS TABLE (site uuid, centre uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT id, centre FROM site WHERE id = wanted AND is_pickup AND active
    $$
    """,
    *grant_function("kromka_queue_site(uuid)"),
    unique("queue_entry", "queue_entry_number_once", "site, day, number"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="pickup", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

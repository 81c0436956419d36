"""Phones for a shift: whose they are, and when they stop working."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    check,
    grant_function,
    index,
    refers,
    statements,
)

ID = "2026-11-22T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "shifts: constraints and the way in"

QUERIES = [
    refers("device", "started_by", "staff"),
    check(
        "device",
        "device_shift_ends",
        "(started_by IS NULL) = (expires_at IS NULL)",
    ),
    check("device", "device_waiting_counted", "waiting >= 0"),
    index("device", "device_of_shift", "started_by", "started_by IS NOT NULL"),
    # What a phone says of itself every few minutes is no history.
    "DROP TRIGGER device_audit ON device",
    "CREATE TRIGGER device_audit AFTER INSERT OR DELETE OR UPDATE OF"
    " site, name, token_hash, revoked_at, started_by, expires_at ON device"
    " FOR EACH ROW EXECUTE FUNCTION kromka_audit()",
    "DROP FUNCTION kromka_device(bytea)",
    """
    CREATE FUNCTION kromka_device(hash bytea, instant timestamptz)
    RETURNS TABLE (device uuid, site uuid, centre uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT id, site, centre FROM device
        WHERE token_hash = hash AND revoked_at IS NULL
          AND coalesce(expires_at > instant, true)
    $$
    """,
    *grant_function("kromka_device(bytea, timestamptz)"),
]


async def forwards() -> MigrationManager:
    """Add them to the columns of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="accounts", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

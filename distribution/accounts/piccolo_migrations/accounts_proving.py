"""A device that is known proves within a transaction that it is still let in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import grant_function, statements

ID = "2026-11-23T00:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "proving a device"

# Runs with the caller's rights, within the centre that the device says it is of: the
# policy shows no other centre's devices.
_CONFIRM = """
CREATE FUNCTION kromka_confirm_device(
    of_device uuid, hash bytea, instant timestamptz
)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM FROM device
    WHERE id = of_device AND token_hash = hash AND revoked_at IS NULL
      AND coalesce(expires_at > instant, true);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the device was shut out' USING ERRCODE = 'KR003';
    END IF;
END $$
"""

QUERIES = [
    _CONFIRM,
    *grant_function("kromka_confirm_device(uuid, bytea, timestamptz)"),
]


async def forwards() -> MigrationManager:
    """Create the function."""
    manager = MigrationManager(
        migration_id=ID, app_name="accounts", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

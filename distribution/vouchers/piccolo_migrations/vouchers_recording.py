"""A hand-out is written down by a function, whose plan is made once a connection."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import grant_function, statements

ID = "2026-11-22T23:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "recording hand-outs"

_RECORD = """
CREATE FUNCTION kromka_record_handout(
    id uuid, centre uuid, voucher uuid, household uuid, round uuid, site uuid,
    nonce uuid, channel text, recipient text, "authorisation" uuid,
    scanned_at timestamptz, local_day date, recorded_at timestamptz, offline boolean,
    conflict text, taken_by text, pin_used boolean
)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO handout (id, centre, voucher, household, round, site, nonce, channel,
        recipient, "authorisation", scanned_at, local_day, recorded_at, offline, conflict,
        taken_by, pin_used)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);
END $$
"""

QUERIES = [
    _RECORD,
    *grant_function(
        "kromka_record_handout(uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text,"
        " uuid, timestamptz, date, timestamptz, boolean, text, text, boolean)"
    ),
]


async def forwards() -> MigrationManager:
    """Create the function."""
    manager = MigrationManager(
        migration_id=ID, app_name="vouchers", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

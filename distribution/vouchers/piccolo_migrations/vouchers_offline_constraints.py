"""Hand-outs without signal: the PIN, its setting, and refusals that are kept once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import check, of_centre, statements, unique

ID = "2026-11-22T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "offline: policies, constraints, indexes"

QUERIES = [
    *of_centre("scan_setting", root=True),
    unique("scan_setting", "scan_setting_once", "centre"),
    check(
        "scan_setting",
        "scan_setting_sensible",
        "revocations_good_for BETWEEN 900 AND 86400",
    ),
    # Its setting says when it was changed and by whom; the hash has no place there.
    *of_centre("scan_pin", audited=False, root=True),
    unique("scan_pin", "scan_pin_once", "centre"),
    # A phone sends its refusals again until it has an answer.
    unique("scan", "scan_reported_once", "nonce, centre", "purpose = 'reported'"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="vouchers", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

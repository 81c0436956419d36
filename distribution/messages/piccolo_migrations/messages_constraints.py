"""What Piccolo has no word for in messages: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    index,
    of_centre,
    one_of,
    statements,
    unique,
)

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

QUERIES = [
    # Not audited: its rows are their own trace, and its facts hold household links,
    # which must not stay anywhere once the message has gone.
    *of_centre("outbox_message", root=True, audited=False),
    unique("outbox_message", "outbox_message_once", "centre, idempotency_key"),
    one_of(
        "outbox_message", "state", ("queued", "sending", "sent", "failed", "dropped")
    ),
    index(
        "outbox_message",
        "outbox_message_due",
        "not_before",
        "state IN ('queued', 'sending')",
    ),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="messages", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager

"""What worried drivers at doors, for social workers."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import fetch


class ConcernFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A concern, and what was done about it, if anything yet."""

    id: UUID
    household: UUID
    household_number: int
    head: str
    phone: str | None
    note: str
    driver_name: str
    driver_phone: str | None
    happened_at: datetime
    answered_at: datetime | None
    answered_by: str | None
    resolution: str | None


async def concerns(actor: Actor, *, most: int = 100) -> list[ConcernFacts]:
    """Return what worried drivers: what nobody has answered first, the oldest first.

    Raises:
        ForbiddenError: The actor is no social worker.
    """
    actor.must(Permission.ASSESS)
    rows = await fetch(
        "SELECT c.id, s.household, h.number AS household_number,"
        " coalesce(m.given_name || ' ' || m.family_name, '') AS head, h.phone, c.note,"
        " d.name AS driver_name, d.phone AS driver_phone, c.happened_at,"
        " a.answered_at, a.answered_by, a.resolution FROM concern AS c"
        " JOIN stop AS s ON s.id = c.stop JOIN household AS h ON h.id = s.household"
        " JOIN run AS r ON r.id = s.run JOIN shift AS t ON t.id = r.shift"
        " JOIN staff AS d ON d.id = t.driver"
        " LEFT JOIN household_member AS m ON m.household = h.id AND m.is_head"
        "  AND m.left_on IS NULL"
        " LEFT JOIN concern_answer AS a ON a.concern = c.id"
        " ORDER BY a.answered_at IS NOT NULL, a.answered_at DESC, c.happened_at, c.id"
        " LIMIT $1",
        most,
    )
    return [ConcernFacts(**row) for row in rows]

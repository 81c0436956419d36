"""Making households unrecognisable once their papers have been kept long enough."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute
from distribution.core.transaction import transaction
from distribution.households.errors import NotDueError
from distribution.households.queries.retention import DueHousehold, due_households


async def anonymise_households(
    actor: Actor, households: Collection[UUID], *, now: datetime
) -> list[DueHousehold]:
    """Blank all that tells who these households were; registers stay as they are.

    Names, addresses, telephones, notes and messages go, in the trail of changes too
    (DESIGN 4.11). Nothing brings them back but an older backup.

    Returns:
        The protocol: the households, by number.

    Raises:
        NotDueError: One of them must still be kept, or is anonymous already; nothing
            was done.
    """
    actor.must(Permission.ANONYMISE)
    wanted = set(households)
    async with transaction(actor):
        await execute(
            "SELECT id FROM household WHERE id = ANY($1::uuid[]) ORDER BY id"
            " FOR UPDATE",
            list(wanted),
        )
        due = [one for one in await due_households(local_day(now)) if one.id in wanted]
        if len(due) < len(wanted):
            raise NotDueError(count=len(wanted) - len(due))
        await execute("SELECT kromka_anonymise($1, $2)", list(wanted), now)
    return due

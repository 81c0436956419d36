"""A driver goes another way round than planned."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.routing.errors import OrderOutdatedError
from distribution.routing.queries.runs import check_own


async def reorder_stops(
    actor: Actor, run: UUID, order: Sequence[UUID], *, now: datetime
) -> None:
    """Put the doors that are still ahead into *order*; what was done stays first.

    Arrival times follow from the order (E57). No stop joins or leaves the run (D10).

    Raises:
        NotFoundError: The centre has no such published run.
        NotYourStopError: It is somebody else's.
        OrderOutdatedError: These are not the doors that are ahead now.
    """
    actor.must(Permission.DRIVE)
    async with transaction(actor):
        row = await fetch_one(
            "SELECT s.driver, r.published FROM run AS r"
            " JOIN shift AS s ON s.id = r.shift WHERE r.id = $1"
            " FOR NO KEY UPDATE OF r",
            run,
        )
        if row is None or not row["published"]:
            raise NotFoundError
        check_own(actor, run, row["driver"])
        stops = await fetch(
            "SELECT id, position, closed FROM stop WHERE run = $1"
            " ORDER BY position, id FOR NO KEY UPDATE",
            run,
        )
        ahead = [stop["id"] for stop in stops if not stop["closed"]]
        if sorted(ahead) != sorted(order):
            raise OrderOutdatedError
        if ahead == list(order):
            return
        done = [stop["id"] for stop in stops if stop["closed"]]
        await execute(
            "UPDATE stop SET position = wanted.position FROM unnest($1::uuid[])"
            " WITH ORDINALITY AS wanted (id, position) WHERE stop.id = wanted.id"
            " AND stop.position <> wanted.position",
            [*done, *order],
        )
        await execute("UPDATE run SET reordered_at = $2 WHERE id = $1", run, now)

"""A driver goes another way round than planned."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.routing.errors import OrderOutdatedError
from distribution.routing.queries.runs import check_own
from distribution.routing.rules.reordering import as_wished


class _Doors(msgspec.Struct, frozen=True):
    """The doors of a run, locked; each list in the order in which they are driven."""

    done: list[UUID]
    ahead: list[UUID]
    reordered_at: datetime | None


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
        doors = await _doors(actor, run)
        if sorted(doors.ahead) != sorted(order):
            raise OrderOutdatedError
        await _put(run, doors, order, since=now)


async def keep_wished_order(
    actor: Actor,
    run: UUID,
    wish: Sequence[UUID],
    *,
    wished_at: datetime,
    now: datetime,
) -> None:
    """Put the doors ahead into the order in which a driver went without signal.

    It is told of afterwards, so it is refused for nothing: what it does not name comes
    last. Told twice it changes nothing, and a wish older than the order that there is
    comes too late.

    Raises:
        NotFoundError: The centre has no such published run.
        NotYourStopError: It is somebody else's.
    """
    actor.must(Permission.DRIVE)
    since = min(wished_at, now)
    async with transaction(actor):
        doors = await _doors(actor, run)
        if doors.reordered_at is not None and since <= doors.reordered_at:
            return
        await _put(run, doors, as_wished(doors.ahead, wish), since=since)


async def _doors(actor: Actor, run: UUID) -> _Doors:
    row = await fetch_one(
        "SELECT s.driver, r.published, r.reordered_at FROM run AS r"
        " JOIN shift AS s ON s.id = r.shift WHERE r.id = $1"
        " FOR NO KEY UPDATE OF r",
        run,
    )
    if row is None or not row["published"]:
        raise NotFoundError
    check_own(actor, run, row["driver"])
    stops = await fetch(
        "SELECT id, closed FROM stop WHERE run = $1"
        " ORDER BY position, id FOR NO KEY UPDATE",
        run,
    )
    return _Doors(
        done=[stop["id"] for stop in stops if stop["closed"]],
        ahead=[stop["id"] for stop in stops if not stop["closed"]],
        reordered_at=row["reordered_at"],
    )


async def _put(
    run: UUID, doors: _Doors, order: Sequence[UUID], *, since: datetime
) -> None:
    if doors.ahead == list(order):
        return
    await execute(
        "UPDATE stop SET position = wanted.position FROM unnest($1::uuid[])"
        " WITH ORDINALITY AS wanted (id, position) WHERE stop.id = wanted.id"
        " AND stop.position <> wanted.position",
        [*doors.done, *order],
    )
    await execute("UPDATE run SET reordered_at = $2 WHERE id = $1", run, since)

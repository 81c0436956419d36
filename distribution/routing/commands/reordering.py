"""A driver goes another way round than planned."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.routing.errors import NotLoadedYetError, OrderOutdatedError
from distribution.routing.loads import loads_ahead
from distribution.routing.queries.plans import RunFacts
from distribution.routing.queries.plans import run as known_run
from distribution.routing.queries.runs import check_own
from distribution.routing.rules.doors import StopState
from distribution.routing.rules.reordering import as_loaded, as_wished, placed
from distribution.routing.rules.under_way import trip_of


async def reorder_stops(
    actor: Actor, run: UUID, order: Sequence[UUID], *, now: datetime
) -> None:
    """Put the doors that are still ahead into *order*; what was done stays first.

    Arrival times follow from the order (E57). No stop joins or leaves the run (D10).

    Raises:
        NotFoundError: The centre has no such published run.
        NotYourStopError: It is somebody else's.
        OrderOutdatedError: These are not the doors that are ahead now.
        NotLoadedYetError: A door comes before the loading of its parcel.
    """
    actor.must(Permission.DRIVE)
    async with transaction(actor):
        facts = await _locked(actor, run)
        if sorted(_ahead(facts)) != sorted(order):
            raise OrderOutdatedError
        if as_loaded(order, loads_ahead(facts)) != list(order):
            raise NotLoadedYetError(site=facts.site_name)
        await _put(facts, order, since=now)


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
    last, and a door whose parcel is not loaded yet after its loading. Told twice it
    changes nothing, and a wish older than the order that there is comes too late.

    Raises:
        NotFoundError: The centre has no such published run.
        NotYourStopError: It is somebody else's.
    """
    actor.must(Permission.DRIVE)
    since = min(wished_at, now)
    async with transaction(actor):
        facts = await _locked(actor, run)
        if facts.reordered_at is not None and since <= facts.reordered_at:
            return
        order = as_wished(_ahead(facts), wish, loads_ahead(facts))
        await _put(facts, order, since=since)


async def _locked(actor: Actor, run: UUID) -> RunFacts:
    """Return the run, of which nobody else changes a door until the end."""
    row = await fetch_one(
        "SELECT s.driver, r.published FROM run AS r"
        " JOIN shift AS s ON s.id = r.shift WHERE r.id = $1"
        " FOR NO KEY UPDATE OF r",
        run,
    )
    if row is None or not row["published"]:
        raise NotFoundError
    check_own(actor, run, row["driver"])
    await fetch("SELECT id FROM stop WHERE run = $1 ORDER BY id FOR NO KEY UPDATE", run)
    return await known_run(run)


def _ahead(facts: RunFacts) -> list[UUID]:
    return [stop.id for stop in facts.stops if stop.state is StopState.WAITING]


async def _put(facts: RunFacts, order: Sequence[UUID], *, since: datetime) -> None:
    if _ahead(facts) == list(order):
        return
    doors = [(stop.id, trip_of(facts.reloads, stop.position)) for stop in facts.stops]
    await execute(
        "UPDATE stop SET position = wanted.position FROM unnest($1::uuid[])"
        " WITH ORDINALITY AS wanted (id, position) WHERE stop.id = wanted.id"
        " AND stop.position <> wanted.position",
        placed(doors, order),
    )
    await execute("UPDATE run SET reordered_at = $2 WHERE id = $1", facts.id, since)

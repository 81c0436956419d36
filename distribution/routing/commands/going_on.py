"""The day goes on: a driver does not come, a door is tried once more."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.routing.errors import DayOverError, NotTriedError
from distribution.routing.queries.plans import plan
from distribution.routing.rules.doors import TRY_AGAIN
from distribution.routing.rules.searches import After, PlanAsked, Search
from distribution.routing.steps.asking import queue_plan
from distribution.routing.steps.releasing import check_reason, release_stops

_RESOLUTION = N_("Druga próba tego samego dnia.")


class DriverLost(msgspec.Struct, frozen=True):
    """What a driver who does not come leaves: free parcels, and who takes them over."""

    stops: int
    asked: PlanAsked


async def lose_driver(
    actor: Actor, run: UUID, *, reason: str, queued: bool = True, now: datetime
) -> DriverLost:
    """Take everything off a run whose driver does not come, and plan anew (E59).

    Nobody plans with the driver's shift any more. The new plan keeps all other routes,
    with what was freed in between; it is driven once somebody has published it.

    Args:
        actor: Who says so.
        run: Whose driver does not come, or cannot go on.
        reason: Why, for the record.
        queued: False where the caller makes the plan without a worker.
        now: The present instant.

    Raises:
        NotFoundError: The centre has no such run.
        DayOverError: Its day has passed.
        RunOverError: Nothing is left on it.
        InvalidInputError: The reason is missing or too long.
    """
    actor.must(Permission.PLAN_ROUTES)
    check_reason(reason)
    async with transaction(actor):
        row = await fetch_one("SELECT plan, shift, day FROM run WHERE id = $1", run)
        if row is None:
            raise NotFoundError
        if row["day"] < local_day(now):
            raise DayOverError(day=f"{row['day']:%d.%m.%Y}")
        stops = await release_stops(actor, run, reason, now=now)
        await execute(
            "UPDATE shift SET called_off_at = $2 WHERE id = $1 AND called_off_at"
            " IS NULL",
            row["shift"],
            now,
        )
        before = await plan(row["plan"])
        asked = await queue_plan(
            actor,
            before.day,
            Search(before.seconds, engine=before.engine, aim=before.aim),
            After(before.id, keeps_routes=True),
            queued=queued,
            now=now,
        )
    return DriverLost(stops, asked)


async def bring_driver_back(actor: Actor, shift: UUID) -> None:
    """Plan with a shift again that was called off; twice is no change.

    Raises:
        NotFoundError: The centre has no such shift.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        row = await fetch_one(
            "UPDATE shift SET called_off_at = NULL WHERE id = $1 RETURNING id", shift
        )
        if row is None:
            raise NotFoundError


async def try_again(actor: Actor, stop: UUID, *, now: datetime) -> None:
    """Let a door at which it did not work be tried once more on the same day.

    While its driver is on the road, the parcel is in the car: the next plan of the
    day takes it up. What was to be dealt with about it is thereby dealt with.

    Raises:
        NotFoundError: The centre has no such stop.
        DayOverError: Its day has passed.
        NotTriedError: It did not end so that another try makes sense.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        row = await fetch_one(
            "SELECT r.day, s.closed, last.id AS outcome_id, last.outcome"
            " FROM stop AS s JOIN run AS r ON r.id = s.run"
            " LEFT JOIN LATERAL (SELECT o.id, o.outcome FROM stop_outcome AS o"
            "  WHERE o.stop = s.id ORDER BY o.recorded_at DESC LIMIT 1) AS last"
            "  ON true WHERE s.id = $1 FOR NO KEY UPDATE OF s",
            stop,
        )
        if row is None:
            raise NotFoundError
        if row["day"] < local_day(now):
            raise DayOverError(day=f"{row['day']:%d.%m.%Y}")
        if not row["closed"] or row["outcome"] not in set(TRY_AGAIN):
            raise NotTriedError
        await execute("UPDATE stop SET try_again = true WHERE id = $1", stop)
        await execute(
            "UPDATE follow_up SET handled_at = $2, handled_by = $3, resolution = $4"
            " WHERE outcome = $1 AND handled_at IS NULL",
            row["outcome_id"],
            now,
            actor.name or actor.label,
            _RESOLUTION,
        )

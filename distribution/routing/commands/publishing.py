"""Publishing a plan, and a new link for who lost theirs."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec
from asyncpg import UniqueViolationError

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch, fetch_one, fetch_value
from distribution.core.errors import NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import TryAgainError, transaction
from distribution.routing.errors import (
    DayOverError,
    NothingToDriveError,
    OtherPlanDrivenError,
    PlanChangedError,
    PlanNotReadyError,
    StopNotDrivenError,
    StopOnOtherRunError,
)
from distribution.routing.queries.plans import (
    PlanFacts,
    RunFacts,
    plan,
    runs_of,
    solved_day,
)
from distribution.routing.queries.under_way import carried_on
from distribution.routing.rules.doors import Outcome
from distribution.routing.rules.plan_states import PLAN_STATE_LABELS, PlanState
from distribution.routing.steps.checking import (
    check_still_true,
    check_stored,
    lock_parcels,
)
from distribution.routing.steps.links import Driven, RunLink, give_link
from distribution.routing.steps.outcomes import Report, write_outcome

_ON_AGAIN = N_("Weszła na inną trasę.")
_DROPPED = N_("Nowy plan jej nie wiezie, a jest w aucie: ma wrócić.")


class Published(msgspec.Struct, frozen=True):
    """A plan that is driven now, and the links of its runs, shown this once."""

    plan: UUID
    superseded: UUID | None
    links: list[RunLink]


class Seen(msgspec.Struct, frozen=True):
    """What somebody saw who lets a plan be driven."""

    version: int
    """Of the plan."""

    driven: UUID | None
    """The day's plan that was driven then, and that this one replaces."""


async def publish_plan(
    actor: Actor, plan_id: UUID, *, seen: Seen | None = None, now: datetime
) -> Published:
    """Let a plan be driven; the day's plan before it keeps only what is done.

    The checker looks once more at what is stored, and all that the plan rests on is
    read again: what changed meanwhile is refused and named, never driven.

    Args:
        actor: Who lets it be driven.
        plan_id: Which plan.
        seen: What they saw; if given, it must still be so.
        now: The present instant.

    Raises:
        NotFoundError: The centre has no such plan.
        PlanNotReadyError: It was not solved, or was published before.
        PlanChangedError: Somebody changed it since it was seen.
        OtherPlanDrivenError: Another one was published since it was seen.
        DayOverError: Its day has passed.
        NothingToDriveError: It serves nobody.
        NoDeliveryBasisError: Nothing on record lets a parcel leave the premises.
        PlanOutdatedError: Parcels or households changed since; names them.
        ShiftChangedError: A shift changed since.
        StopOnOtherRunError: A parcel is on another published run (E61).
        FaultyPlanError: The checker found faults (E50).
    """
    actor.must(Permission.PLAN_ROUTES)
    try:
        async with transaction(actor):
            await lock_parcels(plan_id)
            return await _publish(actor, plan_id, seen, now)
    except UniqueViolationError as violation:
        if violation.constraint_name == "stop_one_active":
            raise StopOnOtherRunError from violation
        if violation.constraint_name == "plan_one_published":
            raise TryAgainError("another plan of the day came first") from violation
        raise


async def new_run_link(actor: Actor, run: UUID, *, now: datetime) -> RunLink:
    """Give a published run a new link; the one before works no more.

    Raises:
        NotFoundError: The centre has no such run.
        StopNotDrivenError: The run is not published.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        row = await fetch_one("SELECT published FROM run WHERE id = $1 FOR UPDATE", run)
        if row is None:
            raise NotFoundError
        if not row["published"]:
            raise StopNotDrivenError
        driven = await _driven(run)
        return await give_link(actor, driven[0], now=now)


async def _publish(
    actor: Actor, plan_id: UUID, seen: Seen | None, now: datetime
) -> Published:
    await fetch("SELECT id FROM plan WHERE id = $1 FOR UPDATE", plan_id)
    facts = await plan(plan_id)
    if facts.state is not PlanState.SOLVED:
        raise PlanNotReadyError(state=PLAN_STATE_LABELS[facts.state])
    if facts.day < local_day(now):
        raise DayOverError(day=f"{facts.day:%d.%m.%Y}")
    if seen is not None:
        await _still_as_seen(facts, seen)
    runs = await runs_of(plan_id)
    solved = await solved_day(plan_id)
    if not runs or solved is None:
        raise NothingToDriveError
    await check_still_true(facts.day, solved, runs, now=now)
    await check_stored(plan_id, solved, runs)
    await _expect_back(actor, facts.day, runs, now)
    former = await fetch_one(
        "UPDATE plan SET state = 'superseded' WHERE day = $1 AND state = 'published'"
        " RETURNING id",
        facts.day,
    )
    if former is not None:
        await _release(former["id"])
    await execute(
        "UPDATE plan SET state = 'published', published_at = $2 WHERE id = $1",
        plan_id,
        now,
    )
    await execute("UPDATE run SET published = true WHERE plan = $1", plan_id)
    await execute(
        "UPDATE stop SET published = true WHERE plan = $1 AND run IS NOT NULL", plan_id
    )
    await _settle_taken_off(actor, plan_id, now)
    links = [
        await give_link(actor, driven, now=now) for driven in await _driven(plan_id)
    ]
    return Published(plan_id, former["id"] if former else None, links)


async def _still_as_seen(facts: PlanFacts, seen: Seen) -> None:
    if facts.version != seen.version:
        raise PlanChangedError(who=facts.changed_by)
    driven = await fetch_value(
        "SELECT id FROM plan WHERE day = $1 AND state = 'published'", facts.day
    )
    if driven != seen.driven:
        raise OtherPlanDrivenError


async def _expect_back(
    actor: Actor, day: date, runs: Sequence[RunFacts], now: datetime
) -> None:
    """End the doors whose parcels are in a car and on no route of the new plan.

    Somebody then sees to it that they come back; a later plan of the day may still
    take them to where they are going. The same goes for those that were to be tried
    again.
    """
    planned = {stop.voucher for run in runs for stop in run.stops}
    dropped = set(await carried_on(day)) - planned
    rows = await fetch(
        "SELECT s.id FROM stop AS s WHERE s.id IN"
        " (SELECT DISTINCT ON (x.voucher) x.id FROM stop AS x"
        "  JOIN run AS r ON r.id = x.run JOIN plan AS p ON p.id = r.plan"
        "  WHERE r.day = $1 AND p.published_at IS NOT NULL AND x.voucher = ANY($2)"
        "  ORDER BY x.voucher, p.published_at DESC)"
        " AND (NOT s.closed OR s.try_again)"
        # Unless it is waited for already.
        " AND NOT EXISTS (SELECT FROM stop_outcome AS o JOIN follow_up AS f"
        "  ON f.outcome = o.id WHERE o.stop = s.id AND f.handled_at IS NULL)"
        " ORDER BY s.id FOR NO KEY UPDATE OF s",
        day,
        list(dropped),
    )
    for row in rows:
        report = Report(
            outcome=Outcome.NOT_REACHED, nonce=uuid4(), happened_at=now, note=_DROPPED
        )
        await write_outcome(actor, row["id"], report, now=now)
        await execute("UPDATE stop SET try_again = true WHERE id = $1", row["id"])


async def _release(former: UUID) -> None:
    """Take the runs of a plan off the road; what is done in them stays done."""
    await execute(
        "UPDATE stop SET published = false WHERE plan = $1 AND NOT closed", former
    )
    await execute(
        "UPDATE run SET published = false, token_hash = NULL WHERE plan = $1", former
    )


async def _settle_taken_off(actor: Actor, plan_id: UUID, now: datetime) -> None:
    """Have nobody look at a parcel that was taken off a run and is on one again.

    Neither at one that a plan had dropped from a car, and that is brought after all.
    """
    await execute(
        "UPDATE follow_up SET handled_at = $2, handled_by = $3, resolution = $4"
        " WHERE handled_at IS NULL AND outcome IN"
        " (SELECT o.id FROM stop AS on_again JOIN stop AS s USING (voucher)"
        "  JOIN stop_outcome AS o ON o.stop = s.id"
        "  WHERE on_again.plan = $1 AND on_again.published"
        "  AND (o.outcome = $5 OR (o.outcome = $6 AND s.try_again)))",
        plan_id,
        now,
        actor.name or actor.label,
        _ON_AGAIN,
        Outcome.UNASSIGNED,
        Outcome.NOT_REACHED,
    )


async def _driven(wanted: UUID) -> list[Driven]:
    """Return who drives the run of this id, or each run of this plan."""
    rows = await fetch(
        "SELECT r.id AS run, r.day, p.name AS driver_name, p.phone, p.language"
        " FROM run AS r JOIN shift AS s ON s.id = r.shift"
        " JOIN staff AS p ON p.id = s.driver"
        " WHERE $1 IN (r.id, r.plan) ORDER BY r.leaves_at, r.id",
        wanted,
    )
    return [Driven(**row) for row in rows]

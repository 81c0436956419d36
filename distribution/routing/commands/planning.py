"""Planning a day: asked for, worked on, written down. The work itself is a job."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, local_day
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.routing.day_problem import DayInput, Laid
from distribution.routing.errors import DayOverError, ShiftsOverError
from distribution.routing.queries.fleet import shifts_on
from distribution.routing.queries.plans import Progress
from distribution.routing.queries.plans import plan as known_plan
from distribution.routing.queries.under_way import under_way_on
from distribution.routing.rules.board import FREE, Arrangement
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.hours import all_over, seconds_at
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.searches import After, PlanAsked, Search
from distribution.routing.rules.wishes import Aim
from distribution.routing.steps.asking import queue_plan
from distribution.routing.steps.writing_plans import rows_of, write_routes

MOST_SECONDS = 600
"""Nobody waits longer for a plan than ten minutes [P]."""


async def request_plan(
    actor: Actor,
    day: date,
    *,
    seconds: int,
    seed: int = 1,
    engine: Engine = Engine.BEST,
    aim: Aim = Aim.LEAST_TIME,
    after: After | None = None,
    queued: bool = True,
    now: datetime,
) -> PlanAsked:
    """Ask for a plan of the day's deliveries.

    Args:
        actor: Who asks.
        day: Local day of today or later.
        seconds: How long to search.
        seed: Gives another first answer to the same day.
        engine: Who searches.
        aim: What the plan should have little of.
        after: The plan that it comes after, and what of that it keeps.
        queued: False where the caller makes the plan without a worker.
        now: The present instant.

    Raises:
        DayOverError: The day has passed.
        InvalidInputError: Too short or too long a search.
        NotFoundError: No plan of that day is the one that it should come after.
        ShiftsOverError: The day has shifts, all of them have ended, and nobody is
            still on the road.
    """
    actor.must(Permission.PLAN_ROUTES)
    if not 1 <= seconds <= MOST_SECONDS:
        sentence = N_("Wpisz od 1 do {most} sekund.")
        raise InvalidInputError(
            [FieldError("seconds", sentence, {"most": MOST_SECONDS})]
        )
    if day < local_day(now):
        raise DayOverError(day=f"{day:%d.%m.%Y}")
    search = Search(seconds, seed, engine, aim)
    async with transaction(actor):
        if after is not None and (await known_plan(after.plan)).day != day:
            raise NotFoundError
        ends = [shift.ends for shift in await shifts_on(day)]
        is_over = all_over(ends, seconds_at(day, now, WARSAW))
        if is_over and not await under_way_on(day):
            raise ShiftsOverError
        return await queue_plan(actor, day, search, after, queued=queued, now=now)


async def begin_solving(actor: Actor, plan: UUID) -> bool:
    """Mark a plan as being worked on; False if it was made or given up already.

    A job may be done again after its worker died, so ``solving`` can begin anew.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        row = await fetch_one("SELECT state FROM plan WHERE id = $1 FOR UPDATE", plan)
        if row is None:
            raise NotFoundError
        if row["state"] not in ("queued", "solving"):
            return False
        await execute("UPDATE plan SET state = 'solving' WHERE id = $1", plan)
    return True


async def note_progress(actor: Actor, plan: UUID, progress: Progress) -> bool:
    """Write down how far the search is; True if somebody wants the best so far."""
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        row = await fetch_one(
            "UPDATE plan SET progress = $2 WHERE id = $1 AND state = 'solving'"
            " RETURNING stop_asked",
            plan,
            msgspec.json.encode(progress).decode(),
        )
    return row is not None and bool(row["stop_asked"])


async def stop_search(actor: Actor, plan: UUID) -> None:
    """Let a search end with the best plan so far; once it is made, that is no change.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        if await fetch_one("SELECT id FROM plan WHERE id = $1", plan) is None:
            raise NotFoundError
        await execute(
            "UPDATE plan SET stop_asked = true WHERE id = $1 AND NOT stop_asked"
            " AND state IN ('queued', 'solving')",
            plan,
        )


async def fail_plan(actor: Actor, plan: UUID, sentence: str) -> None:
    """Write down in words why there is no plan."""
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        await execute(
            "UPDATE plan SET state = 'failed', failure = $2"
            " WHERE id = $1 AND state IN ('queued', 'solving')",
            plan,
            sentence,
        )


async def store_plan(
    actor: Actor,
    plan: UUID,
    given: DayInput,
    laid: Laid,
    answer: Plan,
    *,
    locks: Arrangement = FREE,
    now: datetime,
) -> bool:
    """Write a solved plan: every delivery in a run, or left out with its reason.

    Args:
        actor: Who made it.
        plan: Which plan.
        given: What it was made from.
        laid: The same as a problem.
        answer: Who visits whom.
        locks: What was locked when it was solved, and still is.
        now: The present instant.

    Returns:
        False if the plan was made or given up meanwhile; nothing is written then.
    """
    actor.must(Permission.PLAN_ROUTES)
    asked = [one for one in given.deliveries if one.on_route is None]
    runs, stops = rows_of(given, asked, laid, answer, locks)
    served = sum(row["run"] is not None for row in stops)
    progress = Progress(100, served, len(stops), answer.cost)
    async with transaction(actor):
        changed = await fetch_one(
            "UPDATE plan SET state = 'solved', solved_at = $2, problem = $3,"
            " progress = $4, estimate = $5 WHERE id = $1 AND state = 'solving'"
            " RETURNING id",
            plan,
            now,
            laid.solved and msgspec.json.encode(laid.solved).decode(),
            msgspec.json.encode(progress).decode(),
            laid.solved is None or laid.solved.problem.travel.is_estimate,
        )
        if changed is None:
            return False
        await write_routes(plan, given.day, runs, stops)
    return True

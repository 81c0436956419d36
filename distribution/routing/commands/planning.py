"""Planning a day: asked for, worked on, written down. The work itself is a job."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, local_day
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.jobs import defer
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.routing.day_problem import DayInput, Laid, UnderWay
from distribution.routing.errors import DayOverError
from distribution.routing.queries.deliveries import Delivery
from distribution.routing.queries.plans import Progress
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.hours import instant_at, seconds_of
from distribution.routing.rules.plan import Plan, Route, Visit
from distribution.routing.rules.wishes import Aim

JOB = "routing.plan"
"""The name of the job that makes a plan; its function stands in ``jobs``."""

MOST_SECONDS = 600
"""Nobody waits longer for a plan than ten minutes [P]."""


class PlanAsked(msgspec.Struct, frozen=True):
    """A plan that is being made; ``job`` is None where the caller makes it."""

    plan: UUID
    job: int | None


async def request_plan(
    actor: Actor,
    day: date,
    *,
    seconds: int,
    seed: int = 1,
    engine: Engine = Engine.BEST,
    aim: Aim = Aim.LEAST_TIME,
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
        queued: False where the caller makes the plan without a worker.
        now: The present instant.

    Raises:
        DayOverError: The day has passed.
        InvalidInputError: Too short or too long a search.
    """
    actor.must(Permission.PLAN_ROUTES)
    if not 1 <= seconds <= MOST_SECONDS:
        sentence = N_("Wpisz od 1 do {most} sekund.")
        raise InvalidInputError(
            [FieldError("seconds", sentence, {"most": MOST_SECONDS})]
        )
    if day < local_day(now):
        raise DayOverError(day=day.isoformat())
    made = uuid4()
    async with transaction(actor):
        await execute(
            "INSERT INTO plan (id, centre, day, seconds, seed, engine, aim, state,"
            " progress, requested_by, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', '{}', $8, $9)",
            made,
            actor.centre,
            day,
            seconds,
            seed,
            engine,
            aim,
            actor.label,
            now,
        )
        job = await defer(JOB, plan=made) if queued else None
    return PlanAsked(made, job)


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


async def note_progress(actor: Actor, plan: UUID, progress: Progress) -> None:
    """Write down how far the search is, as long as it goes on."""
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        await execute(
            "UPDATE plan SET progress = $2 WHERE id = $1 AND state = 'solving'",
            plan,
            msgspec.json.encode(progress).decode(),
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
    now: datetime,
) -> bool:
    """Write a solved plan: every delivery in a run, or left out with its reason.

    Returns:
        False if the plan was made or given up meanwhile; nothing is written then.
    """
    actor.must(Permission.PLAN_ROUTES)
    asked = [one for one in given.deliveries if one.on_route is None]
    runs, stops = _rows(given, asked, laid, answer)
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
        await _insert_runs(plan, given.day, runs)
        await _insert_stops(plan, stops)
    return True


def _rows(
    given: DayInput, asked: list[Delivery], laid: Laid, answer: Plan
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    day = given.day
    away = {str(driver.shift): driver for driver in given.under_way}
    runs, visits = [], {}
    for route in answer.routes:
        run = _run_row(day, route, away.get(route.shift))
        runs.append(run)
        for position, visit in enumerate(route.visits, 1):
            visits[visit.stop] = (run["id"], position, visit)
    reasons: Mapping[str, tuple[str, dict[str, Any]]] = {
        str(voucher): (no.code.value, no.facts) for voucher, no in laid.left_out.items()
    } | {
        no.stop: (no.code.value, no.facts | {"shift": no.closest_shift or ""})
        for no in answer.unserved
    }
    stops = [
        _stop_row(day, one, visits.get(str(one.voucher)), reasons.get(str(one.voucher)))
        for one in asked
    ]
    return runs, stops


def _run_row(day: date, route: Route, away: UnderWay | None) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "shift": route.shift,
        "start_latitude": away and away.latitude,
        "start_longitude": away and away.longitude,
        "leaves_at": instant_at(day, route.departs, WARSAW),
        "returns_at": instant_at(day, route.ends, WARSAW),
        "rests": route.rests,
        "metres": route.metres,
    }


def _stop_row(
    day: date,
    one: Delivery,
    visit: tuple[UUID, int, Visit] | None,
    reason: tuple[str, dict[str, Any]] | None,
) -> dict[str, Any]:
    run, position, when = visit or (None, 0, None)
    code, facts = (None, {}) if visit else reason or (None, {})
    opens, closes = one.window_opens, one.window_closes
    return {
        "id": uuid4(),
        "run": run,
        "voucher": one.voucher,
        "household": one.household,
        "position": position,
        "arrives_at": when and instant_at(day, when.arrives, WARSAW),
        "leaves_at": when and instant_at(day, when.leaves, WARSAW),
        "window_opens": opens and instant_at(day, seconds_of(opens), WARSAW),
        "window_closes": closes and instant_at(day, seconds_of(closes), WARSAW),
        "packs": one.packs,
        "grams": one.grams,
        "cold": one.cold,
        "unserved_code": code,
        "unserved_facts": facts,
    }


async def _insert_runs(plan: UUID, day: date, rows: list[dict[str, Any]]) -> None:
    await execute(
        "INSERT INTO run (id, centre, plan, shift, day, start_latitude,"
        " start_longitude, leaves_at, returns_at, rests, metres, published)"
        " SELECT id, kromka_centre(), $1, shift, $2, start_latitude, start_longitude,"
        " leaves_at, returns_at, rests, metres, false"
        " FROM jsonb_to_recordset($3::jsonb) AS row(id uuid, shift uuid,"
        " start_latitude float8, start_longitude float8,"
        " leaves_at timestamptz, returns_at timestamptz, rests jsonb, metres int)",
        plan,
        day,
        msgspec.json.encode(rows).decode(),
    )


async def _insert_stops(plan: UUID, rows: list[dict[str, Any]]) -> None:
    await execute(
        "INSERT INTO stop (id, centre, plan, run, voucher, household, position,"
        " arrives_at, leaves_at, window_opens, window_closes, packs, grams, cold,"
        " published, closed, unserved_code, unserved_facts)"
        " SELECT id, kromka_centre(), $1, run, voucher, household, position,"
        " arrives_at, leaves_at, window_opens, window_closes, packs, grams, cold,"
        " false, false, unserved_code, unserved_facts"
        " FROM jsonb_to_recordset($2::jsonb) AS row(id uuid, run uuid, voucher uuid,"
        " household uuid, position smallint, arrives_at timestamptz,"
        " leaves_at timestamptz, window_opens timestamptz, window_closes timestamptz,"
        " packs int, grams int, cold boolean, unserved_code text,"
        " unserved_facts jsonb)",
        plan,
        msgspec.json.encode(rows).decode(),
    )

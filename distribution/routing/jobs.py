"""What routing brings for the workers: making a plan, and who knows of runs."""

import asyncio
import time
from contextlib import nullcontext
from datetime import date
from typing import NamedTuple
from uuid import UUID

import structlog

from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock
from distribution.core.errors import DomainError
from distribution.core.jobs import Job, Periodic
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Seconds
from distribution.messages.rules.outbox import MessageKind
from distribution.messages.sending import Subjects
from distribution.routing.commands.explaining import store_remedies
from distribution.routing.commands.photos import forget_photos
from distribution.routing.commands.planning import (
    begin_solving,
    fail_plan,
    note_progress,
    store_plan,
)
from distribution.routing.day_problem import DayInput, Laid, lay_out
from distribution.routing.errors import ShiftsOverError
from distribution.routing.greedy import greedy_orders
from distribution.routing.keeping import least_changed
from distribution.routing.locking import without_locked
from distribution.routing.queries.boards import arrangement_of
from distribution.routing.queries.days import day_input
from distribution.routing.queries.plans import (
    PlanFacts,
    Progress,
    left_out_of,
    runs_of,
    solved_day,
)
from distribution.routing.queries.plans import plan as known_plan
from distribution.routing.queries.runs import run_subject
from distribution.routing.remedying import looked_into
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.rules.board import FREE, Arrangement, locked_problem
from distribution.routing.rules.engines import useful_seconds
from distribution.routing.rules.hours import all_over, seconds_at
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.plan_states import PlanState
from distribution.routing.rules.problem import Problem
from distribution.routing.rules.remedies import REMEDIES, Remedy
from distribution.routing.steps.asking import JOB
from distribution.routing.worker import Found, searcher, solve_in_process

_TICK = 1.0
"""Seconds between two looks at how far the search is."""

_AGAIN, _AGAIN_PER_STOP = 0.8, 1 / 60
"""Seconds of a search that goes on from a plan that is known, at least and a stop: a
day of 60 stops that is planned anew is on screen after two (./dev bench replan)."""

_LONGEST_LOOK = 60.0
"""Seconds after which no further stop's remedies are looked for."""

_FAULT = N_("Układanie planu przerwał błąd programu. Spróbuj jeszcze raz.")

_LOST = N_(
    "Układanie planu przerwało się kilka razy, bo program, który to robi, przestawał "
    "działać. Ułóż plan jeszcze raz; jeśli to się powtórzy, zawiadom administratora."
)

log = structlog.get_logger("kromka.routing")


async def make_plan(actor: Actor, clock: Clock, *, plan: UUID) -> None:
    """Make a plan that was asked for: read, solve in another process, write.

    No transaction is open while the search runs. It may be called again for the same
    plan: what is made or given up stays as it is. A failure is kept in words.

    Raises:
        NotFoundError: The centre has no such plan.
        DomainError: What went wrong, once it has been written down.
    """
    if not await perform(begin_solving, actor, plan):
        await look_for_remedies(actor, clock, plan=plan)
        return
    try:
        await _make(actor, clock, plan)
    except DomainError as no:
        await perform(fail_plan, actor, plan, no.says())
        raise
    except Exception:
        log.exception("planning_failed")
        await perform(fail_plan, actor, plan, _FAULT)
        raise
    await look_for_remedies(actor, clock, plan=plan)


async def look_for_remedies(actor: Actor, clock: Clock, *, plan: UUID) -> None:
    """Find what would make the stops fit that a plan leaves out, and write it down.

    Nothing is looked for twice, and nothing is kept of a plan that changed meanwhile.

    Raises:
        NotFoundError: The centre has no such plan.
    """
    async with reading(actor):
        facts = await known_plan(plan)
        solved = await solved_day(plan)
        runs = await runs_of(plan)
        left_out = await left_out_of(plan)
    if facts.state is not PlanState.SOLVED or facts.remedies_for == facts.version:
        return
    found: dict[str, tuple[Remedy, ...]] = {}
    if solved is not None:
        stops = {stop.id: stop for stop in solved.problem.stops}
        orders = {
            key: [stops[one] for one in order]
            for key, order in arrangement_of(runs).orders.items()
        }
        until = time.monotonic() + _LONGEST_LOOK
        for one in left_out:
            key = str(one.voucher)
            if key in stops and time.monotonic() < until:
                found[key] = await asyncio.to_thread(
                    looked_into,
                    solved.problem,
                    orders,
                    stops[key],
                    one.unserved_code,
                    not_before=_earliest(facts.day, clock),
                )
    await perform(store_remedies, actor, plan, found, version=facts.version)


async def _make(actor: Actor, clock: Clock, plan_id: UUID) -> None:
    async with reading(actor):
        asked = await known_plan(plan_id)
    # Its libraries are loaded while the day is read: somebody waits for the plan.
    async with searcher() if not asked.keeps_routes else nullcontext() as child:
        async with reading(actor):
            given = await day_input(asked.day)
        roads = await roads_in_use(actor)
        earliest = _earliest(asked.day, clock)
        ends = [shift.ends for shift in given.shifts]
        if all_over(ends, earliest) and not given.under_way:
            raise ShiftsOverError
        laid = await asyncio.to_thread(
            lay_out, given, not_before=earliest, aim=asked.aim, roads=roads
        )
        locks = await _locks_of(actor, asked)
        answer = await _answer(actor, _Asked(asked, given, child), laid, locks)
    await perform(
        store_plan, actor, plan_id, given, laid, answer, locks=locks, now=clock()
    )


def _earliest(day: date, clock: Clock) -> Seconds:
    """Return the first second of *day* that can still be driven."""
    return Seconds(max(0, seconds_at(day, clock(), WARSAW)))


async def _locks_of(actor: Actor, asked: PlanFacts) -> Arrangement:
    """Return how the plan stands that this one comes after, with what is locked."""
    if asked.based_on is None:
        return FREE
    async with reading(actor):
        return arrangement_of(await runs_of(asked.based_on))


class _Asked(NamedTuple):
    """What was asked for, of which day, and who searches, if that is clear by now."""

    plan: PlanFacts
    given: DayInput
    child: asyncio.subprocess.Process | None


async def _answer(actor: Actor, wanted: _Asked, laid: Laid, locks: Arrangement) -> Plan:
    asked = wanted.plan
    if laid.solved is None:
        return Plan(routes=(), unserved=(), cost=0)
    problem = locked_problem(laid.solved.problem, locks)
    if asked.based_on is None:
        return await _searched(actor, wanted, problem)
    if asked.keeps_routes:
        kept = await asyncio.to_thread(least_changed, problem, locks.orders)
        if not kept.unserved:
            return kept
        # Somebody would be left out: then others may have to change as well.
        found = await _searched(actor, wanted, problem)
        return found if len(found.unserved) < len(kept.unserved) else kept
    # All may change, and what was known before is as good as what is found now.
    searching = asyncio.create_task(_searched(actor, wanted, problem))
    try:
        kept = await asyncio.to_thread(least_changed, problem, locks.orders)
        return min(await searching, kept, key=lambda plan: plan.cost)
    finally:
        searching.cancel()
        await asyncio.wait({searching})


async def _searched(actor: Actor, wanted: _Asked, problem: Problem) -> Plan:
    """Search for as long as was asked, saying how far it is, or until it is enough."""
    asked, given, child = wanted
    stops = len(problem.stops)
    seconds = useful_seconds(asked.seconds, stops)
    if asked.based_on is not None:
        seconds = min(seconds, max(_AGAIN, _AGAIN_PER_STOP * stops))
    first = await asyncio.to_thread(greedy_orders, without_locked(problem))
    served = sum(map(len, first.values()))
    asking = sum(one.on_route is None for one in given.deliveries)
    cost: int | None = None
    enough, news = asyncio.Event(), asyncio.Event()

    def better(found: Found) -> None:
        nonlocal served, cost
        served, cost = max(served, found.served), found.cost
        news.set()

    begun = time.monotonic()
    search = asyncio.create_task(
        solve_in_process(
            problem,
            seconds=seconds,
            seed=asked.seed,
            engine=asked.engine,
            better=better,
            enough=enough,
            child=child,
        )
    )
    try:
        while not search.done():
            share = (time.monotonic() - begun) / seconds
            progress = Progress(min(99, round(100 * share)), served, asking, cost)
            if await perform(note_progress, actor, asked.id, progress):
                enough.set()
            news.clear()
            heard = asyncio.create_task(news.wait())
            await asyncio.wait(
                {search, heard}, timeout=_TICK, return_when=asyncio.FIRST_COMPLETED
            )
            heard.cancel()
        return await search
    finally:
        search.cancel()


async def give_up(actor: Actor, clock: Clock, *, plan: UUID) -> None:
    """Write down that nobody makes a plan any more, nor looks for what would help.

    Raises:
        NotFoundError: The centre has no such plan.
    """
    del clock
    await perform(fail_plan, actor, plan, _LOST)
    async with reading(actor):
        facts = await known_plan(plan)
    if facts.state is PlanState.SOLVED and facts.remedies_for != facts.version:
        await perform(store_remedies, actor, plan, {}, version=facts.version)


JOBS = [
    Job(JOB, make_plan, lost=give_up),
    Job(REMEDIES, look_for_remedies, lost=give_up),
]


async def _forget(actor: Actor, clock: Clock) -> None:
    await perform(forget_photos, actor, now=clock())


FORGETTING = Periodic("routing.forget_photos", _forget, "23 * * * *")
"""Every hour: a machine that is off at night forgets all the same."""

SUBJECTS: Subjects = {MessageKind.RUN_LINK: run_subject}
"""For `sending_job`: whether a message that brings a run's link still holds."""

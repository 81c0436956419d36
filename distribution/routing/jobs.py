"""What routing brings for the workers: making a plan, and who knows of runs."""

import asyncio
from uuid import UUID

import structlog

from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock, local_day
from distribution.core.errors import DomainError
from distribution.core.jobs import Job
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Seconds
from distribution.messages.rules.outbox import MessageKind
from distribution.messages.sending import Subjects
from distribution.routing.commands.planning import (
    JOB,
    begin_solving,
    fail_plan,
    note_progress,
    store_plan,
)
from distribution.routing.day_problem import DayInput, Laid, lay_out
from distribution.routing.greedy import greedy_orders
from distribution.routing.queries.days import day_input
from distribution.routing.queries.plans import PlanFacts, Progress, plan
from distribution.routing.queries.runs import run_subject
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.rules.engines import useful_seconds
from distribution.routing.rules.hours import seconds_at
from distribution.routing.rules.plan import Plan
from distribution.routing.worker import Found, solve_in_process

_TICK = 1.0
"""Seconds between two looks at how far the search is."""

_FAULT = N_("Układanie planu przerwał błąd programu. Spróbuj jeszcze raz.")

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


async def _make(actor: Actor, clock: Clock, plan_id: UUID) -> None:
    async with reading(actor):
        asked = await plan(plan_id)
        given = await day_input(asked.day)
    roads = await roads_in_use(actor)
    earliest = _earliest(asked, clock)
    laid = await asyncio.to_thread(
        lay_out, given, not_before=earliest, aim=asked.aim, roads=roads
    )
    answer = await _answer(actor, asked, given, laid)
    await perform(store_plan, actor, plan_id, given, laid, answer, now=clock())


def _earliest(asked: PlanFacts, clock: Clock) -> Seconds:
    """Return the first second of the day that can still be driven."""
    now = clock()
    if asked.day != local_day(now):
        return Seconds(0)
    return seconds_at(asked.day, now, WARSAW)


async def _answer(actor: Actor, asked: PlanFacts, given: DayInput, laid: Laid) -> Plan:
    if laid.solved is None:
        return Plan(routes=(), unserved=(), cost=0)
    problem = laid.solved.problem
    seconds = useful_seconds(asked.seconds, len(problem.stops))
    first = await asyncio.to_thread(greedy_orders, problem)
    served = sum(map(len, first.values()))
    asking = sum(one.on_route is None for one in given.deliveries)
    cost: int | None = None

    def better(found: Found) -> None:
        nonlocal served, cost
        served, cost = max(served, found.served), found.cost

    search = asyncio.create_task(
        solve_in_process(
            problem,
            seconds=seconds,
            seed=asked.seed,
            engine=asked.engine,
            better=better,
        )
    )
    try:
        for tick in range(1, 100_000):
            percent = min(99, round(100 * (tick - 1) * _TICK / seconds))
            progress = Progress(percent, served, asking, cost)
            await perform(note_progress, actor, asked.id, progress)
            done, _ = await asyncio.wait({search}, timeout=_TICK)
            if done:
                break
        return await search
    finally:
        search.cancel()


JOBS = [Job(JOB, make_plan)]

SUBJECTS: Subjects = {MessageKind.RUN_LINK: run_subject}
"""For `sending_job`: whether a message that brings a run's link still holds."""

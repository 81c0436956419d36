"""Solving in a process of its own: it answers, it can be cancelled, it can fail."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from distribution.routing import worker
from distribution.routing.errors.input_faults import InvalidProblemError
from distribution.routing.rules.checker import faults
from distribution.routing.rules.engines import Engine
from tests.routing.days import line_day, shift, stop
from tests.routing.test_engines import busy_day

DAY = line_day([stop("a", 1), stop("b", 2)], [shift()])


async def test_the_plan_comes_back_from_another_process():
    plan = await worker.solve_in_process(DAY, seconds=0.2)
    assert faults(DAY, plan) == []
    assert plan.cost == 2400


async def test_the_event_loop_goes_on_meanwhile():
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.02)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await worker.solve_in_process(DAY, seconds=0.5)
    ticking.cancel()
    assert ticks > 10


async def test_cancelling_kills_the_search():
    before = children()
    task = asyncio.create_task(worker.solve_in_process(DAY, seconds=60))
    while not (started := children() - before):
        await asyncio.sleep(0.02)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 5
    assert not started & children()


@pytest.mark.parametrize("engine", list(Engine))
async def test_who_has_enough_gets_the_best_so_far_of_any_engine(engine):
    day = busy_day(40)
    told, enough = [], asyncio.Event()

    def better(found):
        told.append(found.cost)
        if len(told) == 2:
            enough.set()

    begun = time.monotonic()
    plan = await worker.solve_in_process(
        day, seconds=60, engine=engine, better=better, enough=enough
    )
    assert time.monotonic() - begun < 30
    assert faults(day, plan) == []
    assert plan.cost <= min(told)


async def test_a_search_that_overruns_is_replaced_by_the_greedy_plan(monkeypatch):
    monkeypatch.setattr(worker, "GRACE", -60)
    plan = await worker.solve_in_process(DAY, seconds=60.05)
    assert faults(DAY, plan) == []
    assert plan.unserved == ()


async def test_a_search_that_dies_is_replaced_by_the_greedy_plan():
    before = children()
    task = asyncio.create_task(worker.solve_in_process(DAY, seconds=60))
    while not (started := children() - before):
        await asyncio.sleep(0.02)
    for child in started:
        os.kill(child, 9)
    plan = await task
    assert faults(DAY, plan) == []


async def test_a_malformed_problem_starts_no_process():
    with pytest.raises(InvalidProblemError):
        await worker.solve_in_process(line_day([stop("a", 99)], []), seconds=1)


def children():
    """Return the ids of this process's children."""
    path = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return set(map(int, path.read_text(encoding="ascii").split()))

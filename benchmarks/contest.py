"""Runs one engine on one problem in a warm process; what `routes` compares."""

import multiprocessing
import resource
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import MaxRuntime

from benchmarks.small_towns import made_town, town
from distribution.routing import planning
from distribution.routing.greedy import fits_somewhere, greedy_orders, with_inserted
from distribution.routing.instances.benchmark import Benchmark
from distribution.routing.instances.reading import read_instance
from distribution.routing.local_search.model import Model
from distribution.routing.rules.checker import faults
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Problem

DATA = Path(__file__).parent / "data" / "vrp"


class Answer(NamedTuple):
    """What a contestant came to. ``cost`` is in our whole units; None: left over."""

    cost: int | None
    seconds: float
    megabytes: float


class Contest:
    """Two warm processes, so that two can search at once."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))
        # Both must be up and have their helper before the first clock starts.
        warm = [self._pool.submit(_run, "best", "town 1", 3.0, 1) for _ in range(2)]
        for one in warm:
            one.result()

    def close(self) -> None:
        """End both processes."""
        self._pool.shutdown()

    def run(self, who: str, name: str, seconds: float, seed: int) -> list[Answer]:
        """Return the answer of *who*; of ``pyvrp`` two, from two processes at once."""
        seeds = [seed, seed + 1000] if who == "pyvrp" else [seed]
        asked = [self._pool.submit(_run, who, name, seconds, one) for one in seeds]
        return [one.result() for one in asked]


def _run(who: str, name: str, seconds: float, seed: int) -> Answer:
    problem = problem_of(name)
    begun = time.monotonic()
    if who == "pyvrp":
        plan = _plain_pyvrp(problem, seconds, seed)
    elif who == "best1":
        plan = planning.solve(problem, seconds=seconds, seed=seed, engine=Engine.PYVRP)
    else:
        plan = planning.solve(problem, seconds=seconds, seed=seed, engine=Engine(who))
    took = time.monotonic() - begun
    found = faults(problem, plan)
    if found:
        raise SystemExit(f"{who} on {name}: {found}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Answer(None if plan.unserved else plan.cost, took, peak)


def _plain_pyvrp(problem: Problem, seconds: float, seed: int) -> Plan:
    """Return what PyVRP finds by itself with all its defaults."""
    begun = time.monotonic()
    quick = greedy_orders(problem)
    able = sum(fits_somewhere(problem, stop) for stop in problem.stops)
    model = Model(problem, complete=sum(map(len, quick.values())) >= able)
    left = max(0.0, seconds - (time.monotonic() - begun))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = pyvrp.solve(model.data, MaxRuntime(left), seed, collect_stats=False)
    answers = [quick]
    if result.is_feasible():
        found = model.orders(model.columns(result.best))
        answers.insert(0, with_inserted(problem, found))
    return planning.best_valid(problem, answers)


@cache
def problem_of(name: str) -> Problem:
    """Return ``town SEED``, ``size STOPS``, or the instance in a file of DATA."""
    kind, _, number = name.partition(" ")
    if kind == "town":
        return town(int(number))
    if kind == "size":
        return made_town(1, int(number))
    return benchmark_of(name).problem


def benchmark_of(name: str) -> Benchmark:
    benchmark = read_instance((DATA / name).read_bytes())
    assert isinstance(benchmark, Benchmark)
    return benchmark

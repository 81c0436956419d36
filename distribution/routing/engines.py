"""One way to ask any engine for routes. Nothing here trusts what they answer."""

import random
from collections import Counter

import msgspec

from distribution.routing import searching, solver
from distribution.routing.greedy import Orders, fits_somewhere
from distribution.routing.limits import Limit, Watch
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.problem import Problem, Shift


def search(
    problem: Problem,
    quick: Orders,
    engine: Engine,
    limit: Limit,
    *,
    seed: int,
    watch: Watch,
) -> Orders | None:
    """Return what *engine* finds within *limit*, None if it finds nothing.

    Args:
        problem: What to plan.
        quick: A plan that breaks no rule.
        engine: Who searches.
        limit: When to end; ``ortools`` knows the deadline alone.
        seed: Where to begin.
        watch: Told of every better plan; may cancel.
    """
    asked = _without_surplus(problem, quick)
    if engine is Engine.ORTOOLS:
        chance = random.Random(seed)  # noqa: S311 (no secret)
        return solver.search(asked, limit.deadline, chance)
    able = [stop for stop in problem.stops if fits_somewhere(problem, stop)]
    if not able:
        return {}
    served = sum(map(len, quick.values()))
    return searching.search_together(
        asked,
        limit,
        seed,
        watch,
        complete=served >= len(able),
        processes=1 if engine is Engine.PYVRP else None,
    )


def _without_surplus(problem: Problem, quick: Orders) -> Problem:
    """Return *problem* without the alike shifts that the *quick* routes never needed.

    Benchmarks name far more vehicles than anyone uses, and each slows the search
    down. A fifth and five more than the quick routes use remain.
    """
    if any(stop.allowed_shifts is not None for stop in problem.stops):
        return problem
    if sum(map(len, quick.values())) < len(problem.stops):
        return problem
    spare: Counter[Shift] = Counter()
    for shift in problem.shifts:
        spare[_kind(shift)] += bool(quick[shift.id])
    for kind, used in spare.items():
        spare[kind] = used + used // 5 + 5
    kept = []
    for shift in problem.shifts:
        spare[_kind(shift)] -= 1
        if spare[_kind(shift)] >= 0:
            kept.append(shift)
    return msgspec.structs.replace(problem, shifts=tuple(kept))


def _kind(shift: Shift) -> Shift:
    """Return *shift* without its names: alike shifts are of one kind."""
    return msgspec.structs.replace(shift, id="", driver="")

"""One way to ask any engine for routes. Nothing here trusts what they answer."""

import random
import time
from collections import Counter

import msgspec

from distribution.routing import searching, solver
from distribution.routing.greedy import Orders, fits_somewhere, mended
from distribution.routing.limits import Limit, Watch
from distribution.routing.local_search.model import expresses
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.problem import Depot, Problem, Shift, prices
from distribution.routing.rules.timing import driving_cost
from distribution.routing.sharing import shared

_SHAPING = 0.6
"""Share of the time in which the shape is found, where OR-Tools has to finish it."""

_UNSURE_SHAPING = 0.3
"""The same where the shape may be of no use: to be hurried changes all routes."""


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
    if problem.limits_stock:
        # No engine knows what depots have: who gets a parcel is decided before.
        problem = _without_stock(problem, quick)
    asked = _without_surplus(problem, quick)
    if engine is Engine.ORTOOLS:
        chance = random.Random(seed)  # noqa: S311 (no secret)
        return solver.search(
            asked,
            limit.deadline,
            chance,
            lambda orders: watch.better(orders, _cost(asked, orders)),
        )
    able = [stop for stop in problem.stops if fits_somewhere(problem, stop)]
    if not able:
        return {}
    complete = sum(map(len, quick.values())) >= len(able)
    processes = 1 if engine is Engine.PYVRP else None
    if expresses(problem):
        return searching.search_together(
            asked, limit, seed, watch, complete=complete, processes=processes
        )
    return _finished(
        asked, quick, limit, seed, watch, complete=complete, processes=processes
    )


def _finished(
    problem: Problem,
    quick: Orders,
    limit: Limit,
    seed: int,
    watch: Watch,
    *,
    complete: bool,
    processes: int | None,
) -> Orders | None:
    """Return what OR-Tools makes of the shape that PyVRP finds without all rules."""
    shaping = _UNSURE_SHAPING if problem.watches_cold else _SHAPING
    halfway = msgspec.structs.replace(limit, deadline=_share(limit, shaping))
    shape = searching.search_together(
        problem, halfway, seed, watch, complete=complete, processes=processes
    )
    starts = [quick] if shape is None else [mended(problem, shape), quick]
    if (
        problem.watches_cold
        and not watch.cancelled()
        and (shape is None or _cost(problem, starts[0]) > _cost(problem, shape))
    ):
        chance = random.Random(seed)  # noqa: S311 (no secret)
        other = solver.search(problem, _share(limit, _SHAPING), chance)
        starts += [] if other is None else [mended(problem, other)]
    if problem.balance_price:
        middle = _share(limit, 1 / 2)
        starts = [shared(problem, orders, middle) for orders in starts]
    start = min(starts, key=lambda orders: _cost(problem, orders))
    if watch.cancelled():
        return start
    found = solver.finish(
        problem,
        limit.deadline,
        start,
        lambda orders: watch.better(orders, _cost(problem, orders)),
    )
    return start if found is None else found


def _share(limit: Limit, share: float) -> float:
    """Return the instant at which so much of the time that is left will be over."""
    now = time.monotonic()
    return now + share * (limit.deadline - now)


def _cost(problem: Problem, orders: Orders) -> int:
    """Return what *orders*, which break no rule, cost."""
    served = {stop.id for stops in orders.values() for stop in stops}
    left_out = sum(
        price
        for stop, price in zip(problem.stops, prices(problem), strict=True)
        if stop.id not in served
    )
    return left_out + driving_cost(problem, orders)


def _without_stock(problem: Problem, quick: Orders) -> Problem:
    """Return *problem* with those stops only for which there is enough."""
    served = {stop.id for stops in quick.values() for stop in stops}
    return msgspec.structs.replace(
        problem,
        depots=tuple(Depot(depot.id, depot.place) for depot in problem.depots),
        stops=tuple(stop for stop in problem.stops if stop.id in served),
    )


def _without_surplus(problem: Problem, quick: Orders) -> Problem:
    """Return *problem* without the alike shifts that the *quick* routes never needed.

    Benchmarks name far more vehicles than anyone uses, and each slows the search
    down. A fifth and five more than the quick routes use remain.
    """
    if any(
        stop.allowed_shifts is not None or stop.not_drivers for stop in problem.stops
    ):
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

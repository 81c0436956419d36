"""Takes work off the longest route, stop by stop, where that makes a plan cheaper.

Engines that look at one route at a time cannot: a fair share is of all of them (R10).
"""

import time
from collections.abc import Iterator, Sequence

from distribution.routing.greedy import Orders
from distribution.routing.rules.problem import Problem, Shift, Stop
from distribution.routing.rules.timing import fits, length, work

_Pair = tuple[list[Stop], list[Stop]]


def shared(problem: Problem, orders: Orders, deadline: float) -> Orders:
    """Return *orders*, which break no rule, with the longest route made shorter.

    As long as some stop is better brought by another driver, or changed for one of
    theirs, and until *deadline*, an instant of the monotonic clock.
    """
    result = {shift.id: list(orders.get(shift.id, ())) for shift in problem.shifts}
    while time.monotonic() < deadline:
        found = _best_change(problem, result, deadline)
        if found is None:
            break
        result |= found
    return result


def _best_change(problem: Problem, orders: Orders, deadline: float) -> Orders | None:
    """Return the two routes whose change saves most, None if none saves anything."""
    works = {one.id: work(problem, one, orders[one.id]) for one in problem.shifts}
    giver = max(problem.shifts, key=lambda one: works[one.id])
    best, saved = None, 0
    for taker in problem.shifts:
        if taker.id == giver.id:
            continue
        others = [works[key] for key in works if key not in {giver.id, taker.id}]
        pair = (giver, taker)
        before = _cost(problem, pair, (orders[giver.id], orders[taker.id]), others)
        for changed in _changes(orders[giver.id], orders[taker.id]):
            if time.monotonic() > deadline:
                return best
            saves = before - _cost(problem, pair, changed, others)
            if saves > saved and all(map(fits, (problem, problem), pair, changed)):
                best, saved = (
                    dict(zip((giver.id, taker.id), changed, strict=True)),
                    saves,
                )
    return best


def _changes(gives: Sequence[Stop], takes: Sequence[Stop]) -> Iterator[_Pair]:
    """Yield both routes with a stop moved over, or two stops changed for each other."""
    for at, stop in enumerate(gives):
        fewer = [*gives[:at], *gives[at + 1 :]]
        for place in range(len(takes) + 1):
            yield fewer, [*takes[:place], stop, *takes[place:]]
        for place, other in enumerate(takes):
            yield (
                [*gives[:at], other, *gives[at + 1 :]],
                [*takes[:place], stop, *takes[place + 1 :]],
            )


def _cost(
    problem: Problem,
    shifts: tuple[Shift, Shift],
    routes: _Pair,
    others: Sequence[int],
) -> int:
    pairs = list(zip(shifts, routes, strict=True))
    longest = max([*others, *(work(problem, *pair) for pair in pairs)])
    ways = sum(length(problem, *pair) for pair in pairs)
    return ways + problem.balance_price * longest

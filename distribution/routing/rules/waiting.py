"""Waiting is done where parcels are loaded, not in the cold in front of a door. Pure.

A search is content with a route that gets on soonest. Whoever drives it leaves as late
as they can without being back later: a volunteer's morning is not spent in a car.
"""

from collections.abc import Callable, Sequence

from distribution.core.units import Seconds
from distribution.routing.rules.departing import keeps_cold, matters
from distribution.routing.rules.on_paper import driven_from, on_time_from
from distribution.routing.rules.plan import Route, Visit
from distribution.routing.rules.problem import Problem, Shift, Stop
from distribution.routing.rules.trips import is_loading, loading

SPARE = Seconds(15 * 60)
"""Before a window closes: leaving later brings nobody nearer to it than that [P]."""

Later = tuple[Route, Sequence[Stop]]
"""A route as it is driven, and its stops with the loading between them."""


def leaving_late(
    problem: Problem, shift: Shift, stops: Sequence[Stop], route: Route
) -> Route:
    """Return *route* with each of its trips begun as late as it may be.

    The order stays, and so does the end; no rule breaks that does not now. Who is on
    the road already goes on as before, until the next loading.

    Args:
        problem: The day.
        shift: Who drives.
        stops: Where the route comes to, in order, with the loading in between.
        route: How it is driven if nobody minds waiting; its visits are *stops*.
    """
    waiting = _waiting(route, stops)
    if not waiting or not on_time_from(problem, shift, stops, route.departs):
        return route
    found: Later = (route, stops)
    loadings = [number for number, stop in enumerate(stops) if is_loading(stop)]
    for number in reversed(loadings):
        found = _latest(problem, shift, found, waiting, _loaded_later(shift, number))
    if shift.loaded is None and shift.aboard is None:
        found = _latest(problem, shift, found, waiting, _left_later)
    return found[0]


def _waiting(route: Route, stops: Sequence[Stop]) -> int:
    """Return for how long at most somebody stands before what they came for begins."""
    return sum(
        max(0, visit.begins - visit.arrives - stop.set_up)
        for visit, stop in zip(route.visits, stops, strict=True)
    )


Delay = Callable[[Later, int], tuple[int, Sequence[Stop]]]
"""From how a route is driven to its departure and stops if it is so much later."""


def _left_later(now: Later, by: int) -> tuple[int, Sequence[Stop]]:
    route, stops = now
    return route.departs + by, stops


def _loaded_later(shift: Shift, number: int) -> Delay:
    def delayed(now: Later, by: int) -> tuple[int, Sequence[Stop]]:
        route, stops = now
        assert shift.reloads is not None
        leaves = route.visits[number].leaves + by
        again = loading(shift.reloads, stops[number].place, leaves)
        return route.departs, [*stops[:number], again, *stops[number + 1 :]]

    return delayed


def _latest(
    problem: Problem, shift: Shift, now: Later, waiting: int, delay: Delay
) -> Later:
    """Return the latest way to drive *now* that is no worse, by halving the range."""

    def tried(by: int) -> Later | None:
        departs, stops = delay(now, by)
        if not on_time_from(problem, shift, stops, departs):
            return None
        route = driven_from(problem, shift, stops, departs)
        return (route, stops) if _is_as_good(problem, shift, now, route) else None

    best, least, most = now, 0, waiting
    while least < most:
        by = most if most == waiting and best is now else (least + most + 1) // 2
        found = tried(by)
        if found is None:
            most = by - 1
        else:
            best, least = found, by
    return best


def _is_as_good(problem: Problem, shift: Shift, now: Later, later: Route) -> bool:
    route, stops = now
    if later.ends > route.ends:
        return False
    if matters(problem, stops) and not keeps_cold(problem, shift, stops, later):
        return False
    return all(
        new.arrives <= max(old.arrives, _closes(old, stop) - SPARE)
        for old, new, stop in zip(route.visits, later.visits, stops, strict=True)
        if stop.windows
    )


def _closes(visit: Visit, stop: Stop) -> int:
    """Return when the window closes in which work begins."""
    return next(one.closes for one in stop.windows if visit.begins <= one.closes)

"""When a route with something cold leaves, so that it is not out for long. Pure.

Leaving later makes the way to a cold parcel's door shorter as long as there is waiting
before it; where a stop has several windows it can also make it longer. What counts are
the instants at which some door would be reached just as a window opens or closes, or
the end just as the shift is over: between them nothing changes.
"""

from collections.abc import Iterator, Sequence

from distribution.routing.rules.on_paper import driven_from, on_time_from
from distribution.routing.rules.plan import Route
from distribution.routing.rules.problem import Problem, Shift, Stop
from distribution.routing.rules.trips import is_loading


def departure(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> int | None:
    """Return the earliest instant from which *shift* keeps all hours and all cold.

    None if there is none. The order of *stops* is given.
    """
    if not on_time_from(problem, shift, stops, shift.starts):
        return None
    for instant in _instants(problem, shift, stops):
        if on_time_from(problem, shift, stops, instant) and keeps_cold(
            problem, shift, stops, driven_from(problem, shift, stops, instant)
        ):
            return instant
    return None


def matters(problem: Problem, stops: Sequence[Stop]) -> bool:
    """Return whether one of *stops* limits how long the car may be on the way."""
    return problem.cold_limit is not None and any(stop.is_cold for stop in stops)


def _instants(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> Iterator[int]:
    """Yield the instants at which something changes, the earliest first."""
    yield int(shift.starts)
    if shift.loaded is not None:
        return
    seconds = problem.travel.seconds
    on_way, place = 0, shift.start_place
    moments: set[int] = set()
    for stop in stops:
        on_way += seconds[place][stop.place]
        on_way += stop.set_up if stop.place != place else 0
        for window in stop.windows:
            moments |= {window.opens - on_way, window.closes - on_way}
        on_way += stop.service
        place = stop.place
    if shift.end_place is not None:
        on_way += seconds[place][shift.end_place]
    moments.add(shift.ends - on_way)
    resting = sum(one.seconds for one in shift.breaks)
    moments |= {moment - resting for moment in moments}
    yield from sorted(at for at in moments if shift.starts < at <= shift.ends)


def keeps_cold(
    problem: Problem, shift: Shift, stops: Sequence[Stop], route: Route
) -> bool:
    """Return whether each cold parcel is handed over soon enough after its loading."""
    out_since = route.departs if shift.loaded is None else shift.loaded
    limit = problem.cold_limit or 0
    for visit, stop in zip(route.visits, stops, strict=True):
        if is_loading(stop):
            out_since = visit.leaves
        elif stop.is_cold and visit.begins - out_since > limit:
            return False
    return True

"""Takes what is locked out of a problem, and puts it back into its plans. Pure.

What is left for a shift begins at its last locked stop, when that is done, with what
is left of its room and its limits: no engine has to know of locks.
"""

from typing import Any

import msgspec

from distribution.core.units import Seconds
from distribution.routing.greedy import Orders
from distribution.routing.rules.problem import Depot, Load, Problem, Shift, Stop
from distribution.routing.rules.timing import drive, work


def without_locked(problem: Problem) -> Problem:
    """Return what is left to plan of *problem*, whose locks break no rule."""
    locked = {stop for shift in problem.shifts for stop in shift.begins_with}
    if not locked:
        return problem
    stops = {stop.id: stop for stop in problem.stops}
    shifts = tuple(
        _left_of(problem, shift, [stops[name] for name in shift.begins_with])
        for shift in problem.shifts
    )
    places = {depot.place for depot in problem.depots}
    more = {shift.start_place for shift in shifts} - places
    return msgspec.structs.replace(
        problem,
        depots=(*problem.depots, *(Depot(f"\0{at}", at) for at in sorted(more))),
        stops=tuple(stop for stop in problem.stops if stop.id not in locked),
        shifts=shifts,
    )


def with_locked(problem: Problem, orders: Orders) -> Orders:
    """Return *orders* of what was left with the locked stops before them."""
    stops = {stop.id: stop for stop in problem.stops}
    return {
        shift.id: [
            *(stops[name] for name in shift.begins_with),
            *orders.get(shift.id, ()),
        ]
        for shift in problem.shifts
    }


def _left_of(problem: Problem, shift: Shift, first: list[Stop]) -> Shift:
    if not first:
        return shift
    bare = msgspec.structs.replace(shift, end_place=None)
    out = drive(problem, bare, first)
    done = out.visits[-1].leaves
    loaded_after = out.reloads[-1].after if out.reloads else 0
    taken = sum((stop.load for stop in first[loaded_after:]), start=Load())
    loaded = out.departs if shift.loaded is None else shift.loaded
    past = [rest for rest in out.rests if rest.begins < done]
    return msgspec.structs.replace(
        shift,
        begins_with=(),
        starts=Seconds(min(done, shift.ends)),
        start_place=first[-1].place,
        taken=taken if out.reloads else shift.taken + taken,
        breaks=shift.breaks[len(past) :],
        most_stops=_less(shift.most_stops, len(first)),
        most_driving=_less(shift.most_driving, out.driving),
        most_metres=_less(shift.most_metres, out.metres),
        most_work=_less(shift.most_work, work(problem, bare, first)),
        loaded=out.reloads[-1].leaves if out.reloads else loaded,
        price=0,
        reloads=shift.reloads
        and msgspec.structs.replace(
            shift.reloads, most=shift.reloads.most - len(out.reloads)
        ),
        aboard=None if out.reloads else shift.aboard,
    )


def _less(limit: int | None, used: int) -> Any:  # noqa: ANN401 (of the limit's unit)
    return None if limit is None else max(0, limit - used)

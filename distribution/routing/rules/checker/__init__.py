"""Judges a finished plan against its problem. Knows no solver and no ``timing``.

It recomputes everything from the problem: what a plan says of itself is believed
only where it agrees. A plan with a fault is never published (DESIGN 4, rule 10; E50).
"""

from collections import Counter
from collections.abc import Iterator

from distribution.routing.rules.checker.fault import Fault, FaultCode
from distribution.routing.rules.checker.serving import load_faults, permission_faults
from distribution.routing.rules.checker.times import (
    break_faults,
    cold_faults,
    time_faults,
)
from distribution.routing.rules.checker.trips import reload_faults, stock_faults
from distribution.routing.rules.checker.ways import (
    cost_faults,
    road_faults,
    total_faults,
)
from distribution.routing.rules.plan import Plan, Route
from distribution.routing.rules.problem import Problem, Shift, Stop

__all__ = ["Fault", "FaultCode", "faults", "route_faults"]


def faults(problem: Problem, plan: Plan) -> list[Fault]:
    """Return everything that is wrong with *plan*; none if it may be driven.

    Raises:
        IndexError: A place of *problem* is not in its matrix; validate it first.
    """
    shifts = {shift.id: shift for shift in problem.shifts}
    known = {stop.id: stop for stop in problem.stops}
    found = [*_once_each(problem, plan), *_lock_faults(problem, plan)]
    for route in plan.routes:
        if route.shift not in shifts:
            found.append(Fault(FaultCode.UNKNOWN_SHIFT, shift=route.shift))
            continue
        strangers = [visit.stop for visit in route.visits if visit.stop not in known]
        if strangers:
            found += [
                Fault(FaultCode.UNKNOWN_STOP, shift=route.shift, stop=stop)
                for stop in strangers
            ]
            continue
        stops = [known[visit.stop] for visit in route.visits]
        found += route_faults(problem, shifts[route.shift], route, stops)
    if not found:
        found = [*stock_faults(problem, plan), *cost_faults(problem, plan)]
    return found


def route_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> list[Fault]:
    """Return what is wrong with *route*, which visits *stops*, taken by itself."""
    if not stops:
        return [Fault(FaultCode.EMPTY_ROUTE, shift=shift.id)]
    found = [*reload_faults(shift, route, stops)]
    if any(fault.code is FaultCode.RELOAD_MISPLACED for fault in found):
        return found
    return [
        *found,
        *load_faults(shift, route, stops),
        *permission_faults(shift, stops),
        *road_faults(problem, shift, route, stops),
        *time_faults(problem, shift, route, stops),
        *break_faults(shift, route),
        *cold_faults(problem, shift, route, stops),
        *total_faults(problem, shift, route, stops),
    ]


def _once_each(problem: Problem, plan: Plan) -> Iterator[Fault]:
    ids = {stop.id for stop in problem.stops}
    visited = Counter(visit.stop for route in plan.routes for visit in route.visits)
    left_out = Counter(unserved.stop for unserved in plan.unserved)
    for stop in ids:
        if visited[stop] + left_out[stop] == 0:
            yield Fault(FaultCode.STOP_FORGOTTEN, stop=stop)
        if visited[stop] > 1 or left_out[stop] > 1:
            yield Fault(FaultCode.STOP_TWICE, stop=stop)
        if visited[stop] and left_out[stop]:
            yield Fault(FaultCode.SERVED_AND_UNSERVED, stop=stop)
    for stop in left_out.keys() - ids:
        yield Fault(FaultCode.UNKNOWN_STOP, stop=stop)
    for shift, count in Counter(route.shift for route in plan.routes).items():
        if count > 1:
            yield Fault(FaultCode.SHIFT_TWICE, shift=shift)


def _lock_faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    routes = {route.shift: route for route in plan.routes}
    for shift in problem.shifts:
        visits = routes[shift.id].visits if shift.id in routes else ()
        for place, stop in enumerate(shift.begins_with):
            if place >= len(visits) or visits[place].stop != stop:
                yield Fault(FaultCode.LOCK_BROKEN, shift=shift.id, stop=stop)

"""Judges a finished plan against its problem. Knows no solver and no ``timing``.

It recomputes everything from the problem: what a plan says of itself is believed
only where it agrees. A plan with a fault is never published (DESIGN 4, rule 10; E50).
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from distribution.routing.rules.plan import Plan, Rest, Route
from distribution.routing.rules.problem import (
    DIMENSIONS,
    UNREACHABLE,
    Problem,
    Shift,
    Stop,
    prices,
)


class FaultCode(StrEnum):
    """What is wrong with a plan."""

    UNKNOWN_SHIFT = "unknown_shift"
    SHIFT_TWICE = "shift_twice"
    EMPTY_ROUTE = "empty_route"
    UNKNOWN_STOP = "unknown_stop"
    STOP_TWICE = "stop_twice"
    STOP_FORGOTTEN = "stop_forgotten"
    SERVED_AND_UNSERVED = "served_and_unserved"
    OVER_CAPACITY = "over_capacity"
    REQUIREMENTS = "requirements"
    NO_ROAD = "no_road"
    DEPARTS_BEFORE_SHIFT = "departs_before_shift"
    ENDS_AFTER_SHIFT = "ends_after_shift"
    OUTSIDE_WINDOWS = "outside_windows"
    BEGINS_TOO_SOON = "begins_too_soon"
    WRONG_ARRIVAL = "wrong_arrival"
    WRONG_LEAVING = "wrong_leaving"
    WRONG_END = "wrong_end"
    WRONG_DRIVING = "wrong_driving"
    WRONG_METRES = "wrong_metres"
    WRONG_COST = "wrong_cost"
    BREAK_MISSED = "break_missed"
    BREAK_DURING_WORK = "break_during_work"
    TOO_MANY_STOPS = "too_many_stops"
    TOO_MUCH_DRIVING = "too_much_driving"
    TOO_FAR = "too_far"
    LOCK_BROKEN = "lock_broken"


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong: where, and the numbers.

    ``by`` says by how much: packs, grams, boxes, seconds or metres over a limit.
    """

    code: FaultCode
    shift: str | None = None
    stop: str | None = None
    dimension: str | None = None
    by: int = 0


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
        found += _cost_faults(problem, plan)
    return found


def route_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> list[Fault]:
    """Return what is wrong with *route*, which visits *stops*, taken by itself."""
    if not stops:
        return [Fault(FaultCode.EMPTY_ROUTE, shift=shift.id)]
    return [
        *_load_faults(shift, stops),
        *_permission_faults(shift, stops),
        *_road_faults(problem, shift, stops),
        *_time_faults(problem, shift, route, stops),
        *_break_faults(shift, route),
        *_total_faults(problem, shift, route, stops),
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


def _load_faults(shift: Shift, stops: list[Stop]) -> Iterator[Fault]:
    for dimension in DIMENSIONS:
        wanted = sum(getattr(stop.load, dimension) for stop in stops)
        over = wanted - getattr(shift.capacity, dimension)
        if over > 0:
            yield Fault(
                FaultCode.OVER_CAPACITY, shift=shift.id, dimension=dimension, by=over
            )


def _permission_faults(shift: Shift, stops: list[Stop]) -> Iterator[Fault]:
    for stop in stops:
        shut_out = stop.allowed_shifts is not None and (
            shift.id not in stop.allowed_shifts
        )
        if shut_out or not stop.requirements.issubset(shift.skills):
            yield Fault(FaultCode.REQUIREMENTS, shift=shift.id, stop=stop.id)


def _legs(shift: Shift, stops: list[Stop]) -> Iterator[tuple[int, int, Stop | None]]:
    place = shift.start_place
    for stop in stops:
        yield place, stop.place, stop
        place = stop.place
    if shift.end_place is not None:
        yield place, shift.end_place, None


def _road_faults(problem: Problem, shift: Shift, stops: list[Stop]) -> Iterator[Fault]:
    for origin, goal, stop in _legs(shift, stops):
        if problem.travel.seconds[origin][goal] >= UNREACHABLE:
            name = None if stop is None else stop.id
            yield Fault(FaultCode.NO_ROAD, shift=shift.id, stop=name)


def _time_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> Iterator[Fault]:
    if route.departs < shift.starts:
        by = shift.starts - route.departs
        yield Fault(FaultCode.DEPARTS_BEFORE_SHIFT, shift=shift.id, by=by)
    clock, place, rests = int(route.departs), shift.start_place, list(route.rests)
    for visit, stop in zip(route.visits, stops, strict=True):
        here = {"shift": shift.id, "stop": stop.id}
        pauses = _taken_before(rests, visit.begins)
        arrival = clock + problem.travel.seconds[place][stop.place]
        ready = arrival + (stop.set_up if stop.place != place else 0)
        for pause in pauses:
            if pause.begins < clock or pause.ends > visit.begins:
                by = max(clock - pause.begins, pause.ends - visit.begins)
                yield Fault(FaultCode.BREAK_DURING_WORK, **here, by=by)
            if pause.begins < arrival:
                arrival += pause.ends - pause.begins
            ready += pause.ends - pause.begins
        if visit.arrives != arrival:
            yield Fault(
                FaultCode.WRONG_ARRIVAL, **here, by=abs(visit.arrives - arrival)
            )
        if visit.begins < ready:
            yield Fault(FaultCode.BEGINS_TOO_SOON, **here, by=ready - visit.begins)
        misses = [
            max(window.opens - visit.begins, visit.begins - window.closes)
            for window in stop.windows
        ]
        if misses and min(misses) > 0:
            yield Fault(FaultCode.OUTSIDE_WINDOWS, **here, by=min(misses))
        if visit.leaves != visit.begins + stop.service:
            by = abs(visit.leaves - visit.begins - stop.service)
            yield Fault(FaultCode.WRONG_LEAVING, **here, by=by)
        clock, place = visit.leaves, stop.place
    yield from _end_faults(problem, shift, route, rests)


def _taken_before(rests: list[Rest], moment: int) -> list[Rest]:
    """Return those of *rests* that begin before *moment*, and take them away."""
    taken = [rest for rest in rests if rest.begins < moment]
    rests[:] = [rest for rest in rests if rest.begins >= moment]
    return taken


def _end_faults(
    problem: Problem, shift: Shift, route: Route, rests: list[Rest]
) -> Iterator[Fault]:
    """Judge the last leg; *rests* are those that no door has come after."""
    clock = int(route.visits[-1].leaves)
    if shift.end_place is not None:
        places = {stop.id: stop.place for stop in problem.stops}
        last = places[route.visits[-1].stop]
        leg = problem.travel.seconds[last][shift.end_place]
    else:
        leg = 0
    for rest in rests:
        if rest.begins < clock:
            by = clock - rest.begins
            yield Fault(FaultCode.BREAK_DURING_WORK, shift=shift.id, by=by)
        leg -= min(leg, max(0, rest.begins - clock))
        clock = rest.ends
    clock += leg
    if route.ends != clock:
        yield Fault(FaultCode.WRONG_END, shift=shift.id, by=abs(route.ends - clock))
    if clock > shift.ends:
        yield Fault(FaultCode.ENDS_AFTER_SHIFT, shift=shift.id, by=clock - shift.ends)


def _break_faults(shift: Shift, route: Route) -> Iterator[Fault]:
    """Breaks are taken in their order; one may be left that can follow the route."""
    due = [one for one in shift.breaks if one.closes >= shift.starts]
    if len(route.rests) > len(due):
        yield Fault(FaultCode.BREAK_MISSED, shift=shift.id)
    for number, one in enumerate(due):
        if number >= len(route.rests):
            by = route.ends - one.closes
        else:
            rest = route.rests[number]
            by = max(
                one.opens - rest.begins,
                rest.begins - one.closes,
                one.seconds - (rest.ends - rest.begins),
            )
        if by > 0:
            yield Fault(FaultCode.BREAK_MISSED, shift=shift.id, by=by)


def _total_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> Iterator[Fault]:
    legs = [(origin, goal) for origin, goal, _ in _legs(shift, stops)]
    driving = sum(problem.travel.seconds[origin][goal] for origin, goal in legs)
    metres = sum(problem.travel.metres[origin][goal] for origin, goal in legs)
    if route.driving != driving:
        by = abs(route.driving - driving)
        yield Fault(FaultCode.WRONG_DRIVING, shift=shift.id, by=by)
    if route.metres != metres:
        by = abs(route.metres - metres)
        yield Fault(FaultCode.WRONG_METRES, shift=shift.id, by=by)
    for code, most, amount in (
        (FaultCode.TOO_MANY_STOPS, shift.most_stops, len(stops)),
        (FaultCode.TOO_MUCH_DRIVING, shift.most_driving, driving),
        (FaultCode.TOO_FAR, shift.most_metres, metres),
    ):
        if most is not None and amount > most:
            yield Fault(code, shift=shift.id, by=amount - most)


def _cost_faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    shifts = {shift.id: shift for shift in problem.shifts}
    stops = {stop.id: stop for stop in problem.stops}
    price = dict(zip(stops, prices(problem), strict=True))
    lengths = problem.lengths()
    cost = sum(price[unserved.stop] for unserved in plan.unserved)
    for route in plan.routes:
        served = [stops[visit.stop] for visit in route.visits]
        driver = shifts[route.shift].driver
        cost += shifts[route.shift].price
        cost += problem.stranger_price * sum(
            stop.usual_driver not in {None, driver} for stop in served
        )
        cost += sum(
            lengths[origin][goal]
            for origin, goal, _ in _legs(shifts[route.shift], served)
        )
    if plan.cost != cost:
        yield Fault(FaultCode.WRONG_COST, by=abs(plan.cost - cost))

"""Drives a route on paper: as early as possible, leaving no sooner than needed.

Broken rules do not stop it; ``checker`` names them. ``fits`` is the quick answer
that searches need.
"""

from collections.abc import Mapping, Sequence

from distribution.core.units import Metres, Seconds
from distribution.routing.rules.plan import Plan, Rest, Route, Unserved, Visit
from distribution.routing.rules.problem import Load, Problem, Shift, Stop, prices
from distribution.routing.rules.resting import paced


def work_begins(ready: int, stop: Stop) -> int:
    """Return when work begins for someone ready at *ready*, seconds of the day.

    After the last window has closed that is at once: too late, but still a time.
    """
    for window in stop.windows:
        if ready <= window.closes:
            return max(ready, window.opens)
    return ready


def drive(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> Route:
    """Return the route of *shift* through *stops* in this order.

    The departure is moved back so far that nobody waits at the first door, unless
    a break comes before it. Breaks that fit nowhere are left out.
    """
    travel = problem.travel
    legs = paced(problem, shift, stops) if shift.breaks else None
    legs = legs or ((),) * (len(stops) + 1)
    clock, place = int(shift.starts), shift.start_place
    departs, driving, metres = clock, 0, 0
    visits: list[Visit] = []
    for stop, rests in zip(stops, legs, strict=False):
        leg = travel.seconds[place][stop.place]
        set_up = stop.set_up if stop.place != place else 0
        begins = work_begins(_ready(clock, leg + set_up, rests), stop)
        if not visits and not rests:
            departs = begins - set_up - leg
            clock = departs
        leaves = begins + stop.service
        arrives = Seconds(_arrival(clock, leg, rests))
        visits.append(Visit(stop.id, arrives, Seconds(begins), Seconds(leaves)))
        driving += leg
        metres += travel.metres[place][stop.place]
        clock, place = leaves, stop.place
    if visits:
        back = 0
        if shift.end_place is not None:
            back = travel.seconds[place][shift.end_place]
            metres += travel.metres[place][shift.end_place]
        driving += back
        clock = _ready(clock, back, legs[-1])
    return Route(
        shift=shift.id,
        departs=Seconds(departs),
        visits=tuple(visits),
        ends=Seconds(clock),
        driving=Seconds(driving),
        metres=Metres(metres),
        rests=tuple(rest for rests in legs for rest in rests),
    )


def _arrival(clock: int, leg: int, rests: Sequence[Rest]) -> int:
    """Return when a leg is driven that is left for at *clock*, resting on the way."""
    arrives = clock + leg
    for rest in rests:
        if rest.begins < arrives:
            arrives += rest.ends - rest.begins
    return arrives


def _ready(clock: int, way: int, rests: Sequence[Rest]) -> int:
    """Return when *way* and every one of *rests* is behind."""
    for rest in rests:
        way -= min(way, rest.begins - clock)
        clock = rest.ends
    return clock + way


def fits(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether *shift* can serve *stops* in this order, breaking no rule."""
    load = Load()
    for stop in stops:
        if not shift.may_serve(stop):
            return False
        load += stop.load
    return (
        load.fits(shift.capacity)
        and in_limits(problem, shift, stops)
        and in_time(problem, shift, stops)
    )


def in_limits(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether the shift's limits on stops, driving and way hold (R9)."""
    if shift.most_stops is not None and len(stops) > shift.most_stops:
        return False
    travel = problem.travel
    return all(
        most is None or _along(matrix, shift, stops) <= most
        for most, matrix in (
            (shift.most_driving, travel.seconds),
            (shift.most_metres, travel.metres),
        )
    )


def in_time(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether windows, hours and breaks hold; looks at nothing else."""
    if shift.breaks:
        return paced(problem, shift, stops) is not None
    seconds = problem.travel.seconds
    clock, place = int(shift.starts), shift.start_place
    for stop in stops:
        ready = clock + seconds[place][stop.place]
        if stop.place != place:
            ready += stop.set_up
        begins = work_begins(ready, stop)
        if stop.windows and begins > stop.windows[-1].closes:
            return False
        clock = begins + stop.service
        if clock > shift.ends:
            return False
        place = stop.place
    if stops and shift.end_place is not None:
        clock += seconds[place][shift.end_place]
    return clock <= shift.ends


def length(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> int:
    """Return what the route costs in the objective's unit, 0 if it is empty.

    That is its way, and what the shift and each stranger at a door cost.
    """
    if not stops:
        return 0
    aside = sum(problem.aside(shift, stop) for stop in stops)
    return _along(problem.lengths(), shift, stops) + aside + shift.price


def _along(matrix: list[list[int]], shift: Shift, stops: Sequence[Stop]) -> int:
    total, place = 0, shift.start_place
    for stop in stops:
        total += matrix[place][stop.place]
        place = stop.place
    if stops and shift.end_place is not None:
        total += matrix[place][shift.end_place]
    return total


def assemble(
    problem: Problem,
    orders: Mapping[str, Sequence[Stop]],
    unserved: Sequence[Unserved],
) -> Plan:
    """Return the plan whose shifts, by id, serve the stops in the *orders* given."""
    shifts = {shift.id: shift for shift in problem.shifts}
    price_of = {
        stop.id: price
        for stop, price in zip(problem.stops, prices(problem), strict=True)
    }
    driven = {shift: stops for shift, stops in orders.items() if stops}
    cost = sum(length(problem, shifts[key], stops) for key, stops in driven.items())
    return Plan(
        routes=tuple(
            drive(problem, shifts[key], stops) for key, stops in driven.items()
        ),
        unserved=tuple(unserved),
        cost=cost + sum(price_of[left_out.stop] for left_out in unserved),
    )

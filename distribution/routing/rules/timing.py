"""Drives a route on paper: as early as possible, leaving no sooner than needed.

Broken rules do not stop it; ``checker`` names them. ``fits`` is the quick answer
that searches need.
"""

from collections.abc import Mapping, Sequence

from distribution.core.units import Metres, Seconds
from distribution.routing.rules.plan import Plan, Route, Unserved, Visit
from distribution.routing.rules.problem import Load, Problem, Shift, Stop, prices


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

    The departure is moved back so far that nobody waits at the first door.
    """
    travel = problem.travel
    clock, place = int(shift.starts), shift.start_place
    departs, driving, metres = clock, 0, 0
    visits: list[Visit] = []
    for stop in stops:
        leg = travel.seconds[place][stop.place]
        set_up = stop.set_up if stop.place != place else 0
        begins = work_begins(clock + leg + set_up, stop)
        if not visits:
            departs = begins - set_up - leg
            clock = departs
        leaves = begins + stop.service
        arrives = Seconds(clock + leg)
        visits.append(Visit(stop.id, arrives, Seconds(begins), Seconds(leaves)))
        driving += leg
        metres += travel.metres[place][stop.place]
        clock, place = leaves, stop.place
    if visits and shift.end_place is not None:
        driving += travel.seconds[place][shift.end_place]
        metres += travel.metres[place][shift.end_place]
        clock += travel.seconds[place][shift.end_place]
    return Route(
        shift=shift.id,
        departs=Seconds(departs),
        visits=tuple(visits),
        ends=Seconds(clock),
        driving=Seconds(driving),
        metres=Metres(metres),
    )


def fits(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether *shift* can serve *stops* in this order, breaking no rule."""
    load = Load()
    for stop in stops:
        if not shift.may_serve(stop):
            return False
        load += stop.load
    return load.fits(shift.capacity) and in_time(problem, shift, stops)


def in_time(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether the windows and the shift's hours hold; looks at nothing else."""
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
    """Return the length of the route in the objective's unit, 0 if it is empty."""
    lengths = problem.lengths()
    total, place = 0, shift.start_place
    for stop in stops:
        total += lengths[place][stop.place]
        place = stop.place
    if stops and shift.end_place is not None:
        total += lengths[place][shift.end_place]
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

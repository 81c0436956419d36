"""Drives a route on paper from a given instant: as early as possible from there.

Broken rules do not stop it; ``checker`` names them.
"""

from collections.abc import Sequence

from distribution.core.units import Metres, Seconds
from distribution.routing.rules.plan import Rest, Route, Visit
from distribution.routing.rules.problem import Problem, Shift, Stop
from distribution.routing.rules.resting import paced


def work_begins(ready: int, stop: Stop) -> int:
    """Return when work begins for someone ready at *ready*, seconds of the day.

    After the last window has closed that is at once: too late, but still a time.
    """
    for window in stop.windows:
        if ready <= window.closes:
            return max(ready, window.opens)
    return ready


def driven_from(
    problem: Problem, shift: Shift, stops: Sequence[Stop], earliest: int
) -> Route:
    """Return the route of *shift* through *stops* that leaves at *earliest*, or later.

    The departure is moved back so far that nobody waits at the first door, unless
    a break comes before it. Breaks that fit nowhere are left out.
    """
    travel = problem.travel
    legs = paced(problem, shift, stops, earliest) if shift.breaks else None
    legs = legs or ((),) * (len(stops) + 1)
    clock, place = earliest, shift.start_place
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


def on_time_from(
    problem: Problem, shift: Shift, stops: Sequence[Stop], earliest: int
) -> bool:
    """Return whether windows, hours and breaks hold; looks at nothing else."""
    if shift.breaks:
        return paced(problem, shift, stops, earliest) is not None
    seconds = problem.travel.seconds
    clock, place = earliest, shift.start_place
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

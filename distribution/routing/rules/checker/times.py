"""Judges the times of a route: hours, windows, breaks, and how long cold is out."""

from collections.abc import Iterator

from distribution.routing.rules.checker.fault import Fault, FaultCode
from distribution.routing.rules.plan import Rest, Route
from distribution.routing.rules.problem import Problem, Shift, Stop


def time_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> Iterator[Fault]:
    """Recompute the times of *route*, door by door, from its departure."""
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


def break_faults(shift: Shift, route: Route) -> Iterator[Fault]:
    """Judge the breaks: taken in their order, but for those that can follow the end."""
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


def cold_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> Iterator[Fault]:
    """Judge how long after loading each cold parcel is handed over."""
    if problem.cold_limit is None:
        return
    out_since = route.departs if shift.loaded is None else shift.loaded
    for visit, stop in zip(route.visits, stops, strict=True):
        by = visit.begins - out_since - problem.cold_limit
        if stop.load.cold_boxes > 0 and by > 0:
            yield Fault(FaultCode.COLD_TOO_LONG, shift=shift.id, stop=stop.id, by=by)

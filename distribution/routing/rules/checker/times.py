"""Judges the times of a route: hours, windows, breaks, and how long cold is out."""

from collections.abc import Iterator

from distribution.routing.rules.checker.fault import Fault, FaultCode
from distribution.routing.rules.checker.trips import Call, calls
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
    for call in calls(shift, route, stops):
        here = {"shift": shift.id, "stop": call.name}
        pauses = _taken_before(rests, call.begins)
        arrival = clock + problem.travel.seconds[place][call.place]
        ready = arrival + (call.set_up if call.place != place else 0)
        for pause in pauses:
            if pause.begins < clock or pause.ends > call.begins:
                by = max(clock - pause.begins, pause.ends - call.begins)
                yield Fault(FaultCode.BREAK_DURING_WORK, **here, by=by)
            if pause.begins < arrival:
                arrival += pause.ends - pause.begins
            ready += pause.ends - pause.begins
        if call.arrives != arrival:
            yield Fault(FaultCode.WRONG_ARRIVAL, **here, by=abs(call.arrives - arrival))
        if call.begins < ready:
            yield Fault(FaultCode.BEGINS_TOO_SOON, **here, by=ready - call.begins)
        yield from _window_faults(shift, call)
        if call.leaves != call.begins + call.seconds:
            by = abs(call.leaves - call.begins - call.seconds)
            yield Fault(FaultCode.WRONG_LEAVING, **here, by=by)
        clock, place = call.leaves, call.place
    yield from _end_faults(problem, shift, route, rests)


def _window_faults(shift: Shift, call: Call) -> Iterator[Fault]:
    windows = () if call.stop is None else call.stop.windows
    misses = [max(one.opens - call.begins, call.begins - one.closes) for one in windows]
    if misses and min(misses) > 0:
        by = min(misses)
        yield Fault(FaultCode.OUTSIDE_WINDOWS, shift=shift.id, stop=call.name, by=by)


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
    """Judge how long after the loading of its trip each cold parcel is handed over."""
    if problem.cold_limit is None:
        return
    out_since = route.departs if shift.loaded is None else shift.loaded
    for call in calls(shift, route, stops):
        if call.stop is None:
            out_since = call.leaves
            continue
        by = call.begins - out_since - problem.cold_limit
        if call.stop.load.cold_boxes > 0 and by > 0:
            yield Fault(
                FaultCode.COLD_TOO_LONG, shift=shift.id, stop=call.stop.id, by=by
            )

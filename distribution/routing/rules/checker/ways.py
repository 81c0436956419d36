"""Judges where a route leads: roads, what it adds up to, limits and the cost."""

from collections.abc import Iterator

from distribution.routing.rules.checker.fault import Fault, FaultCode
from distribution.routing.rules.checker.trips import calls
from distribution.routing.rules.plan import Plan, Route
from distribution.routing.rules.problem import (
    UNREACHABLE,
    Problem,
    Shift,
    Stop,
    prices,
)


def _legs(
    shift: Shift, route: Route, stops: list[Stop]
) -> Iterator[tuple[int, int, Stop | None]]:
    """Yield from where to where, and what is there: a stop, or None to load or end."""
    place = shift.start_place
    for call in calls(shift, route, stops):
        yield place, call.place, call.stop
        place = call.place
    if shift.end_place is not None:
        yield place, shift.end_place, None


def road_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> Iterator[Fault]:
    """Judge whether there is a road on every leg."""
    for origin, goal, stop in _legs(shift, route, stops):
        if problem.travel.seconds[origin][goal] >= UNREACHABLE:
            name = None if stop is None else stop.id
            yield Fault(FaultCode.NO_ROAD, shift=shift.id, stop=name)


def total_faults(
    problem: Problem, shift: Shift, route: Route, stops: list[Stop]
) -> Iterator[Fault]:
    """Recompute the driving and the metres; judge them by the shift's limits."""
    legs = [(origin, goal) for origin, goal, _ in _legs(shift, route, stops)]
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
        (FaultCode.TOO_MUCH_WORK, shift.most_work, _work(problem, shift, route, stops)),
        (FaultCode.TOO_FAR, shift.most_metres, metres),
    ):
        if most is not None and amount > most:
            yield Fault(code, shift=shift.id, by=amount - most)


def _work(problem: Problem, shift: Shift, route: Route, stops: list[Stop]) -> int:
    """Return the seconds of driving, set-up, service and loading."""
    total = sum(int(stop.service) for stop in stops)
    if shift.reloads is not None:
        total += len(route.reloads) * shift.reloads.seconds
    for origin, goal, stop in _legs(shift, route, stops):
        total += problem.travel.seconds[origin][goal]
        if stop is not None and origin != goal:
            total += stop.set_up
    return total


def cost_faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Recompute what the whole plan costs."""
    shifts = {shift.id: shift for shift in problem.shifts}
    stops = {stop.id: stop for stop in problem.stops}
    price = dict(zip(stops, prices(problem), strict=True))
    lengths = problem.lengths()
    cost, longest = sum(price[unserved.stop] for unserved in plan.unserved), 0
    for route in plan.routes:
        served = [stops[visit.stop] for visit in route.visits]
        driver = shifts[route.shift].driver
        longest = max(longest, _work(problem, shifts[route.shift], route, served))
        cost += shifts[route.shift].price
        cost += problem.stranger_price * sum(
            stop.usual_driver not in {None, driver} for stop in served
        )
        cost += sum(
            lengths[origin][goal]
            for origin, goal, _ in _legs(shifts[route.shift], route, served)
        )
    cost += problem.balance_price * longest
    if plan.cost != cost:
        yield Fault(FaultCode.WRONG_COST, by=abs(plan.cost - cost))

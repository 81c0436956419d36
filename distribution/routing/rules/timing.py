"""What a route takes and costs, and whether it breaks a rule.

``fits`` is the quick answer that searches need; ``checker`` names what is broken.
"""

from collections.abc import Mapping, Sequence

from distribution.routing.rules.departing import departure, matters
from distribution.routing.rules.on_paper import driven_from, on_time_from
from distribution.routing.rules.plan import Plan, Route, Unserved
from distribution.routing.rules.problem import Problem, Shift, Stop, prices
from distribution.routing.rules.reloading import with_reloads
from distribution.routing.rules.trips import is_loading, loads_fit, told
from distribution.routing.rules.waiting import leaving_late


def drive(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> Route:
    """Return the route of *shift* through *stops* in this order.

    It leaves no sooner than needed, and as early as possible if nothing cold is
    aboard. Broken rules do not stop it.
    """
    calls = with_reloads(problem, shift, stops)
    return told(_soonest(problem, shift, calls), calls)


def settled(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> Route:
    """Return what ``drive`` does, but with as much waiting as may be done at the depot.

    This is what people are told. It breaks the same rules, if any, and ends as soon.
    """
    calls = with_reloads(problem, shift, stops)
    route = _soonest(problem, shift, calls)
    return told(leaving_late(problem, shift, calls, route), calls)


def _soonest(problem: Problem, shift: Shift, calls: Sequence[Stop]) -> Route:
    earliest: int | None = None
    if matters(problem, calls):
        earliest = departure(problem, shift, calls)
    if earliest is None:
        earliest = shift.starts
    return driven_from(problem, shift, calls, earliest)


def fits(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether *shift* can serve *stops* in this order, breaking no rule.

    Whether a depot has enough for all shifts is another question (``stock``).
    """
    if not all(map(shift.may_serve, stops)):
        return False
    calls = with_reloads(problem, shift, stops)
    return (
        loads_fit(shift, calls)
        and _in_limits(problem, shift, calls)
        and _in_time(problem, shift, calls)
    )


def in_limits(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether the shift's limits on stops, work and way hold (R9)."""
    return _in_limits(problem, shift, with_reloads(problem, shift, stops))


def _in_limits(problem: Problem, shift: Shift, calls: Sequence[Stop]) -> bool:
    most = shift.most_stops
    if most is not None and sum(not is_loading(call) for call in calls) > most:
        return False
    if shift.most_work is not None and _work(problem, shift, calls) > shift.most_work:
        return False
    travel = problem.travel
    return all(
        most is None or _along(matrix, shift, calls) <= most
        for most, matrix in (
            (shift.most_driving, travel.seconds),
            (shift.most_metres, travel.metres),
        )
    )


def in_time(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether windows, hours, breaks and the cold hold; nothing else."""
    return _in_time(problem, shift, with_reloads(problem, shift, stops))


def _in_time(problem: Problem, shift: Shift, calls: Sequence[Stop]) -> bool:
    if matters(problem, calls):
        return departure(problem, shift, calls) is not None
    return on_time_from(problem, shift, calls, shift.starts)


def work(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> int:
    """Return the seconds of driving, set-up, service and loading, without waiting."""
    return _work(problem, shift, with_reloads(problem, shift, stops))


def _work(problem: Problem, shift: Shift, calls: Sequence[Stop]) -> int:
    total, place = _along(problem.travel.seconds, shift, calls), shift.start_place
    for call in calls:
        total += call.service + (call.set_up if call.place != place else 0)
        place = call.place
    return total


def length(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> int:
    """Return what the route costs in the objective's unit, 0 if it is empty.

    That is its way, and what the shift and each stranger at a door cost.
    """
    if not stops:
        return 0
    aside = sum(problem.aside(shift, stop) for stop in stops)
    calls = with_reloads(problem, shift, stops)
    return _along(problem.lengths(), shift, calls) + aside + shift.price


def _along(matrix: list[list[int]], shift: Shift, calls: Sequence[Stop]) -> int:
    total, place = 0, shift.start_place
    for call in calls:
        total += matrix[place][call.place]
        place = call.place
    if calls and shift.end_place is not None:
        total += matrix[place][shift.end_place]
    return total


def driving_cost(problem: Problem, orders: Mapping[str, Sequence[Stop]]) -> int:
    """Return what the routes of *orders* cost together, without what is left out."""
    shifts = {shift.id: shift for shift in problem.shifts}
    driven = [(shifts[key], stops) for key, stops in orders.items() if stops]
    cost = sum(length(problem, shift, stops) for shift, stops in driven)
    if problem.balance_price:
        longest = max((work(problem, *one) for one in driven), default=0)
        cost += problem.balance_price * longest
    return cost


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
    return Plan(
        routes=tuple(
            settled(problem, shifts[key], stops) for key, stops in driven.items()
        ),
        unserved=tuple(unserved),
        cost=driving_cost(problem, driven)
        + sum(price_of[left_out.stop] for left_out in unserved),
    )

"""Finds some valid routes quickly, without a solver. Pure and deterministic.

Used where the solver found nothing in time (E49), and to bring stops back that a
plan left out although they fit (E51).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from distribution.routing.rules.on_paper import work_begins
from distribution.routing.rules.problem import Load, Problem, Shift, Stop, prices
from distribution.routing.rules.stock import (
    affordable,
    has_some_for,
    in_stock,
    within_stock,
)
from distribution.routing.rules.timing import fits, in_limits, in_time, length, work

Orders = dict[str, list[Stop]]
"""The stops of each shift by its id, in driving order."""


def greedy_orders(problem: Problem) -> Orders:
    """Return an order for every shift: always on to the door that can begin first.

    Then every stop left over, and those with a price, go where they lengthen the
    routes least, if they fit anywhere and are worth it.
    """
    left = [stop for stop in problem.stops if stop.price is None]
    left = affordable(problem, left)
    orders: Orders = {}
    for shift in problem.shifts:
        orders[shift.id] = _chain(problem, shift, left)
        taken = {stop.id for stop in orders[shift.id]}
        left = [stop for stop in left if stop.id not in taken]
    return with_inserted(problem, within_stock(problem, orders))


def with_inserted(problem: Problem, orders: Orders) -> Orders:
    """Return *orders* with every stop inserted that fits and is worth its price.

    The dearest stop to leave out comes first. Valid orders stay valid, and none
    gets worse: a stop goes in only where the detour costs less than its price.
    """
    result = {shift.id: list(orders.get(shift.id, ())) for shift in problem.shifts}
    served = {stop.id for stops in result.values() for stop in stops}
    priced = zip(problem.stops, prices(problem), strict=True)
    left = [(stop, price) for stop, price in priced if stop.id not in served]
    for stop, price in sorted(left, key=lambda pair: -pair[1]):
        best = _cheapest_place(problem, result, stop)
        if best is not None and best[0] < price:
            _, shift_id, position = best
            result[shift_id].insert(position, stop)
    return result


def mended(problem: Problem, orders: Orders) -> Orders:
    """Return *orders* with every route that breaks a rule shortened until it does not.

    Each time that stop goes which, gone, makes the route whole, or else the shortest;
    and all that fit elsewhere are inserted again.
    """
    result = within_stock(problem, orders)
    for shift in problem.shifts:
        stops = result.get(shift.id, [])
        while stops and not fits(problem, shift, stops):
            shorter = [stops[:gone] + stops[gone + 1 :] for gone in range(len(stops))]
            stops = min(
                shorter,
                key=lambda rest: (
                    not fits(problem, shift, rest),
                    length(problem, shift, rest),
                ),
            )
        result[shift.id] = stops
    return with_inserted(problem, result)


def _chain(problem: Problem, shift: Shift, stops: Iterable[Stop]) -> list[Stop]:
    """Return a route for *shift*: each next stop is the one whose work can end first.

    Ties, as without windows, go to the nearest. Once nothing more fits into the car it
    loads again, if it may.
    """
    chain: list[Stop] = []
    open_stops = [stop for stop in stops if shift.may_serve(stop)]
    here = _Here(int(shift.starts), shift.start_place, shift.taken, 0)
    idle = shift.aboard is None and shift.taken == Load()
    while True:
        best = _next(problem, shift, chain, open_stops, here)
        if best is not None:
            leaves, _, stop = best
            here = _Here(leaves, stop.place, here.load + stop.load, here.trips)
            chain.append(stop)
            open_stops.remove(stop)
            idle = False
            continue
        again = shift.reloads
        if again is None or here.trips == again.most or idle:
            return chain
        way = problem.travel.seconds[here.place]
        depot = min(again.places, key=way.__getitem__)
        leaves = here.clock + way[depot] + again.seconds
        here, idle = _Here(leaves, depot, Load(), here.trips + 1), True


class _Here(NamedTuple):
    """How far a chain has come: when, where, with what, after how many reloads."""

    clock: int
    place: int
    load: Load
    trips: int


def _next(
    problem: Problem,
    shift: Shift,
    chain: Sequence[Stop],
    stops: Sequence[Stop],
    here: _Here,
) -> tuple[int, int, Stop] | None:
    """Return when the work of the next of *stops* ends, the way there, and the stop."""
    seconds, lengths = problem.travel.seconds, problem.lengths()
    place = here.place
    # Clock and load are followed here; breaks, limits and the cold are left to `fits`.
    limits = {shift.most_stops, shift.most_driving, shift.most_work, shift.most_metres}
    is_limited = bool(shift.breaks) or limits != {None} or problem.watches_cold
    best: tuple[int, int, Stop] | None = None
    for stop in stops:
        if shift.aboard is not None and not here.trips and stop.id not in shift.aboard:
            continue
        leg = seconds[place][stop.place]
        ready = here.clock + leg + (stop.set_up if stop.place != place else 0)
        leaves = work_begins(ready, stop) + stop.service
        way = lengths[place][stop.place]
        if best is not None and (leaves, way) >= best[:2]:
            continue
        if not (here.load + stop.load).fits(shift.capacity):
            continue
        if _too_late(problem, shift, stop, ready, leaves):
            continue
        if is_limited and not fits(problem, shift, [*chain, stop]):
            continue
        best = (leaves, way, stop)
    return best


def _too_late(
    problem: Problem, shift: Shift, stop: Stop, ready: int, leaves: int
) -> bool:
    if stop.windows and ready > stop.windows[-1].closes:
        return True
    if shift.end_place is not None:
        leaves += problem.travel.seconds[stop.place][shift.end_place]
    return leaves > shift.ends


def _cheapest_place(
    problem: Problem, orders: Orders, stop: Stop
) -> tuple[int, str, int] | None:
    """Return (detour, shift, position) of the cheapest valid insertion, or None."""
    best: tuple[int, str, int] | None = None
    if not has_some_for(problem, orders, stop):
        return None
    longest = longest_work(problem, orders)
    for shift in problem.shifts:
        route = orders[shift.id]
        load = sum((other.load for other in route), start=stop.load + shift.taken)
        full = not load.fits(shift.capacity)
        if not shift.may_serve(stop) or (full and shift.reloads is None):
            continue
        for position in range(len(route) + 1):
            longer = [*route[:position], stop, *route[position:]]
            if shift.reloads is not None and not fits(problem, shift, longer):
                continue
            detour = detour_of(problem, shift, route, stop, position, longest=longest)
            if best is not None and detour >= best[0]:
                continue
            if _fits(problem, shift, longer) and in_stock(
                problem, {**orders, shift.id: longer}
            ):
                best = (detour, shift.id, position)
    return best


def _fits(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether *stops*, whose load was looked at, break no rule."""
    if shift.reloads is not None:
        return fits(problem, shift, stops)
    return in_limits(problem, shift, stops) and in_time(problem, shift, stops)


def longest_work(problem: Problem, orders: Mapping[str, Sequence[Stop]]) -> int:
    """Return the work of the longest route, 0 where nothing is paid for it."""
    if not problem.balance_price:
        return 0
    works = (work(problem, one, orders.get(one.id, ())) for one in problem.shifts)
    return max(works, default=0)


def detour_of(
    problem: Problem,
    shift: Shift,
    route: Sequence[Stop],
    stop: Stop,
    position: int,
    *,
    longest: int,
) -> int:
    """Return what *stop* at *position* of *route* costs beside all that is there.

    In the objective's unit; negative where the detour is shorter than the direct
    way, which real travel times allow. *longest* is the work of the longest route.
    """
    aside = 0
    if problem.balance_price:
        longer = [*route[:position], stop, *route[position:]]
        beyond = max(0, work(problem, shift, longer) - longest)
        aside = problem.balance_price * beyond
    if not route:
        return aside + length(problem, shift, [stop])
    if shift.reloads is not None:
        longer = [*route[:position], stop, *route[position:]]
        before = length(problem, shift, route)
        return aside + length(problem, shift, longer) - before
    aside += problem.aside(shift, stop)
    lengths = problem.lengths()
    before = route[position - 1].place if position else shift.start_place
    after = route[position].place if position < len(route) else shift.end_place
    detour = aside + lengths[before][stop.place]
    if after is not None:
        detour += lengths[stop.place][after] - lengths[before][after]
    return detour


def fits_somewhere(problem: Problem, stop: Stop) -> bool:
    """Return whether some shift could serve *stop* if it served nothing else."""
    return any(fits(problem, shift, [stop]) for shift in problem.shifts)

"""Finds some valid routes quickly, without a solver. Pure and deterministic.

Used where the solver found nothing in time (E49), and to bring stops back that a
plan left out although they fit (E51).
"""

from collections.abc import Iterable, Mapping, Sequence

from distribution.routing.rules.on_paper import work_begins
from distribution.routing.rules.problem import Load, Problem, Shift, Stop, prices
from distribution.routing.rules.timing import fits, in_limits, in_time, length, work

Orders = dict[str, list[Stop]]
"""The stops of each shift by its id, in driving order."""


def greedy_orders(problem: Problem) -> Orders:
    """Return an order for every shift: always on to the door that can begin first.

    Then every stop left over, and those with a price, go where they lengthen the
    routes least, if they fit anywhere and are worth it.
    """
    left = [stop for stop in problem.stops if stop.price is None]
    orders: Orders = {}
    for shift in problem.shifts:
        orders[shift.id] = _chain(problem, shift, left)
        taken = {stop.id for stop in orders[shift.id]}
        left = [stop for stop in left if stop.id not in taken]
    return with_inserted(problem, orders)


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
    result: Orders = {}
    for shift in problem.shifts:
        stops = list(orders.get(shift.id, ()))
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

    Ties, as without windows, go to the nearest.
    """
    seconds, lengths = problem.travel.seconds, problem.lengths()
    chain: list[Stop] = []
    load, clock, place = Load(), int(shift.starts), shift.start_place
    # Clock and load are followed here; breaks, limits and the cold are left to `fits`.
    limits = {shift.most_stops, shift.most_driving, shift.most_work, shift.most_metres}
    is_limited = bool(shift.breaks) or limits != {None} or problem.watches_cold
    open_stops = [stop for stop in stops if shift.may_serve(stop)]
    while True:
        best: tuple[int, int, Stop] | None = None
        for stop in open_stops:
            leg = seconds[place][stop.place]
            ready = clock + leg + (stop.set_up if stop.place != place else 0)
            leaves = work_begins(ready, stop) + stop.service
            way = lengths[place][stop.place]
            if best is not None and (leaves, way) >= best[:2]:
                continue
            if not (load + stop.load).fits(shift.capacity):
                continue
            if _too_late(problem, shift, stop, ready, leaves):
                continue
            if is_limited and not fits(problem, shift, [*chain, stop]):
                continue
            best = (leaves, way, stop)
        if best is None:
            return chain
        clock, _, stop = best
        place = stop.place
        load += stop.load
        chain.append(stop)
        open_stops.remove(stop)


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
    longest = longest_work(problem, orders)
    for shift in problem.shifts:
        route = orders[shift.id]
        load = sum((other.load for other in route), start=stop.load)
        if not shift.may_serve(stop) or not load.fits(shift.capacity):
            continue
        for position in range(len(route) + 1):
            detour = detour_of(problem, shift, route, stop, position, longest=longest)
            if best is not None and detour >= best[0]:
                continue
            longer = [*route[:position], stop, *route[position:]]
            if in_limits(problem, shift, longer) and in_time(problem, shift, longer):
                best = (detour, shift.id, position)
    return best


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

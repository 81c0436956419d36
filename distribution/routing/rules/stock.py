"""What all trips together take at a depot that has not enough for everybody. Pure (R8).

A trip that a car left with before the plan begins takes nothing any more.
"""

from collections.abc import Iterator, Mapping, Sequence

from distribution.routing.rules.problem import Load, Problem, Shift, Stop, prices
from distribution.routing.rules.reloading import with_reloads
from distribution.routing.rules.trips import is_loading

_Orders = Mapping[str, Sequence[Stop]]


def in_stock(problem: Problem, orders: _Orders) -> bool:
    """Return whether every depot has what the routes of *orders* load there."""
    return not problem.limits_stock or _short(problem, orders) is None


def affordable(problem: Problem, stops: Sequence[Stop]) -> list[Stop]:
    """Return those of *stops* that all depots together have enough for.

    The dearest to leave out first: not who lives near, but who needs it most.
    """
    if not problem.limits_stock or any(one.stock is None for one in problem.depots):
        return list(stops)
    ids = (stop.id for stop in problem.stops)
    price = dict(zip(ids, prices(problem), strict=True))
    every = sum((one.stock or Load() for one in problem.depots), start=Load())
    taken, chosen = Load(), set()
    for stop in sorted(stops, key=lambda one: -price[one.id]):
        if (taken + stop.load).fits(every):
            taken += stop.load
            chosen.add(stop.id)
    return [stop for stop in stops if stop.id in chosen]


def has_some_for(problem: Problem, orders: _Orders, stop: Stop) -> bool:
    """Return whether some depot has enough for *stop* beside what *orders* load."""
    if not problem.limits_stock:
        return True
    taken = _taken(problem, orders)
    return any(
        one.stock is None or (taken.get(one.place, Load()) + stop.load).fits(one.stock)
        for one in problem.depots
    )


def within_stock(problem: Problem, orders: _Orders) -> dict[str, list[Stop]]:
    """Return *orders* without the stops that the stock does not suffice for.

    The cheapest to leave out go first, and none that a shift begins with.
    """
    result = {key: list(stops) for key, stops in orders.items()}
    if not problem.limits_stock:
        return result
    firm = {stop for shift in problem.shifts for stop in shift.begins_with}
    ids = (stop.id for stop in problem.stops)
    price = dict(zip(ids, prices(problem), strict=True))
    while (place := _short(problem, result)) is not None:
        loaded = [
            (price[stop.id], shift.id, stop)
            for shift in problem.shifts
            for where, stop in _loaded(problem, shift, result.get(shift.id, ()))
            if where == place and stop.id not in firm
        ]
        if not loaded:
            break
        _, key, gone = min(loaded, key=lambda one: one[0])
        result[key].remove(gone)
    return result


def _short(problem: Problem, orders: _Orders) -> int | None:
    """Return the place of a depot where more is loaded than there is."""
    taken = _taken(problem, orders)
    for depot in problem.depots:
        load = taken.get(depot.place, Load())
        if depot.stock is not None and not load.fits(depot.stock):
            return depot.place
    return None


def _taken(problem: Problem, orders: _Orders) -> dict[int | None, Load]:
    """Return what the routes of *orders* load, by place."""
    taken: dict[int | None, Load] = {}
    for shift in problem.shifts:
        for place, stop in _loaded(problem, shift, orders.get(shift.id, ())):
            taken[place] = taken.get(place, Load()) + stop.load
    return taken


def _loaded(
    problem: Problem, shift: Shift, stops: Sequence[Stop]
) -> Iterator[tuple[int | None, Stop]]:
    """Yield each stop with the place where its parcel is loaded, None if it is."""
    away = shift.loaded is not None or shift.aboard is not None
    place = None if away else shift.start_place
    for call in with_reloads(problem, shift, stops):
        if is_loading(call):
            place = call.place
        else:
            yield place, call

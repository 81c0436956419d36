"""Judges where a route loads again, and takes it apart into its trips (R8)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from distribution.core.units import Seconds
from distribution.routing.rules.checker.fault import Fault, FaultCode
from distribution.routing.rules.plan import Plan, Route
from distribution.routing.rules.problem import DIMENSIONS, Problem, Shift, Stop


class Call(NamedTuple):
    """Where a route comes to: a door, or, without a ``stop``, a depot to load."""

    place: int
    arrives: Seconds
    begins: Seconds
    leaves: Seconds
    seconds: int
    stop: Stop | None = None

    @property
    def name(self) -> str | None:
        """Return the stop's id."""
        return None if self.stop is None else self.stop.id

    @property
    def set_up(self) -> int:
        """Return the seconds of set-up where one comes from elsewhere."""
        return 0 if self.stop is None else int(self.stop.set_up)


def calls(shift: Shift, route: Route, stops: list[Stop]) -> list[Call]:
    """Return everything that *route*, whose visits are *stops*, comes to."""
    loading = 0 if shift.reloads is None else int(shift.reloads.seconds)
    found: list[Call] = []
    for number, (visit, stop) in enumerate(zip(route.visits, stops, strict=True)):
        found += [
            Call(one.place, one.arrives, one.begins, one.leaves, loading)
            for one in route.reloads
            if one.after == number
        ]
        times = visit.arrives, visit.begins, visit.leaves
        found.append(Call(stop.place, *times, int(stop.service), stop))
    return found


def trips(route: Route, stops: list[Stop]) -> list[list[Stop]]:
    """Return the stops of each trip."""
    ends = [one.after for one in route.reloads]
    bounds = [0, *ends, len(stops)]
    return [stops[first:last] for first, last in pairwise(bounds)]


def reload_faults(shift: Shift, route: Route, stops: list[Stop]) -> Iterator[Fault]:
    """Judge where and how often a route loads, and what its first trip can bring."""
    most = 0 if shift.reloads is None else shift.reloads.most
    if len(route.reloads) > most:
        by = len(route.reloads) - most
        yield Fault(FaultCode.TOO_MANY_RELOADS, shift=shift.id, by=by)
    places = () if shift.reloads is None else shift.reloads.places
    before = -1
    for one in route.reloads:
        in_order = before < one.after < len(stops)
        if not in_order or (places and one.place not in places):
            yield Fault(FaultCode.RELOAD_MISPLACED, shift=shift.id)
        before = one.after
    if shift.aboard is not None:
        for stop in trips(route, stops)[0]:
            if stop.id not in shift.aboard:
                yield Fault(FaultCode.NOT_ABOARD, shift=shift.id, stop=stop.id)


def stock_faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Judge whether each depot has what all trips together load there."""
    shifts = {shift.id: shift for shift in problem.shifts}
    stops = {stop.id: stop for stop in problem.stops}
    taken: dict[int, list[Stop]] = {}
    for route in plan.routes:
        shift = shifts[route.shift]
        places: list[int | None] = [shift.start_place]
        if shift.loaded is not None or shift.aboard is not None:
            places = [None]
        places += [one.place for one in route.reloads]
        served = [stops[visit.stop] for visit in route.visits]
        for place, trip in zip(places, trips(route, served), strict=True):
            if place is not None:
                taken.setdefault(place, []).extend(trip)
    for depot in problem.depots:
        for dimension in DIMENSIONS:
            if depot.stock is None:
                continue
            parcels = taken.get(depot.place, ())
            wanted = sum(getattr(stop.load, dimension) for stop in parcels)
            by = wanted - getattr(depot.stock, dimension)
            if by > 0:
                yield Fault(FaultCode.OVER_STOCK, dimension=dimension, by=by)

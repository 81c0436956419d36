"""Judges who serves what: loads, and who may come to a door."""

from collections.abc import Iterator

from distribution.routing.rules.checker.fault import Fault, FaultCode
from distribution.routing.rules.checker.trips import trips
from distribution.routing.rules.plan import Route
from distribution.routing.rules.problem import DIMENSIONS, Shift, Stop


def load_faults(shift: Shift, route: Route, stops: list[Stop]) -> Iterator[Fault]:
    """Judge whether the vehicle holds the parcels of each trip together."""
    for dimension in DIMENSIONS:
        loads = [
            sum(getattr(stop.load, dimension) for stop in trip)
            for trip in trips(route, stops)
        ]
        loads[0] += getattr(shift.taken, dimension)
        over = max(loads) - getattr(shift.capacity, dimension)
        if over > 0:
            yield Fault(
                FaultCode.OVER_CAPACITY, shift=shift.id, dimension=dimension, by=over
            )


def permission_faults(shift: Shift, stops: list[Stop]) -> Iterator[Fault]:
    """Judge whether these people may come to each of *stops*."""
    for stop in stops:
        if stop.allowed_shifts is not None and shift.id not in stop.allowed_shifts:
            yield Fault(FaultCode.SHIFT_NOT_ALLOWED, shift=shift.id, stop=stop.id)
        if not stop.requirements.issubset(shift.skills):
            yield Fault(FaultCode.REQUIREMENTS, shift=shift.id, stop=stop.id)
        if shift.driver in stop.not_drivers:
            yield Fault(FaultCode.DRIVER_EXCLUDED, shift=shift.id, stop=stop.id)
        missing = stop.crew_needed - shift.crew
        if missing > 0:
            yield Fault(
                FaultCode.CREW_TOO_SMALL, shift=shift.id, stop=stop.id, by=missing
            )

"""What goes into each car, trip by trip, and what comes back. Pure."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.routing.loads import loads_of, trip_now
from distribution.routing.queries.plans import RunFacts, StopFacts
from distribution.routing.rules.arrivals import AT_THE_DOOR
from distribution.routing.rules.doors import NEVER_LOADED, StopState
from distribution.routing.rules.under_way import trip_of


class Trip(msgspec.Struct, frozen=True):
    """What is loaded at once; ``number`` is from 1, ``stops`` are in their order."""

    number: int
    leaves_at: datetime
    has_left: bool
    stops: tuple[StopFacts, ...]

    @property
    def to_load(self) -> tuple[StopFacts, ...]:
        """Return whose parcels are loaded, the last door's first: it lies deepest."""
        waiting = (one for one in self.stops if one.state is StopState.WAITING)
        return tuple(reversed(list(waiting)))


def trips_to_load(run: RunFacts) -> list[Trip]:
    """Return the trips of *run*; one has left once its driver stood at a door of it."""
    leave = [run.leaves_at, *(one.leaves_at for one in loads_of(run).values())]
    now = trip_now(run)
    return [
        Trip(number + 1, leaves_at, _has_left(run, number, now), _of(run, number))
        for number, leaves_at in enumerate(leave)
    ]


def aboard(run: RunFacts, now: datetime) -> Sequence[StopFacts]:
    """Return whose parcels are in the car at *now*, the undelivered ones as well."""
    trip = trip_now(run)
    left = run.leaves_at <= now or _has_left(run, trip, trip)
    is_out = run.published and left and run.waiting
    return [one for one in _of(run, trip) if is_out and _is_there(one)]


def come_back(run: RunFacts) -> Sequence[StopFacts]:
    """Return whose parcels were in the car of *run* and were not handed over."""
    return [
        one
        for one in run.stops
        if one.state is StopState.NOT_DELIVERED and _is_there(one)
    ]


def come_back_to(runs: Sequence[RunFacts]) -> dict[UUID, Sequence[StopFacts]]:
    """Return what comes back by run, also of runs that a newer plan has replaced.

    What the newer plan sends out again is in its car.
    """
    sent = {one.voucher for run in runs if run.published for one in run.stops}
    return {
        run.id: [
            one for one in come_back(run) if run.published or one.voucher not in sent
        ]
        for run in runs
    }


def _of(run: RunFacts, trip: int) -> tuple[StopFacts, ...]:
    return tuple(one for one in run.stops if trip_of(run.reloads, one.position) == trip)


def _has_left(run: RunFacts, trip: int, now: int) -> bool:
    if trip == 0 and run.start_latitude is not None:
        return True
    return trip < now or any(one.outcome in AT_THE_DOOR for one in _of(run, trip))


def _is_there(stop: StopFacts) -> bool:
    gone = (StopState.DONE, StopState.DONE_ELSEWHERE)
    return stop.state not in gone and stop.outcome not in NEVER_LOADED

"""Where a run loads again, for whoever shows it: pages, paper and the API."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW
from distribution.routing.queries.plans import RunFacts
from distribution.routing.rules.arrivals import AT_THE_DOOR
from distribution.routing.rules.doors import StopState
from distribution.routing.rules.hours import instant_at
from distribution.routing.rules.under_way import trip_left, trip_of


class LoadedAgain(msgspec.Struct, frozen=True):
    """A stay where the run started, to load what its next trip brings.

    ``before`` is the position of the stop that comes next.
    """

    before: int
    begins_at: datetime
    leaves_at: datetime
    parcels: int
    packs: int


class Awaited(msgspec.Struct, frozen=True):
    """The loading that a door ahead waits for, if it comes right after: ``is_next``."""

    loading: LoadedAgain
    is_next: bool


def loads_of(run: RunFacts) -> dict[int, LoadedAgain]:
    """Return where *run* loads again, by the position of the stop that comes next."""
    ends = [*(one.after for one in run.reloads[1:]), len(run.stops)]
    found = {}
    for one, end in zip(run.reloads, ends, strict=False):
        trip = run.stops[one.after : end]
        found[one.after + 1] = LoadedAgain(
            one.after + 1,
            instant_at(run.day, one.begins, WARSAW),
            instant_at(run.day, one.leaves, WARSAW),
            len(trip),
            sum(stop.packs for stop in trip),
        )
    return found


def first_packs(run: RunFacts) -> int | None:
    """Return how many packs *run* sets out with; None if that is all, or in the car."""
    if not run.reloads or run.start_latitude is not None:
        return None
    return sum(stop.packs for stop in run.stops[: run.reloads[0].after])


def trip_now(run: RunFacts) -> int:
    """Return the trip, from 0, with which the driver of *run* has left."""
    visited = [stop.position for stop in run.stops if stop.outcome in AT_THE_DOOR]
    return trip_left(run.reloads, visited)


def loads_ahead(run: RunFacts) -> dict[UUID, int]:
    """Return by stop how often its driver loads before it; 0 for what is in the car."""
    now = trip_now(run)
    return {
        stop.id: max(0, trip_of(run.reloads, stop.position) - now) for stop in run.stops
    }


def awaited_loads(run: RunFacts) -> dict[UUID, Awaited]:
    """Return by stop the loading that it waits for, if its parcel is not in the car."""
    loads, ahead = [*loads_of(run).values()], loads_ahead(run)
    found: dict[UUID, Awaited] = {}
    last = 0
    for stop in run.stops:
        if stop.state is StopState.WAITING and ahead[stop.id]:
            loading = loads[trip_of(run.reloads, stop.position) - 1]
            found[stop.id] = Awaited(loading, is_next=ahead[stop.id] > last)
            last = ahead[stop.id]
    return found

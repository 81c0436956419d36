"""Drivers on the road: where they were last, and what is in their cars. Pure."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from distribution.core.units import Seconds
from distribution.routing.rules.plan import Reload


class UnderWay(msgspec.Struct, frozen=True, kw_only=True):
    """A driver on the road: the last door, and when it ended.

    ``aboard`` are the vouchers of the parcels in the car; of those, ``tried`` found
    nobody and go back. Nothing else can be loaded before the driver is back.
    """

    shift: UUID
    latitude: float
    longitude: float
    since: Seconds
    aboard: frozenset[UUID]
    loaded: Seconds | None = None
    """When it left its site with them."""

    visited: int = 0
    """How many doors it has been at."""

    reloaded: int = 0
    """How often it has come back to load."""

    tried: frozenset[UUID] = frozenset()


class Sent(msgspec.Struct, frozen=True):
    """A parcel on a published run that loads again on the way, and its place there."""

    run: UUID
    shift: UUID
    voucher: UUID
    position: int
    """From 1."""

    is_newest: bool
    """Whether no later plan sent it out anew."""

    visited: bool
    """Whether the driver stood at its door."""

    reloads: tuple[Reload, ...]


class Trips(msgspec.Struct, frozen=True):
    """How far a driver's trips have come.

    ``waiting`` are the parcels of later trips, which lie where they are loaded.
    """

    reloaded: int
    loaded: Seconds | None
    waiting: frozenset[UUID]


def trip_of(reloads: Sequence[Reload], position: int) -> int:
    """Return in which trip, from 0, the stop at *position*, from 1, is brought."""
    return sum(one.after < position for one in reloads)


def trip_left(reloads: Sequence[Reload], visited: Iterable[int]) -> int:
    """Return the trip, from 0, with which a car has left, by the positions *visited*.

    It has as soon as its driver stood at one of its doors; what is said of a door from
    afar does not tell where the car is.
    """
    return max((trip_of(reloads, position) for position in visited), default=0)


def trips_driven(sent: Iterable[Sent]) -> dict[UUID, Trips]:
    """Return how far the trips of each shift have come, by the doors visited."""
    runs: dict[UUID, list[Sent]] = {}
    for one in sent:
        runs.setdefault(one.run, []).append(one)
    reloaded: dict[UUID, int] = {}
    left_at: dict[UUID, Seconds] = {}
    gone: set[UUID] = set()
    later: dict[UUID, set[UUID]] = {}
    for parcels in runs.values():
        shift, reloads = parcels[0].shift, parcels[0].reloads
        visited = [one.position for one in parcels if one.visited]
        now = trip_left(reloads, visited)
        reloaded[shift] = reloaded.get(shift, 0) + now
        if now:
            leaves = reloads[now - 1].leaves
            left_at[shift] = max(left_at.get(shift, leaves), leaves)
        for one in parcels:
            if trip_of(reloads, one.position) > now:
                if one.is_newest:
                    later.setdefault(shift, set()).add(one.voucher)
            elif visited:
                gone.add(one.voucher)
    return {
        shift: Trips(
            count, left_at.get(shift), frozenset(later.get(shift, set()) - gone)
        )
        for shift, count in reloaded.items()
    }

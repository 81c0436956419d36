"""Another order of the doors ahead, as a driver asks for it. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import groupby, islice
from types import MappingProxyType
from uuid import UUID

Loads = Mapping[UUID, int]
"""By door: how often its driver loads again before; 0, or missing: it is in the car."""

_NONE: Loads = MappingProxyType({})


class Move(StrEnum):
    """Where a door goes among those that are still ahead."""

    NEXT = "next"
    EARLIER = "earlier"
    LATER = "later"


def moved(ahead: Sequence[UUID], stop: UUID, move: Move) -> list[UUID]:
    """Return the doors *ahead* with *stop* elsewhere; unchanged where it cannot go.

    Raises:
        ValueError: The stop is not ahead.
    """
    others = [one for one in ahead if one != stop]
    at = list(ahead).index(stop)
    wanted = {Move.NEXT: 0, Move.EARLIER: max(at - 1, 0), Move.LATER: at + 1}[move]
    return [*others[:wanted], stop, *others[wanted:]]


def as_wished(
    ahead: Sequence[UUID], wish: Sequence[UUID], loads: Loads = _NONE
) -> list[UUID]:
    """Return the doors *ahead* in the order of *wish*, as far as that can be driven.

    A wish that was made without signal may name doors that are done by now, and know
    nothing of others: these come last, in the order that they had.
    """
    named = [one for one in dict.fromkeys(wish) if one in ahead]
    return as_loaded([*named, *(one for one in ahead if one not in named)], loads)


def as_loaded(order: Sequence[UUID], loads: Loads) -> list[UUID]:
    """Return *order* so that nobody drives to a door before its parcel is in the car.

    Doors between two loadings keep the order that they have.
    """
    return sorted(order, key=lambda one: loads.get(one, 0))


def placed(doors: Sequence[tuple[UUID, int]], order: Sequence[UUID]) -> list[UUID]:
    """Return every door of a run, those ahead in *order*, which ``as_loaded`` keeps.

    *doors* come as they were, each with its trip. A trip has as many doors afterwards
    as before, since where a run loads again is told by how many come before; what is
    done stays in its trip, at the head.
    """
    coming, ahead = iter(order), set(order)
    found: list[UUID] = []
    for _, group in groupby(doors, key=lambda one: one[1]):
        trip = [door for door, _ in group]
        done = [door for door in trip if door not in ahead]
        found += [*done, *islice(coming, len(trip) - len(done))]
    return found

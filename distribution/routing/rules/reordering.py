"""Another order of the doors ahead, as a driver asks for it. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID


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


def as_wished(ahead: Sequence[UUID], wish: Sequence[UUID]) -> list[UUID]:
    """Return the doors *ahead* in the order of *wish*.

    A wish that was made without signal may name doors that are done by now, and know
    nothing of others: these come last, in the order that they had.
    """
    named = [one for one in dict.fromkeys(wish) if one in ahead]
    return [*named, *(one for one in ahead if one not in named)]

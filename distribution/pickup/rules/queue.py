"""The queue at a site: call numbers for a screen that shows no names (R-PRIV-1)."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from distribution.core.language import N_


def next_ordinal(given: Collection[int]) -> int:
    """Return the number for whoever arrives next at one site on one local day.

    Args:
        given: Every number of that site and day, also of those who left: none is
            given twice, or two people would rise at one call.
    """
    return max(given, default=0) + 1


def queue_number(ordinal: int, *, walk_in: bool) -> str:
    """Return the number as it is printed and called: ``A012``, or ``B012``.

    It counts arrivals, so it tells nothing of who somebody is; the letter tells those
    with a booking (A) from those without (B).
    """
    return f"{'B' if walk_in else 'A'}{ordinal:03d}"


class QueueState(StrEnum):
    """Where somebody stands in the queue; derived from two instants."""

    WAITING = "waiting"
    CALLED = "called"
    LEFT = "left"


LABELS: dict[QueueState, str] = {
    QueueState.WAITING: N_("czeka"),
    QueueState.CALLED: N_("wezwany"),
    QueueState.LEFT: N_("zakończony"),
}


class QueueEntry(msgspec.Struct, frozen=True):
    """One party in the queue; ``due`` is the start of its slot, or its arrival."""

    ordinal: int
    due: datetime
    walk_in: bool = False
    called_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def number(self) -> str:
        """The call number."""
        return queue_number(self.ordinal, walk_in=self.walk_in)


def queue_state(entry: QueueEntry) -> QueueState:
    """Return where *entry* stands."""
    if entry.left_at is not None:
        return QueueState.LEFT
    return QueueState.WAITING if entry.called_at is None else QueueState.CALLED


class QueueScreen(msgspec.Struct, frozen=True):
    """All that the screen in the hall shows: numbers, and how many wait."""

    called: tuple[str, ...]
    next_up: tuple[str, ...]
    waiting: int


def call_order(entries: Iterable[QueueEntry]) -> list[QueueEntry]:
    """Return those who wait in the order to call them: by slot, then by arrival.

    Who came early waits for the own slot; a walk-in takes its place by arrival.
    """
    waiting = [e for e in entries if queue_state(e) is QueueState.WAITING]
    return sorted(waiting, key=lambda e: (e.due.astimezone(UTC), e.ordinal))


def queue_screen(
    entries: Iterable[QueueEntry], *, called: int = 4, next_up: int = 6
) -> QueueScreen:
    """Return the last *called* numbers, newest first, and the *next_up* that wait."""
    everyone = list(entries)
    at_desk = sorted(
        (
            (e.called_at.astimezone(UTC), e.number)
            for e in everyone
            if e.called_at is not None and queue_state(e) is QueueState.CALLED
        ),
        reverse=True,
    )
    waiting = call_order(everyone)
    return QueueScreen(
        called=tuple(number for _, number in at_desk[:called]),
        next_up=tuple(e.number for e in waiting[:next_up]),
        waiting=len(waiting),
    )

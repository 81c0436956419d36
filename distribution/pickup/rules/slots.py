"""Which slots a round has at a site, and how many places are left in one.

A slot is stored as local day, local time and length: the clocks may change between
planning and the day itself, and people come by the clock on the wall (E39).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.pickup.rules.opening import DayOpening, Span

SHORTEST_MINUTES = 5
LONGEST_MINUTES = 240
"""Practice is 15 minutes (2020, ``DOMAIN.md`` 8.3); half a day is the other extreme."""

LARGEST_CAPACITY = 500
"""Households in one slot; more is surely a slip of the keyboard."""


class SlotShape(msgspec.Struct, frozen=True):
    """What every slot of a plan has in common.

    ``walk_ins`` are places *beside* ``capacity`` that nobody can book: they stay for
    those who come without a booking (P9).
    """

    minutes: int
    capacity: int
    walk_ins: int = 0


class SlotPlan(msgspec.Struct, frozen=True):
    """One slot to be made: when by the wall clock, when in truth, for how many.

    ``starts`` and ``ends`` are aware, in the site's zone, and always ``minutes``
    apart. Compare them in UTC: Python compares two times of one zone by the wall
    clock, which in the last night of October runs backwards.
    """

    day: date
    starts_at: time
    minutes: int
    starts: datetime
    ends: datetime
    capacity: int
    walk_ins: int


class SlotUse(msgspec.Struct, frozen=True):
    """Who has a claim on the places of one slot.

    ``held`` places belong to forms that are open now, ``offered`` ones to people on
    the waiting list who have not answered yet. Places for walk-ins lie beside
    ``capacity`` and are nobody's.
    """

    capacity: int
    booked: int
    held: int = 0
    offered: int = 0


def spaces_left(use: SlotUse) -> int:
    """Return how many households may still book; never negative.

    It is what the database lets through (``booked + held + offered <= capacity``,
    invariant 8); the allowance for walk-ins lies beside it.
    """
    return max(0, use.capacity - use.booked - use.held - use.offered)


def check_shape(shape: SlotShape) -> None:
    """Return if slots of this shape can be planned.

    Raises:
        InvalidInputError: Names every number that is out of range.
    """
    errors: list[FieldError] = []
    if not SHORTEST_MINUTES <= shape.minutes <= LONGEST_MINUTES:
        facts = {"shortest": SHORTEST_MINUTES, "longest": LONGEST_MINUTES}
        sentence = N_("Długość terminu to od {shortest} do {longest} minut.")
        errors.append(FieldError("minutes", sentence, facts))
    if not 1 <= shape.capacity <= LARGEST_CAPACITY:
        sentence = N_("Liczba miejsc to od 1 do {largest}.")
        errors.append(FieldError("capacity", sentence, {"largest": LARGEST_CAPACITY}))
    if not 0 <= shape.walk_ins <= LARGEST_CAPACITY:
        sentence = N_("Liczba miejsc bez zapisu to od 0 do {largest}.")
        errors.append(FieldError("walk_ins", sentence, {"largest": LARGEST_CAPACITY}))
    if errors:
        raise InvalidInputError(errors)


def slot_instants(
    day: date, starts_at: time, minutes: int, zone: ZoneInfo
) -> tuple[datetime, datetime] | None:
    """Return when a stored slot really begins and ends, in *zone*.

    ``None`` where the wall clock skips that time (02:00 to 03:00 on the last Sunday
    of March). A time that comes twice (October) means the first of the two.
    """
    wall = datetime.combine(day, starts_at, tzinfo=zone)
    starts = wall.astimezone(UTC)
    if starts.astimezone(zone).time() != starts_at:
        return None
    return wall, (starts + timedelta(minutes=minutes)).astimezone(zone)


def plan_slots(
    openings: Iterable[DayOpening], shape: SlotShape, *, zone: ZoneInfo
) -> list[SlotPlan]:
    """Return the slots of a round at one site, earliest first.

    Each opening is cut into whole slots from its beginning; a rest that is too short
    for one is left over. No slot lies in the hour that the clocks skip in March, none
    comes twice in October, and none begins before the one before it has ended. A day
    that is named twice counts once.

    Raises:
        InvalidInputError: *shape* makes no sense.
    """
    check_shape(shape)
    by_day = {opening.day: opening for opening in openings}
    return [
        slot
        for day in sorted(by_day)
        for span in by_day[day].spans
        for slot in _slots_of(day, span, shape, zone)
    ]


def _slots_of(
    day: date, span: Span, shape: SlotShape, zone: ZoneInfo
) -> Iterator[SlotPlan]:
    """Cut one span; steps by the wall clock, lengths in elapsed time."""
    closes = datetime.combine(day, span.closes, tzinfo=zone).astimezone(UTC)
    free_from = datetime.min.replace(tzinfo=UTC)
    for starts_at in _wall_steps(span, shape.minutes):
        instants = slot_instants(day, starts_at, shape.minutes, zone)
        if instants is None:
            continue
        starts, ends = instants
        if starts.astimezone(UTC) < free_from or ends.astimezone(UTC) > closes:
            continue
        free_from = ends.astimezone(UTC)
        yield SlotPlan(
            day, starts_at, shape.minutes, starts, ends, shape.capacity, shape.walk_ins
        )


def _wall_steps(span: Span, minutes: int) -> Iterator[time]:
    """Return the wall-clock times at which a slot of *minutes* fits into *span*."""
    first = span.opens.hour * 60 + span.opens.minute
    last = span.closes.hour * 60 + span.closes.minute - minutes
    for minute in range(first, last + 1, minutes):
        yield time(minute // 60, minute % 60)

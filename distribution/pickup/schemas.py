"""What crosses the wire in pickup. Days and times are local to the site."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

import msgspec

from distribution.pickup.queries.bookings import BookingFacts
from distribution.pickup.queries.slots import SlotFacts
from distribution.pickup.rules.booking import BookingState
from distribution.pickup.rules.opening import MONDAY, SUNDAY, Span, WeeklySpan
from distribution.pickup.rules.slots import SlotShape


class SpanGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of one weekday; 1 is Monday, 7 Sunday."""

    weekday: Annotated[int, msgspec.Meta(ge=MONDAY, le=SUNDAY, examples=[4])]
    opens: Annotated[time, msgspec.Meta(examples=["10:00:00"])]
    closes: Annotated[time, msgspec.Meta(examples=["14:00:00"])]

    def as_rule(self) -> WeeklySpan:
        """Return it as the rules take it."""
        return WeeklySpan(self.weekday, Span(self.opens, self.closes))


class HoursGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All weekly hours of a site; what is not named is closed."""

    hours: Annotated[list[SpanGiven], msgspec.Meta(max_length=50)]


class PlanGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Slots to be planned; without days, on all days of the round."""

    round: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    minutes: int = 15
    capacity: int
    walk_ins: int = 0
    first: date | None = None
    last: date | None = None

    def shape(self) -> SlotShape:
        """Return what every slot has in common."""
        return SlotShape(self.minutes, self.capacity, self.walk_ins)


class BookingGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slot for the household of a voucher."""

    voucher: UUID
    slot: UUID


class MoveGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The slot that a booking moves to."""

    slot: UUID


class SlotSeen(msgspec.Struct, frozen=True):
    """A slot; ``left`` says how many households may still book it."""

    id: UUID
    round: UUID
    site: UUID
    day: date
    starts_at: str
    starts: datetime
    ends: datetime
    minutes: int
    capacity: int
    walk_ins: int
    booked: int
    left: int
    closed: bool


class BookingSeen(msgspec.Struct, frozen=True):
    """A booking; ``state`` is derived, ``told`` says whether a message goes out."""

    id: UUID
    voucher: UUID
    household: UUID
    household_number: int
    round: UUID
    slot: UUID
    day: date
    starts_at: str
    starts: datetime
    ends: datetime
    sequence: int
    state: BookingState
    told: bool | msgspec.UnsetType = msgspec.UNSET


def slot_seen(slot: SlotFacts) -> SlotSeen:
    """Return a slot as the wire shows it."""
    starts, ends = slot.instants
    return SlotSeen(
        id=slot.id,
        round=slot.round,
        site=slot.site,
        day=slot.day,
        starts_at=f"{slot.starts_at:%H:%M}",
        starts=starts,
        ends=ends,
        minutes=slot.minutes,
        capacity=slot.capacity,
        walk_ins=slot.walk_ins,
        booked=slot.booked,
        left=slot.left,
        closed=slot.closed_at is not None,
    )


def booking_seen(
    booking: BookingFacts,
    today: date,
    *,
    told: bool | msgspec.UnsetType = msgspec.UNSET,
) -> BookingSeen:
    """Return a booking as the wire shows it on the local day *today*."""
    starts, ends = booking.slot.instants
    return BookingSeen(
        id=booking.id,
        voucher=booking.voucher,
        household=booking.household,
        household_number=booking.household_number,
        round=booking.slot.round,
        slot=booking.slot.id,
        day=booking.slot.day,
        starts_at=f"{booking.slot.starts_at:%H:%M}",
        starts=starts,
        ends=ends,
        sequence=booking.sequence,
        state=booking.state(today),
        told=told,
    )

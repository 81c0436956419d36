"""Who may book, move or cancel, and what state a booking is in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from distribution.core.errors import DomainError
from distribution.core.language import N_
from distribution.pickup import errors
from distribution.pickup.rules.slots import SlotUse, spaces_left


class BookingTerms(msgspec.Struct, frozen=True):
    """How freely somebody may book.

    ``notice_minutes``: the chosen slot begins at least so much later than now.
    ``horizon_days``: how many local days ahead a slot can be booked.
    ``change_minutes``: until how long before its own slot a booking may be moved or
    cancelled; ``None`` means at any time.
    """

    notice_minutes: int
    horizon_days: int
    change_minutes: int | None


HOUSEHOLD_TERMS = BookingTerms(notice_minutes=120, horizon_days=30, change_minutes=0)
"""Proposed: two hours to pack the parcel; a place may be given back until it begins."""

STAFF_TERMS = BookingTerms(notice_minutes=0, horizon_days=180, change_minutes=None)
"""Proposed: on the telephone staff see what is possible, until the slot begins."""


class Slot(msgspec.Struct, frozen=True):
    """What the rules need to know of a slot.

    ``day`` and ``starts_at`` are what people are told; ``starts`` is the instant.
    ``closed``: withdrawn by staff after it was planned.
    """

    id: UUID
    round: UUID
    day: date
    starts_at: time
    starts: datetime
    use: SlotUse
    closed: bool = False

    @property
    def spoken(self) -> str:
        """Day and time as people read them: ``26.11, 10:15``."""
        return f"{self.day:%d.%m}, {self.starts_at:%H:%M}"


class Booking(msgspec.Struct, frozen=True):
    """One household's place in one slot.

    ``sequence`` goes up by one with each move and with the cancelling; so does the
    calendar entry's SEQUENCE (RFC 5545, 3.8.7.4), and by it a message that was
    written before the change is known to be stale. ``handed_out`` is read from the
    hand-out of its voucher; no booking stores it.
    """

    id: UUID
    slot: Slot
    sequence: int = 0
    cancelled: bool = False
    handed_out: bool = False


class BookingState(StrEnum):
    """What people see of a booking; derived, never stored."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    DONE = "done"
    NO_SHOW = "no_show"


LABELS: dict[BookingState, str] = {
    BookingState.BOOKED: N_("umówiony"),
    BookingState.MOVED: N_("przełożony"),
    BookingState.CANCELLED: N_("odwołany"),
    BookingState.DONE: N_("odebrany"),
    BookingState.NO_SHOW: N_("nieodebrany"),
}


def booking_state(booking: Booking, *, today: date) -> BookingState:
    """Return the state of a booking on *today*, the local day of the site.

    Who is late may still come: a booking counts as missed only when its day is over.
    A cancelled booking stays cancelled even if the household came all the same; the
    hand-out then stands as one without a booking.
    """
    if booking.cancelled:
        return BookingState.CANCELLED
    if booking.handed_out:
        return BookingState.DONE
    if booking.slot.day < today:
        return BookingState.NO_SHOW
    return BookingState.MOVED if booking.sequence else BookingState.BOOKED


def may_book(
    slot: Slot,
    *,
    round_open: bool,
    active: Booking | None,
    terms: BookingTerms,
    now: datetime,
    zone: ZoneInfo,
    own_hold: bool = False,
) -> None:
    """Return if the household may book *slot*, else say why not.

    Args:
        slot: The one that was chosen.
        round_open: Whether the slot's round takes bookings.
        active: The household's booking in the same round that is not cancelled.
        terms: Those of whoever books.
        now: The present instant.
        zone: The zone of the site.
        own_hold: One of the held places is this household's own (P3, E32).

    Raises:
        RoundNotOpenError, SlotClosedError, SlotInPastError, TooLateError,
        TooFarAheadError, AlreadyBookedError, SlotFullError: In this order.
    """
    refusal = _slot_refusal(
        slot, round_open=round_open, terms=terms, now=now, zone=zone
    )
    if refusal is None and active is not None:
        refusal = errors.AlreadyBookedError(starts=active.slot.spoken)
    if refusal := refusal or _full(slot, own_hold=own_hold):
        raise refusal


def may_move(
    booking: Booking,
    to: Slot,
    *,
    round_open: bool,
    terms: BookingTerms,
    now: datetime,
    zone: ZoneInfo,
    own_hold: bool = False,
) -> None:
    """Return if *booking* may go to slot *to*, else say why not.

    A booking that was missed may be moved too: a missed hour is no reason to go
    without food.

    Raises:
        BookingCancelledError, BookingDoneError, TooLateToChangeError: It stays.
        SlotNotFoundError: *to* belongs to another round.
        SameSlotError: It is there already.
        RoundNotOpenError, SlotClosedError, SlotInPastError, TooLateError,
        TooFarAheadError, SlotFullError: As `may_book`.
    """
    missed = booking.slot.day < now.astimezone(zone).date()
    refusal = _fixed(booking) or (None if missed else _too_near(booking, terms, now))
    if refusal is None and to.round != booking.slot.round:
        refusal = errors.SlotNotFoundError()
    if refusal is None and to.id == booking.slot.id:
        refusal = errors.SameSlotError(starts=to.spoken)
    refusal = refusal or _slot_refusal(
        to, round_open=round_open, terms=terms, now=now, zone=zone
    )
    if refusal := refusal or _full(to, own_hold=own_hold):
        raise refusal


def may_cancel(booking: Booking, *, terms: BookingTerms, now: datetime) -> None:
    """Return if *booking* may be cancelled, else say why not.

    Whether the round is open does not matter: giving a place back is always welcome.

    Raises:
        BookingCancelledError, BookingDoneError, TooLateToChangeError: It stays.
    """
    if refusal := _fixed(booking) or _too_near(booking, terms, now):
        raise refusal


class SlotChoice(msgspec.Struct, frozen=True):
    """One slot as one household sees it; ``refusal`` is why it can't have it."""

    slot: Slot
    left: int
    refusal: DomainError | None


def availability(
    slots: Iterable[Slot],
    *,
    round_open: bool,
    active: Booking | None,
    terms: BookingTerms,
    now: datetime,
    zone: ZoneInfo,
) -> list[SlotChoice]:
    """Return *slots* in time order, each with what this household may do with it.

    A household that has a booking sees where it could move it. What is shown as free
    can be booked by the one who looks (E35): the same rules decide both.
    """

    def refusal(slot: Slot) -> DomainError | None:
        try:
            if active is None:
                may_book(
                    slot,
                    round_open=round_open,
                    active=None,
                    terms=terms,
                    now=now,
                    zone=zone,
                )
            else:
                may_move(
                    active,
                    slot,
                    round_open=round_open,
                    terms=terms,
                    now=now,
                    zone=zone,
                )
        except DomainError as no:
            return no
        return None

    in_order = sorted(slots, key=lambda slot: (slot.starts.astimezone(UTC), slot.id))
    return [SlotChoice(s, spaces_left(s.use), refusal(s)) for s in in_order]


def _slot_refusal(
    slot: Slot, *, round_open: bool, terms: BookingTerms, now: datetime, zone: ZoneInfo
) -> DomainError | None:
    """Say what is wrong with the slot itself, places aside."""
    if not round_open:
        return errors.RoundNotOpenError()
    if slot.closed:
        return errors.SlotClosedError(starts=slot.spoken)
    if slot.starts <= now:
        return errors.SlotInPastError(starts=slot.spoken)
    if slot.starts - now < timedelta(minutes=terms.notice_minutes):
        return errors.TooLateError(
            starts=slot.spoken, notice_minutes=terms.notice_minutes
        )
    opens_on = slot.day - timedelta(days=terms.horizon_days)
    if now.astimezone(zone).date() < opens_on:
        return errors.TooFarAheadError(
            starts=slot.spoken, opens_on=f"{opens_on:%d.%m.%Y}"
        )
    return None


def _full(slot: Slot, *, own_hold: bool) -> DomainError | None:
    use = slot.use
    if own_hold and use.held > 0:
        use = msgspec.structs.replace(use, held=use.held - 1)
    return None if spaces_left(use) else errors.SlotFullError(starts=slot.spoken)


def _fixed(booking: Booking) -> DomainError | None:
    if booking.cancelled:
        return errors.BookingCancelledError()
    return errors.BookingDoneError() if booking.handed_out else None


def _too_near(
    booking: Booking, terms: BookingTerms, now: datetime
) -> DomainError | None:
    if terms.change_minutes is None:
        return None
    last_moment = booking.slot.starts - timedelta(minutes=terms.change_minutes)
    if now < last_moment:
        return None
    return errors.TooLateToChangeError(starts=booking.slot.spoken)

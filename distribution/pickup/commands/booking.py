"""Booking, moving and cancelling: by staff on the telephone, or by the household."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.database import execute, fetch_value
from distribution.core.transaction import TryAgainError, transaction
from distribution.messages.rules.outbox import MessageKind
from distribution.pickup import steps
from distribution.pickup.errors import (
    AlreadyBookedError,
    BookingDoneError,
    BookingNotFoundError,
    HomeDeliveryError,
    SlotFullError,
    SlotNotFoundError,
    VoucherNotBookableError,
    VoucherNotFoundError,
)
from distribution.pickup.queries.bookings import (
    BookingFacts,
    VoucherToBook,
    active_booking,
    booking,
    voucher_to_book,
)
from distribution.pickup.queries.slots import (
    SlotFacts,
    slots_for_voucher,
    takes_bookings,
)
from distribution.pickup.rules.booking import (
    HOUSEHOLD_TERMS,
    STAFF_TERMS,
    BookingTerms,
    may_book,
    may_cancel,
    may_move,
)
from distribution.vouchers.rules import Channel


class Booked(msgspec.Struct, frozen=True):
    """A booking as it stands after a command; ``told``: a message goes out."""

    booking: BookingFacts
    told: bool


def terms_of(actor: Actor) -> BookingTerms:
    """Return how freely *actor* may book."""
    return HOUSEHOLD_TERMS if actor.kind == "household" else STAFF_TERMS


async def book_slot(
    actor: Actor, *, voucher: UUID, slot: UUID, now: datetime
) -> Booked:
    """Book a slot for the household of a voucher.

    A household acts for itself alone: another's voucher does not exist for it.

    Raises:
        VoucherNotFoundError, SlotNotFoundError: As said, or the voucher can't be
            handed out at that slot (other round, site, or day).
        VoucherNotBookableError, HomeDeliveryError, BookingDoneError: By the voucher.
        RoundNotOpenError, SlotClosedError, SlotInPastError, TooLateError,
        TooFarAheadError, AlreadyBookedError, SlotFullError: By `may_book`.
    """
    actor.must(Permission.BOOK)
    async with transaction(actor):
        wanted = await _voucher(actor, voucher)
        chosen = await _slot_for(wanted, slot)
        active = await active_booking(wanted.household, wanted.round)
        may_book(
            chosen.as_rule(),
            round_open=await takes_bookings(wanted.round, now),
            active=active.as_rule() if active else None,
            terms=terms_of(actor),
            now=now,
            zone=WARSAW,
        )
        await _take(chosen)
        wanted = await _voucher(actor, voucher, lock=True)
        made = await _insert(actor, wanted, chosen, now)
        told = await steps.tell_booking(
            actor,
            MessageKind.SLOT_CONFIRMED,
            wanted,
            made,
            slot=chosen,
            sequence=0,
            now=now,
        )
        return Booked(await booking(made), told)


async def move_booking(
    actor: Actor, booking_id: UUID, *, slot: UUID, now: datetime
) -> Booked:
    """Move a booking to another slot: it has the new place, or keeps the old one.

    Raises:
        BookingNotFoundError: There is none such, or it is another household's.
        SlotNotFoundError: As in `book_slot`.
        BookingCancelledError, BookingDoneError, TooLateToChangeError, SameSlotError,
        RoundNotOpenError, SlotClosedError, SlotInPastError, TooLateError,
        TooFarAheadError, SlotFullError: By `may_move`.
    """
    actor.must(Permission.BOOK)
    async with transaction(actor):
        found = await _booking(actor, booking_id)
        wanted = await _current_voucher(found)
        chosen = await _slot_for(wanted, slot)
        may_move(
            found.as_rule(),
            chosen.as_rule(),
            round_open=await takes_bookings(wanted.round, now),
            terms=terms_of(actor),
            now=now,
            zone=WARSAW,
        )
        await steps.lock_slots(found.slot.id, chosen.id)
        await _take(chosen)
        await _move(found, wanted, chosen, now)
        await steps.free_place(found.slot.id)
        told = await steps.tell_booking(
            actor,
            MessageKind.SLOT_MOVED,
            wanted,
            found.id,
            slot=chosen,
            sequence=found.sequence + 1,
            now=now,
            was=found.slot,
        )
        return Booked(await booking(found.id), told)


async def cancel_booking(
    actor: Actor, booking_id: UUID, *, now: datetime
) -> BookingFacts:
    """Cancel a booking; its place is free at once.

    Raises:
        BookingNotFoundError: There is none such, or it is another household's.
        BookingCancelledError, BookingDoneError, TooLateToChangeError: It stays.
    """
    actor.must(Permission.BOOK)
    async with transaction(actor):
        found = await _booking(actor, booking_id)
        may_cancel(found.as_rule(), terms=terms_of(actor), now=now)
        voucher = await voucher_to_book(found.voucher)
        if not await steps.cancel_booking(actor, found, voucher, now=now):
            raise TryAgainError
        return await booking(found.id)


async def _voucher(actor: Actor, voucher: UUID, *, lock: bool = False) -> VoucherToBook:
    found = await voucher_to_book(voucher, lock=lock)
    if actor.kind == "household" and actor.subject != found.household:
        raise VoucherNotFoundError
    if found.handed_out:
        raise BookingDoneError
    _check_bookable(found)
    return found


def _check_bookable(found: VoucherToBook) -> None:
    if found.replaced or found.revoked or found.blocked:
        raise VoucherNotBookableError
    if found.channel != Channel.PICKUP:
        raise HomeDeliveryError


async def _booking(actor: Actor, booking_id: UUID) -> BookingFacts:
    found = await booking(booking_id)
    if actor.kind == "household" and actor.subject != found.household:
        raise BookingNotFoundError
    return found


async def _current_voucher(found: BookingFacts) -> VoucherToBook:
    """Return the voucher of a booking, or the one that it was replaced by."""
    current = await fetch_value(
        "SELECT id FROM voucher WHERE household = $1 AND round = $2"
        " AND replaced_by IS NULL AND revoked_at IS NULL",
        found.household,
        found.slot.round,
    )
    wanted = await voucher_to_book(current or found.voucher)
    if not wanted.handed_out and found.cancelled_at is None:
        _check_bookable(wanted)
    return wanted


async def _slot_for(voucher: VoucherToBook, slot: UUID) -> SlotFacts:
    found = await slots_for_voucher(voucher.id, slot=slot)
    if not found:
        raise SlotNotFoundError
    return found[0]


async def _take(chosen: SlotFacts) -> None:
    if not await steps.take_place(chosen.id):
        raise SlotFullError(starts=chosen.as_rule().spoken)


async def _insert(
    actor: Actor, voucher: VoucherToBook, slot: SlotFacts, now: datetime
) -> UUID:
    """Insert the booking, unless the household got one in the meantime."""
    made = uuid4()
    status = await execute(
        "INSERT INTO booking (id, centre, slot, round, household, voucher, sequence,"
        " booked_at, booked_by, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $7)"
        " ON CONFLICT (round, household) WHERE cancelled_at IS NULL DO NOTHING",
        made,
        actor.centre,
        slot.id,
        voucher.round,
        voucher.household,
        voucher.id,
        now,
        actor.label,
    )
    if status.endswith(" 1"):
        return made
    active = await active_booking(voucher.household, voucher.round)
    if active is None:
        raise TryAgainError
    raise AlreadyBookedError(starts=active.slot.as_rule().spoken)


async def _move(
    found: BookingFacts, voucher: VoucherToBook, slot: SlotFacts, now: datetime
) -> None:
    moved = await fetch_value(
        "UPDATE booking SET slot = $3, voucher = $4, sequence = sequence + 1,"
        " changed_at = $5"
        " WHERE id = $1 AND sequence = $2 AND cancelled_at IS NULL RETURNING id",
        found.id,
        found.sequence,
        slot.id,
        voucher.id,
        now,
    )
    if moved is None:
        raise TryAgainError

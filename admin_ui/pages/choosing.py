"""What a household may choose from; the same for its own page and the telephone."""

from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request

from admin_ui.typed import sent_fields
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, local_day
from distribution.core.errors import DomainError
from distribution.core.inputs import form
from distribution.core.language import Language
from distribution.pickup.commands.booking import terms_of
from distribution.pickup.errors import (
    BookingChangedError,
    BookingDoneError,
    HomeDeliveryError,
    NoSlotChosenError,
    RoundNotOpenError,
    RoundNotYetOpenError,
    VoucherNotBookableError,
)
from distribution.pickup.queries.bookings import (
    BookingFacts,
    VoucherToBook,
    active_booking,
    live_voucher,
)
from distribution.pickup.queries.card_times import card_times
from distribution.pickup.queries.slots import slots_for_voucher, takes_bookings
from distribution.pickup.rules.booking import (
    BookingState,
    SlotChoice,
    availability,
    may_cancel,
)
from distribution.programmes.queries.rounds import RoundFacts, rounds
from distribution.programmes.rounds import RoundState
from distribution.vouchers.queries.vouchers import voucher as voucher_facts
from distribution.vouchers.rules import Channel
from distribution.vouchers.wording import hours_in_words

NOTHING: Final = "nothing"
"""What an "undo" says it undoes where nothing was booked any more."""


class SlotChosen(msgspec.Struct, frozen=True):
    """What a form that offers slots sends."""

    slot: UUID | None = None


async def chosen_slot(request: Request[Any, Any, Any]) -> UUID:
    """Return the slot that was chosen.

    The browser cannot ask for one: it shows nothing inside a day that is folded.

    Raises:
        NoSlotChosenError: None was.
    """
    chosen = form(SlotChosen, await sent_fields(request)).slot
    if chosen is None:
        raise NoSlotChosenError
    return chosen


def require_unchanged(active: BookingFacts | None, undoes: str | None) -> None:
    """Return if an "undo" still finds what it *undoes*: the id of a slot.

    Its page may have stood open for an hour, while the household chose again.

    Raises:
        BookingChangedError: It does not.
    """
    if undoes is not None and undoes != (str(active.slot.id) if active else NOTHING):
        raise BookingChangedError


def way_back(here: str, done: tuple[str, BookingFacts | None], **query: str) -> str:
    """Return the address of the "undo" of what was *done* to a booking.

    Args:
        here: The page of the household.
        done: The slot that is booked now, or ``NOTHING``; and the booking before.
        query: What else the address holds.
    """
    undoes, before = done
    if before is None:
        return f"{here}/cancel?{urlencode({**query, 'undoes': undoes})}"
    slot = str(before.slot.id)
    return f"{here}?{urlencode({**query, 'slot': slot, 'undoes': undoes})}"


class DayOfChoices(msgspec.Struct, frozen=True):
    """What is free on one day."""

    day: date
    choices: list[SlotChoice]


class Choosing(msgspec.Struct, frozen=True):
    """A household, its booking, and where it may still go in one round.

    ``days`` holds free slots alone. ``closed`` says why nothing can be chosen at all,
    ``fixed`` why the booking cannot be cancelled any more. Of a round that has no slots
    at all (``has_slots``), parcels are collected whenever its site is open.
    """

    voucher: VoucherToBook | None
    active: BookingFacts | None
    state: BookingState | None
    days: list[DayOfChoices]
    closed: DomainError | None
    fixed: DomainError | None
    has_slots: bool = False


class Visit(msgspec.Struct, frozen=True):
    """A round that takes bookings, and what the household has to do with it."""

    round: RoundFacts
    seen: Choosing


async def visits_of(actor: Actor, household: UUID, now: datetime) -> list[Visit]:
    """Return the rounds for which the household has a voucher, and its slots there.

    Only rounds that are opened and not over. Runs within ``reading``.
    """
    running = [
        one
        for one in await rounds(local_day(now))
        if one.opened_at and one.state is not RoundState.CLOSED
    ]
    found = [
        Visit(one, await choices_of(actor, household, one, now)) for one in running
    ]
    return [one for one in found if one.seen.voucher]


async def choices_of(
    actor: Actor, household: UUID, round_: RoundFacts, now: datetime
) -> Choosing:
    """Return what the household may do in the round. Runs within ``reading``."""
    voucher = await live_voucher(household, round_.id)
    active = await active_booking(household, round_.id)
    state = active.state(local_day(now)) if active else None
    if voucher is None:
        return Choosing(None, active, state, [], None, None)
    terms = terms_of(actor)
    offered = availability(
        [slot.as_rule() for slot in await slots_for_voucher(voucher.id)],
        round_open=await takes_bookings(round_.id, now),
        active=active.as_rule() if active else None,
        terms=terms,
        now=now,
        zone=WARSAW,
    )
    closed = _closed(voucher, round_)
    free = [] if closed else [one for one in offered if one.refusal is None]
    days = groupby(free, key=lambda one: one.slot.day)
    fixed = None
    if active:
        try:
            may_cancel(active.as_rule(), terms=terms, now=now)
        except DomainError as refusal:
            fixed = refusal
    return Choosing(
        voucher,
        active,
        state,
        [DayOfChoices(day, list(of_day)) for day, of_day in days],
        closed,
        fixed,
        has_slots=bool(offered),
    )


async def hours_without_slots(
    voucher_id: UUID, day: date, language: Language
) -> list[str]:
    """Return when to come with a voucher of a round that has no slots, in words.

    Empty where no hours are known. Runs within ``reading``.
    """
    row = (await voucher_facts(voucher_id, day=day)).voucher
    known = (await card_times([row])).get(row.id)
    return hours_in_words(known.hours, language) if known and known.hours else []


def _closed(voucher: VoucherToBook, round_: RoundFacts) -> DomainError | None:
    if voucher.handed_out:
        return BookingDoneError()
    if voucher.blocked:
        return VoucherNotBookableError()
    if voucher.channel != Channel.PICKUP:
        return HomeDeliveryError()
    if round_.state is RoundState.CLOSED:
        return RoundNotOpenError()
    return None if round_.opened_at else RoundNotYetOpenError()

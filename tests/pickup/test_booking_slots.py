"""Booking, moving and cancelling, over the database and with real races (P1, E31)."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from distribution.accounts.rules import Permission, Role, permissions_of
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, ForbiddenError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.booking import (
    Booked,
    book_slot,
    cancel_booking,
    move_booking,
)
from distribution.pickup.commands.slots import change_slot, close_slot
from distribution.pickup.errors import (
    AlreadyBookedError,
    BookingCancelledError,
    BookingNotFoundError,
    HomeDeliveryError,
    RoundNotOpenError,
    SameSlotError,
    SlotFullError,
    SlotInPastError,
    SlotInUseError,
    SlotNotFoundError,
    TooLateError,
    VoucherNotBookableError,
    VoucherNotFoundError,
)
from distribution.pickup.queries.bookings import active_booking, bookings_of_day
from distribution.pickup.rules.booking import BookingState
from distribution.vouchers.commands.closing import close_round
from distribution.vouchers.commands.issuing import (
    block,
    change_channel,
    reissue,
    revoke,
)
from distribution.vouchers.rules import Channel
from tests.worlds import NOON
from tests.worlds_pickup import (
    THURSDAY,
    Bookable,
    a_bookable_round,
    a_pickup,
    use_of,
)

SHORTLY_BEFORE = NOON + timedelta(days=1, hours=21)
"""Thursday, 9:00: an hour before the first slot."""


def household_of(actor: Actor, world: Bookable, place: int = 0) -> Actor:
    household = world.counter.households[place]
    return Actor(
        centre=actor.centre,
        kind="household",
        id=household,
        name="",
        permissions=frozenset({Permission.BOOK.value}),
        subject=household,
    )


async def book(actor: Actor, world: Bookable, voucher: int, slot: int) -> Booked:
    return await perform(
        book_slot,
        actor,
        voucher=world.vouchers[voucher],
        slot=world.slots[slot].id,
        now=NOON,
    )


async def test_a_booking_takes_one_place_and_nothing_else(actor: Actor) -> None:
    world = await a_bookable_round(actor, capacity=2)

    made = await book(actor, world, 0, 0)

    assert made.booking.state(THURSDAY) is BookingState.BOOKED
    assert made.booking.booked_by == actor.label
    assert await use_of(actor, world.slots[0].id) == (1, 0, 0)


async def test_a_full_slot_refuses_and_takes_nothing(actor: Actor) -> None:
    world = await a_bookable_round(actor, capacity=1)
    await book(actor, world, 0, 0)

    with pytest.raises(SlotFullError) as refused:
        await book(actor, world, 1, 0)

    assert "19.03, 10:00" in refused.value.says()
    assert await use_of(actor, world.slots[0].id) == (1, 0, 0)


async def test_a_household_has_one_active_booking_a_round(actor: Actor) -> None:
    world = await a_bookable_round(actor, capacity=2)
    await book(actor, world, 0, 0)

    with pytest.raises(AlreadyBookedError) as refused:
        await book(actor, world, 0, 1)

    assert refused.value.starts == "19.03, 10:00"
    assert await use_of(actor, world.slots[1].id) == (0, 0, 0)


async def test_of_one_household_on_two_telephones_one_gets_a_place(
    actor: Actor,
) -> None:
    world = await a_bookable_round(actor, households=1, capacity=9)

    outcomes = await asyncio.gather(
        *(book(actor, world, 0, n % 4) for n in range(16)), return_exceptions=True
    )

    refused = [one for one in outcomes if not isinstance(one, Booked)]
    assert {type(one) for one in refused} == {AlreadyBookedError}
    assert len(refused) == 15
    taken = [await use_of(actor, slot.id) for slot in world.slots]
    assert sorted(taken) == [(0, 0, 0)] * 3 + [(1, 0, 0)]


async def test_moving_frees_the_old_place_and_keeps_the_booking(actor: Actor) -> None:
    world = await a_bookable_round(actor)
    made = (await book(actor, world, 0, 0)).booking

    moved = await move_booking(actor, made.id, slot=world.slots[2].id, now=NOON)

    assert (moved.booking.id, moved.booking.sequence) == (made.id, 1)
    assert moved.booking.state(THURSDAY) is BookingState.MOVED
    assert await use_of(actor, world.slots[0].id) == (0, 0, 0)
    assert await use_of(actor, world.slots[2].id) == (1, 0, 0)


async def test_a_move_that_is_refused_keeps_the_old_place(actor: Actor) -> None:
    world = await a_bookable_round(actor)
    mine = (await book(actor, world, 0, 0)).booking
    await book(actor, world, 1, 1)

    with pytest.raises(SlotFullError):
        await move_booking(actor, mine.id, slot=world.slots[1].id, now=NOON)
    with pytest.raises(SameSlotError):
        await move_booking(actor, mine.id, slot=world.slots[0].id, now=NOON)

    assert await use_of(actor, world.slots[0].id) == (1, 0, 0)
    assert await use_of(actor, world.slots[1].id) == (1, 0, 0)


async def test_two_that_swap_slots_at_once_never_lose_a_place(actor: Actor) -> None:
    world = await a_bookable_round(actor, capacity=2)
    first = (await book(actor, world, 0, 0)).booking
    second = (await book(actor, world, 1, 1)).booking
    slots = [slot.id for slot in world.slots[:2]]

    for there, back in ((1, 0), (0, 1)) * 5:
        await asyncio.gather(
            perform(move_booking, actor, first.id, slot=slots[there], now=NOON),
            perform(move_booking, actor, second.id, slot=slots[back], now=NOON),
        )
        assert [await use_of(actor, slot) for slot in slots] == [(1, 0, 0)] * 2


async def test_cancelling_frees_the_place_for_somebody_else(actor: Actor) -> None:
    world = await a_bookable_round(actor)
    made = (await book(actor, world, 0, 0)).booking

    gone = await cancel_booking(actor, made.id, now=NOON)
    await book(actor, world, 1, 0)
    again = (await book(actor, world, 0, 1)).booking

    assert (gone.state(THURSDAY), gone.sequence) == (BookingState.CANCELLED, 1)
    assert again.id != made.id
    with pytest.raises(BookingCancelledError):
        await cancel_booking(actor, made.id, now=NOON)


async def test_cancelling_twice_at_once_frees_one_place(actor: Actor) -> None:
    world = await a_bookable_round(actor, capacity=2)
    made = (await book(actor, world, 0, 0)).booking
    await book(actor, world, 1, 0)

    outcomes = await asyncio.gather(
        *(perform(cancel_booking, actor, made.id, now=NOON) for _ in range(8)),
        return_exceptions=True,
    )

    assert sum(not isinstance(one, Exception) for one in outcomes) == 1
    assert await use_of(actor, world.slots[0].id) == (1, 0, 0)


async def test_a_booking_is_done_by_the_hand_out_and_by_nothing_else(
    actor: Actor, client
) -> None:
    from tests.worlds_vouchers import hand_out

    world = await a_bookable_round(actor)
    places = [row.id for row in world.counter.vouchers]
    mine = world.vouchers.index(places[0])
    await book(actor, world, mine, 0)

    handed = await hand_out(client, world.counter)
    async with reading(actor):
        (line,) = await bookings_of_day(world.counter.site, THURSDAY, today=NOON.date())
    undone = await client.post(
        f"/api/v1/handouts/{handed.json()['id']}/annul",
        json={"reason": "pomyłka przy stoliku"},
        headers=world.counter.headers,
    )
    async with reading(actor):
        (after,) = await bookings_of_day(
            world.counter.site, THURSDAY, today=NOON.date()
        )

    assert handed.status_code == 201, handed.text
    assert line.state is BookingState.DONE
    assert undone.is_success, undone.text
    assert after.state is BookingState.BOOKED


async def test_a_slot_shrinks_no_further_than_its_bookings(actor: Actor) -> None:
    world = await a_bookable_round(actor, capacity=3)
    await book(actor, world, 0, 0)
    await book(actor, world, 1, 0)

    with pytest.raises(SlotInUseError) as refused:
        await change_slot(actor, world.slots[0].id, capacity=1, walk_ins=0)
    await change_slot(actor, world.slots[0].id, capacity=2, walk_ins=0)

    assert refused.value.taken == 2


async def test_closing_a_slot_cancels_its_bookings(actor: Actor) -> None:
    world = await a_bookable_round(actor)
    await book(actor, world, 0, 0)

    closed = await close_slot(actor, world.slots[0].id, now=NOON)

    async with reading(actor):
        active = await active_booking(world.counter.households[0], world.counter.round)
    assert (closed.cancelled, closed.to_call) == (1, [])
    assert active is None
    assert await use_of(actor, world.slots[0].id) == (0, 0, 0)


async def refusal_of(actor: Actor, world: Bookable, slot, now=NOON):
    with pytest.raises(DomainError) as refused:
        await book_slot(actor, voucher=world.vouchers[0], slot=slot, now=now)
    return type(refused.value)


async def test_what_is_wrong_with_the_voucher_is_said(actor: Actor) -> None:
    world = await a_bookable_round(actor, households=3)
    slot, (mine, moved, replaced) = world.slots[0].id, world.vouchers

    await block(actor, mine, reason="sprawdzamy", now=NOON)
    await change_channel(actor, moved, Channel.HOME_DELIVERY, now=NOON)
    fresh = await reissue(actor, replaced, now=NOON)

    assert await refusal_of(actor, world, slot) is VoucherNotBookableError
    with pytest.raises(HomeDeliveryError):
        await book_slot(actor, voucher=moved, slot=slot, now=NOON)
    with pytest.raises(VoucherNotBookableError):
        await book_slot(actor, voucher=replaced, slot=slot, now=NOON)
    await book_slot(actor, voucher=fresh, slot=slot, now=NOON)


async def test_a_booking_outlives_the_reissue_of_its_voucher(actor: Actor) -> None:
    world = await a_bookable_round(actor)
    made = (await book(actor, world, 0, 0)).booking
    fresh = await reissue(actor, world.vouchers[0], now=NOON)

    moved = await move_booking(actor, made.id, slot=world.slots[1].id, now=NOON)

    assert moved.booking.voucher == fresh


async def test_a_revoked_voucher_moves_nowhere_but_can_be_cancelled(
    actor: Actor,
) -> None:
    world = await a_bookable_round(actor)
    made = (await book(actor, world, 0, 0)).booking
    await revoke(actor, world.vouchers[0], reason="rezygnacja", now=NOON)

    with pytest.raises(VoucherNotBookableError):
        await move_booking(actor, made.id, slot=world.slots[1].id, now=NOON)
    await cancel_booking(actor, made.id, now=NOON)

    assert await use_of(actor, world.slots[0].id) == (0, 0, 0)


async def test_slots_of_another_round_or_place_do_not_exist_for_a_voucher(
    actor: Actor,
) -> None:
    world, other = await a_bookable_round(actor), await a_pickup(actor)

    assert await refusal_of(actor, world, other.slots[0].id) is SlotNotFoundError
    assert await refusal_of(actor, world, uuid4()) is SlotNotFoundError


async def test_a_closed_round_and_a_slot_that_has_begun_take_nobody(
    actor: Actor,
) -> None:
    world = await a_bookable_round(actor)
    slot, later = world.slots[0].id, NOON + timedelta(days=2)

    assert await refusal_of(actor, world, slot, later) is SlotInPastError
    await close_round(actor, world.counter.round, now=NOON)
    assert await refusal_of(actor, world, slot) is RoundNotOpenError


async def test_a_household_books_for_itself_alone_and_with_notice(
    actor: Actor,
) -> None:
    world = await a_bookable_round(actor)
    me, them = household_of(actor, world), household_of(actor, world, 1)

    assert await refusal_of(them, world, world.slots[0].id) is VoucherNotFoundError
    assert (
        await refusal_of(me, world, world.slots[0].id, SHORTLY_BEFORE) is TooLateError
    )
    mine = (await book(me, world, 0, 0)).booking
    with pytest.raises(BookingNotFoundError):
        await move_booking(them, mine.id, slot=world.slots[1].id, now=NOON)
    with pytest.raises(BookingNotFoundError):
        await cancel_booking(them, mine.id, now=NOON)
    await cancel_booking(me, mine.id, now=NOON)


async def test_who_hands_out_does_not_book(actor: Actor) -> None:
    world = await a_bookable_round(actor)
    volunteer = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({Role.HAND_OUT}))
    )

    with pytest.raises(ForbiddenError):
        await book(volunteer, world, 0, 0)


async def test_another_centre_sees_neither_voucher_nor_booking(
    actor: Actor, new_centre
) -> None:
    world, stranger = await a_bookable_round(actor), await new_centre()
    made = (await book(actor, world, 0, 0)).booking

    assert await refusal_of(stranger, world, world.slots[0].id) is VoucherNotFoundError
    with pytest.raises(BookingNotFoundError):
        await cancel_booking(stranger, made.id, now=NOON)

"""Five hundred clients and twenty places: exactly twenty get one (P1, E31)."""

import asyncio
from collections import Counter

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.booking import Booked, book_slot
from distribution.pickup.errors import AlreadyBookedError, SlotFullError
from distribution.pickup.queries.bookings import bookings_of_slot
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_pickup import a_bookable_round, use_of


async def test_of_five_hundred_clients_twenty_get_the_twenty_places(
    actor: Actor,
) -> None:
    """Each household has four phones, all of which ask at once."""
    world = await a_bookable_round(actor, households=125, capacity=20)
    slot = world.slots[0].id

    outcomes = await asyncio.gather(
        *(
            perform(book_slot, actor, voucher=voucher, slot=slot, now=NOON)
            for voucher in [*world.vouchers] * 4
        ),
        return_exceptions=True,
    )

    kinds = Counter(map(type, outcomes))
    assert kinds[Booked] == 20
    assert kinds[SlotFullError] + kinds[AlreadyBookedError] == 480
    assert await use_of(actor, slot) == (20, 0, 0)
    async with reading(actor):
        booked = await bookings_of_slot(slot)
    assert len({one.household for one in booked}) == len(booked) == 20


async def test_over_http_too(actor: Actor, client: httpx.AsyncClient) -> None:
    world = await a_bookable_round(actor, households=30, capacity=5)
    slot = world.slots[0].id
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)

    answers = await asyncio.gather(
        *(
            client.post(
                "/api/v1/pickup/bookings",
                json={"voucher": str(voucher), "slot": str(slot)},
            )
            for voucher in world.vouchers
        )
    )

    assert Counter(answer.status_code for answer in answers) == {201: 5, 409: 25}
    reasons = {a.json()["reason"] for a in answers if a.status_code == 409}
    assert reasons == {"slot_full"}
    assert await use_of(actor, slot) == (5, 0, 0)

"""The queue of a day: numbers in the order of arrival, calls by slot, no names."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.commands.queueing import (
    arrive,
    call_again,
    call_next,
    leave,
    return_to_queue,
)
from distribution.pickup.errors import QueueEmptyError, QueueEntryNotFoundError
from distribution.pickup.queries.queue import queue_of_day, screen_of_site
from distribution.pickup.rules.queue import QueueState
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_pickup import THURSDAY, Bookable, a_bookable_round
from tests.worlds_programmes import a_site

MORNING = NOON + timedelta(days=1, hours=20, minutes=45)
"""Thursday, 8:45."""


async def two_booked(actor: Actor) -> Bookable:
    world = await a_bookable_round(actor)
    for place in (0, 1):
        await book_slot(
            actor, voucher=world.vouchers[place], slot=world.slots[place].id, now=NOON
        )
    return world


async def test_numbers_go_by_arrival_and_calls_by_slot(actor: Actor) -> None:
    world = await two_booked(actor)
    site, (early, late) = world.counter.site, world.vouchers

    second = await arrive(actor, site, now=MORNING, voucher=late)
    first = await arrive(actor, site, now=MORNING, voucher=early)
    walk_in = await arrive(actor, site, now=MORNING + timedelta(hours=2))
    called = [
        (await call_next(actor, site, now=MORNING)).entry.number for _ in range(3)
    ]

    assert [p.entry.number for p in (second, first, walk_in)] == [
        "A001",
        "A002",
        "B003",
    ]
    assert called == ["A002", "A001", "B003"]
    with pytest.raises(QueueEmptyError):
        await call_next(actor, site, now=MORNING)


async def test_who_comes_twice_keeps_the_number(actor: Actor) -> None:
    world = await two_booked(actor)
    site, voucher = world.counter.site, world.vouchers[0]

    numbers = {
        (await arrive(actor, site, now=MORNING, voucher=voucher)).entry.number
        for _ in range(2)
    }

    assert numbers == {"A001"}


async def test_on_another_day_a_booking_counts_as_none(actor: Actor) -> None:
    world = await two_booked(actor)

    party = await arrive(actor, world.counter.site, now=NOON, voucher=world.vouchers[0])

    assert party.entry.number == "B001"


async def test_many_desks_give_each_number_once_and_call_each_once(
    actor: Actor,
) -> None:
    site = await a_site(actor)

    came = await asyncio.gather(
        *(perform(arrive, actor, site, now=NOON) for _ in range(30))
    )
    called = await asyncio.gather(
        *(perform(call_next, actor, site, now=NOON) for _ in range(30))
    )

    assert sorted(p.entry.ordinal for p in came) == list(range(1, 31))
    assert sorted(p.entry.ordinal for p in called) == list(range(1, 31))


async def test_who_has_left_is_called_no_more_unless_brought_back(
    actor: Actor,
) -> None:
    site = await a_site(actor)
    party = await arrive(actor, site, now=NOON)

    await leave(actor, party.id, now=NOON)
    with pytest.raises(QueueEntryNotFoundError):
        await call_again(actor, party.id, now=NOON)
    await return_to_queue(actor, party.id)
    async with reading(actor):
        (found,) = await queue_of_day(site, NOON.date())

    assert found.state is QueueState.WAITING


async def test_the_next_day_begins_at_one(actor: Actor) -> None:
    site = await a_site(actor)
    await arrive(actor, site, now=NOON)

    tomorrow = await arrive(actor, site, now=NOON + timedelta(days=1))

    assert tomorrow.entry.number == "B001"


async def test_the_screen_in_the_hall_shows_numbers_and_no_names(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    world = await two_booked(actor)
    site = world.counter.site
    clock.now = MORNING
    for voucher in world.vouchers:
        await arrive(actor, site, now=MORNING, voucher=voucher)
    await call_next(actor, site, now=MORNING)

    page = await client.get(f"/queue/{site}")
    part = await client.get(f"/queue/{site}", headers={"HX-Request": "true"})

    assert page.status_code == part.status_code == 200
    assert "<html" not in part.text
    for text in (page.text, part.text):
        assert "A001" in text
        assert "A002" in text
        assert "Próbna0" not in text
        assert str(world.vouchers[0]) not in text


async def test_a_screen_of_no_site_shows_nothing(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    warehouse = await a_site(actor, is_warehouse=True)

    assert await screen_of_site(actor.centre) is None
    assert (await client.get(f"/queue/{actor.centre}")).status_code == 404
    assert (await client.get(f"/queue/{warehouse}")).status_code == 200
    with pytest.raises(NotFoundError):
        await arrive(actor, actor.centre, now=NOON)


async def test_the_desk_gives_numbers_from_the_days_list(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    world = await two_booked(actor)
    clock.now = MORNING
    await sign_in_as(client, actor, Role.HAND_OUT, now=MORNING)
    site = str(world.counter.site)

    arrived = await client.post(
        "/pickup/day/arrivals", data={"site": site, "voucher": str(world.vouchers[0])}
    )
    day = await client.get(f"/pickup/day?site={site}&day={THURSDAY}")
    called = await client.post("/pickup/queue/next", data={"site": site})
    empty = await client.post("/pickup/queue/next", data={"site": site})
    board = await client.get(f"/pickup/queue?site={site}")

    assert [a.status_code for a in (arrived, called, empty)] == [303, 303, 303]
    assert "A001" in day.text
    assert "Próbna0" not in day.text
    assert "Wezwij jeszcze raz" in board.text

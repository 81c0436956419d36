"""The list of messages, sending again, and households that want none."""

import re

import httpx
import pytest
from msgspec.structs import replace

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.commands.intake import change_household
from distribution.households.rules.details import HouseholdChanges
from distribution.messages.queries import MessageFacts, messages
from distribution.messages.rules.outbox import Failure, MessageState, Rejected
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.commands.links import send_household_links
from tests.messages.test_outbox_sending import Provider, booked, run
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import WHERE
from tests.worlds_pickup import a_bookable_round, told


@pytest.fixture
async def coordinator(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.COORDINATOR)
    return client


async def the_failed(actor: Actor) -> MessageFacts:
    async with reading(actor):
        (failed,) = await messages(state=MessageState.FAILED)
    return failed


async def test_the_list_says_what_became_of_each_and_no_number_or_text(
    actor: Actor, coordinator: httpx.AsyncClient, clock: Clock
) -> None:
    world, _ = await booked(actor)
    await run(actor, clock, Provider(Rejected(Failure.NO_CREDIT)))

    page = (await coordinator.get("/messages")).text
    failed = (await coordinator.get("/messages", params={"standing": "failed"})).text
    sent = (await coordinator.get("/messages", params={"standing": "sent"})).text

    assert "potwierdzenie terminu" in page
    assert "przypomnienie o terminie" in page
    assert "brak środków na koncie u operatora" in failed
    assert "przypomnienie o terminie" not in failed
    assert f'href="/households/{world.counter.households[0]}"' in failed
    assert "Nie ma takich wiadomości" in sent
    assert "SMS-y nie wychodzą naprawdę" in page
    assert not re.search(r"600 ?100 ?200|/t/|godz\.", page)


async def test_a_failed_message_goes_out_again_to_the_number_of_today(
    actor: Actor, coordinator: httpx.AsyncClient, clock: Clock
) -> None:
    world, _ = await booked(actor)
    await run(actor, clock, Provider(Rejected(Failure.INVALID_NUMBER)))
    household = world.counter.households[0]
    await change_household(actor, household, HouseholdChanges(phone="600 300 400"))
    path = f"/messages/{(await the_failed(actor)).id}/again"

    done = await coordinator.post(path, data={"standing": "failed"})
    provider = Provider()
    await run(actor, clock, provider)
    again = await coordinator.post(path, data={"standing": "elsewhere"})
    said = (await coordinator.get(again.headers["location"])).text

    assert done.headers["location"] == "/messages?standing=failed"
    assert [one.number for one in provider.given] == ["+48600300400"]
    assert again.headers["location"] == "/messages"
    assert "Ponownie można wysłać tylko" in said


async def test_a_long_list_has_pages_without_gap_or_overlap(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=30, capacity=30)
    for voucher in world.vouchers:
        await book_slot(actor, voucher=voucher, slot=world.slots[0].id, now=NOON)

    first = (await coordinator.get("/messages")).text
    older = re.search(r'href="(/messages\?until=[^"]+)"', first)
    assert older is not None
    second = (await coordinator.get(older[1])).text

    rows = re.compile(r'<th [^>]*scope="row"')
    assert (len(rows.findall(first)), len(rows.findall(second))) == (50, 10)


async def test_who_wants_no_messages_gets_none_that_was_written_before(
    actor: Actor, clock: Clock
) -> None:
    world, _ = await booked(actor)
    household = world.counter.households[0]
    provider = Provider()

    await change_household(actor, household, HouseholdChanges(no_messages=True))
    await run(actor, clock, provider)

    async with reading(actor):
        dropped = await messages(state=MessageState.DROPPED)
    assert provider.given == []
    assert [one.failure for one in dropped] == ["opted_out"]


async def test_for_who_wants_no_messages_none_is_written(actor: Actor) -> None:
    silent = replace(WHERE, no_messages=True)
    world = await a_bookable_round(actor, households=2, details=silent)

    made = await book_slot(
        actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON
    )
    sent = await send_household_links(actor, world.counter.round, now=NOON)

    assert not made.told
    assert sent == 0
    assert await told(actor) == []


async def test_the_household_page_says_that_it_wants_none(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=1)
    path = f"/households/{world.counter.households[0]}"
    typed = {"phone": "600 100 200", "language": "pl", "channel": "pickup"}

    ticked = await coordinator.post(
        f"{path}/edit", data={**typed, "no_messages": "yes"}
    )
    page = (await coordinator.get(path)).text
    edit = (await coordinator.get(f"{path}/edit")).text

    assert ticked.status_code == 303
    assert "nie chce" in page
    assert re.search(r'name="no_messages" value="yes" checked', edit)

"""The household's page shows when it comes, in each round that is open."""

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.pickup.commands.booking import book_slot
from distribution.vouchers.commands.closing import close_round
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_pickup import a_bookable_round
from tests.worlds_routing import at_home


@pytest.fixture
async def office(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    return client


async def test_the_booked_slot_stands_there_and_is_cancelled_from_there(
    actor: Actor, office: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=1)
    household = world.counter.households[0]
    path, book = f"/households/{household}", f"/pickup/book/{household}"

    without = (await office.get(path)).text
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[1].id, now=NOON)
    booked = (await office.get(path)).text
    start = booked.index(f'action="{book}/cancel')
    cancel = booked[start:].split('"')[1]
    await office.post(cancel)
    cancelled = (await office.get(path)).text

    assert "Nie ma jeszcze terminu." in without
    assert "czwartek, 19\u00a0marca 2026, 10:15" in booked
    assert f'href="{book}?asked=' in booked
    assert "Nie ma jeszcze terminu." in cancelled


async def test_a_parcel_that_comes_to_the_door_needs_no_slot(
    actor: Actor, office: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=1, details=at_home())

    page = (await office.get(f"/households/{world.counter.households[0]}")).text

    assert "Ta paczka przyjedzie do domu" in page


async def test_a_round_that_is_closed_is_no_more_to_be_visited(
    actor: Actor, office: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor, households=1)
    await close_round(actor, world.counter.round, now=NOON)

    page = (await office.get(f"/households/{world.counter.households[0]}")).text

    assert "Termin odbioru" not in page

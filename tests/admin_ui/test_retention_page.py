"""What is due stands on a page; it is done once it is confirmed."""

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.queries.records import household
from tests.households.test_anonymising import LATER
from tests.worlds import Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household

PATH = "/settings/retention"


@pytest.fixture
async def administrator(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> httpx.AsyncClient:
    clock.now = LATER
    await sign_in_as(client, actor, Role.ADMINISTRATOR, now=LATER)
    return client


async def test_nothing_is_done_before_it_is_confirmed_and_unticked_stay(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    due, kept = await a_household(actor), await a_household(actor)
    ticked = {"households": str(due)}

    shown = (await administrator.get(PATH)).text
    unsure = await administrator.post(PATH, data=ticked)
    none = await administrator.post(PATH, data={"sure": "yes"})
    done = await administrator.post(PATH, data={**ticked, "sure": "yes"})
    after = (await administrator.get(PATH)).text
    again = await administrator.post(PATH, data={**ticked, "sure": "yes"})

    assert "Żółkiewska" not in shown
    assert shown.count("checked") == 2
    assert (unsure.status_code, none.status_code) == (400, 400)
    assert 'id="field-sure-error"' in unsure.text
    assert 'id="field-households-error"' in none.text
    assert (done.status_code, again.status_code) == (303, 409)
    assert "Zanonimizowano 1 gospodarstwo." in after
    async with reading(actor):
        assert (await household(due)).anonymised_at == LATER
        assert (await household(kept)).anonymised_at is None


async def test_the_household_s_page_says_so_and_offers_nothing(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    due = await a_household(actor)
    await administrator.post(PATH, data={"households": str(due), "sure": "yes"})
    await sign_in_as(administrator, actor, Role.COORDINATOR, now=LATER)

    page = (await administrator.get(f"/households/{due}")).text

    assert "Zanonimizowano 1\u00a0stycznia 2032" in page
    assert "/reopen" not in page
    assert f'href="/households/{due}/edit"' not in page

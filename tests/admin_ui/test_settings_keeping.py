"""Pages on which accounts and places change: names, numbers, closing."""

import httpx
import pytest

from distribution.accounts.commands.keeping import enrol_device
from distribution.accounts.queries import StaffFacts, staff
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from tests.worlds_accounts import sign_in_as
from tests.worlds_pickup import a_pickup
from tests.worlds_programmes import a_site


@pytest.fixture
async def administrator(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.ADMINISTRATOR)
    return client


async def the_only_one(actor: Actor) -> StaffFacts:
    async with reading(actor):
        (found,) = await staff()
    return found


async def test_a_person_is_renamed_on_their_page(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    path = f"/settings/staff/{(await the_only_one(actor)).id}"
    typed = {"name": "Ola Nowa", "phone": "600 100 200", "language": "en"}

    wrong = await administrator.post(
        f"{path}/person", data={**typed, "phone": "12", "name": ""}
    )
    right = await administrator.post(f"{path}/person", data=typed)
    page = (await administrator.get(path)).text

    after = await the_only_one(actor)
    assert (wrong.status_code, right.status_code) == (400, 303)
    assert 'id="field-name-error"' in wrong.text
    assert 'id="field-phone-error"' in wrong.text
    assert 'value="12"' in wrong.text
    assert (after.name, after.phone, after.language) == (
        "Ola Nowa",
        "+48600100200",
        "en",
    )
    assert after.roles == ["administrator"]
    assert 'value="600 100 200"' in page


async def test_a_place_closes_and_opens_again(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    site = await a_site(actor)
    await enrol_device(actor, site=site, name="Skaner w holu")

    closed = await administrator.post(f"/settings/sites/{site}/close")
    gone = await administrator.get(f"/settings/sites/{site}")
    listed = (await administrator.get("/settings/sites")).text
    opened = await administrator.post(f"/settings/sites/{site}/reopen")
    again = (await administrator.get("/settings/sites")).text

    assert closed.status_code == opened.status_code == 303
    assert gone.status_code == 404
    assert "Zamknięte miejsca" in listed
    assert f'href="/settings/sites/{site}"' not in listed
    assert f'href="/settings/sites/{site}"' in again
    assert "Zamknięte miejsca" not in again


async def test_a_place_in_use_says_why_it_stays(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    pickup = await a_pickup(actor)

    refused = await administrator.post(f"/settings/sites/{pickup.site}/close")

    assert refused.status_code == 409
    assert "Te tury jeszcze tu wydają: Tura próbna." in refused.text
    assert 'value="Centrum Kultury"' in refused.text

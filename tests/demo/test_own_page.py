"""A household's own page in the demo, whose text messages reach nobody."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from distribution.accounts.commands.keeping import add_staff, password_link
from distribution.accounts.commands.signing_in import set_password_by_link
from distribution.app import create_app
from distribution.core.actor import Actor
from distribution.core.settings import Settings
from distribution.core.transaction import perform
from distribution.demo.sign_ins import SIGN_INS
from distribution.pickup.commands.booking import book_slot
from tests.worlds import NOON, Clock
from tests.worlds_pickup import a_bookable_round

DOOR = "/sign-in/household"


@pytest.fixture
async def visitor(
    database: object, test_settings: Settings
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who looks at a service that was started with the demo."""
    shown = msgspec.structs.replace(test_settings, demo=True)
    app = create_app(shown, clock=Clock(NOON), own_pool=False)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_a_button_of_the_sign_in_page_opens_the_page_of_one_who_has_a_slot(
    actor: Actor, visitor: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    world = await a_bookable_round(actor)
    await perform(
        book_slot,
        actor,
        voucher=world.vouchers[1],
        slot=world.slots[0].id,
        now=NOON,
    )

    door = await visitor.get("/sign-in")
    no_demo = await visitor.post(DOOR)
    guide = SIGN_INS[0]
    staff = await add_staff(
        actor, login=guide.login, name=guide.name, roles=guide.roles
    )
    link = await password_link(actor, staff, now=NOON)
    await set_password_by_link(link, guide.password, now=NOON)
    opened = await visitor.post(DOOR)
    page = await visitor.get(opened.headers["location"])
    again = await visitor.post(DOOR)
    not_shown = await client.post(DOOR)

    assert f'action="{DOOR}"' in door.text
    assert no_demo.status_code == 409, "its person is not there: not the demo's town"
    assert opened.status_code == 303
    assert opened.headers["location"].startswith("/t/")
    assert "Twój termin" in page.text
    assert "Twój kod" in page.text
    assert again.headers["location"] != opened.headers["location"]
    assert visitor.cookies.get("kromka_session") is None
    assert not_shown.status_code == 404
    assert DOOR not in (await client.get("/sign-in")).text

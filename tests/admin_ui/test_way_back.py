"""The switches of a page that answers a form lead to a page, never to "405"."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household, a_referral, the_fepz_set
from tests.worlds_programmes import a_sub_programme


def way_back_of(answer: httpx.Response) -> str:
    """Return where every switch of the page leads."""
    links = re.findall(r'href="(/preferences\?[^"]+)"', answer.text)
    queries = [parse_qs(urlsplit(unescape(link)).query) for link in links]
    found = {query["back"][0] for query in queries}
    assert len(found) == 1, answer.text
    return found.pop()


@pytest.fixture
async def coordinator(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.COORDINATOR)
    return client


async def test_a_refused_referral_leads_back_to_its_household(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    household = await a_household(actor)
    fund = await a_sub_programme(actor)
    await the_fepz_set(actor, fund)
    referral = await a_referral(actor, fund, household)
    address = f"/households/referrals/{referral}/accept"

    refused = await coordinator.post(address)
    once_more = await coordinator.post(
        address, headers={"Referer": f"http://test{address}"}
    )
    back = way_back_of(refused)

    assert refused.status_code == 409
    assert back == way_back_of(once_more) == f"/households/{household}"
    wish = {"language": "en", "back": back}
    switched = await coordinator.get("/preferences", params=wish)
    opened = await coordinator.get(switched.headers["location"])
    assert (opened.status_code, 'lang="en"' in opened.text) == (200, True)


async def test_a_form_filled_in_wrongly_is_led_back_to_and_its_fields_are_named(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    household = await a_household(actor)
    page = f"/pickup/book/{household}"

    refused = await coordinator.post(
        page, data={"slot": "jutro"}, headers={"Referer": f"http://test{page}"}
    )

    assert refused.status_code == 400
    assert "<strong>Termin</strong>: " in refused.text
    assert "slot</" not in refused.text
    assert f'href="{page}"' in refused.text


@pytest.mark.parametrize(
    ("sent_to", "sent_from", "back"),
    [
        (
            "/conflicts/x/settle",
            "test/conflicts?settled=true",
            "/conflicts?settled=true",
        ),
        ("/conflicts/x/settle", "elsewhere.test/audit", "/conflicts"),
        ("/conflicts/x/settle", "test/conflicts/x/settle", "/conflicts"),
        ("/conflicts/settle", "test/vouchers", "/conflicts"),
        ("/nowhere/at/all", "", "/"),
    ],
)
async def test_an_address_that_takes_forms_alone_leads_to_one_that_opens(
    coordinator: httpx.AsyncClient, sent_to: str, sent_from: str, back: str
) -> None:
    answer = await coordinator.post(sent_to, headers={"Referer": f"http://{sent_from}"})

    assert answer.status_code in {404, 405}
    assert way_back_of(answer) == back


async def test_a_page_that_was_opened_leads_back_to_itself_with_its_question(
    coordinator: httpx.AsyncClient,
) -> None:
    assert way_back_of(await coordinator.get("/vouchers?channel=pickup")) == (
        "/vouchers?channel=pickup"
    )
    assert way_back_of(await coordinator.post("/rounds/new")) == "/rounds/new"

"""Addresses on pages: suggestions without scripts, the pin, who is not on the map."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Page, expect

from distribution.accounts.rules import Role
from distribution.addresses.queries.finding import Candidate, find_addresses
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.queries.records import HouseholdRecord, household
from distribution.households.rules.details import HouseholdDetails
from tests.admin_ui.people import a_person, enter, form
from tests.worlds_accounts import sign_in_as
from tests.worlds_addresses import load, the_town
from tests.worlds_households import a_household

TYPED = {
    "street": "mickiewica",
    "house_number": "12 m. 5",
    "flat": "",
    "postal_code": "",
    "locality": "kraśnik",
    "language": "pl",
    "channel": "home_delivery",
}


@pytest.fixture
async def worker(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await load(actor, the_town())
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    return client


async def door(actor: Actor, text: str) -> Candidate:
    async with reading(actor):
        return (await find_addresses(text))[0]


async def seen(actor: Actor, known) -> HouseholdRecord:
    async with reading(actor):
        return await household(known)


async def test_a_misspelt_address_is_offered_and_the_chosen_one_is_saved(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    known = await a_household(actor)
    path = f"/households/{known}/edit"
    right = await door(actor, "Mickiewicza 12, Kraśnik")

    offered = await form(worker, path, **TYPED, deed="find")
    before = await seen(actor, known)
    saved = await form(worker, path, **TYPED, deed="save", candidate=str(right.id))
    after = await seen(actor, known)
    shown = await worker.get(f"/households/{known}")

    assert f'value="{right.id}"' in offered.text
    assert "prawdopodobne" in offered.text
    assert before.street == "ul. Próbna"
    assert saved.status_code == 303
    assert (after.street, after.house_number, after.flat) == (
        "Adama Mickiewicza",
        "12",
        "5",
    )
    assert (after.latitude, after.longitude) == (right.latitude, right.longitude)
    assert "Miejsce zgodne z rejestrem adresów." in shown.text


async def test_suggestions_come_while_typing_and_none_for_a_letter(
    worker: httpx.AsyncClient,
) -> None:
    path = "/households/addresses/suggestions"
    doors = await form(worker, path, street="wolności", house_number="2")
    streets = await form(worker, path, street="niepod")
    nothing = await form(worker, path, street="n")
    unknown = await form(worker, path, street="Xyzzy", house_number="3")

    assert doors.text.count('name="candidate"') == 3
    assert "Ulice w rejestrze: Aleja Niepodległości." in streets.text
    assert nothing.text.strip() == ""
    assert "Nie ma takiego adresu w rejestrze" in unknown.text


async def test_a_sure_address_is_placed_and_an_unknown_one_is_said_to_be_missing(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    sure = HouseholdDetails(street="ul. Polna", house_number="4a", locality="Kraśnik")
    lost = HouseholdDetails(street="Rolna", house_number="4", locality="Kraśnik")
    placed = await seen(actor, await a_household(actor, details=sure))
    missing = await seen(actor, await a_household(actor, details=lost))

    shown = await worker.get(f"/households/{missing.id}")
    listed = await worker.get("/households/addresses")

    assert placed.latitude == (await door(actor, "Polna 4A")).latitude
    assert missing.latitude is None
    assert "nie znaleziono na mapie" in shown.text
    assert f'href="/households/{missing.id}/edit#address"' in listed.text
    assert str(placed.id) not in listed.text
    assert "0607011" in listed.text


async def test_a_pin_is_moved_with_its_households_and_back(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    where = HouseholdDetails(street="Polna", house_number="1", locality="Kraśnik")
    known = await a_household(actor, details=where)
    point = await door(actor, "Polna 1")
    path = f"/households/addresses/{point.id}"

    wrong = await form(worker, path, latitude="tu", longitude="22,2")
    moved = await form(worker, path, latitude="50,9300", longitude="22,2300")
    there = await seen(actor, known)
    shown = await worker.get(path)
    again = await load(actor, the_town())
    kept = await door(actor, "Polna 1")
    await form(worker, f"{path}/back")
    back = await seen(actor, known)

    assert wrong.status_code == 400
    assert 'id="field-latitude-error"' in wrong.text
    assert moved.status_code == 303
    assert (there.latitude, there.longitude) == (50.93, 22.23)
    assert "Razem z 1 gospodarstwem." in shown.text
    assert "Drzwi przesunięte o" in shown.text
    assert again.communes[0].unchanged == 128
    assert (kept.latitude, kept.moved) == (50.93, True)
    assert (back.latitude, back.longitude) == (point.latitude, point.longitude)


async def test_the_search_of_the_office(worker: httpx.AsyncClient) -> None:
    found = await form(worker, "/households/addresses", q="Popieluszki 14")
    nothing = await form(worker, "/households/addresses", q="qqqq 1")

    assert "Księdza Jerzego Popiełuszki 14" in found.text
    assert "Nie znaleziono na mapie" in nothing.text


async def test_addresses_are_offered_while_somebody_types(
    actor: Actor, visit: Callable[..., Awaitable[Page]]
) -> None:
    await load(actor, the_town())
    known = await a_household(actor)
    page = await visit(f"/households/{known}/edit", width=390)
    await enter(page, await a_person(actor, Role.SOCIAL_WORKER))
    await page.goto(f"/households/{known}/edit")

    await page.fill("[name=house_number]", "4a")
    await page.fill("[name=street]", "niepodleglosci")
    offer = page.get_by_label("Aleja Niepodległości 4A")
    await expect(offer).to_be_visible()
    await offer.check()
    await page.get_by_role("button", name="Zapisz zmiany").last.click()
    await expect(page.locator("main")).to_contain_text(
        "Miejsce zgodne z rejestrem adresów."
    )

    assert (await seen(actor, known)).street == "Aleja Niepodległości"

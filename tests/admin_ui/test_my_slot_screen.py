"""A household's own page as a screen: the code, without a network, read aloud."""

from collections.abc import Awaitable, Callable
from io import BytesIO

import httpx
import msgspec
import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from distribution.core.actor import Actor
from distribution.households.commands.intake import change_household
from distribution.households.rules.details import HouseholdChanges
from distribution.pickup.commands.booking import book_slot
from tests.admin_ui.driving import NO_WAY
from tests.axe import faults
from tests.pickup.test_links import link_of
from tests.worlds import NOON
from tests.worlds_pickup import Bookable, a_bookable_round

Visit = Callable[..., Awaitable[Page]]
STATE = "my-slot [data-state]"
WELFARE = (
    *("żywn", "pomoc", "paczk", "mops", "food", "aid", "parcel", "welfare", "допомог"),
    *("харч", "продукт", "пакун"),
)
VOICES = """voices => {
  const speech = {getVoices: () => voices, speaking: false, cancel() {},
    addEventListener() {}, removeEventListener() {},
    speak(said) { this.said = said; this.speaking = true }};
  Object.defineProperty(window, "speechSynthesis", {value: speech});
  window.SpeechSynthesisUtterance = function (text) { this.text = text };
}"""


async def booked(actor: Actor) -> tuple[Bookable, str]:
    world = await a_bookable_round(actor)
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON)
    return world, await link_of(actor, world)


async def read_from(page: Page, selector: str) -> str:
    """Return what a scanner reads off the screen."""
    picture = await page.locator(selector).screenshot()
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    return code.text


async def test_the_code_is_shown_without_a_network_too(
    actor: Actor, visit: Visit
) -> None:
    world, path = await booked(actor)
    page = await visit(path, locale="pl-PL")
    token = world.counter.token(world.vouchers[0])
    await expect(page.locator(STATE)).to_contain_text("działa też bez internetu")
    assert await read_from(page, ".my-code > .my-code__drawing") == token
    assert await faults(page) == []

    await page.context.route("**/t/**", lambda route: route.fulfill(**NO_WAY))
    await page.reload()
    await expect(page.locator(STATE)).to_contain_text("Nie ma internetu")
    await page.context.unroute("**/t/**")
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator(STATE)).to_contain_text("Nie ma internetu")
    assert await page.locator(".my-slot__time").is_visible()
    await page.click("text=Kod na cały ekran")
    assert await read_from(page, "dialog .my-code__drawing") == token
    assert await faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.click("dialog >> text=Zamknij")
    assert await page.locator("dialog").is_hidden()
    before = page.url
    await page.click("text=Nie przyjdę: odwołaj")
    await expect(page.locator(STATE)).to_contain_text("musi poczekać")
    assert page.url == before
    session = await page.evaluate("JSON.stringify({ ...sessionStorage })")
    assert path.removeprefix("/t/") not in session


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
async def test_nothing_tells_of_welfare(
    actor: Actor, client: httpx.AsyncClient, language: str
) -> None:
    world, path = await booked(actor)
    home = world.counter.households[0]
    await change_household(actor, home, HouseholdChanges(language=language))

    page = (await client.get(path)).text
    entry = (await client.get(f"{path}/calendar.ics")).text

    assert f'lang="{language}"' in page
    said = page.partition("<body")[2].partition("<footer")[0]
    for told in (page.partition("</head>")[0], said, entry):
        assert [word for word in WELFARE if word in told.lower()] == []


async def test_it_is_read_aloud_only_by_a_voice_of_its_language(
    actor: Actor, visit: Visit
) -> None:
    _, path = await booked(actor)
    page = await visit(path, locale="pl-PL")
    for voices, offered in (
        ([{"lang": "en-GB"}], False),
        ([{"lang": "en-GB"}, {"lang": "pl_PL"}], True),
    ):
        again = await page.context.new_page()
        known = msgspec.json.encode(voices).decode()
        await again.add_init_script(f"({VOICES})({known})")
        await again.goto(path)
        await again.wait_for_function("() => !!customElements.get('read-aloud')")
        button = again.locator("read-aloud button")
        assert await button.is_visible() is offered
    await button.click()
    said = await again.evaluate("speechSynthesis.said.text")
    assert "Twój termin" in said
    assert "Telefon" in said
    assert await again.evaluate("speechSynthesis.said.voice.lang") == "pl_PL"


async def test_who_reads_large_letters_only_gets_them(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    world, path = await booked(actor)
    home = world.counter.households[0]
    small = (await client.get(path)).text
    await change_household(actor, home, HouseholdChanges(large_print=True))

    large = (await client.get(path)).text
    client.cookies.set("kromka_view", "auto.high.a")
    chosen = (await client.get(path)).text

    assert 'data-text="a"' in small
    assert 'data-text="aaa"' in large
    assert 'data-contrast="high" data-text="a"' in chosen

"""A parcel's whole way: from the delivery note to the register, through the pages.

One household comes to the counter, one is driven to. Neither is in the demo.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
import msgspec
import pypdfium2
import zxingcpp
from playwright.async_api import Browser, Page

from distribution.core.clock import local_day
from tests.e2e.books import ask, books, moved_by, number_of, stock
from tests.e2e.clocked import TEN
from tests.e2e.preparing import open_round, signed_in, vouchers_of
from tests.e2e.tour import PHONE, sign_in
from tests.e2e.town import Town

NOTE = {"MLEKO": 60, "MAKARON": 48, "CUKIER": 40, "OLEJ": 36, "DZEM": 40}
"""Packs of the Food Bank's delivery note: enough for both parcels."""

ID = "[0-9a-f-]{36}"


class Household(msgspec.Struct, frozen=True):
    """Somebody who is not in the demo."""

    given_name: str
    channel: str
    fields: Mapping[str, str] = {}


COLLECTS = Household("Żaneta", "pickup")
DRIVEN_TO = Household(
    "Walentyna",
    "home_delivery",
    {
        "street": "ul. Grunwaldzka",
        "house_number": "7",
        "locality": "Kraśnik",
        "latitude": "50,9615",
        "longitude": "22,1588",
    },
)


async def test_a_delivery_becomes_two_parcels_and_the_books_agree(
    town: Town, browser: Browser
) -> None:
    round_key = open_round(town)
    async with signed_in(town, "koordynator") as office:
        await take_delivery_in(town, browser, office)
        collects = await verify_household(town, browser, COLLECTS)
        driven_to = await verify_household(town, browser, DRIVEN_TO)
        await issue_vouchers(town, browser, round_key)
        codes = {row["household_number"]: row for row in vouchers_of(town, round_key)}
        numbers = [await number_of(office, one) for one in (collects, driven_to)]
        paper, driven = (codes[number] for number in numbers)
        assert paper["channel"] == "pickup"
        assert driven["channel"] == "home_delivery"
        printed = await print_voucher(town, browser, round_key, numbers[0])
        assert printed == paper["token"]
        await book_slot(town, browser, collects)
        await bring_to_the_counter(town, browser, office)

        before = await books(office, collects, round_key)
        handed = await hand_over(town, browser, paper["short_code"])
        moved_by(before, await books(office, collects, round_key), handed)

        before = await books(office, driven_to, round_key)
        brought = await plan_and_drive(town, browser, driven["short_code"])
        moved_by(before, await books(office, driven_to, round_key), brought)
    assert "FAULT" not in town.kromka("verify")


@asynccontextmanager
async def at_work(browser: Browser, town: Town, login: str) -> AsyncIterator[Page]:
    """A page on which somebody of the demo is signed in; broken modules fail."""
    context = await browser.new_context(base_url=town.address, locale="pl-PL")
    crashes: list[str] = []
    try:
        context.set_default_timeout(10_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: crashes.append(str(error)))
        await sign_in(page, login)
        yield page
        assert crashes == []
    finally:
        await context.close()


async def press(page: Page, words: str | re.Pattern[str]) -> None:
    """Press a button of the page itself, and wait for what comes."""
    exact = isinstance(words, str)
    button = page.locator("#main").get_by_role("button", name=words, exact=exact)
    async with page.expect_navigation():
        await button.first.click()


async def take_delivery_in(
    town: Town, browser: Browser, office: httpx.AsyncClient
) -> None:
    """Load the delivery note; the stock grows by exactly what stands there."""
    head = "article;packs;case_size;lot;best_before;document;received_on;fund;location"
    rows = [
        f"{article};{packs};12;E2E-{article};12.2031;WZ/E2E/1;{local_day(TEN)};"
        "przykladowy;ckip/regaly"
        for article, packs in NOTE.items()
    ]
    before = await stock(office)
    async with at_work(browser, town, "magazyn") as page:
        await page.goto("/stock/receipts/file")
        file = {
            "name": "dostawa.csv",
            "mimeType": "text/csv",
            "buffer": "\r\n".join([head, *rows]).encode("cp1250"),
        }
        await page.set_input_files("[name=file]", file)
        await press(page, "Pokaż, co się zmieni")
        assert await page.locator("#main table tbody tr").count() == len(NOTE)
        assert await stock(office) == before
        await press(page, "Przyjmij dostawę")
        assert "Przyjęto dostawę: PZ" in await page.inner_text("#flashes")
    after = await stock(office)
    assert after - before == Counter(NOTE)
    assert before - after == Counter()


async def verify_household(town: Town, browser: Browser, one: Household) -> str:
    """Take a household in, assess its income and refer it; returns its id."""
    async with at_work(browser, town, "socjalna") as page:
        await page.goto("/households/new")
        await page.fill("[name='members.0.given_name']", one.given_name)
        await page.fill("[name='members.0.family_name']", "Przejezdna")
        await page.fill("[name='members.0.born']", "14.05.1981")
        await page.fill("[name='members.1.given_name']", "Ignacy")
        await page.fill("[name='members.1.family_name']", "Przejezdny")
        await page.fill("[name='members.1.born']", "2016")
        await page.check(f"[name=channel][value={one.channel}]")
        for name, text in one.fields.items():
            if name == "latitude":
                await page.get_by_text("Punkt na mapie").click()
            await page.fill(f"[name={name}]", text)
        await press(page, "Zapisz gospodarstwo")
        if await page.get_by_role("button", name="To ktoś inny").count():
            await press(page, "To ktoś inny, zapisz mimo to")
        household = page.url.rpartition("/")[2]
        assert re.fullmatch(ID, household), await page.inner_text("#main")
        await page.goto(f"/households/{household}/assess")
        assert "przykładowy" in await page.inner_text("#main")
        await page.select_option("[name='positions.0.kind']", "salary")
        await page.fill("[name='positions.0.amount']", "1200,50")
        await page.locator("[name=reasons]").first.check()
        await press(page, "Oceń")
        assert await page.inner_text("h1 + .outcome, .outcome") != ""
        assert "Spełnia warunki" in await page.inner_text("#main")
        await press(page, "Wystaw skierowanie")
        assert "Wystawiono skierowanie" in await page.inner_text("#flashes")
    return household


async def issue_vouchers(town: Town, browser: Browser, round_key: str) -> None:
    async with at_work(browser, town, "koordynator") as page:
        await page.goto(f"/rounds/{round_key}")
        await press(page, "Wystaw talony")
        assert "talon" in (await page.inner_text("#flashes")).lower()


async def print_voucher(
    town: Town, browser: Browser, round_key: str, number: str
) -> str:
    """Print the voucher on A6; returns what its QR code says."""
    async with at_work(browser, town, "koordynator") as page:
        await page.goto(f"/vouchers?round={round_key}&number={number}")
        await page.get_by_role("link", name=f"nr {number}", exact=True).click()
        async with page.expect_download() as downloading:
            await page.get_by_role("button", name="Drukuj talon (A6)").click()
        path = await (await downloading.value).path()
        pdf = pypdfium2.PdfDocument(path)
    assert len(pdf) == 1
    width, height = (round(side * 25.4 / 72) for side in pdf[0].get_size())
    assert {width, height} == {105, 148}
    (code,) = zxingcpp.read_barcodes(pdf[0].render(scale=3, grayscale=True).to_pil())
    pdf.close()
    return code.text


async def book_slot(town: Town, browser: Browser, household: str) -> None:
    async with at_work(browser, town, "socjalna") as page:
        await page.goto(f"/pickup/book/{household}")
        await page.locator("[name=slot]").first.check()
        await press(page, "Umów")
        assert "Zapisano." in await page.inner_text("#flashes")
        assert await page.get_by_role("heading", name="Umówiony termin").count() == 1


async def bring_to_the_counter(
    town: Town, browser: Browser, office: httpx.AsyncClient
) -> None:
    """Move what vouchers have reserved in the store to where it is handed out."""
    places = await ask(office, "inventory/locations")
    shelf = next(one for one in places if one["site_key"] == "ckip")
    lines = await ask(office, "inventory/stock")
    away = [one for one in lines if one["reserved"] and one["site"] != shelf["site"]]
    async with at_work(browser, town, "magazyn") as page:
        for place in {one["location"] for one in away}:
            await page.goto(f"/stock/transfers/new?place={place}")
            for one in away:
                if one["location"] == place:
                    packs = page.locator(f"[name='packs.{one['lot']}']")
                    await packs.fill(str(one["reserved"]))
            await page.select_option("[name=to]", shelf["id"])
            await press(page, "Zapisz przesunięcie")
            assert "Zapisano MM" in await page.inner_text("#flashes")


async def hand_over(town: Town, browser: Browser, short_code: str) -> Counter[str]:
    """Type the code at the counter and confirm; returns the packs that were shown."""
    async with at_work(browser, town, "wydawanie") as page:
        await page.set_viewport_size(PHONE)
        await page.goto("/handout")
        await page.fill("[name=code]", short_code.lower())
        await press(page, "Sprawdź talon")
        seen = await page.inner_text("#main")
        assert await page.inner_text("h1") == "Wydaj paczkę", seen
        shown = await packs_shown(page)
        await press(page, "Wydane")
        assert re.search(f"/handout/{ID}$", page.url)
        await page.goto("/handout")
        await page.fill("[name=code]", short_code)
        await press(page, "Sprawdź talon")
        assert await page.inner_text("h1") != "Wydaj paczkę"
    return shown


async def plan_and_drive(town: Town, browser: Browser, short_code: str) -> Counter[str]:
    """Plan today, publish it, and hand over at the door; returns what was brought."""
    async with at_work(browser, town, "koordynator") as page:
        await page.goto("/routes")
        await page.fill("[name=seconds]", "1")
        await press(page, re.compile("^Ułóż plan"))
        await page.get_by_role("button", name="Ogłoś trasy").wait_for(timeout=60_000)
        await press(page, "Ogłoś trasy")
        links = page.locator(".run-link__address a")
        runs = [await link.get_attribute("href") for link in await links.all()]
    context = await browser.new_context(viewport=PHONE)
    try:
        page = await context.new_page()
        for run in runs:
            await page.goto(str(run))
            pledge = page.get_by_role("button", name="Zobowiązuję się do poufności")
            if await pledge.count():
                await press(page, "Zobowiązuję się do poufności")
            door = page.locator(".drive__stop", has_text=DRIVEN_TO.given_name)
            if await door.count():
                await door.click()
                shown = await packs_offered(page)
                await page.fill("[name=code]", short_code)
                await press(page, "Wydane")
                await page.locator("#main", has_text="wydana").wait_for()
                said = page.locator("[data-just-said]:visible", has_text="Wydano.")
                await said.wait_for()
                return shown
    finally:
        await context.close()
    raise AssertionError("no run leads to the household")


async def packs_shown(page: Page) -> Counter[str]:
    """Return packs by the article's name, as the counter shows them."""
    packs: Counter[str] = Counter()
    for line in await page.locator(".parcel__line").all():
        name = await line.locator(".parcel__name").inner_text()
        number = await line.locator(".parcel__packs").inner_text()
        packs[name.splitlines()[0].strip()] = int(number)
    assert packs
    return packs


async def packs_offered(page: Page) -> Counter[str]:
    """Return packs by the article's name, as the door's form has them."""
    packs: Counter[str] = Counter()
    for line in await page.locator(".packs__line").all():
        name = await line.locator("label").text_content()
        offered = await line.locator("select[name^='packs.']").input_value()
        packs[str(name).strip()] = int(offered)
    assert packs
    return packs

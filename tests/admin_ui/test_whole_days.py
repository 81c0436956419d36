"""What somebody of each role gets done in a day, in a browser, by what they are shown.

One centre for all; each day ends with what that person wants to see. The way of a
parcel from delivery to register is ``tests/e2e/test_parcels_way.py``.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from re import Pattern
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
import zxingcpp
from litestar import Litestar
from PIL import Image
from playwright.async_api import Locator, Page, expect

from distribution.accounts.queries import staff
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.vouchers.queries.vouchers import voucher
from tests.admin_ui.people import a_person, enter
from tests.subjects import a_full_centre
from tests.worlds import NOON, Clock, a_centre
from tests.worlds_accounts import PASSWORD

Visit = Callable[..., Awaitable[Page]]
AtWork = Callable[[Role], Awaitable[Page]]
PHONES = {Role.HAND_OUT, Role.WAREHOUSE}
"""Whose work is done standing."""

WRITES = "#main form[method=post]"


class Town(msgspec.Struct, frozen=True):
    """A centre that has one thing of each kind, and somebody of every role."""

    actor: Actor
    ids: Mapping[str, str]
    logins: Mapping[Role, str]

    async def code(self, name: str) -> str:
        """Return what a person types who has the paper of the voucher *name*."""
        async with reading(self.actor):
            found = await voucher(UUID(self.ids[name]), day=local_day(NOON))
        return found.voucher.short_code


@pytest.fixture(scope="module")
async def town(app: Litestar, database: Server, owner: asyncpg.Connection) -> Town:
    actor = await a_centre(owner)
    logins = {role: await a_person(actor, role) for role in Role}
    async with reading(actor):
        driver = next(p.id for p in await staff() if p.login == logins[Role.DRIVER])
    return Town(actor, await a_full_centre(actor, driver), logins)


@pytest.fixture
def at_work(visit: Visit, town: Town) -> AtWork:
    """Sign somebody of a role in; returns the page on which their day begins."""

    async def at_work_(role: Role) -> Page:
        width = 390 if role in PHONES else 1280
        page = await visit("/sign-in", width=width, locale="pl-PL")
        page.context.set_default_timeout(60_000)
        await enter(page, town.logins[role])
        return page

    return at_work_


def shown(page: Page, role: str, words: str | Pattern[str]) -> Locator:
    """Return the first link or button of the page itself that says *words*."""
    exact = isinstance(words, str)
    found = page.locator("#main").get_by_role(role, name=words, exact=exact)
    return found.locator("visible=true").first


async def press(page: Page, words: str | Pattern[str]) -> None:
    async with page.expect_navigation():
        await shown(page, "button", words).click()


async def follow(page: Page, words: str | Pattern[str]) -> None:
    async with page.expect_navigation():
        await shown(page, "link", words).click()


async def go(page: Page, words: str) -> None:
    """Choose *words* in the menu; on a phone it has to be opened."""
    menu = page.locator("summary", has_text="Menu")
    if await menu.is_visible():
        await menu.click()
    place = page.get_by_role("navigation").get_by_role("link", name=words, exact=True)
    async with page.expect_navigation():
        await place.locator("visible=true").first.click()


async def unfold(page: Page, words: str) -> None:
    await page.locator("#main summary", has_text=words).first.click()


async def choose(page: Page, name: str, label: str) -> None:
    """Choose the first option of a field that says *label*."""
    options = page.locator(f"[name='{name}'] option", has_text=label)
    value = await options.first.get_attribute("value")
    await page.select_option(f"[name='{name}']", value)


async def said(page: Page) -> str:
    return await page.inner_text("#flashes")


async def heading(page: Page) -> str:
    return (await page.inner_text("h1")).strip()


async def test_an_auditor_traces_a_pack_from_its_delivery_to_a_household_and_back(
    at_work: AtWork,
) -> None:
    """By clicking alone, and nothing on the way can change anything."""
    page = await at_work(Role.AUDITOR)
    await go(page, "Magazyn")
    await follow(page, "Dokumenty")
    await follow(page, "PZ/2/2026")
    papers = [await heading(page)]
    rows = page.locator("#main tbody tr", has_text="mleko")
    lot = await rows.locator("a[href^='/stock/lots/']").inner_text()
    assert await page.locator(WRITES).count() == 0

    await follow(page, lot)
    assert await page.locator(WRITES).count() == 0
    await unfold(page, "Wydano gospodarstwom: 3")
    await follow(page, re.compile("^Talon gospodarstwa nr"))
    taken = page.locator("#main .card", has_text="odebrało gospodarstwo").first
    assert await page.locator(WRITES).count() == 0
    assert "mleko UHT" in await taken.inner_text()
    await taken.get_by_role("link", name=re.compile(f"{lot}$")).click()
    await page.wait_for_url("**/stock/lots/*")
    await follow(page, "PZ/2/2026")
    assert [await heading(page)] == papers

    await go(page, "Rejestry")
    await choose(page, "period", "03.2026")
    await press(page, "Pokaż")
    assert "3" in await page.locator("#main tfoot").inner_text()
    async with page.expect_download() as downloading:
        await shown(page, "link", "Pobierz XLSX").click()
    assert (await downloading.value).suggested_filename.endswith(".xlsx")
    await go(page, "Historia zmian")
    assert await page.locator("#main tbody tr").count() > 20


async def test_an_administrator_lets_people_and_phones_in_and_out(
    at_work: AtWork, visit: Visit
) -> None:
    page = await at_work(Role.ADMINISTRATOR)
    login = f"halina.{uuid4().hex[:6]}"
    await go(page, "Ustawienia")
    await follow(page, "Pracownicy i wolontariusze")
    await follow(page, "Dodaj osobę")
    await page.fill("[name=login]", login)
    await page.fill("[name=name]", "Halina Nowa")
    await page.check("[name=roles][value=hand_out]")
    await press(page, "Dodaj i pokaż odnośnik")
    link = await page.inner_text(".one-time")

    hers = await visit(link, locale="pl-PL")
    await hers.fill("[name=password]", PASSWORD)
    await hers.fill("[name=again]", PASSWORD)
    await press(hers, "Zapisz hasło")
    await enter(hers, login)
    menu = str(await hers.locator(".only-narrow nav").text_content())
    assert "Wydawanie" in menu
    assert "Ustawienia" not in menu

    await follow(page, "Gotowe")
    await follow(page, "Halina Nowa")
    await page.uncheck("[name=active]")
    await press(page, "Zapisz role")
    off = page.locator("#main tr", has_text=login)
    assert "wyłączone" in await off.inner_text()
    await hers.reload()
    assert "/sign-in" in hers.url
    await press(page, "Cofnij")
    assert "działa" in await off.inner_text()

    await go(page, "Ustawienia")
    await follow(page, "Urządzenia")
    await page.fill("[name=name]", "Telefon przy drzwiach")
    await press(page, "Dodaj i pokaż kod")
    picture = await page.locator(".one-time-code").screenshot()
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    assert "/scan#pair=" in code.text
    await follow(page, "Gotowe")
    phone = page.locator("#main .rows > li", has_text="Telefon przy drzwiach")
    await phone.locator("summary").click()
    async with page.expect_navigation():
        await phone.get_by_role("button", name="Odłącz na stałe").click()
    assert "Odłączono urządzenie" in await said(page)
    assert await phone.count() == 0

    await go(page, "Historia zmian")
    trail = await page.inner_text("#main table")
    for done in ("Telefon przy drzwiach", "Halina Nowa", "Ola Próbna"):
        assert done in trail


async def test_a_social_worker_answers_a_worry_and_gives_a_family_its_hour(
    at_work: AtWork,
) -> None:
    page = await at_work(Role.SOCIAL_WORKER)
    await follow(page, re.compile("niepokojąca sytuacja"))
    await page.fill("textarea[name=resolution]", "Byłam tam, wszystko dobrze.")
    await press(page, re.compile("^Załatwione"))
    assert "Nic nie czeka" in await page.inner_text("#main")
    await go(page, "Pulpit")
    assert "niepokojąca" not in await page.inner_text("#main")

    await go(page, "Gospodarstwa")
    await page.fill("input[type=search]", "Probna3")
    await follow(page, re.compile("Osoba0 Próbna3"))
    proxies = page.locator("#collecting .badge", has_text="ważne")
    await expect(proxies).to_have_count(2)
    await press(page, "Odwołaj upoważnienie: Maria Sąsiadka")
    await expect(proxies).to_have_count(1)
    await press(page, "Cofnij")
    await expect(proxies).to_have_count(2)

    await follow(page, "Umów termin")
    await page.locator("[name=slot]").nth(2).check()
    await press(page, "Umów")
    assert "Zapisano." in await said(page)
    await press(page, "Cofnij")
    assert "Termin odwołany." in await said(page)
    await press(page, "Cofnij")
    booked = page.locator("#main", has_text="Umówiony termin")
    await expect(booked).to_contain_text("10:30")


async def test_a_warehouse_volunteer_takes_in_and_counts_twice(
    at_work: AtWork,
) -> None:
    page = await at_work(Role.WAREHOUSE)
    await follow(page, "Przyjmij dostawę")
    lines = [("mleko UHT", "24", "W-MLEKO"), ("cukier", "12", "W-CUKIER")]
    for number, (article, packs, lot) in enumerate(lines):
        if number:
            await press(page, "Dodaj pozycję")
        await choose(page, f"lines.{number}.article", article)
        await page.fill(f"[name='lines.{number}.packs']", packs)
        await page.fill(f"[name='lines.{number}.lot']", lot)
        await page.fill(f"[name='lines.{number}.printed_date']", "03.2027")
    place = await page.input_value("[name='lines.0.location']")
    await press(page, "Przyjmij dostawę")
    done = re.search(r"PZ/\d+/\d+", await said(page))
    assert done is not None

    milk = page.locator("#main tbody tr", has_text="W-MLEKO")
    for before, after in (("24", "23"), ("23", "24")):
        await go(page, "Magazyn")
        await follow(page, "Spis")
        await page.select_option("[name=place]", place)
        await press(page, "Pokaż partie")
        counted = page.locator(".lot-line", has_text="W-MLEKO")
        await expect(counted).to_contain_text(f"w księgach {before}")
        await counted.locator("input[inputmode=numeric]").fill(after)
        await press(page, "Zapisz spis")
        await go(page, "Magazyn")
        assert after in await milk.inner_text()
    await follow(page, "Dokumenty")
    assert done[0] in await page.inner_text("#main tbody")


async def test_a_hand_out_volunteer_gives_less_takes_it_back_and_gives_it_again(
    town: Town, at_work: AtWork
) -> None:
    page = await at_work(Role.HAND_OUT)
    code = await town.code("voucher")
    await follow(page, "Skanuj talon")
    async with page.expect_navigation():
        await page.click(f"button[name=site][value='{town.ids['site']}']")

    for attempt in range(2):
        await page.fill("[name=code]", code.lower())
        await press(page, "Sprawdź talon")
        assert await heading(page) == "Wydaj paczkę"
        if attempt == 0:
            await unfold(page, "Wydaję mniej")
            await page.locator(".packs__line select").first.select_option("0")
            why = page.locator(".packs__line select.packs__why").first
            if await why.count():
                await why.select_option(index=1)
        await press(page, "Wydane")
        assert await heading(page) == "Wydano"
        if attempt == 0:
            await unfold(page, "Cofnij to wydanie")
            await page.fill("[name=annul-reason]", "wrócili po dżem")
            await press(page, "Cofnij wydanie")
            assert "Cofnięto wydanie" in await said(page)
    await page.fill("[name=code]", code)
    await press(page, "Sprawdź talon")
    refusal = page.locator(".outcome--no")
    await expect(refusal).to_be_visible()

    await page.goto(f"/vouchers/{town.ids['voucher']}")
    given = page.locator("#main .card", has_text=re.compile(r"Wydano \d"))
    await expect(given).to_have_count(2)
    await expect(given.filter(has_text="ważne")).to_have_count(1)
    await expect(given.filter(has_text="cofnięte")).to_have_count(1)


async def test_a_coordinator_solves_what_waits_until_nothing_does(
    at_work: AtWork,
) -> None:
    page = await at_work(Role.COORDINATOR)
    await follow(page, re.compile("konflikt do wyjaśnienia"))
    await page.locator("#main input[name$=reason]").first.fill("oddadzą w piątek")
    await press(page, "Zapisz wyjaśnienie")
    assert "Nie ma nic do wyjaśnienia" in await page.inner_text("#main")

    await go(page, "Pulpit")
    await follow(page, re.compile("paczka wraca"))
    while await shown(page, "button", re.compile("^Załatwione")).count():
        sound = page.locator("[name=condition]").first
        if await sound.count():
            await sound.check()
        await press(page, re.compile("^Załatwione"))
    assert "Nic nie czeka" in await page.inner_text("#main")

    await go(page, "Pulpit")
    urgent = page.locator(".todo__mark--danger")
    await expect(urgent).to_have_count(0)


async def test_a_household_moves_its_hour_gives_it_back_and_keeps_its_code(
    town: Town, visit: Visit
) -> None:
    page = await visit(f"/t/{town.ids['slot_link']}", locale="pl-PL")
    hour = page.locator(".my-slot__time")
    first = await hour.inner_text()
    other = page.locator(".choice", has=page.locator("[name=slot]")).nth(1)
    wanted = await other.locator("b").inner_text()

    await other.click()
    await press(page, "Przełóż")
    await expect(hour).to_have_text(wanted)
    await press(page, "Cofnij")
    await expect(hour).to_have_text(first)
    async with page.expect_download() as downloading:
        await shown(page, "link", "Dodaj do kalendarza").click()
    assert (await downloading.value).suggested_filename == "termin.ics"
    await press(page, "Nie przyjdę: odwołaj")
    assert await heading(page) == "Wybierz termin"
    said = await page.inner_text("#main")
    assert said.index("Wybieram ten termin") < said.index("Twój kod")
    await press(page, "Cofnij")
    assert await heading(page) == "Twój termin"

    await expect(hour).to_have_text(first)
    drawing = await page.locator(".my-code__drawing").first.screenshot()
    assert len(zxingcpp.read_barcodes(Image.open(BytesIO(drawing)))) == 1


async def test_a_driver_comes_to_a_shut_door_and_comes_again(
    town: Town, visit: Visit, at_work: AtWork, clock: Clock
) -> None:
    clock.forward(hours=21)
    page = await visit(f"/r/{town.ids['run_link']}", locale="pl-PL")
    await follow(page, "Jestem przy drzwiach")
    door = page.url
    await unfold(page, "Nikogo nie ma w domu")
    await page.check("[name='tried.rang']")
    await press(page, "Nikogo nie było")
    await expect(page.locator("[data-no-more]")).to_be_visible()

    await page.goto(door)
    await page.fill("[name=code]", await town.code("road_voucher"))
    await press(page, "Wydane")
    doors = page.locator(".drive__list li")
    await expect(doors.filter(has_text="wydana")).to_have_count(1)

    office = await at_work(Role.COORDINATOR)
    await go(office, "Dowozy")
    run = office.locator("#main", has_text="Doblo")
    await expect(run).to_contain_text("2 z 2 drzwi")
    await expect(run).to_contain_text("ostatnie drzwi o 9:00")

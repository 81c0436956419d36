"""The store's scanner in a real browser: one page, words, signals, and no network."""

import asyncio

import pytest
from playwright.async_api import Page, Route

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.inventory.commands.labelling import Box
from distribution.inventory.queries.gathering import lines_to_gather
from distribution.inventory.queries.labels import label
from distribution.programmes.queries.rounds import rounds
from tests.admin_ui.people import a_person, enter
from tests.axe import faults
from tests.browsers import OLD_PHONE
from tests.worlds import NOON
from tests.worlds_inventory import Store, a_lot, a_store, held, keep
from tests.worlds_labels import a_label

TODAY = NOON.date()
CODE = "[data-store-form] [name=code]"
WORD = "#store .outcome__word"
CUT = "[data-store-cut]"
TREMORS = "navigator.vibrate = (how) => { (globalThis.felt ??= []).push(how[0]) }"
SMALL = """[...document.querySelectorAll("store-scan .button, store-scan .input")]
  .filter((one) => one.offsetHeight && one.offsetHeight < 44)
  .map((one) => one.outerHTML)"""
EXCESS = "document.documentElement.scrollWidth - innerWidth"
YES, NO, LOOK = 70, 250, 90


async def in_the_store(actor: Actor, visit, phone: str = "") -> tuple[Store, Page]:
    """Open the store's scanner on a *phone* that an initial script makes."""
    store = await a_store(actor)
    page = await visit("/sign-in", locale="pl-PL")
    page.set_default_timeout(8000)
    await page.context.add_init_script(TREMORS)
    await page.context.add_init_script(phone)
    await enter(page, await a_person(actor, Role.WAREHOUSE))
    await page.goto("/store")
    return store, page


async def scan(page: Page, code: str, word: str) -> None:
    """Type a code as a scanner does; wait for the word of its answer."""
    await page.fill(CODE, code)
    await page.press(CODE, "Enter")
    await page.wait_for_selector(f"{WORD}:has-text('{word}')")


async def test_a_box_is_moved_and_counted_without_leaving_the_page(
    actor: Actor, visit
) -> None:
    store, page = await in_the_store(actor, visit)
    lot = await a_lot(store, 10)
    box = await a_label(actor, at=store.shelf, box=Box(lot, 4))
    fridge = await a_label(actor, at=store.fridge)
    await page.evaluate("globalThis.stayed = true")

    await scan(page, "590123412345", "Nie rozpoznano")
    typed = await page.input_value(CODE)
    await scan(page, box.label, "Mleko")
    wrong = [*await faults(page), *await page.evaluate(SMALL)]
    await page.click("text=Przesuń")
    await page.wait_for_selector(f"{WORD}:has-text('Dokąd?')")
    await scan(page, fridge.label, "Lodówka")
    await page.click(".confirm button")
    await page.wait_for_selector("#flashes :text('Przesunięto 4')")
    await page.click("#store a:text('Policz') >> nth=0")
    await page.fill("[name=counted]", "3")
    await page.click(".confirm button")
    await page.wait_for_selector("#flashes :text('Różnica: -1')")

    assert typed == "590123412345"
    assert wrong == []
    assert await page.evaluate(EXCESS) <= 0
    assert await page.evaluate("globalThis.stayed")
    assert await page.evaluate("felt") == [NO, YES, LOOK, YES, YES, LOOK, YES]
    assert await held(store, lot) == {store.shelf: (6, 0), store.fridge: (3, 0)}


async def test_a_code_that_is_read_before_the_answer_waits_for_it(
    actor: Actor, visit
) -> None:
    """On an old telephone, which then still knows which button was pressed."""
    store, page = await in_the_store(actor, visit, OLD_PHONE)
    lot = await a_lot(store, 10)
    box = await a_label(actor, at=store.shelf, box=Box(lot, 4))
    shelf = await a_label(actor, at=store.shelf)
    fridge = await a_label(actor, at=store.fridge)
    asked: list[str] = []

    async def slowly(route: Route) -> None:
        asked.append(route.request.post_data or "")
        await asyncio.sleep(0.3)
        await route.continue_()

    await page.route("**/store/look", slowly)
    for code in (shelf.label, fridge.label, fridge.label):
        await page.fill(CODE, code)
        await page.press(CODE, "Enter")
    await page.wait_for_selector(f"{WORD}:has-text('Lodówka')")
    await page.unroute("**/store/look")
    await scan(page, box.label, "Mleko")
    await page.click("text=Przesuń")
    await page.wait_for_selector(f"{WORD}:has-text('Dokąd?')")
    await scan(page, fridge.label, "Lodówka")
    await page.fill("[name=packs]", "1")
    await page.click("text=Tylko tyle, pudło zostaje")
    await page.wait_for_selector("#flashes :text('Przesunięto 1')")

    assert [fridge.label in one for one in asked] == [False, True]
    assert await held(store, lot) == {store.shelf: (9, 0), store.fridge: (1, 0)}
    async with reading(actor):
        assert (await label(box.id)).location == store.shelf


async def test_without_a_network_it_says_so_and_keeps_what_was_typed(
    actor: Actor, visit
) -> None:
    store, page = await in_the_store(actor, visit)
    shelf = await a_label(actor, at=store.shelf)

    await page.context.set_offline(True)
    await page.wait_for_selector(f"{CUT}:has-text('Nie ma sieci')")
    await page.fill(CODE, shelf.label)
    await page.press(CODE, "Enter")
    await page.wait_for_selector(f"{CUT} >> text=Spróbuj jeszcze raz")
    kept = await page.input_value(CODE)
    wrong = await faults(page)
    await page.context.set_offline(False)
    await page.wait_for_selector(f"{CUT}:has-text('Sieć wróciła')")
    await page.click(f"{CUT} button")
    await page.wait_for_selector(f"{WORD}:has-text('Regał A')")
    await page.wait_for_selector(CUT, state="hidden")

    assert kept == shelf.label
    assert wrong == []


async def test_gathering_ticks_lines_off_and_a_wrong_lot_is_refused(
    actor: Actor, visit
) -> None:
    store, page = await in_the_store(actor, visit)
    lots = [await a_lot(store, 10), await a_lot(store, 10)]
    await keep(store, 6)
    async with reading(actor):
        [turn] = await rounds(TODAY)
        [line] = await lines_to_gather(turn.id, store.warehouse, TODAY)
    right = await a_label(actor, at=store.shelf, box=Box(line.lot, 6))
    [other] = [lot for lot in lots if lot != line.lot]
    wrong = await a_label(actor, at=store.shelf, box=Box(other, 6))
    target = await a_label(actor, at=store.counter_shelf)

    await page.goto(f"/store/rounds/{turn.id}")
    await scan(page, wrong.label, "Nie to")
    told = await page.inner_text("#store [data-signal]")
    await scan(page, right.label, "Zebrane")
    taken = await page.inner_text(".store__pieces li")
    found = [*await faults(page), *await page.evaluate(SMALL)]
    await scan(page, target.label, "Regał A")
    await page.click("text=Przesuń tutaj")
    await page.wait_for_selector("#flashes :text('Przesunięto wszystko')")

    assert line.lot_number in told
    assert right.label in taken
    assert "Cofnij" in taken
    assert found == []
    assert await page.evaluate("felt") == [NO, YES, YES, YES]
    assert (await held(store, line.lot))[store.counter_shelf] == (6, 6)


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/store", True),
        ("/store?at=1", True),
        ("/store/rounds/1?site=2", True),
        ("/store/rounds", False),
        ("/store/labels", False),
        ("/store/cars/1", False),
        ("/stock/receipts/new?barcode=1", False),
        ("https://elsewhere.test/store", False),
    ],
)
async def test_only_pages_of_the_scanner_are_fetched(open_page, path, ours) -> None:
    page = await open_page("<!doctype html><title>Magazyn</title>")

    found = await page.evaluate(
        """async (path) => {
          const { isOurs } = await import("/static/js/store/store-scan.js")
          return isOurs(new URL(path, location), location) }""",
        path,
    )

    assert found is ours

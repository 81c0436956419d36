"""The camera as a scanner: a fake one shows real codes to a real browser."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from distribution.accounts.rules import Role
from distribution.core import qr
from distribution.core.actor import Actor
from tests.admin_ui.conftest import render
from tests.admin_ui.people import a_person, enter
from tests.admin_ui.scanning import CONFIRM, OUTCOME, paired
from tests.admin_ui.test_drive_offline import at_door, on_the_way
from tests.admin_ui.test_routing_pages import driven
from tests.axe import faults
from tests.browsers import FLAGS, OLD_PHONE, browser_to_use
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import a_shelf
from tests.worlds_labels import a_label
from tests.worlds_vouchers import Counter, a_counter

SIZE = (640, 480)
OPEN = "text=Skanuj aparatem"
WORDS = "[data-camera-words]"
AIM = "Pokaż aparatowi kod QR z talonu."
REPEATED = "Ten kod już odczytano. Pokaż następny."
CONTROLS = "[...document.querySelectorAll('.camera button, .camera select')]"
HEIGHTS = f"{CONTROLS}.map(e => e.offsetHeight).filter(Boolean)"

SILENT = """(() => {
  const own = AudioContext
  globalThis.AudioContext = class extends own {
    #isAwake = false
    get state() { return this.#isAwake ? super.state : "suspended" }
    resume() { this.#isAwake = true; return super.resume() }
    createOscillator() { sessionStorage.heard = "yes"; return super.createOscillator() }
  }
})()"""
"""An iPhone makes no sound before it is told to, under a finger."""

TRACKS = "stream => stream.getTracks().map(track => track.readyState)"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fake camera films: read anew whenever a page opens it."""
    return tmp_path_factory.mktemp("camera") / "film.y4m"


@pytest.fixture(scope="module")
async def browser(film: Path) -> AsyncIterator[Browser]:
    """A browser on a device with a camera that a page must be let use."""
    filmed(film, None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_to_use(),
            args=[
                *FLAGS,
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={film}",
            ],
        )
        yield browser
        await browser.close()


def filmed(film: Path, code: Image.Image | None) -> None:
    """Let the camera see a sheet with *code* in its middle, or an empty one."""
    sheet = Image.new("L", SIZE, 0x90)
    if code:
        left, top = ((a - b) // 2 for a, b in zip(SIZE, code.size, strict=True))
        sheet.paste(code.convert("L").point(lambda v: 32 + v * 3 // 4), (left, top))
    colours = b"\x80" * (SIZE[0] * SIZE[1] // 2)
    frame = b"FRAME\n" + sheet.tobytes() + colours
    film.write_bytes(b"YUV4MPEG2 W640 H480 F20:1 Ip A1:1 C420\n" + frame * 4)


def a_letter(token: str) -> Image.Image:
    """Return both codes of a letter; the one of the household's own page is first."""
    page = qr.png(qr.link_matrix("https://kromka.example.pl/t/AAAAAAAAAAAAAAAAAAAAAA"))
    small, large = Image.open(BytesIO(page)), drawn(token)
    small = small.resize((150, 150))
    sheet = Image.new("L", (small.width + large.width, large.height), 255)
    sheet.paste(small, (0, 0))
    sheet.paste(large, (small.width, 0))
    return sheet


def drawn(token: str) -> Image.Image:
    """Return the code of a voucher as it is printed."""
    return Image.open(BytesIO(qr.png(qr.matrix(token))))


def sent_to(page: Page, path: str) -> list[str]:
    """Return a list that gets the body of every POST to *path*."""
    sent: list[str] = []
    page.on(
        "request",
        lambda r: (
            sent.append(r.post_data or "")
            if r.method == "POST" and r.url.endswith(path)
            else None
        ),
    )
    return sent


async def says(page: Page, words: str) -> None:
    """Wait until the camera says so."""
    await page.wait_for_selector(f"{WORDS}:has-text('{words}')", timeout=8000)


async def at_the_counter(
    actor: Actor, visit, phone: str = "", **options
) -> tuple[Counter, Page]:
    """Open the scan page of a volunteer, on a *phone* that an initial script makes."""
    counter = await a_counter(actor)
    page = await visit("/handout", locale="pl-PL", **options)
    await page.context.add_init_script(phone)
    await enter(page, await a_person(actor, Role.HAND_OUT))
    return counter, page


async def test_a_voucher_before_the_camera_is_looked_up_once(
    actor: Actor, visit, film: Path
) -> None:
    """On an old iPhone, and from a letter with a second code, too."""
    counter, page = await at_the_counter(actor, visit, OLD_PHONE + SILENT)
    looked = sent_to(page, "/handout/look")
    filmed(film, a_letter(counter.token()))

    await page.click(OPEN)
    await says(page, "Przeglądarka nie pozwala użyć aparatu.")
    refused = await faults(page)
    await page.context.grant_permissions(["camera"])
    await page.click(OPEN)
    await page.wait_for_selector("confirm-once")
    preview = await page.inner_text(".outcome")
    # Back while the voucher still lies there: the camera opens by itself, and waits.
    await page.click("text=Anuluj")
    await says(page, REPEATED)

    assert "Wydaj paczkę" in preview
    assert counter.voucher.short_code[:4] in preview
    assert len(looked) == 1
    assert await page.evaluate("sessionStorage.heard") == "yes"
    assert await page.is_visible("video")
    assert min(await page.evaluate(HEIGHTS)) >= 44
    assert [*refused, *await faults(page)] == []


async def test_the_camera_rests_while_a_dialog_is_open_and_when_the_page_is_left(
    actor: Actor, visit, film: Path
) -> None:
    counter, page = await at_the_counter(actor, visit, permissions=["camera"])
    looked = sent_to(page, "/handout/look")
    filmed(film, drawn(counter.token()))
    await page.evaluate(
        "document.body.append(document.createElement('dialog'));"
        "document.querySelector('dialog').show()"
    )

    await page.evaluate("document.querySelector('[data-camera-open]').click()")
    await says(page, AIM)
    await page.wait_for_timeout(500)
    left = await page.evaluate_handle("document.querySelector('video').srcObject")
    await page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert await page.is_hidden("video")
    assert await left.evaluate(TRACKS) == ["ended"]
    await page.evaluate("dispatchEvent(new Event('pageshow'))")
    await says(page, AIM)
    again = await page.evaluate_handle("document.querySelector('video').srcObject")
    await page.click("text=Zamknij aparat")

    assert looked == []
    assert await again.evaluate(TRACKS) == ["ended"]
    assert await page.is_hidden("video")
    assert await page.evaluate("document.activeElement.innerText") == "Skanuj aparatem"


async def test_over_plain_http_from_elsewhere_it_says_why_there_is_none(
    open_page,
) -> None:
    site = {"name": "Centrum Kultury"}
    page = await open_page(
        render("handout/scan.html", site=site, sites=[], errors={}), path="/handout"
    )

    await page.click(OPEN)

    assert "musi zaczynać się od https" in await page.inner_text(WORDS)
    assert await page.is_editable("[name=code]")


async def test_a_code_is_new_again_after_it_was_out_of_sight_for_some_seconds(
    open_page,
) -> None:
    page = await open_page("<!doctype html><title>Aparat</title>")

    new = await page.evaluate(
        """async () => { const { Sight } = await import("/static/js/barcode-reader.js")
          const sight = new Sight(3000)
          return [["a", 0], ["a", 2900], ["a", 5800], ["b", 5900], ["b", 8900]]
            .map(([code, at]) => sight.isNew(code, at)) }"""
    )

    assert new == [True, False, False, True, True]


async def test_the_scanner_reads_on_and_one_voucher_held_there_is_one_scan(
    actor: Actor, visit, film: Path
) -> None:
    counter = await a_counter(actor)
    page = await visit("/scan", locale="pl-PL", permissions=["camera"])
    await paired(page, counter.device_token)
    looked = sent_to(page, "/handouts/preview")
    filmed(film, drawn(counter.token()))

    await page.click(OPEN)
    await page.click(CONFIRM)
    await says(page, REPEATED)
    await page.wait_for_timeout(500)

    assert len(looked) == 1
    assert await page.inner_text(OUTCOME) == "Wydano"
    assert await page.is_visible("video")
    assert not await page.evaluate("document.querySelector('video').paused")


async def test_the_store_reads_a_gs1_label_and_its_own_with_the_camera(
    actor: Actor, visit, film: Path
) -> None:
    counter = await a_counter(actor)
    shelf = await a_label(actor, at=await a_shelf(actor, counter.site))
    page = await visit("/stock/receipts/new", locale="pl-PL", permissions=["camera"])
    await enter(page, await a_person(actor, Role.WAREHOUSE))
    label = zxingcpp.create_barcode(
        "(01)05901234123457(15)270331(10)L-77", zxingcpp.BarcodeFormat.DataMatrix
    )
    filmed(film, Image.fromarray(label.to_image(scale=8)))

    await page.click(OPEN)
    await page.wait_for_url("**/stock/receipts/new")
    await page.wait_for_selector("[name='lines.1.lot'], [value='L-77']")

    assert await page.input_value("[name='lines.0.lot']") == "L-77"

    # The store's scanner opens the camera that was open on the page before.
    filmed(film, Image.open(BytesIO(qr.png(qr.label_matrix(shelf.label), scale=8))))
    looked = sent_to(page, "/store/look")
    await page.goto("/store")
    await page.wait_for_selector("#store .outcome__word:has-text('Regał A')")
    # Held there, it is one scan, and the camera stays open for the next one.
    await says(page, REPEATED)

    assert len(looked) == 1
    assert await page.is_visible("video")
    assert not await page.evaluate("document.querySelector('video').paused")


async def test_only_pages_with_a_camera_may_run_webassembly(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await a_counter(actor)
    await sign_in_as(client, actor, Role.HAND_OUT, Role.WAREHOUSE)

    pages = {
        path: (await client.get(path)).headers
        for path in ("/handout", "/scan", "/stock/receipts/new", "/stock", "/unknown")
    }

    assert {
        path
        for path, headers in pages.items()
        if "wasm-unsafe-eval" in headers["Content-Security-Policy"]
    } == {"/handout", "/scan", "/stock/receipts/new"}
    assert all("camera=(self)" in h["Permissions-Policy"] for h in pages.values())


async def test_at_a_door_without_signal_the_code_waits_for_a_finger(
    actor: Actor, visit, film: Path
) -> None:
    town, day, path = await driven(actor)
    stop = day.stops[0]
    token = town.tokens[stop.voucher]
    page = await on_the_way(visit, path, permissions=["camera"], locale="pl-PL")
    await page.context.set_offline(True)
    await at_door(page, path, stop.id)
    filmed(film, drawn(token))

    await page.click(OPEN)
    await says(page, "Odczytano kod. Sprawdź i naciśnij przycisk.")

    assert await page.input_value("[name=code]") == token
    assert await page.is_hidden("video")
    assert await page.evaluate("document.activeElement.textContent.trim()") == "Wydane"
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[data-outbox] li")


def shown(link: str) -> Image.Image:
    """Return a link as the office sees it on the screen."""
    return Image.open(BytesIO(qr.png(qr.link_matrix(link), scale=6)))


async def test_a_phone_becomes_a_scanner_by_the_code_on_the_offices_screen(
    actor: Actor, visit, film: Path
) -> None:
    counter = await a_counter(actor)
    page = await visit("/scan", locale="pl-PL", permissions=["camera"])
    filmed(film, shown("https://elsewhere.example/scan#pair=abc"))
    origin = await page.evaluate("location.origin")

    await page.click("text=Masz kod parowania z biura?")
    await page.click(f"{OPEN} >> visible=true")
    await page.wait_for_selector("text=To nie jest kod parowania z tej strony.")
    wrong = await faults(page)
    await page.click("text=Zamknij aparat >> visible=true")
    filmed(film, shown(f"{origin}/scan#pair={counter.device_token}"))
    await page.click(f"{OPEN} >> visible=true")
    await page.wait_for_selector("[data-list]:has-text('lista z')")

    assert await page.is_hidden("[data-start]")
    assert await page.is_hidden("video")
    assert wrong == []

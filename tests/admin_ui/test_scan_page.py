"""The scanner in one phone: with signal and without, looked at and pressed."""

from uuid import uuid4

import pytest
from playwright.async_api import Page

from admin_ui.pages import scan as scan_pages
from distribution.accounts.commands.keeping import enrol_device, revoke_device
from distribution.core.actor import Actor
from distribution.vouchers.commands.issuing import block
from distribution.vouchers.commands.scan_settings import set_pin
from tests.admin_ui.scanning import (
    CODE,
    CONFIRM,
    DAY,
    LINK,
    OFFER,
    OUTCOME,
    STARTED,
    back_online,
    cut_off,
    edit_extract,
    give,
    kept,
    paired,
    put,
    recorded,
    scan,
    short_of,
    until,
)
from tests.axe import faults
from tests.worlds import NOON
from tests.worlds_vouchers import Counter, a_counter

SIDEWAYS = """Math.max(...[...document.querySelectorAll("html, dialog[open]")]
  .map(e => e.scrollWidth - e.clientWidth))"""
LARGE = """() => { const root = document.documentElement
  root.dataset.contrast = "high"
  root.style.fontSize = "200%" }"""
"""As people set their telephones who see little."""
SMALL = """[...document.querySelectorAll('button, a, input, summary')]
  .filter(e => e.checkVisibility() && !e.closest('.skip-link, .choice')
  && e.getBoundingClientRect().height < 44 && getComputedStyle(e).display !== 'inline')
  .map(e => e.outerHTML.slice(0, 90))"""

SCANNED = """(code) => [...code, "Enter"].map((key) => document.body.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))).at(-1)"""
"""A scanner at a cable types without a pause; says whether its Enter comes through."""

WAITING_ANEW = """async () => {
  const known = await navigator.serviceWorker.ready
  return (await caches.keys()).includes("kromka-scan-newest") && !known.installing
}"""
KNOWS_A_BLOCK = """async () => {
  const store = await import("/static/js/scan/store.js")
  const kept = await store.unseal("extract")
  return kept.extract.vouchers.some((one) => one.blocked_on)
}"""
FULL = """(why) => {
  globalThis.ownPut ??= IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = why ? function () {
    throw new DOMException(why, "QuotaExceededError")
  } : globalThis.ownPut
}"""
"""A phone's storage that takes nothing any more, or again."""


async def a_phone(actor: Actor, visit, **world) -> tuple[Counter, Page]:
    """A phone at a counter, paired and ready."""
    counter = await a_counter(actor, **world)
    page = await visit("/scan", locale="pl-PL")
    await paired(page, counter.device_token)
    return counter, page


async def looked_at(page: Page) -> list[object]:
    """Return what is wrong with the screen as it stands."""
    wide = await page.evaluate(SIDEWAYS)
    return [*await faults(page), *(["sideways"] if wide > 0 else [])]


async def test_with_signal_a_parcel_is_handed_out_and_taken_back(
    actor: Actor, visit
) -> None:
    counter, page = await a_phone(actor, visit)
    code = counter.voucher.short_code
    wrong = [*await looked_at(page)]
    await page.evaluate(FULL, "no room")
    await scan(page, code)
    await page.click(CONFIRM)
    lost = await page.inner_text(OUTCOME)
    await page.evaluate(FULL, "")

    await scan(page, counter.token())
    offer = await page.inner_text("#offer")
    said = await page.inner_text(OFFER)
    await page.click("[data-fewer]")
    await page.click("[data-step='-1'] >> nth=0")
    await page.click(CONFIRM)
    unsaid = await page.inner_text("#offer .confirm [data-fault]")
    led_to = await page.evaluate("document.activeElement.ariaLabel")
    await page.select_option("[data-why]:visible select", "could_not_carry")
    await page.fill("#offer [name=note]", "przyjdzie po resztę")
    wrong += [*await looked_at(page), *await page.evaluate(SMALL)]
    await page.click(CONFIRM)
    done = await page.inner_text(OUTCOME)
    wrong += await looked_at(page)
    [made] = await recorded(actor)
    await page.click("[data-outcome] [data-undo]")
    await page.check("text=Zeskanowano nie ten talon")
    wrong += await looked_at(page)
    await page.click("#undo [type=submit]")
    await page.wait_for_selector(f"{OUTCOME}:has-text('Cofnięto wydanie')")
    [undone] = await recorded(actor)
    again = await give(page, code)

    assert (said, done, again) == ("Wydaj paczkę", "Wydano", "Wydano")
    assert lost == "Nie zapisano"
    assert unsaid.startswith("Wybierz, dlaczego mniej: ")
    assert led_to == unsaid
    [short] = await short_of(actor)
    assert (short["packs"], short["reason"]) == (1, "could_not_carry")
    assert short["note"] == "przyjdzie po resztę"
    assert "mleko" in offer
    assert "partia" in offer
    assert (made["offline"], made["conflict"], made["annulled"]) == (False, None, False)
    assert undone["annulment"] == "Zeskanowano nie ten talon"
    assert [one["annulled"] for one in await recorded(actor)] == [True, False]
    assert await kept(page, "refusals") == []
    assert wrong == []


async def test_without_signal_the_phone_decides_keeps_and_sends_once(
    actor: Actor, visit
) -> None:
    counter, page = await a_phone(actor, visit, households=3)
    first, second, blocked = counter.vouchers
    await block(actor, blocked.id, reason="próba", now=NOON)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await until(page, KNOWS_A_BLOCK)
    await cut_off(page.context, page)
    # As a browser asks that knows no import map.
    unled = "fetch('/static/js/scan/sync.js').then((answer) => answer.ok)"
    assert await page.evaluate(unled)

    said = [await give(page, counter.token(one.id)) for one in (first, second)]
    await scan(page, blocked.short_code)
    refused = await page.inner_text("[data-outcome]")
    office = await page.get_attribute("[data-office]", "href")
    await page.reload()  # without signal: the app comes from the phone
    await page.wait_for_selector(STARTED)
    await scan(page, first.short_code)
    twice = await page.inner_text("[data-outcome]")
    waiting = await page.inner_text("[data-waiting]")
    wrong = await looked_at(page)
    await page.click(DAY)
    await page.click("#day [data-undo] >> nth=1")
    await page.check("text=Paczki nie odebrano")
    await page.click("#undo [type=submit]")
    await page.click("#day [data-close]")
    assert await recorded(actor) == []
    await back_online(page.context, page)

    made = {one["short_code"]: one for one in await recorded(actor)}
    assert said == ["Wydano i zapisano", "Wydano i zapisano"]
    assert "wstrzymany od 17.03.2026" in refused
    assert "Biuro: 81 000 00 00" in refused
    assert office == "tel:810000000"
    assert "już wydano: 17.03.2026" in twice
    assert waiting == "2 wydania czekają na wysłanie"
    assert set(made) == {first.short_code, second.short_code}
    assert [one["offline"] for one in made.values()] == [True, True]
    assert made[first.short_code]["annulment"] == "Paczki nie odebrano"
    assert not made[second.short_code]["annulled"]
    assert await kept(page, "refusals") == []
    assert wrong == []


async def test_a_hand_out_that_the_service_does_not_take_holds_nothing_up(
    actor: Actor, visit
) -> None:
    counter, page = await a_phone(actor, visit)
    await cut_off(page.context, page)
    await give(page, counter.token())
    [good] = await kept(page, "handouts")
    for changes in ({"code": "K7QM2F9X3D"}, {"code": ""}, {"recipient": {"kind": 7}}):
        nonce = str(uuid4())
        poisoned = {
            **good,
            "nonce": nonce,
            "scanned_at": good["scanned_at"] - 1000,
            **changes,
        }
        await put(page, "handouts", nonce, poisoned)

    await back_online(page.context, page)
    await page.click(DAY)
    await page.wait_for_selector("#day[open]")

    aside = await page.inner_text("[data-aside-list]")
    assert [one["short_code"] for one in await recorded(actor)] == [
        counter.voucher.short_code
    ]
    assert aside.count("odłożone") == 3
    assert "Nie ma talonu o takim kodzie." in aside
    assert await page.inner_text("[data-aside]") == "3 wpisy wymagają uwagi"
    assert await looked_at(page) == []
    await page.click("[data-aside-list] [data-settled] >> nth=0")
    await page.wait_for_selector("[data-aside]:has-text('2 wpisy')")
    assert len(await kept(page, "handouts")) == 3


async def test_a_phone_that_is_shut_out_forgets_the_list_and_keeps_what_it_did(
    actor: Actor, visit
) -> None:
    counter, page = await a_phone(actor, visit, households=2)
    first, second = counter.vouchers
    await cut_off(page.context, page)
    await give(page, counter.token(first.id))
    await scan(page, counter.token(second.id))  # the parcel is on the counter
    await revoke_device(actor, counter.device, now=NOON)

    await page.context.set_offline(False)
    await page.wait_for_selector("[data-start]:visible")
    await page.click(CONFIRM)
    late = await page.inner_text(OUTCOME)
    await page.wait_for_selector("[data-start-kept]:has-text('2 ')")
    ended = await page.inner_text("[data-start]")
    wrong = await looked_at(page)
    left = [await kept(page, store) for store in ("sealed", "keys", "handouts")]
    assert await recorded(actor) == []
    _, token = await enrol_device(actor, site=counter.site, name="Nowy telefon")
    await page.goto("about:blank")
    await paired(page, token)
    await page.wait_for_selector("[data-waiting]", state="hidden")

    assert "Zmiana się skończyła" in ended
    assert late == "Wydano i zapisano"
    assert "2 niewysłane wydania" in ended
    assert left[:2] == [[], []]
    assert [one["state"] for one in left[2]] == ["waiting", "waiting"]
    assert {one["short_code"] for one in await recorded(actor)} == {
        first.short_code,
        second.short_code,
    }
    assert wrong == []


async def test_an_old_list_and_a_voucher_beyond_it_need_the_supervisors_pin(
    actor: Actor, visit
) -> None:
    await set_pin(actor, "482915", now=NOON)
    counter, page = await a_phone(actor, visit, households=2)
    listed, beyond = counter.vouchers
    await cut_off(page.context, page)
    await edit_extract(page, extract={"revocations_good_for": -1})

    await scan(page, counter.token(listed.id))
    why = await page.inner_text("[data-pin-why]")
    await page.fill("#pin [name=pin]", "111111")
    await page.press("#pin [name=pin]", "Enter")
    await page.wait_for_selector("#pin [data-fault]:has-text('To nie ten PIN.')")
    wrong = await looked_at(page)
    await page.fill("#pin [name=pin]", "482915")
    await page.press("#pin [name=pin]", "Enter")
    await page.click(CONFIRM)
    await page.wait_for_selector(OUTCOME)  # only now it is written down
    await edit_extract(page, forget=True)
    await scan(page, counter.token(beyond.id))
    unlisted = await page.inner_text("[data-pin-why]")
    await page.click("#pin [data-close]")
    refused = await page.inner_text(OUTCOME)
    await scan(page, beyond.short_code)  # nothing proves a short code
    unknown = await page.inner_text("[data-outcome]")

    assert "Lista unieważnionych talonów jest za stara" in why
    assert "nie ma na liście w telefonie" in unlisted
    assert refused == "Nie wydawaj"
    assert "Nie ma talonu o takim kodzie." in unknown
    assert beyond.short_code in unknown
    assert [one["pin_used"] for one in await kept(page, "handouts")] == [True]
    assert wrong == []


async def test_a_new_version_waits_for_a_finger_and_loses_nothing(
    actor: Actor, visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter, page = await a_phone(actor, visit, households=2)
    await cut_off(page.context, page)
    await give(page, counter.token(counter.vouchers[0].id))
    [before] = await kept(page, "handouts")
    await page.route("**/api/**", lambda route: route.abort())
    await page.context.set_offline(False)
    monkeypatch.setattr(scan_pages, "version", lambda: "newer")

    update = "navigator.serviceWorker.ready.then((known) => known.update())"
    await page.evaluate(update)
    await page.wait_for_selector("[data-take-over]")
    monkeypatch.setattr(scan_pages, "version", lambda: "newest")
    await page.evaluate(update)  # and one more before anybody had time
    await until(page, WAITING_ANEW)
    old_tab = await give(page, counter.token(counter.vouchers[1].id))
    offered = await page.locator("[data-take-over]").count()
    async with page.expect_event("load"):
        await page.click("[data-take-over]")
    await page.wait_for_selector(STARTED)
    caches = await page.evaluate("caches.keys()")
    after = await kept(page, "handouts")
    await page.unroute("**/api/**")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.wait_for_selector("[data-waiting]", state="hidden")

    assert old_tab == "Wydano i zapisano"
    assert offered == 1
    assert "kromka-scan-newest" in caches
    assert before["nonce"] in {one["nonce"] for one in after}
    assert len(await recorded(actor)) == len(after) == 2


async def test_by_keyboard_alone_and_a_code_meanwhile_does_nothing(
    actor: Actor, visit
) -> None:
    counter, page = await a_phone(actor, visit, households=2)
    first, second = (one.short_code for one in counter.vouchers)
    await page.evaluate("document.activeElement.blur()")

    await page.keyboard.type(first)  # nobody aimed at the field
    await page.keyboard.press("Enter")
    await page.wait_for_selector(OFFER)
    await page.keyboard.type(second, delay=1)  # a scanner at a cable
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#offer [data-scan-ignored]:visible")
    assert await recorded(actor) == []
    await page.wait_for_timeout(100)  # a person is slower than a scanner
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.type") == "submit":
            break
    await page.keyboard.press("Enter")
    await page.wait_for_selector(f"{OUTCOME}:has-text('Wydano')")
    await page.wait_for_selector("#offer", state="hidden")
    await page.fill(CODE, first)
    await page.press(CODE, "Enter")
    await page.wait_for_selector("[data-ignored]:visible")

    assert await page.evaluate(SCANNED, second)  # nothing is to be confirmed any more
    assert [one["short_code"] for one in await recorded(actor)] == [first]


async def test_every_sheet_is_sound_in_the_dark_and_in_another_language(
    actor: Actor, visit
) -> None:
    _counter, page = await a_phone(actor, visit)
    await cut_off(page.context, page)

    await page.click("[data-open=menu]")
    await page.click("#menu [data-view-value=dark] >> visible=true")
    await page.click("[data-language=uk]")
    await page.wait_for_selector("html[lang=uk][data-scanner=ready]")
    theme = await page.get_attribute("html", "data-theme")
    chosen = page.locator("#menu [data-view-part=theme][aria-current]")
    marked = await chosen.get_attribute("data-view-value")
    wrong = await looked_at(page)
    for name in ("menu", "day", "ready"):
        await page.click(f"[data-open={name}] >> visible=true")
        await page.wait_for_selector(f"#{name}[open]")
        wrong += [*await looked_at(page), *await page.evaluate(SMALL)]
        await page.click(f"#{name} [data-close]")
    await page.evaluate(LARGE)
    wrong += await looked_at(page)
    for name in ("menu", "day", "ready"):
        await page.click(f"[data-open={name}] >> visible=true")
        await page.wait_for_selector(f"#{name}[open]")
        wrong += [name] if await page.evaluate(SIDEWAYS) > 0 else []
        await page.click(f"#{name} [data-close]")
    await page.goto("/scan")
    await page.wait_for_selector("html[lang=uk][data-scanner=ready]")

    assert theme == marked == "dark"
    assert await page.is_visible(LINK)
    assert wrong == []

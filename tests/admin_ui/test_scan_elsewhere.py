"""What waits on a phone goes out with its next shift, or without any tab at all."""

import asyncio
from uuid import uuid4

from playwright.async_api import Page

from distribution.accounts.commands.keeping import enrol_device, revoke_device
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from tests.admin_ui.scanning import (
    CONFIRM,
    DAY,
    cut_off,
    give,
    kept,
    paired,
    put,
    recorded,
    scan,
    short_of,
)
from tests.admin_ui.test_scan_page import a_phone, looked_at
from tests.vouchers.test_rules import VECTORS
from tests.worlds import NOON
from tests.worlds_inventory import a_delivery
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import a_counter

NO_SIGNATURES = """() => { const own = crypto.subtle.importKey.bind(crypto.subtle)
  crypto.subtle.importKey = (...given) => given[2] === "Ed25519"
    ? Promise.reject(new DOMException("", "NotSupportedError")) : own(...given) }"""
"""An older phone's browser."""

SHARES = """() => {
  navigator.share = async ({ text }) => { document.body.dataset.shared = text } }"""
PROVE = """async ({ token, nonce, code, scanned_at }) => {
  const { proofOf, saidOf } = await import("/static/js/scan/proof.js")
  return proofOf(token, saidOf(nonce, code, Date.parse(scanned_at))) }"""


async def scans(actor: Actor) -> list[tuple[str, str]]:
    """Return the refusals that phones have told, and at which site."""
    async with reading(actor):
        rows = await fetch("SELECT refusal, site FROM scan WHERE purpose = 'reported'")
    return [(row["refusal"], str(row["site"])) for row in rows]


async def poisoned(page: Page, code: str) -> str:
    """Let two refusals wait that the service will not take; return the id of one."""
    nonce = str(uuid4())
    refusal = {"code": code, "reason": "Bo nie!", "problem": None}
    known = {"nonce": nonce, "scanned_at": NOON.isoformat(), **refusal}
    await put(page, "refusals", nonce, known)
    await page.evaluate(
        """async () => { const store = await import('/static/js/scan/store.js')
          const [good] = await store.list("refusals")
          const code = String.fromCharCode(0xd800)  // no text at all
          await store.put("refusals", "odd", { ...good, nonce: "odd", code }) }"""
    )
    return nonce


async def sent_on(page: Page) -> tuple[str, str, list[object]]:
    """Send what was put aside to somebody, and settle it; return what was seen."""
    await page.click(DAY)
    await page.wait_for_selector("[data-aside-list] [data-settled] >> nth=1")
    aside = await page.inner_text("[data-aside-list]")
    wrong = await looked_at(page)
    await page.evaluate(SHARES)
    await page.click("[data-aside-send]")
    text = await page.get_attribute("body[data-shared]", "data-shared")
    await page.click("[data-aside-list] [data-settled] >> nth=0")
    await page.wait_for_selector("[data-aside]:has-text('1 wpis')")
    await page.click("[data-aside-list] [data-settled] >> nth=0")
    await page.wait_for_selector("[data-aside-part]", state="hidden")
    return aside, text or "", wrong


async def test_with_a_shift_elsewhere_everything_goes_where_it_belongs(
    actor: Actor, visit
) -> None:
    counter = await a_counter(actor, households=2)
    await a_delivery(actor, location=counter.shelf, fund=counter.fund, packs={"SER": 9})
    page = await visit("/scan", locale="pl-PL")
    await paired(page, counter.device_token)
    first, second = counter.vouchers
    there = await a_site(actor)
    _, token = await enrol_device(actor, site=there, name="Gdzie indziej")
    proofs = [await page.evaluate(PROVE, one) for one in VECTORS["proofs"]]
    await cut_off(page.context, page)
    await scan(page, counter.token(first.id))
    await page.click("[data-fewer]")
    milk = "#offer .parcel__line:has-text('mleko')"
    await page.click(f"{milk} >> [data-step='-1']")
    await page.select_option(f"{milk} >> [data-why] select", "damaged")
    await page.select_option(f"{milk} >> [data-instead] select", index=1)
    wrong = await looked_at(page)
    await page.click(CONFIRM)
    size = await page.inner_text("[data-outcome] .counter__who")
    await page.evaluate(NO_SIGNATURES)
    await scan(page, counter.token(second.id))
    refused = await page.inner_text("[data-outcome]")
    nonce = await poisoned(page, second.short_code)
    await revoke_device(actor, counter.device, now=NOON)

    await page.context.set_offline(False)
    await page.goto("about:blank")
    await paired(page, token)
    await page.wait_for_selector("[data-waiting]", state="hidden")
    await page.wait_for_selector("[data-aside]:has-text('2 wpisy wymagają uwagi')")
    aside, text, faults = await sent_on(page)
    wrong += faults

    assert proofs == [one["proof"] for one in VECTORS["proofs"]]
    assert "nie umie sprawdzić podpisu" in refused
    [made] = await recorded(actor)
    assert (made["short_code"], made["conflict"]) == (first.short_code, None)
    assert await scans(actor) == [("unsupported", str(counter.site))]
    async with reading(actor):
        taken = await fetch("SELECT site, taken_by FROM handout")
        instead = await fetch("SELECT packs FROM handout_substitute")
    assert taken == [{"site": counter.site, "taken_by": f"device:{counter.device}"}]
    assert [one["reason"] for one in await short_of(actor)] == ["damaged"]
    assert instead == [{"packs": 1}]
    assert "10 opakowań" in size
    assert aside.count("odłożona odmowa") == 2
    assert second.short_code[:4] in text
    assert nonce in text
    assert await kept(page, "refusals") == []
    assert wrong == []


async def test_when_the_tab_is_closed_the_browser_wakes_the_worker_that_sends(
    actor: Actor, visit, address: str
) -> None:
    counter, page = await a_phone(actor, visit)
    other = await page.context.new_page()
    await other.goto("/health/live")
    registration = await registration_of(other)
    await cut_off(page.context, page)
    await give(page, counter.token())
    tags = await page.evaluate(
        "navigator.serviceWorker.ready.then((known) => known.sync.getTags())"
    )
    await page.close()
    assert await recorded(actor) == []

    await other.context.set_offline(False)
    woken = await other.context.new_cdp_session(other)
    await woken.send("ServiceWorker.enable")
    await woken.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": address,
            "registrationId": registration,
            "tag": "kromka-outbox",
            "lastChance": False,
        },
    )
    for _ in range(100):
        if made := await recorded(actor):
            break
        await asyncio.sleep(0.05)

    assert tags == ["kromka-outbox"]
    assert [one["short_code"] for one in made] == [counter.voucher.short_code]


async def test_an_end_is_taken_back_and_one_that_was_cut_short_is_finished(
    actor: Actor, visit
) -> None:
    counter, page = await a_phone(actor, visit)
    await end_shift(page)
    wrong = await looked_at(page)
    await page.evaluate(READ_BY_A_CAMERA, counter.token())
    await page.wait_for_timeout(300)
    shown = await page.is_visible("#offer")
    await page.click("[data-back-to-shift]")
    await page.wait_for_selector("[data-start]", state="hidden")
    back = await give(page, counter.voucher.short_code)
    await page.reload()
    await page.wait_for_selector("[data-counter]:visible")

    await end_shift(page)
    await page.goto("about:blank")
    await page.goto("/scan")
    await page.wait_for_selector("[data-start-title]:has-text('Zmiana się skończyła')")

    assert not shown
    assert back == "Wydano"
    assert [await kept(page, store) for store in ("sealed", "keys")] == [[], []]
    assert await page.is_visible("[data-start-again]")
    assert wrong == []


READ_BY_A_CAMERA = """(code) => {
  const form = document.querySelector("[data-scan]")
  form.elements.code.value = code
  form.requestSubmit()
}"""


async def end_shift(page: Page) -> None:
    """Ask for the end of the shift."""
    await page.click("[data-open=menu]")
    await page.click("#menu [data-end]")
    await page.wait_for_selector("[data-back-to-shift]:visible")


async def registration_of(page: Page) -> str:
    """Return the id of the scanner's service worker, as the browser's tools name it."""
    session = await page.context.new_cdp_session(page)
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def hear(event: dict) -> None:
        for one in event["registrations"]:
            if one["scopeURL"].endswith("/scan") and not found.done():
                found.set_result(one["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", hear)
    await session.send("ServiceWorker.enable")
    return await asyncio.wait_for(found, 5)

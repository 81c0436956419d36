"""Phones with the scanner, and what the service has of their hand-outs."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

from playwright.async_api import BrowserContext, Page

from distribution.core.actor import Actor
from distribution.core.database import Row, fetch
from distribution.core.reading import reading

CODE = "[data-scan] [name=code]"
OUTCOME = "[data-outcome] .outcome__word"
OFFER = "#offer[open] .outcome__word"
LINK = "[data-link]"
STARTED = "html[data-scanner=ready]"
CONFIRM = "#offer [type=submit]"
DAY = "[data-foot] [data-open=day]"

_STORE = "const store = await import('/static/js/scan/store.js');"
_EXTRACT = f"""async (change) => {{ {_STORE}
  const kept = await store.unseal("extract")
  for (const voucher of kept.extract.vouchers) Object.assign(voucher, change.vouchers)
  if (change.forget) kept.extract.vouchers = []
  Object.assign(kept.extract, change.extract)
  await store.seal("extract", kept) }}"""


async def paired(page: Page, token: str) -> None:
    """Make the page's browser a scanner, ready with its extract and its worker."""
    page.set_default_timeout(8000)
    await page.goto(f"/scan#pair={token}")
    await page.wait_for_selector(STARTED)
    await page.wait_for_selector("[data-list]:has-text('lista z')")
    await controlled(page)


async def controlled(page: Page) -> None:
    """Wait until the service worker has all that the app needs."""
    await page.evaluate(
        """async () => { await navigator.serviceWorker.ready
          if (navigator.serviceWorker.controller) return
          await new Promise((done) => navigator.serviceWorker
            .addEventListener("controllerchange", done, { once: true })) }"""
    )


async def until(page: Page, known: str) -> None:
    """Wait until an asynchronous function of the page says yes.

    Playwright's own waiting takes a promise itself for a yes.
    """
    async with asyncio.timeout(8):
        while not await page.evaluate(known):
            await asyncio.sleep(0.02)


async def scan(page: Page, code: str) -> None:
    """Type a code as a scanner does, and wait for what it comes to."""
    await page.evaluate("document.querySelector('[data-outcome]').replaceChildren()")
    await page.fill(CODE, code)
    await page.press(CODE, "Enter")
    await page.wait_for_selector(f"{OFFER}, {OUTCOME}, #pin[open]")


async def give(page: Page, code: str) -> str:
    """Scan a code and confirm; returns the word that the phone says."""
    await scan(page, code)
    await page.click(CONFIRM)
    return await page.inner_text(OUTCOME)


async def cut_off(context: BrowserContext, page: Page) -> None:
    """Take the network away, and wait until the phone has noticed."""
    await context.set_offline(True)
    await page.wait_for_selector(f"{LINK}:has-text('Nie ma sieci')")


async def back_online(context: BrowserContext, page: Page) -> None:
    """Bring the network back, and wait until nothing waits any more."""
    await context.set_offline(False)
    await page.wait_for_selector(f"{LINK}:has-text('Jest sieć')")
    await page.wait_for_selector("[data-waiting]", state="hidden")


async def edit_extract(page: Page, **change: object) -> None:
    """Change what the phone knows, and start it anew."""
    await page.evaluate(_EXTRACT, change)
    await page.reload()
    await page.wait_for_selector(STARTED)


async def kept(page: Page, store: str) -> list[dict]:
    """Return what the phone's database holds in a store."""
    return await page.evaluate(
        f"async (name) => {{ {_STORE} return store.list(name) }}", store
    )


async def put(page: Page, store: str, key: str, value: dict) -> None:
    """Write into the phone's database behind its back."""
    await page.evaluate(
        f"async (all) => {{ {_STORE} await store.put(...all) }}", [store, key, value]
    )


def kill(profile: Path) -> None:
    """End the browser of a profile as a battery that runs out does."""
    pid = int(str((profile / "SingletonLock").readlink()).rpartition("-")[2])
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


async def recorded(actor: Actor) -> list[Row]:
    """Return the hand-outs that the service has, the earliest first."""
    async with reading(actor):
        return await fetch(
            "SELECT v.short_code, d.nonce, d.offline, d.conflict, d.annulment,"
            " d.annulled_at IS NOT NULL AS annulled FROM handout AS d"
            " JOIN voucher AS v ON v.id = d.voucher ORDER BY d.recorded_at"
        )


async def short_of(actor: Actor) -> list[Row]:
    """Return what was not handed over, and why."""
    async with reading(actor):
        return await fetch("SELECT packs, reason, note FROM handout_short")

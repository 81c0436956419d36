"""A driver's phone: pages of a run in a real browser, and what lies in its stores."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from playwright.async_api import FilePayload, Page, Route, expect

from tests.worlds import NOON

Visit = Callable[..., Awaitable[Page]]

expect.set_options(timeout=30_000)  # a slow machine is no fault of the pages

KEPT = "Trasa jest w telefonie"
WAITING = "[data-outbox] li"
STATE = "[data-state]"
SAID = "[data-just-said]"
NO = "[data-no]"

GONE_ELSEWHERE = """async (base) => {
  const { SealedPages } = await import("/static/js/offline/sealed.js")
  const page = { path: `${base}/stops/elsewhere`, text: "", headers: [] }
  await new SealedPages("kromka-drive").put(base, page, { tag: "", assets: [] })
}"""
"""The phone has a door that is on another run by now."""

ASKED_TO_LAST = """(() => {
  navigator.storage.persisted = async () => false
  navigator.storage.persist = () => {
    sessionStorage.asked = `${sessionStorage.asked ?? ""}asked`
    return new Promise(() => {})
  }
})()"""
"""A browser that asks the driver, who goes on without an answer."""

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15"

HOTSPOT = {"body": "<h1>Zaloguj się do sieci</h1>", "content_type": "text/html"}
NO_WAY = {"status": 404, "body": "<h1>Not found</h1>", "content_type": "text/html"}
"""What a proxy says that is badly set up."""

_IN_STORES = """async () => {
  const found = []
  const told = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return "[sealed]"
    if (value instanceof CryptoKey) return value.extractable ? "[open key]" : "[key]"
    if (value === null || typeof value !== "object") return value
    if (Array.isArray(value)) return value.map(told)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, told(v)]))
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const asked = indexedDB.open(name)
      asked.onsuccess = () => done(asked.result)
    })
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = database.transaction(store).objectStore(store).getAll()
        asked.onsuccess = () => done(asked.result)
      })
      for (const row of rows) found.push([`${name}/${store}`, told(row)])
    }
    database.close()
  }
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      found.push([`cache/${name}`, request.url])
    }
  }
  const others = [localStorage, sessionStorage]
  for (const store of others) found.push(["storage", { ...store }])
  return found
}"""


async def in_stores(page: Page) -> list[tuple[str, Any]]:
    """Return all that the phone keeps, by store; what is sealed as one word."""
    return [(where, what) for where, what in await page.evaluate(_IN_STORES)]


async def kept_pages(page: Page) -> int:
    """Return how many pages with people's data the phone holds."""
    stores = [where for where, _ in await in_stores(page)]
    return stores.count("kromka-drive-sealed/pages")


async def on_the_way(
    visit: Visit,
    path: str,
    *,
    at: datetime | None = NOON - timedelta(minutes=50),
    **options: object,
) -> Page:
    """Open a run, promise, and wait until the phone has all of it.

    Then it is *at* for the pages, though not for their service worker: what they keep
    from then on has ended for it. None leaves the clock alone.
    """
    page = await visit(path, **options)
    await page.click("text=Zobowiązuję się do poufności")
    await expect(page.locator(STATE)).to_contain_text(KEPT)
    if at is not None:
        await page.context.clock.set_system_time(at)
    return page


async def at_door(page: Page, path: str, stop: UUID) -> None:
    """Open the page of a door, and wait for its script."""
    await page.goto(f"{path}/stops/{stop}")
    await page.wait_for_selector("drive-door:defined")


async def hand_over(page: Page, code: str) -> None:
    """Type the code of a voucher, and hand over."""
    await page.fill("[name=code]", code)
    await page.click("button:has-text('Wydane')")


async def hand_over_less(page: Page, code: str, reason: str) -> None:
    """Hand over one pack fewer: not before it is said why."""
    why = page.locator("[name^='why.']")
    packs = page.locator("[name^='packs.']").first
    await expect(why.first).to_be_hidden()
    await page.click("text=Co jest w paczce")
    await packs.select_option(str(int(await packs.input_value()) - 1))
    await page.click("text=Co jest w paczce")
    await hand_over(page, code)
    await why.first.select_option(reason)  # what lacks is unfolded again
    await hand_over(page, code)


async def found_by_a_hotspot(page: Page, reports: int) -> None:
    """Be online, but have another page answer all that is told."""
    told = asyncio.Semaphore(0)

    async def answer(route: Route) -> None:
        if route.request.method == "POST":
            await route.fulfill(**HOTSPOT)
            told.release()
        else:
            await route.fallback()

    await page.route("**/stops/*", answer)
    await page.context.set_offline(False)
    for _ in range(reports):
        await asyncio.wait_for(told.acquire(), 30)
    await page.unroute("**/stops/*")


async def fail(page: Page, outcome: str, photo: FilePayload | None = None) -> None:
    """Say why nothing was handed over, and show it."""
    await page.click("text=Nie udało się wydać")
    if photo is not None:
        await page.set_input_files("#failure-photo", photo)
    await page.click(f"[name=outcome][value={outcome}]")

"""A driver's phone: pages of a run in a real browser, and what lies in its stores."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from playwright.async_api import Page, expect

from tests.worlds import NOON

Visit = Callable[..., Awaitable[Page]]

expect.set_options(timeout=30_000)  # a slow machine is no fault of the pages

KEPT = "Trasa jest w telefonie"
WAITING = "[data-outbox] li"
STATE = "[data-state]"
SAID = "[data-just-said]"
NO = "[data-no]"

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
  // htmx notes the address that a tab shows, as the tab's own history does.
  const { "htmx-current-path-for-history": _, ...session } = { ...sessionStorage }
  for (const store of [localStorage, session]) found.push(["storage", { ...store }])
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


async def fail(page: Page, outcome: str) -> None:
    """Say why nothing was handed over."""
    await page.click("text=Nie udało się wydać")
    await page.click(f"[name=outcome][value={outcome}]")

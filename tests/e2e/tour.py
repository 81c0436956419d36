"""Walks through the pages as each role, by the links that the role is shown.

What is found is noted, not asserted, so that one walk tells of every defect.
"""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from html import unescape
from types import UnionType
from typing import get_args
from urllib.parse import parse_qs, urljoin, urlsplit

import msgspec
from litestar import Litestar
from litestar.response import Redirect
from litestar.routes import HTTPRoute
from playwright.async_api import APIResponse, Browser, ConsoleMessage
from playwright.async_api import Page as BrowserPage

from admin_ui.language import COOKIE
from admin_ui.ui import Page
from tests.axe import faults, serious
from tests.e2e.town import Town

_CHOICES = "/preferences"
"""Links that change how pages look, and lead back."""

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}

_EACH = {"/registers/{name}", "/stock/{way}/new"}
"""Paths whose every word is a page of its own."""

_EXCESS = """() => {
  const excess = document.documentElement.scrollWidth - innerWidth;
  if (excess <= 0) return "";
  const out = [...document.body.querySelectorAll("*")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 90).replace(/\\s+/g, " "));
  return `${excess} at ${innerWidth}: ${out.at(-1)}`;
}"""
_OF_OTHERS = {"/api/docs"}
"""Pages whose headings are Swagger UI's: only what axe calls serious counts there."""

_BUSY = "#main [aria-busy]"
"""What a script is still filling."""

_LETTERS = "size => { document.documentElement.style.fontSize = size }"
_LOOK = """() => ({
  heads: document.querySelectorAll("h1:not([hidden])").length,
  said: document.documentElement.lang,
  links: [...document.querySelectorAll("a[href]")].map(a => a.href.split("#")[0]),
})"""


class Route(msgspec.Struct, frozen=True):
    """A path that answers a browser with a page, or sends it on to one."""

    template: str
    pattern: str
    is_page: bool

    def fits(self, path: str) -> bool:
        return re.fullmatch(self.pattern, path) is not None


class Visit(msgspec.Struct):
    """One page as one role saw it."""

    role: str
    address: str
    template: str = ""
    """Of the page where it ended."""

    language: str = "pl"
    said: str = ""
    status: int = 0
    heads: int = 0
    complaints: list[str] = msgspec.field(default_factory=list)
    sideways: list[str] = msgspec.field(default_factory=list)
    """How many pixels do not fit where, and what sticks out innermost."""

    axe: list[str] = msgspec.field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.role} {self.language} {self.address}"


def routes_of(app: Litestar) -> list[Route]:
    """Return what links can lead to, the plain paths before those with ids."""
    found = []
    for route in app.routes:
        kinds = _answers(route) if isinstance(route, HTTPRoute) else set()
        if kinds & {Page, Redirect} and route.path != _CHOICES:
            path = route.path_format.rstrip("/") or "/"
            found.append(Route(path, _pattern(route.path), Page in kinds))
    return sorted(found, key=lambda one: (one.template.count("{"), one.template))


def _answers(route: HTTPRoute) -> set[object]:
    """Return the types with which GET answers."""
    entry = route.route_handler_map.get("GET")
    handler = entry[0] if isinstance(entry, tuple) else entry
    if handler is None:
        return set()
    kind = handler.parsed_fn_signature.return_type.annotation
    return set(get_args(kind)) if isinstance(kind, UnionType) else {kind}


def _pattern(path: str) -> str:
    kinds = {"uuid": "[0-9a-f]{8}-[0-9a-f-]{27}", "int": "[0-9]+"}
    parts = re.split(r"\{(?:\w+):(\w+)\}", path)
    return "".join(
        kinds.get(part, "[^/]+") if number % 2 else re.escape(part)
        for number, part in enumerate(parts)
    )


class Tour:
    """What everybody saw, in ``visits``."""

    def __init__(self, browser: Browser, town: Town, routes: list[Route]) -> None:
        self.visits: list[Visit] = []
        self.routes = routes
        self._browser = browser
        self._town = town
        self._choices: set[tuple[str, ...]] = set()
        self._open_to_all: set[str] = set()
        self._met: set[str] = set()
        """Templates that were looked at closely, whoever came first."""

    async def walk(self, role: str, login: str, starts: Iterable[str] = ()) -> None:
        """Sign in as *login* and go wherever links lead, from *starts* as well."""
        async with self._page() as page:
            await sign_in(page, login)
            waiting, known = ["/", *starts], set[tuple[str, str]]()
            while waiting:
                address = waiting.pop(0)
                found = self._kind(address)
                if found is None:
                    continue
                kind, choices = found
                is_new = kind not in known and kind[0] not in self._open_to_all
                if choices not in self._choices or (is_new and address == "/"):
                    see = self.visit
                elif is_new:
                    see = self._read
                else:
                    continue
                known.add(kind)
                self._choices.add(choices)
                waiting += await see(page, role, address)

    async def call(
        self, role: str, addresses: Iterable[str], *, login: str | None = None
    ) -> None:
        """Open *addresses*, without signing in if need be, and follow no link."""
        async with self._page() as page:
            if login is not None:
                await sign_in(page, login)
            for address in addresses:
                await self.visit(page, role, address)
        if login is None:
            seen = {one.template for one in self.visits if one.role == role}
            self._open_to_all |= seen

    def _kind(self, address: str) -> tuple[tuple[str, str], tuple[str, ...]] | None:
        """Return what needs a visit by each role, and what needs one by anybody.

        That is a page (all households are one, each register is another), and the
        same with the names of what can be chosen on it.
        """
        where = urlsplit(address)
        route = self._route(where.path)
        if route is None:
            return None
        kind = (route.template, where.path if route.template in _EACH else "")
        return kind, (*kind, *sorted(parse_qs(where.query)))

    def _route(self, path: str) -> Route | None:
        return next((one for one in self.routes if one.fits(path)), None)

    async def visit(self, page: BrowserPage, role: str, address: str) -> list[str]:
        """See a page in Polish, the first one of a kind closely; return its links."""
        visit = Visit(role, address)
        self.visits.append(visit)
        links = await _see(page, visit)
        visit.template = self._template(page.url)
        if visit.template not in self._met:
            self._met.add(visit.template)
            await page.wait_for_selector(_BUSY, state="detached")
            visit.axe = await _look_closely(page, visit.template)
            await self._see_abroad(page, visit)
        return self._own(links)

    async def _read(self, page: BrowserPage, role: str, address: str) -> list[str]:
        """Fetch a page that somebody else saw; return the links it has for *role*."""
        answer = await page.request.get(address)
        template = self._template(answer.url)
        if template not in self._met:
            return await self.visit(page, role, address)
        text = await answer.text()
        self.visits.append(_read(role, address, template, answer, text))
        links = re.findall(r'<a\b[^>]*\bhref="([^"#]*)', text)
        return self._own(urljoin(answer.url, unescape(link)) for link in links)

    def _own(self, links: Iterable[str]) -> list[str]:
        own = self._town.address
        return [link.removeprefix(own) for link in links if link.startswith(own)]

    def _template(self, url: str) -> str:
        route = self._route(urlsplit(url).path)
        return route.template if route else ""

    async def _see_abroad(self, page: BrowserPage, known: Visit) -> None:
        """See a page in Ukrainian, whose words are long, and read it in English.

        The Ukrainian one has letters of twice the size as well (WCAG 1.4.4).
        """
        uk = Visit(known.role, known.address, known.template, "uk")
        await self._speak(page, "uk")
        await _see(page, uk, letters="200%")
        await self._speak(page, "en")
        answer = await page.request.get(known.address)
        en = _read(
            *(known.role, known.address, known.template),
            *(answer, await answer.text()),
            language="en",
        )
        self.visits += [uk, en]
        await self._speak(page, "pl")

    async def _speak(self, page: BrowserPage, language: str) -> None:
        cookie = {"name": COOKIE, "value": language, "url": self._town.address}
        await page.context.add_cookies([cookie])

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[BrowserPage]:
        context = await self._browser.new_context(
            viewport=DESK, base_url=self._town.address, locale="pl-PL"
        )
        try:
            yield await context.new_page()
        finally:
            await context.close()


async def sign_in(page: BrowserPage, login: str) -> None:
    """Choose somebody on the door of the demo."""
    await page.goto("/sign-in")
    await page.click(f"form:has([name=login][value='{login}']) button")
    await page.wait_for_url(lambda url: "/sign-in" not in url)


def _read(
    role: str,
    address: str,
    template: str,
    answer: APIResponse,
    text: str,
    *,
    language: str = "pl",
) -> Visit:
    """Note what an answer tells without a browser."""
    said = re.search(r'<html lang="(\w+)"', text)
    return Visit(
        *(role, address, template, language),
        said=said[1] if said else "",
        status=answer.status,
        heads=len(re.findall(r"<h1(?![^>]* hidden)", text)),
    )


async def _look_closely(page: BrowserPage, template: str) -> list[str]:
    """Return what axe finds at the width of a phone."""
    if template in _OF_OTHERS:
        return await serious(page)
    await page.set_viewport_size(PHONE)
    found = [": ".join(fault) for fault in await faults(page)]
    await page.set_viewport_size(DESK)
    return found


async def _see(page: BrowserPage, visit: Visit, *, letters: str = "100%") -> list[str]:
    """Open the page at both widths, note what is wrong with it; return its links."""

    def complain(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            visit.complaints.append(said.text)

    def crash(error: object) -> None:
        visit.complaints.append(str(error))

    page.on("console", complain)
    page.on("pageerror", crash)
    answer = await page.goto(visit.address)
    assert answer is not None
    visit.status = answer.status
    seen = await page.evaluate(_LOOK)
    visit.heads, visit.said, links = seen["heads"], seen["said"], seen["links"]
    excess = [await page.evaluate(_EXCESS)]
    await page.set_viewport_size(PHONE)
    await page.evaluate(_LETTERS, letters)
    excess.append(await page.evaluate(_EXCESS))
    await page.set_viewport_size(DESK)
    visit.sideways = [one for one in excess if one]
    page.remove_listener("console", complain)
    page.remove_listener("pageerror", crash)
    return [str(link) for link in links]

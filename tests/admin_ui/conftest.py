"""A real browser that sees our pages without a server behind them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from mimetypes import guess_type
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from litestar import Litestar
from playwright.async_api import Browser, Page, Route

from admin_ui import assets, ui
from admin_ui.flash import Flash
from admin_ui.language import speaking
from admin_ui.navigation import ENTRIES
from admin_ui.view import View
from distribution.core.actor import Actor
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.postgres.server import Server
from tests.admin_ui.serving import on_a_port
from tests.worlds import Clock

ORIGIN = "http://kromka.test"
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'"
"""As strict as the service's, and without its nonce: our pages need none."""

JOLANTA = Actor(
    centre=UUID(int=1),
    kind="staff",
    id=UUID(int=2),
    name="Jolanta Wrona",
    permissions=frozenset(e.permission.value for e in ENTRIES if e.permission),
)
ERRORS = ui.errors_by_field(
    InvalidInputError(
        [
            FieldError("name", "To pole jest wymagane."),
            FieldError(
                "members.0.born_on",
                "Data {day} jest w przyszłości.",
                {"day": "1.01.2030"},
            ),
        ]
    )
)
JINJA = ui.environment()
DEFAULT_VIEW = View()


def render(
    name, *, language="pl", view=DEFAULT_VIEW, actor=JOLANTA, flashes=(), **context
):
    """Return a template as a browser would get it."""
    frame = ui.frame(
        actor=actor,
        language=language,
        view=view,
        path="/stock",
        flashes=flashes,
        csrf_token="token-of-the-session",
    )
    with speaking(language):
        return JINJA.get_template(name).render(
            {**frame, "centre_name": "MOPS w Kraśniku", **context}
        )


def gallery(**options):
    """Return the page that shows every component."""
    return render(
        "gallery.html",
        **{
            "errors": ERRORS,
            "moment": datetime(2026, 11, 22, 9, 5, tzinfo=UTC),
            "flashes": (Flash("Zapisano gospodarstwo 118.", undo="/undo"),),
            **options,
        },
    )


@pytest.fixture
async def open_page(browser: Browser) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Open HTML at an address of its own; fails on whatever the policy blocks."""
    contexts = []
    complaints: list[str] = []

    async def open_(html, *, width=390, height=844, path="/gallery", **options) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        page = await context.new_page()
        page.on(
            "console",
            lambda m: complaints.append(m.text) if m.type == "error" else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages = {path: html}
        page.pages_served = pages

        async def answer(route: Route) -> None:
            where = urlsplit(route.request.url).path
            if where.startswith("/static/"):
                name = where.removeprefix("/static/")
                body = (
                    assets.stylesheet()
                    if name == assets.STYLESHEET
                    else (assets.STATIC / name).read_bytes()
                )
                await route.fulfill(body=body, content_type=guess_type(name)[0])
                return
            headers = {"Content-Security-Policy": POLICY}
            found = pages.get(where, "<!doctype html><title>Inna strona</title>")
            await route.fulfill(
                body=found, content_type="text/html; charset=utf-8", headers=headers
            )

        await page.route("**/*", answer)
        await page.goto(ORIGIN + path)
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest.fixture(scope="session")
async def address(database: Server, app: Litestar) -> AsyncIterator[str]:
    """Where the service itself answers, over its test database."""
    async with on_a_port(app) as address:
        yield address


@pytest.fixture
async def visit(
    browser: Browser, address: str, clock: Clock
) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Open a path of the service as a person would; fails on a broken page."""
    contexts = []
    complaints: list[str] = []

    async def visit_(path, *, width=390, height=844, **options) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, base_url=address, **options
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda m: (
                complaints.append(m.text)
                if m.type == "error" and "Content Security" in m.text
                else None
            ),
        )
        await page.goto(path)
        return page

    yield visit_
    for context in contexts:
        await context.close()
    assert complaints == []

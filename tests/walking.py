"""Somebody of every role, and requests that a well-meaning client would send."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

import httpx
import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from admin_ui.flash import COOKIE as FLASH
from distribution.accounts.commands.keeping import add_site, enrol_device
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.inventory.rules import label_code
from distribution.vouchers import short_code
from tests.bodies import body_for
from tests.routes import LINKS, ROUTES, WORDS, Route
from tests.subjects import a_full_centre
from tests.worlds_accounts import sign_in_as

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


class Visitor(msgspec.Struct):
    """Somebody who tries routes: a role, a device or a stranger."""

    name: str
    client: httpx.AsyncClient
    staff: UUID | None = None


class Town(msgspec.Struct):
    """A centre with one thing of each kind, and its people."""

    app: Litestar
    actor: Actor
    visitors: dict[str, Visitor]
    ids: Mapping[str, str]


async def a_town_of_roles(app: Litestar, actor: Actor) -> Town:
    """Make a full centre with a stranger, a device, and somebody of every role."""
    visitors = [Visitor("stranger", a_browser(app)), await a_device(app, actor)]
    visitors += await asyncio.gather(
        *(somebody(app, actor, role.value) for role in Role)
    )
    known = {visitor.name: visitor for visitor in visitors}
    return Town(app, actor, known, await _ids(actor, known["driver"]))


async def a_town_of_one(app: Litestar, actor: Actor) -> Town:
    """Make a full centre with one person who has every role."""
    client = a_browser(app)
    staff = await sign_in_as(client, actor, *Role)
    everything = Visitor("everything", client, staff)
    ids = await _ids(actor, everything)
    return Town(app, actor, {everything.name: everything}, ids)


def handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Return every method and path that the application answers, but OPTIONS."""
    for found in app.routes:
        if isinstance(found, HTTPRoute):
            for method, entry in found.route_handler_map.items():
                if method not in {"OPTIONS", "HEAD"}:
                    handler = entry[0] if isinstance(entry, tuple) else entry
                    yield f"{method} {found.path_format}", handler


class Asked(msgspec.Struct, frozen=True):
    """A request as a well-meaning client would send it."""

    path: str
    body: Any
    form: Any
    query: Any


def asked(route: Route, app: Litestar, ids: Mapping[str, str]) -> Asked:
    """Return what a well-meaning client would send to *route*, about *ids*."""
    values = {part: ids[one] for part, one in route.subjects.items()} | WORDS
    path = re.sub(r"\{([^}]+)\}", lambda part: values[part[1]], route.path)
    body: Any = None
    if route.form is None and route.method in WRITES:
        body = _made_body(app, route.line) if route.body is None else route.body
    return Asked(
        path, filled(body, ids), filled(route.form, ids), filled(route.query, ids)
    )


async def sent(
    route: Route,
    visitor: Visitor,
    app: Litestar,
    ids: Mapping[str, str],
    *,
    part: bool = False,
) -> httpx.Response:
    """Send what a well-meaning client would send to *route*, about the things *ids*.

    With *part* a refusal comes without the page around it, which takes its time.
    """
    visitor.client.cookies.pop(FLASH, None)
    request = asked(route, app, ids)
    return await visitor.client.request(
        route.method,
        request.path,
        data=request.form,
        json=request.body,
        params=request.query,
        headers={"HX-Request": "true"} if part else None,
    )


def filled(template: Any, ids: Mapping[str, str]) -> Any:
    """Return *template* with ids in the place of "{voucher}", and fresh nonces."""
    if isinstance(template, dict):
        return {filled(k, ids): filled(value, ids) for k, value in template.items()}
    if isinstance(template, list):
        return [filled(value, ids) for value in template]
    if isinstance(template, str) and "{" in template:
        return template.format(**ids, nonce=uuid4())
    return template


def switch_leads_nowhere(answer: httpx.Response) -> str | None:
    """Return where the language switch of a page leads, if nothing opens there."""
    found = re.search(
        r'href="/preferences\?language=en&amp;back=([^"&]*)"', answer.text
    )
    if found is None:
        return None
    path = urlsplit(unquote(found[1])).path
    return None if opens(path) else path


def opens(path: str) -> bool:
    """Say whether some page can be opened at *path*."""
    return any(page.fullmatch(path) for page in _OPENS)


def _opening(route: Route) -> re.Pattern[str]:
    """Return what the paths of a page look like."""
    loose = bool(set(route.subjects.values()) & set(LINKS))

    def part(name: re.Match[str]) -> str:
        return ".+" if loose or name[1] in WORDS else "[0-9a-f-]{36}"

    return re.compile(re.sub(r"\{([^}]+)\}", part, route.path))


_OPENS = [_opening(route) for route in ROUTES if route.method == "GET"]


def of_nothing(name: str) -> str:
    """Return what could be the id or the code of a *name*, and is nobody's."""
    if name in {"label_code", "box_code"}:
        return label_code.shown(label_code.draw())
    return short_code.new() if name == "code" else str(uuid4())


def names_in(route: Route) -> set[str]:
    """Return the subjects that a request to *route* names anywhere."""
    told = msgspec.json.encode([route.body, route.form, route.query]).decode()
    return {*route.subjects.values(), *re.findall(r"\{([a-z_]+)\}", told)} - {"nonce"}


@cache
def _bodies(app: Litestar) -> dict[str, Any]:
    found = {}
    for line, handler in handlers(app):
        data = handler.parsed_fn_signature.parameters.get("data")
        schema = data.annotation if data else None
        if isinstance(schema, type) and issubclass(schema, msgspec.Struct):
            found[line] = body_for(schema)
    return found


def _made_body(app: Litestar, line: str) -> Any:
    return _bodies(app).get(line)


async def _ids(actor: Actor, driver: Visitor) -> dict[str, str]:
    assert driver.staff is not None
    return await a_full_centre(actor, driver.staff)


def a_browser(app: Litestar) -> httpx.AsyncClient:
    """Return a client that answers a crash with 500, as the service does."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def somebody(app: Litestar, actor: Actor, role: str) -> Visitor:
    """Return a new person of the centre, who has signed in."""
    client = a_browser(app)
    return Visitor(role, client, await sign_in_as(client, actor, Role(role)))


async def a_device(app: Litestar, actor: Actor) -> Visitor:
    """Return a device of the centre, at a site of its own."""
    site = await add_site(
        actor,
        key="punkt",
        name="Punkt",
        address="ul. Próbna 6",
        is_pickup=True,
        is_warehouse=False,
    )
    _, token = await enrol_device(actor, site=site, name="Skaner")
    client = a_browser(app)
    client.headers["Authorization"] = f"Bearer {token}"
    return Visitor("device", client)

"""Every route and everybody who might try it: who is let in, and who is not.

The table is ``tests/routes.py``. A route that is missing there fails this test, so
that nobody adds one without saying whose it is.
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from distribution.accounts.commands.keeping import add_site, enrol_device
from distribution.accounts.rules import Role
from distribution.app import create_app
from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.settings import Settings
from tests.bodies import body_for
from tests.routes import EVERYONE, ROUTES, Route
from tests.subjects import SUBJECTS
from tests.worlds import NOON, Clock, a_centre
from tests.worlds_accounts import sign_in_as

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Return every method and path that the application answers, but OPTIONS."""
    for found in app.routes:
        if isinstance(found, HTTPRoute):
            for method, entry in found.route_handler_map.items():
                if method not in {"OPTIONS", "HEAD"}:
                    handler = entry[0] if isinstance(entry, tuple) else entry
                    yield f"{method} {found.path_format}", handler


@pytest.fixture(scope="module")
def app() -> Litestar:
    nowhere = Settings(data_dir=Path("/nonexistent"), master_key=bytes(32))
    return create_app(nowhere, clock=Clock(NOON), own_pool=False)


def test_every_route_is_in_the_table(app: Litestar) -> None:
    known = [route.line for route in ROUTES]
    real = {line for line, _ in handlers(app)}

    assert sorted(real - set(known)) == []
    assert sorted(set(known) - real) == []
    assert len(known) == len(set(known))


def test_the_table_names_people_and_things_that_exist() -> None:
    for route in ROUTES:
        assert route.whose <= EVERYONE, route.line
        assert route.subject is None or route.subject in SUBJECTS, route.line


class Visitor(msgspec.Struct):
    """Somebody who tries routes: a role, a device or a stranger."""

    name: str
    client: httpx.AsyncClient
    actor: Actor | None = None


class Town(msgspec.Struct):
    """One centre with somebody of every role, and one who may all elsewhere."""

    app: Litestar
    actor: Actor
    visitors: list[Visitor]
    foreigner: Visitor
    subjects: dict[str, UUID | str]


@pytest.fixture(scope="module")
async def town(
    app: Litestar, database: Server, owner: asyncpg.Connection
) -> AsyncIterator[Town]:
    here, elsewhere = await a_centre(owner), await a_centre(owner, "GOPS Inny")
    visitors = [Visitor("stranger", a_browser(app)), await a_device(app, here)]
    for role in Role:
        visitor = Visitor(role.value, a_browser(app), here)
        await sign_in_as(visitor.client, here, role)
        visitors.append(visitor)
    foreigner = Visitor("foreigner", a_browser(app), elsewhere)
    await sign_in_as(foreigner.client, elsewhere, *Role)
    subjects = {name: await make(here) for name, make in SUBJECTS.items()}
    yield Town(app, here, visitors, foreigner, subjects)
    for visitor in [*visitors, foreigner]:
        await visitor.client.aclose()


def a_browser(app: Litestar) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def a_device(app: Litestar, actor: Actor) -> Visitor:
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
    return Visitor("device", client, actor)


@asynccontextmanager
async def present(town: Town, visitor: Visitor, route: Route) -> AsyncIterator[None]:
    """Sign a person in again whose session the route has ended."""
    yield
    if route.ends_session and visitor.name in [role.value for role in Role]:
        await sign_in_as(visitor.client, town.actor, Role(visitor.name))


async def sent(route: Route, visitor: Visitor, town: Town) -> httpx.Response:
    """Send what a well-meaning client would send to *route*."""
    subject = town.subjects.get(route.subject or "", uuid4())
    path = re.sub(r"\{[^}]+\}", str(subject), route.path, count=1)
    path = re.sub(r"\{[^}]+\}", str(uuid4()), path)
    if route.form is not None:
        return await visitor.client.request(
            route.method, path, data=route.form, params=route.query
        )
    body = route.body
    if body is None and route.method in WRITES:
        body = made_body(town.app, route)
    return await visitor.client.request(
        route.method, path, json=body, params=route.query
    )


def made_body(app: Litestar, route: Route) -> Any:
    handler = dict(handlers(app))[route.line]
    data = handler.parsed_fn_signature.parameters.get("data")
    schema = data.annotation if data else None
    is_struct = isinstance(schema, type) and issubclass(schema, msgspec.Struct)
    return body_for(schema) if is_struct else None


def verdict(answer: httpx.Response) -> str:
    """Return how *answer* treats who asked: let in, or shown which door."""
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in?next=")
    if "bad_credentials" in answer.text:
        return "let in"  # to the door of signing in, where nonsense is refused
    if answer.status_code == 401 or (answer.status_code in {302, 303} and to_sign_in):
        return "sign in"
    if answer.status_code == 403:
        return "forbidden"
    return "broken" if answer.status_code >= 500 else "let in"


def expected(route: Route, visitor: Visitor) -> set[str]:
    if visitor.name in route.whose:
        return {"let in"}
    if visitor.name == "stranger":
        return {"sign in"}
    return {"forbidden", "sign in"} if visitor.name == "device" else {"forbidden"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.line)
async def test_a_route_lets_in_whom_the_table_says(route: Route, town: Town) -> None:
    wrong = {}
    for visitor in town.visitors:
        async with present(town, visitor, route):
            answer = await sent(route, visitor, town)
        if verdict(answer) not in expected(route, visitor):
            wrong[visitor.name] = answer.status_code, answer.text[:200]

    assert wrong == {}


_OF_A_CENTRE = [route for route in ROUTES if route.subject is not None]


@pytest.mark.parametrize("route", _OF_A_CENTRE, ids=lambda route: route.line)
async def test_another_centre_does_not_learn_that_a_thing_exists(
    route: Route, town: Town
) -> None:
    """The very same request is no mere 404 for somebody of the centre itself."""
    foreign = await sent(route, town.foreigner, town)
    own = [
        (await sent(route, visitor, town)).status_code
        for visitor in town.visitors
        if visitor.name in route.whose
    ]

    assert foreign.status_code == 404
    assert route.method != "GET" or set(own) != {404}

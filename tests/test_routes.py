"""Every route and everybody who might try it: who is let in, and who is not.

The table is ``tests/routes.py``. A route that is missing there fails this test, so
that nobody adds one without saying whose it is, and what of a centre it names.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from difflib import unified_diff
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest
from litestar import Litestar

from distribution.app import create_app
from distribution.core.postgres.server import Server
from distribution.core.settings import Settings
from tests.conftest import MASTER_KEY
from tests.routes import (
    BEFORE_THE_CENTRE,
    EVERYONE,
    LINKS,
    ONLY_IN_THE_DEMO,
    ROUTES,
    Route,
)
from tests.walking import (
    Town,
    Visitor,
    a_town_of_one,
    a_town_of_roles,
    handlers,
    names_in,
    of_nothing,
    sent,
    somebody,
    switch_leads_nowhere,
)
from tests.worlds import NOON, Clock, a_centre


@pytest.fixture(scope="module")
def app() -> Litestar:
    nowhere = Settings(data_dir=Path("/nonexistent"), master_key=MASTER_KEY)
    return create_app(nowhere, clock=Clock(NOON), own_pool=False)


@pytest.fixture(scope="module")
async def town(
    app: Litestar, database: Server, owner: asyncpg.Connection
) -> AsyncIterator[Town]:
    made = await a_town_of_roles(app, await a_centre(owner))
    yield made
    for visitor in made.visitors.values():
        await visitor.client.aclose()


@pytest.fixture(scope="module")
async def elsewhere(
    app: Litestar, database: Server, owner: asyncpg.Connection
) -> AsyncIterator[Town]:
    made = await a_town_of_one(app, await a_centre(owner, "GOPS Inny"))
    yield made
    await made.visitors["everything"].client.aclose()


def test_every_route_is_in_the_table(app: Litestar) -> None:
    known = [route.line for route in ROUTES]
    real = {line for line, _ in handlers(app)}

    assert sorted(real - set(known)) == []
    assert sorted(set(known) - real) == []
    assert len(known) == len(set(known))


def test_the_demo_has_no_more_routes_than_are_named(app: Litestar) -> None:
    shown = msgspec.structs.replace(app.state.settings, demo=True)
    demo = create_app(shown, clock=Clock(NOON), own_pool=False)

    more = {line for line, _ in handlers(demo)} - {line for line, _ in handlers(app)}
    assert more == ONLY_IN_THE_DEMO


def test_the_table_names_people_who_exist() -> None:
    assert [route.line for route in ROUTES if not route.whose <= EVERYONE] == []


def test_every_id_in_a_path_has_a_subject(town: Town) -> None:
    for route in ROUTES:
        named = (route.subject or "").split()
        assert len(named) == len(route.parameters), route.line
        assert names_in(route) <= set(town.ids), route.line


_OF_A_CENTRE = [
    route
    for route in ROUTES
    if names_in(route) - set(LINKS) and route.line not in BEFORE_THE_CENTRE
]


@pytest.mark.parametrize("route", _OF_A_CENTRE, ids=lambda route: route.line)
async def test_a_thing_of_another_centre_is_as_good_as_none(
    route: Route, town: Town, elsewhere: Town
) -> None:
    """Each id in turn is foreign, then unknown; the rest of the request is sound."""
    who, app = elsewhere.visitors["everything"], elsewhere.app
    for name in sorted(names_in(route) - set(LINKS)):
        foreign = {**elsewhere.ids, name: town.ids[name]}
        unknown = {**elsewhere.ids, name: of_nothing(name)}

        seen = told(await sent(route, who, app, foreign), foreign[name])

        same = told(await sent(route, who, app, unknown), unknown[name])
        assert seen == same, "\n".join(unified_diff(seen.lines, same.lines, name, n=0))
        assert seen.status == 404 or name not in route.subjects.values(), seen.gist
    own = told(await sent(route, who, app, elsewhere.ids), "")
    assert own.status not in {400, 404, 405}, own.gist
    assert own.status < 500, own.gist


@pytest.mark.parametrize(
    ("line", "shown"),
    [("GET /r/{token}", "stop"), ("GET /t/{token}", "free_slot")],
)
async def test_a_link_opens_its_own_centre_alone(
    line: str, shown: str, town: Town, elsewhere: Town
) -> None:
    """A link says itself whose it is, whoever opens it."""
    [route] = [one for one in ROUTES if one.line == line]
    for who in (town.visitors["stranger"], elsewhere.visitors["everything"]):
        here = await sent(route, who, town.app, town.ids)
        there = await sent(route, who, town.app, elsewhere.ids)

        assert town.ids[shown] in here.text
        assert elsewhere.ids[shown] in there.text
        assert town.ids[shown] not in there.text
        assert elsewhere.ids[shown] not in here.text


class Told(msgspec.Struct, frozen=True):
    """All that an answer tells, but for the id that was asked for."""

    status: int
    kind: str
    leads_to: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The answer, for showing how it differs from another."""
        return [f"{self.status} {self.kind} {self.leads_to}", *self.text.splitlines()]

    @property
    def gist(self) -> str:
        """What a person would read of it first."""
        page = self.text.partition("<main")[2] or self.text
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
        return f"{self.status} {words[:300]}"


def told(answer: httpx.Response, asked: str) -> Told:
    """Return what an answer tells to whoever asked for the id *asked*."""
    text = re.sub(r"nonce[-=]\S+", "nonce", answer.text)
    kind, leads_to = (answer.headers.get(k, "") for k in ("content-type", "location"))
    if asked:
        text, leads_to = text.replace(asked, "…"), leads_to.replace(asked, "…")
    return Told(answer.status_code, kind, leads_to, text)


def verdict(answer: httpx.Response) -> str:
    """Return how *answer* treats who asked: let in, or shown which door."""
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in?next=")
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
    """Who is let in comes one after another, as in life; the others all at once."""
    welcome = [one for one in town.visitors.values() if one.name in route.whose]
    others = [one for one in town.visitors.values() if one.name not in route.whose]

    wrong = [await _wrong(route, visitor, town) for visitor in welcome]
    wrong += await asyncio.gather(*(_wrong(route, one, town) for one in others))

    assert [found for found in wrong if found] == []


async def _wrong(route: Route, known: Visitor, town: Town) -> str:
    """Return what is wrong with how *route* treats somebody; empty if all is well."""
    visitor = known
    if route.ends_session and known.staff is not None:
        visitor = await somebody(town.app, town.actor, known.name)
    part = visitor.name not in route.whose
    answer = await sent(route, visitor, town.app, town.ids, part=part)
    if verdict(answer) not in expected(route, visitor):
        return f"{visitor.name}: {told(answer, '').gist}"
    lost = switch_leads_nowhere(answer)
    return f"{visitor.name}: switches lead to {lost}" if lost else ""

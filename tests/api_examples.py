"""Gathers an example of each call of the JSON API from an invented centre.

``python -m tests.api_examples`` writes ``distribution/api_examples.json`` anew. Ids of
that centre are replaced by ids that stay the same, each made from what it names.
"""

import asyncio
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import asyncpg
import httpx
import msgspec
from litestar import Litestar

from distribution import api_examples
from distribution.api_examples import Example
from distribution.app import create_app
from distribution.core.actor import Actor
from distribution.core.database import connected
from distribution.core.migrations import migrate
from distribution.core.postgres.server import (
    NO_WAITING_FOR_THE_DISK,
    SERVICE_ROLE,
    embedded_postgres,
)
from distribution.core.settings import Settings
from tests.conftest import MASTER_KEY
from tests.routes import ROUTES, Route
from tests.walking import Town, a_device, a_town_of_one, asked
from tests.worlds import NOON, Clock, a_centre

API = "/api/v1/"
_DOCUMENT = "/api/v1/openapi.json"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def calls() -> list[Route]:
    """Return the calls of the JSON API, those that change least first.

    The session's are about the caller alone.
    """
    found = [
        route
        for route in ROUTES
        if route.path.startswith(API)
        and not route.path.startswith(_DOCUMENT)
        and not route.path.endswith("/session")
    ]
    return sorted(found, key=_disturbs)


def _disturbs(route: Route) -> int:
    """Return how much a call changes for those after it."""
    if route.method == "GET":
        return 0
    return _ORDER.get(route.line, 3)


_ORDER = {
    "POST /api/v1/handouts/preview": 1,
    "POST /api/v1/handouts": 2,
    "DELETE /api/v1/scan/shift": 4,
}


def standing_for(name: str) -> str:
    """Return what stands in an example for the thing of this name."""
    if name == "code":
        return "V1:AEAQ…"
    return str(uuid5(NAMESPACE_URL, f"kromka:{name}"))


def with_ids(example: Any, ids: Mapping[str, str]) -> Any:
    """Return a body of an example with the ids of a real centre, and fresh nonces."""
    text = msgspec.json.encode(example).decode()
    for name, real in ids.items():
        text = text.replace(standing_for(name), real)
    known = set(ids.values())
    fresh = _ID.sub(lambda one: one[0] if one[0] in known else str(uuid4()), text)
    return msgspec.json.decode(fresh)


async def gathered(town: Town) -> dict[str, Example]:
    """Return an example of each call, as *town* answered."""
    found = {}
    for route in calls():
        request = asked(route, town.app, town.ids)
        answer = await say(town, route, request.body)
        found[route.line] = _example(route, request.body, answer, town.ids)
    return found


async def a_town(app: Litestar, actor: Actor) -> Town:
    """Make a full centre with one person who has every role, and a device."""
    town = await a_town_of_one(app, actor)
    device = await a_device(app, actor)
    return msgspec.structs.replace(
        town, visitors={**town.visitors, device.name: device}
    )


async def say(town: Town, route: Route, body: Any) -> httpx.Response:
    """Send *body* to *route*, as a device where it asks about itself."""
    request = asked(route, town.app, town.ids)
    of_device = route.path.startswith((f"{API}scan/", f"{API}devices/"))
    who = town.visitors["device" if of_device else "everything"]
    return await who.client.request(
        route.method, request.path, json=body, params=request.query
    )


def _example(
    route: Route, body: Any, answer: httpx.Response, ids: Mapping[str, str]
) -> Example:
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    good = is_json and answer.is_success
    raw = Example(
        body, answer.status_code if good else None, answer.json() if good else None
    )
    text = msgspec.json.encode(raw).decode()
    for name, real in ids.items():
        text = text.replace(real, standing_for(name))
    kept = {standing_for(name) for name in ids}
    others: dict[str, str] = {}

    def steady(one: re.Match[str]) -> str:
        if one[0] in kept:
            return one[0]
        name = f"kromka:{route.line}:{len(others)}"
        return others.setdefault(one[0], str(uuid5(NAMESPACE_URL, name)))

    return msgspec.json.decode(_ID.sub(steady, text), type=Example)


def an_app() -> Litestar:
    """Return the application at the noon of the tests."""
    nowhere = Settings(data_dir=Path("/nonexistent"), master_key=MASTER_KEY)
    return create_app(nowhere, clock=Clock(NOON), own_pool=False)


async def _write() -> None:
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        home.chmod(0o711)
        with embedded_postgres(home, options=NO_WAITING_FOR_THE_DISK) as server:
            await migrate(server.owner(), SERVICE_ROLE)
            owner = await asyncpg.connect(server.superuser_dsn)
            async with connected(server.service_dsn):
                town = await a_town(an_app(), await a_centre(owner))
                found = await gathered(town)
            await owner.close()
    written = msgspec.json.format(msgspec.json.encode(found), indent=1)
    path = Path(str(api_examples.__file__)).with_suffix(".json")
    path.write_bytes(written + b"\n")


if __name__ == "__main__":
    asyncio.run(_write())

"""The examples of the OpenAPI document: each is sent, and answered as it says."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from distribution.api_examples import Example, examples
from distribution.core.postgres.server import Server
from tests.api_examples import a_town, an_app, calls, say, with_ids
from tests.walking import WRITES, Town
from tests.worlds import a_centre


@pytest.fixture(scope="module")
def api() -> Litestar:
    return an_app()


@pytest.fixture(scope="module")
async def town(
    api: Litestar, database: Server, owner: asyncpg.Connection
) -> AsyncIterator[Town]:
    made = await a_town(api, await a_centre(owner))
    yield made
    for visitor in made.visitors.values():
        await visitor.client.aclose()


def test_every_call_has_its_example() -> None:
    assert sorted(examples()) == sorted(route.line for route in calls())


async def test_every_example_is_accepted_and_answered_as_it_says(town: Town) -> None:
    wrong = []
    for route in calls():
        example = examples()[route.line]
        answer = await say(town, route, with_ids(example.request, town.ids))
        if why := _differs(example, answer):
            wrong.append(f"{route.line}: {why}")

    assert wrong == []


def _differs(example: Example, answer: httpx.Response) -> str:
    """Return how an answer differs from what the example says; empty if it does not."""
    if answer.status_code in {400, 404, 405} or answer.is_server_error:
        return f"{answer.status_code} {answer.text[:200]}"
    if example.status is None:
        return ""
    if answer.status_code != example.status:
        return f"{answer.status_code}, not {example.status}: {answer.text[:200]}"
    return _unlike(example.response, answer.json())


def _unlike(told: Any, real: Any, at: str = "answer") -> str:
    """Return where the shapes of two bodies part; a value may be missing in either."""
    if told is None or real is None:
        return ""
    if type(told) is not type(real) and {type(told), type(real)} != {int, float}:
        return f"{at}: {told!r}, not {real!r}"
    if isinstance(told, list) and told and real:
        return _unlike(told[0], real[0], f"{at}[0]")
    if isinstance(told, dict):
        return _unlike_object(told, real, at)
    return ""


def _unlike_object(told: dict[str, Any], real: dict[str, Any], at: str) -> str:
    if set(told) ^ set(real) and not _by_id(told):
        return f"{at}: {sorted(set(told) ^ set(real))}"
    parts = (
        _unlike(told[key], real[key], f"{at}.{key}") for key in told if key in real
    )
    return next((why for why in parts if why), "")


def _by_id(told: dict[str, Any]) -> bool:
    """Say whether the keys of an object are ids or days, not names of fields."""
    return any("-" in key for key in told)


async def test_the_document_shows_them(town: Town) -> None:
    client = town.visitors["everything"].client
    document = (await client.get("/api/v1/openapi.json")).json()

    call = document["paths"]["/api/v1/handouts"]["post"]
    assert call["requestBody"]["content"]["application/json"]["example"]["code"]
    assert call["responses"]["201"]["content"]["application/json"]["example"]["lines"]
    bare = [
        f"{method} {path}"
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if method.upper() in WRITES
        and not path.endswith("/session")
        and "application/json" in one.get("requestBody", {}).get("content", {})
        and "example" not in one["requestBody"]["content"]["application/json"]
    ]
    assert bare == []

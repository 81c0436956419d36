"""The log says what happened, and nothing of whom it happened to."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
import structlog

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_value
from distribution.core.logs import configure_logging
from distribution.core.transaction import transaction
from tests.worlds_accounts import PASSWORD, sign_in_as


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Everything that is logged while the test runs."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logging(stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(said: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


async def test_a_request_is_one_line_with_a_number_that_the_answer_bears(
    said: io.StringIO, client: httpx.AsyncClient, actor: Actor
) -> None:
    person = await sign_in_as(client, actor, Role.HAND_OUT)
    said.truncate(0)
    said.seek(0)

    answer = await client.get("/api/v1/rounds")

    (line,) = [each for each in lines(said) if each["event"] == "request"]
    assert line["route"] == "/api/v1/rounds"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["actor"] == f"staff:{person}"
    assert line["request"] == answer.headers["x-request-id"]
    assert line["milliseconds"] > 0
    assert line["timestamp"].endswith("Z")


async def test_what_people_send_is_in_no_line(
    said: io.StringIO, client: httpx.AsyncClient, actor: Actor
) -> None:
    secrets = {
        "query": "Brzęczyszczykiewicz",
        "path": f"link-{uuid4().hex}",
        "body": "Grzegorz-Kowalski-88",
        "header": f"naglowek-{uuid4().hex}",
        "login": f"zofia.{uuid4().hex[:8]}",
        "password": PASSWORD,
        "name": "Ola Próbna",
    }
    await sign_in_as(client, actor, Role.COORDINATOR)
    await client.get("/preferences", params={"back": secrets["query"]})
    await client.get(f"/h/{secrets['path']}")
    await client.get(f"/api/v1/rounds/{secrets['path']}")
    await client.get("/api/v1/rounds", headers={"X-Note": secrets["header"]})
    await client.post("/api/v1/session", json={"login": secrets["body"], "x": 1})
    await client.post(
        "/api/v1/session",
        json={"login": secrets["login"], "password": secrets["body"]},
    )
    await client.post("/api/v1/session", content=secrets["body"])

    written = said.getvalue()
    cookie = client.cookies["kromka_session"]
    assert len(lines(said)) >= 7
    for secret in [*secrets.values(), cookie, client.headers["X-CSRF-Token"]]:
        assert secret not in written
        assert json.dumps(secret)[1:-1] not in written


async def test_an_error_of_the_database_is_told_without_the_value_it_quotes(
    said: io.StringIO, actor: Actor
) -> None:
    log = structlog.get_logger("kromka")
    with pytest.raises(asyncpg.InvalidTextRepresentationError, match="Zofia") as caught:
        async with transaction(actor):
            await fetch_value("SELECT $1::text::integer", "Zofia Próbna")

    log.error("request_failed", exc_info=caught.value)
    logging.getLogger("some.library").error(
        "It failed: %s", caught.value, exc_info=caught.value
    )

    ours, theirs = lines(said)
    assert ours["error"] == "asyncpg.exceptions.InvalidTextRepresentationError"
    assert ours["sqlstate"] == "22P02"
    assert any("test_logs.py" in frame for frame in ours["where"])
    assert theirs["event"] == "It failed: %s"
    assert "Zofia" not in said.getvalue()


async def test_a_constraint_is_named(said: io.StringIO, actor: Actor) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        async with transaction(actor):
            await execute(
                "INSERT INTO site (centre, key, name, address)"
                " VALUES ($1, 'x', 'x', '')",
                actor.centre,
            )

    structlog.get_logger("kromka").error("request_failed", exc_info=caught.value)

    (line,) = lines(said)
    assert line["constraint_name"] == "site_has_a_use"
    assert line["table_name"] == "site"


async def test_a_task_that_nobody_waited_for_does_not_tell_either(
    said: io.StringIO,
) -> None:
    async def fails() -> None:
        raise ValueError("Zofia Próbna, tel. 600 100 200")

    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    context = {
        "message": "Task exception was never retrieved",
        "exception": task.exception(),
        "future": task,
    }
    asyncio.get_running_loop().default_exception_handler(context)

    (line,) = lines(said)
    assert line["event"] == "Task exception was never retrieved"
    assert line["error"] == "builtins.ValueError"
    assert "Zofia" not in said.getvalue()


def test_causes_and_groups_are_told_without_their_words(said: io.StringIO) -> None:
    log = structlog.get_logger("kromka")
    fault = ExceptionGroup("Zofia", [ValueError("Zofia")])
    fault.__cause__ = KeyError("Zofia")
    log.error("job_failed", job=7, exc_info=fault)

    (line,) = lines(said)
    assert line["parts"][0]["error"] == "builtins.ValueError"
    assert line["cause"]["error"] == "builtins.KeyError"
    assert line["job"] == 7
    assert "Zofia" not in said.getvalue()

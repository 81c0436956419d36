"""Health and counts: what an operator's machines ask, and who gets an answer."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest

from distribution.app import create_app
from distribution.core.actor import Actor
from distribution.core.database import engine
from distribution.core.postgres.server import Server
from distribution.core.settings import Settings
from tests.core.test_transaction import a_pool_of_two
from tests.worlds import NOON, Clock
from tests.worlds_vouchers import a_counter, hand_out

_TOKEN = "probny-token-licznikow"


def asking_from(settings: Settings, host: str) -> httpx.AsyncClient:
    app = create_app(settings, clock=Clock(NOON), own_pool=False)
    transport = httpx.ASGITransport(
        app, raise_app_exceptions=False, client=(host, 40000)
    )
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
async def no_pool(database: Server) -> AsyncIterator[None]:
    found = engine()
    kept, found.pool = found.pool, None
    yield
    found.pool = kept


async def test_a_service_that_can_work_says_so(client: httpx.AsyncClient) -> None:
    live, ready = await client.get("/health/live"), await client.get("/health/ready")

    assert live.status_code == ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "checks": {"pool": True, "database": True, "schema": True},
    }


async def test_without_a_database_it_lives_but_is_not_ready(
    client: httpx.AsyncClient, no_pool: None
) -> None:
    live, ready = await client.get("/health/live"), await client.get("/health/ready")

    assert live.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["ready"] is False


async def test_an_older_schema_is_not_ready(
    client: httpx.AsyncClient, owner: asyncpg.Connection
) -> None:
    row = await owner.fetchrow(
        "DELETE FROM migration WHERE id = (SELECT max(id) FROM migration)"
        " RETURNING name, app_name, ran_on"
    )
    try:
        ready = await client.get("/health/ready")
    finally:
        await owner.execute(
            "INSERT INTO migration (name, app_name, ran_on) VALUES ($1, $2, $3)", *row
        )

    assert ready.status_code == 503
    assert ready.json()["checks"] == {"pool": True, "database": True, "schema": False}


async def test_a_pool_without_a_free_connection_is_not_ready(
    client: httpx.AsyncClient, database: Server
) -> None:
    async with a_pool_of_two(database):
        taken = [await engine().pool.acquire() for _ in range(2)]
        ready = await client.get("/health/ready")
        for connection in taken:
            await engine().pool.release(connection)

    assert ready.json()["checks"]["pool"] is False


async def test_answers_are_counted_by_template_and_never_by_id(
    client: httpx.AsyncClient, actor: Actor
) -> None:
    await client.get("/static/css/kromka.css")
    await client.get("/nie/ma/takiej/strony/sekret")

    answer = await client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'route="/static/css/kromka.css",status="200"' in answer.text
    assert 'route="(none)",status="404"' in answer.text
    assert 'kromka_pool_connections{state="idle"}' in answer.text
    assert "sekret" not in answer.text
    assert "kromka_handouts" in answer.text


async def test_hand_outs_are_counted_by_what_came_of_them(
    client: httpx.AsyncClient, actor: Actor
) -> None:
    counter = await a_counter(actor)
    before = await counted(client)

    await hand_out(client, counter)
    await hand_out(client, counter)

    after = await counted(client)
    assert after["handed_out"] - before["handed_out"] == 1
    assert after["already_handed_out"] - before["already_handed_out"] == 1


async def counted(client: httpx.AsyncClient) -> Counter[str]:
    text = (await client.get("/metrics")).text
    found = re.findall(r'kromka_handouts_total\{.*outcome="(\w+)"\} (\S+)', text)
    outcomes: Counter[str] = Counter()
    for outcome, times in found:  # a line a channel
        outcomes[outcome] += int(float(times))
    return outcomes


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 403),
        ("nonsense", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 403),
        ("10.0.0.7", {"Authorization": f"Bearer {_TOKEN}"}, 200),
        ("10.0.0.7", {"Authorization": "Bearer falszywy"}, 403),
        ("10.0.0.7", {"Authorization": f"Bearer {_TOKEN}ą".encode()}, 403),
    ],
)
async def test_counts_are_for_this_machine_or_the_token(
    test_settings: Settings,
    database: Server,
    host: str,
    headers: dict[str, str],
    status: int,
) -> None:
    settings = msgspec.structs.replace(test_settings, metrics_token=_TOKEN)

    async with asking_from(settings, host) as elsewhere:
        answer = await elsewhere.get("/metrics", headers=headers)

    assert answer.status_code == status


async def test_without_a_token_set_no_token_opens(
    test_settings: Settings, database: Server
) -> None:
    async with asking_from(test_settings, "10.0.0.7") as elsewhere:
        answer = await elsewhere.get(
            "/metrics", headers={"Authorization": "Bearer None"}
        )

    assert answer.status_code == 403


_COUNTS = """
import sys
from distribution.core.metrics import count_handout, exposition
for _ in range(int(sys.argv[1])):
    count_handout("pickup", "handed_out")
print(exposition().decode())
"""


def test_the_counts_of_several_processes_are_added_up(tmp_path: Path) -> None:
    def count(times: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", _COUNTS, str(times)],
            env={"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    count(3)

    assert 'channel="pickup",outcome="handed_out"} 7.0' in count(4)


async def test_the_service_role_may_see_which_migrations_ran(database: Server) -> None:
    """Otherwise a service with an external database could never be ready."""
    async with a_pool_of_two(database):
        rows = await engine().pool.fetch("SELECT count(*) FROM migration")
    assert rows[0][0] > 0

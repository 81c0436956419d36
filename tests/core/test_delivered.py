"""A database of the delivered version, rows and all, comes forward to this one."""

import json
import lzma
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from litestar import Litestar

from distribution.accounts.rules import Permission, Role
from distribution.app import create_app
from distribution.core.actor import Actor
from distribution.core.database import connected, engine
from distribution.core.migrations import is_current, known_migrations, migrate
from distribution.core.postgres.dumping import Roles, load
from distribution.core.postgres.server import SERVICE_ROLE, Server
from distribution.core.settings import Settings
from distribution.verify import verify
from tests.conftest import MASTER_KEY
from tests.core.test_backup import a_database, drop
from tests.routes import ROUTES, STAFF
from tests.walking import Visitor, a_browser, names_in, sent
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as

_HERE = Path(__file__).parents[1] / "data" / "delivered"
_ROLES = Roles("kromka_owner", SERVICE_ROLE)
_THINGS = json.loads((_HERE / "things.json").read_text())
FULL: dict[str, str] = _THINGS["full"]
COUNTER: dict[str, str] = _THINGS["counter"]


class Delivered(msgspec.Struct, frozen=True):
    """The database with the newest schema, and what was in it before."""

    owner_dsn: str
    migrations: set[tuple[str, str]]
    rows: dict[str, int]


@pytest.fixture(scope="module")
async def delivered(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Delivered]:
    """The old database, brought forward, in the place of the suite's own."""
    found = await a_database(server, "kromka_delivered")
    dump = tmp_path_factory.mktemp("delivered") / "dump"
    dump.write_bytes(lzma.decompress((_HERE / "dump.xz").read_bytes()))
    load(found.owner(), dump, then=_ROLES, now=_ROLES)
    ran = await rows_of(found.owner(), "SELECT app_name, name FROM migration")
    before = await counts(found.owner())
    known = engine()
    kept = known.pool, known.config
    known.pool = None
    try:
        await migrate(found.owner(), SERVICE_ROLE)
        async with connected(found.service_dsn, pool_size=4):
            yield Delivered(found.owner(), {tuple(row) for row in ran}, before)
    finally:
        known.pool, known.config = kept
        await drop(server, "kromka_delivered")


@pytest.fixture(scope="module")
def app() -> Litestar:
    nowhere = Settings(data_dir=Path("/nonexistent"), master_key=MASTER_KEY)
    return create_app(nowhere, clock=Clock(NOON), own_pool=False)


async def rows_of(dsn: str, query: str) -> list[asyncpg.Record]:
    owner = await asyncpg.connect(dsn)
    try:
        return await owner.fetch(query)
    finally:
        await owner.close()


async def counts(dsn: str) -> dict[str, int]:
    """Return how many rows each table holds."""
    tables = await rows_of(
        dsn,
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace",
    )
    names = [row["relname"] for row in tables]
    each = (f"SELECT '{name}' AS name, count(*) FROM {name}" for name in names)
    return dict(await rows_of(dsn, " UNION ALL ".join(each)))


def anybody(centre: str) -> Actor:
    """Return an actor who may do everything in an old centre."""
    everything = frozenset(permission.value for permission in Permission)
    return Actor(UUID(centre), "cli", None, "test", everything)


async def test_the_newest_schema_knows_every_step_of_the_delivered_one(
    delivered: Delivered,
) -> None:
    """Else a backup of that version would be taken for one of a newer program."""
    assert delivered.migrations
    assert delivered.migrations <= known_migrations()
    assert await is_current(delivered.owner_dsn)


async def test_no_row_is_lost_on_the_way(delivered: Delivered) -> None:
    now = await counts(delivered.owner_dsn)

    lost = {
        table: (rows, now.get(table))
        for table, rows in delivered.rows.items()
        if now.get(table, 0) < rows
    }
    assert sum(rows > 0 for rows in delivered.rows.values()) > 50
    assert lost == {}


async def test_what_was_written_then_holds_today(delivered: Delivered) -> None:
    found = [finding async for finding in verify(delivered.owner_dsn)]

    assert {one.check.name: one.shown for one in found if not one.holds} == {}


async def test_a_voucher_printed_then_is_handed_out_today(
    delivered: Delivered, app: Litestar
) -> None:
    """By the scanner that was enrolled then, from the stock of then, once."""
    scan: dict[str, Any] = {
        "code": COUNTER["token"],
        "nonce": str(uuid4()),
        "scanned_at": NOON.isoformat(),
        "channel": "pickup",
        "site": COUNTER["site"],
    }
    async with a_browser(app) as scanner:
        scanner.headers["Authorization"] = f"Bearer {COUNTER['device_token']}"

        made = await scanner.post("/api/v1/handouts", json=scan)
        again = await scanner.post(
            "/api/v1/handouts", json={**scan, "nonce": str(uuid4())}
        )

    assert made.status_code == 201, made.text
    assert made.json()["voucher"] == COUNTER["voucher"]
    assert again.status_code == 409
    assert "already_handed_out" in again.text


@pytest.fixture(scope="module")
async def office(delivered: Delivered, app: Litestar) -> AsyncIterator[Visitor]:
    """Somebody with every role in the full centre."""
    async with a_browser(app) as client:
        staff = await sign_in_as(client, anybody(FULL["centre"]), *Role)
        yield Visitor("everything", client, staff)


async def test_every_page_and_answer_shows_what_was_written_then(
    office: Visitor, app: Litestar
) -> None:
    """A thing of a kind that there was not yet has no page to show."""
    reads = [
        route
        for route in ROUTES
        if route.method == "GET"
        and route.whose & STAFF
        and names_in(route) <= FULL.keys()
        and not route.path.endswith(("path}", "/devices/me"))  # ours, a scanner's
    ]
    failed = {}
    for route in reads:
        answer = await sent(route, office, app, FULL)
        if answer.status_code in {404, *range(500, 600)}:
            failed[route.line] = f"{answer.status_code} {answer.text[:300]}"

    assert len(reads) > 100
    assert failed == {}

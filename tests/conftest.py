"""A real PostgreSQL for every test, and a fresh centre for each that asks for one.

Commands commit, so nothing is rolled back. Row-level security keeps the centres of
different tests apart, exactly as it keeps two towns apart in production.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import asyncpg
import httpx
import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from playwright.async_api import Browser, async_playwright

from distribution.app import create_app
from distribution.core.actor import Actor
from distribution.core.database import connected
from distribution.core.migrations import migrate
from distribution.core.postgres.server import SERVICE_ROLE, Server, throwaway_postgres
from distribution.core.settings import Settings
from distribution.verify import verify
from tests.browsers import FLAGS, browser_to_use
from tests.worlds import Clock, ClockOfTheTest, a_centre

MASTER_KEY = bytes(range(32))


_LONGEST = ("tests/e2e/", "tests/core/postgres/", "tests/cli/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that no process is left with one at the end."""
    items.sort(key=lambda item: [not item.nodeid.startswith(at) for at in _LONGEST])


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Let passwords be hashed in no time: hundreds of people sign in here."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr("distribution.accounts.secrets._HASHER", quick)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A throw-away PostgreSQL with the two roles, empty."""
    with throwaway_postgres() as server:
        yield server


@pytest.fixture(scope="session")
async def migrated(server: Server) -> Server:
    """The server with the newest schema."""
    await migrate(server.owner(), SERVICE_ROLE)
    return server


@pytest.fixture(scope="session")
async def database(migrated: Server) -> AsyncIterator[Server]:
    """A pool of connections of the service role, bound by the policies.

    What all tests together leave behind must hold: a test that does damage mends it.
    """
    async with connected(migrated.service_dsn, pool_size=24):
        yield migrated
    found = [finding async for finding in verify(migrated.owner())]
    assert {one.check.name: one.shown for one in found if not one.holds} == {}


@pytest.fixture(scope="session")
async def owner(migrated: Server) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the owner, who sees every centre."""
    connection = await asyncpg.connect(migrated.owner())
    yield connection
    await connection.close()


@pytest.fixture
async def new_centre(
    database: Server, owner: asyncpg.Connection
) -> Callable[[], Awaitable[Actor]]:
    """Make a centre; returns an actor who may do everything there."""

    async def make() -> Actor:
        return await a_centre(owner)

    return make


@pytest.fixture
async def actor(new_centre: Callable[[], Awaitable[Actor]]) -> Actor:
    """Somebody who may do everything in a fresh centre."""
    return await new_centre()


@pytest.fixture(scope="session")
def clock_of_the_test() -> ClockOfTheTest:
    """The clock of the one service that all tests use."""
    return ClockOfTheTest()


@pytest.fixture
def clock(clock_of_the_test: ClockOfTheTest) -> Iterator[Clock]:
    """The service's clock: noon of a quiet day, set forward by the test."""
    with clock_of_the_test.lent() as clock:
        yield clock


@pytest.fixture(scope="session")
def test_settings(
    migrated: Server, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings of a service on the test server."""
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        database_url=migrated.service_dsn,
        owner_url=migrated.owner_dsn,
        master_key=MASTER_KEY,
    )


@pytest.fixture(scope="session")
def app(test_settings: Settings, clock_of_the_test: ClockOfTheTest) -> Litestar:
    """The application, put together once: that takes longer than most tests do."""
    return create_app(test_settings, clock=clock_of_the_test, own_pool=False)


@pytest.fixture
async def client(
    database: Server, app: Litestar, clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser or device.

    Not Litestar's ``AsyncTestClient``: that one runs the app in an event loop of
    its own, where the connections of this loop's pool cannot be used.
    """
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium or Chrome, the one that ``./dev test`` found."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_to_use(), args=FLAGS
        )
        yield browser
        await browser.close()

"""Small towns in databases of their own, loaded by the command itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from distribution.core.postgres.server import Server
from tests.cli.running import kromka, on_server

TODAY = "2026-11-23"
SMALL = ("--households", "40", "--seed", "7", "--today", TODAY)


class Town(msgspec.Struct, frozen=True):
    """A database with the demo in it."""

    server: Server
    settings: dict[str, str]
    """What points the command line at this database."""


async def a_town(server: Server, name: str, data_dir: Path, *options: str) -> Town:
    """Make a database and load the demo into it."""
    superuser = await asyncpg.connect(server.superuser_dsn)
    await superuser.execute(f"CREATE DATABASE {name} OWNER kromka_owner")
    await superuser.close()
    beside = msgspec.structs.replace(
        server,
        service_dsn=server.service_dsn.replace("/kromka?", f"/{name}?"),
        owner_dsn=server.owner().replace("/kromka?", f"/{name}?"),
    )
    town = Town(beside, on_server(beside, data_dir))
    done = kromka("demo", *options, **town.settings)
    assert done.returncode == 0, done.stderr
    return town


async def drop(server: Server, name: str) -> None:
    """Remove a town's database."""
    superuser = await asyncpg.connect(server.superuser_dsn)
    await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await superuser.close()


@pytest.fixture(scope="session")
async def town(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """A town of forty households on 23 November 2026."""
    data_dir = tmp_path_factory.mktemp("demo")
    yield await a_town(server, "kromka_demo", data_dir, *SMALL)
    await drop(server, "kromka_demo")


@pytest.fixture
async def books(town: Town) -> AsyncIterator[asyncpg.Connection]:
    """A look into the town's database as its owner, who sees both centres."""
    connection = await asyncpg.connect(town.server.owner())
    yield connection
    await connection.close()

"""The connection to PostgreSQL, and the promise that steps keep."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import asyncpg
from piccolo.engine import engine_finder
from piccolo.engine.postgres import PostgresEngine

Row = dict[str, Any]


class LazyEngine(PostgresEngine):
    """Piccolo's engine, less its habit of connecting when it is imported."""

    async def check_version(self) -> None:
        """Leave the version to ``kromka doctor``."""


class NoTransactionError(RuntimeError):
    """A step or a read ran outside a transaction: a fault in the code."""


@cache
def engine() -> PostgresEngine:
    """Return the engine named in ``piccolo_conf.py``; looked for once a process."""
    found = engine_finder()
    if not isinstance(found, PostgresEngine):
        raise TypeError("piccolo_conf.DB must be a PostgresEngine")
    return found


async def _keep_session(_: asyncpg.Connection) -> None:
    """Skip asyncpg's RESET ALL: every setting of ours is local to a transaction."""


@asynccontextmanager
async def connected(
    dsn: str, *, pool_size: int = 10, **server_settings: str
) -> AsyncIterator[None]:
    """Point the engine at *dsn* and keep a pool open for the body."""
    found = engine()
    # The server gives up a query whose client has gone, and the locks that it holds.
    usual = {"jit": "off", "client_connection_check_interval": "5s"}
    found.config = {"dsn": dsn, "server_settings": {**usual, **server_settings}}
    await found.start_connection_pool(
        min_size=1, max_size=pool_size, reset=_keep_session
    )
    try:
        yield
    finally:
        await found.close_connection_pool()


def connection() -> asyncpg.Connection:
    """Return the connection of the transaction that is open.

    Raises:
        NoTransactionError: No command and no ``reading`` is open.
    """
    current = engine().current_transaction.get()
    if current is None:
        raise NoTransactionError("open a command's transaction, or reading(actor)")
    return current.connection


def require_transaction() -> None:
    """Refuse to go on outside a transaction. The first line of every step.

    Raises:
        NoTransactionError: The caller is not a command.
    """
    connection()


async def fetch(query: str, *arguments: object) -> list[Row]:
    """Return the rows of a hand-written query with ``$1`` placeholders."""
    return [dict(row) for row in await connection().fetch(query, *arguments)]


async def fetch_one(query: str, *arguments: object) -> Row | None:
    """Return the first row of a hand-written query, or None."""
    row = await connection().fetchrow(query, *arguments)
    return None if row is None else dict(row)


async def fetch_value(query: str, *arguments: object) -> Any:  # noqa: ANN401
    """Return the first column of the first row, or None."""
    return await connection().fetchval(query, *arguments)


async def execute(query: str, *arguments: object) -> str:
    """Run a hand-written statement and return PostgreSQL's status tag."""
    return str(await connection().execute(query, *arguments))


async def fetch_before_centre(query: str, *arguments: object) -> list[Row]:
    """Ask one of the narrow functions that find out who somebody is.

    Runs outside any transaction and so for no centre: policies hide every row, and
    only ``SECURITY DEFINER`` functions that answer "who, and of which centre" work.
    """
    pool = engine().pool
    if pool is None:
        raise NoTransactionError("no connection pool is open")
    return [dict(row) for row in await pool.fetch(query, *arguments)]

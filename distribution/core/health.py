"""Says whether this process can do its work."""

from functools import cache

import msgspec

from distribution.core.database import engine
from distribution.core.metrics import show_pool
from distribution.core.migrations import known_migrations

_PATIENCE = 2.0
"""Seconds that the database gets to answer."""


class Readiness(msgspec.Struct, frozen=True):
    """What was looked at. Yes or no alone: the answer is open to everybody."""

    pool: bool
    database: bool
    schema: bool

    @property
    def ready(self) -> bool:
        """Say whether requests can be served."""
        return self.pool and self.database and self.schema


_known = cache(known_migrations)


async def readiness() -> Readiness:
    """Look whether a connection is free, the database answers, and its schema fits."""
    pool = engine().pool
    if pool is None:
        return Readiness(pool=False, database=False, schema=False)
    try:
        connection = await pool.acquire(timeout=_PATIENCE)
    except TimeoutError:
        return Readiness(pool=False, database=True, schema=True)
    except OSError:
        return Readiness(pool=True, database=False, schema=False)
    try:
        rows = await connection.fetch(
            "SELECT app_name, name FROM migration", timeout=_PATIENCE
        )
    except Exception:  # noqa: BLE001 (whatever it is, the database did not answer)
        return Readiness(pool=True, database=False, schema=False)
    finally:
        await pool.release(connection)
    ran = {(row["app_name"], row["name"]) for row in rows}
    return Readiness(pool=True, database=True, schema=ran >= _known())


def show_pool_now() -> None:
    """Bring the count of connections up to date before it is read."""
    pool = engine().pool
    if pool is not None:
        idle = pool.get_idle_size()
        show_pool(busy=pool.get_size() - idle, idle=idle)

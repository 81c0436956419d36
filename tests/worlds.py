"""Small worlds that tests start from. What a test relies on is passed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor

NOON = datetime(2026, 3, 17, 11, 0, tzinfo=UTC)
"""Tuesday noon in Kraśnik."""


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class ClockOfTheTest:
    """Tells the time of the test that runs, to a service that outlives it."""

    def __init__(self) -> None:
        self._lent = Clock(NOON)

    def __call__(self) -> datetime:
        return self._lent.now

    @contextmanager
    def lent(self) -> Iterator[Clock]:
        """Let the body set the clock; it stands at noon again for the next."""
        self._lent = Clock(NOON)
        yield self._lent
        self._lent = Clock(NOON)


async def a_centre(owner: asyncpg.Connection, name: str = "MOPS Próbny") -> Actor:
    """Make a centre; return an actor who may do everything there."""
    actor = Actor(
        centre=uuid4(),
        kind="cli",
        id=None,
        name="test",
        permissions=frozenset(p.value for p in Permission),
    )
    await owner.execute(
        "INSERT INTO centre (id, key, name, short_name, address, phone)"
        " VALUES ($1, $2, $3, $3, 'ul. Próbna 1, 23-210 Kraśnik', '81 000 00 00')",
        actor.centre,
        f"c{actor.centre.hex[:12]}",
        name,
    )
    return actor

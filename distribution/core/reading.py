"""Reads outside a command: read only, for one actor and so for one centre."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from distribution.core.actor import Actor
from distribution.core.database import engine
from distribution.core.transaction import CentreTransaction


@asynccontextmanager
async def reading(actor: Actor) -> AsyncIterator[None]:
    """Let queries of the body see the rows of *actor*'s centre; writes are refused."""
    async with CentreTransaction(engine(), actor, "READ ONLY"):
        yield

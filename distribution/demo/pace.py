"""Lets commands that do not wait for each other run side by side."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

AT_ONCE = 4
"""More would only wait for each other's rows and for the processor."""

T = TypeVar("T")


async def side_by_side(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Await *work*, a few at a time; return the results in the order asked for."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(coroutine: Coroutine[Any, Any, T]) -> T:
        async with turns:
            return await coroutine

    return list(await asyncio.gather(*map(one, work)))

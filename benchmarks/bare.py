"""The floor: a bare Litestar + asyncpg endpoint, one conditional UPDATE, one INSERT."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import Litestar, post
from litestar.datastructures import State
from litestar.exceptions import ClientException


class Redemption(msgspec.Struct):
    """Which voucher, by whom."""

    voucher: int
    nonce: UUID


@asynccontextmanager
async def pool(app: Litestar) -> AsyncIterator[None]:
    """Keep a pool of the same size as the service's."""
    async with asyncpg.create_pool(
        os.environ["KROMKA_DATABASE_URL"], min_size=1, max_size=10
    ) as opened:
        app.state.pool = opened
        yield


@post("/redeem")
async def redeem(state: State, data: Redemption) -> dict[str, Any]:
    """Redeem a voucher once and write it down."""
    async with state.pool.acquire() as connection, connection.transaction():
        done = await connection.execute(
            "UPDATE bench_voucher SET redeemed = true WHERE id = $1 AND NOT redeemed",
            data.voucher,
        )
        if done != "UPDATE 1":
            raise ClientException(status_code=409)
        await connection.execute(
            "INSERT INTO bench_redemption (voucher, nonce) VALUES ($1, $2)",
            data.voucher,
            data.nonce,
        )
    return {"voucher": data.voucher, "nonce": data.nonce}


def app() -> Litestar:
    """Return the application."""
    return Litestar([redeem], lifespan=[pool])

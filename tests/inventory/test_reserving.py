"""Reserving while others work on the same stock."""

import asyncio
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.transaction import transaction
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.steps.reserving import Wish, reserve
from tests.worlds import NOON
from tests.worlds_inventory import (
    a_lot,
    a_store,
    a_voucher,
    article_ids,
    faults_of_ledger,
    keep,
    kept_for,
)


async def until_waiting(owner: asyncpg.Connection, count: int) -> None:
    """Return once so many transactions wait for a lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    async with asyncio.timeout(10):
        while await owner.fetchval(waiting) < count:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("is_kept", [False, True])
async def test_nothing_is_reserved_of_a_lot_that_is_recalled_meanwhile(
    actor: Actor, owner: asyncpg.Connection, *, is_kept: bool
) -> None:
    """The recall holds the balance when the reservation comes for it."""
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    if is_kept:
        await keep(store, 4)
    voucher = await a_voucher(store, store.counter)
    milk = (await article_ids(actor, "MLEKO"))[0]

    async def reserving() -> dict[UUID, dict[UUID, int]]:
        async with transaction(actor):
            return await reserve(
                actor.centre,
                [Wish(voucher, {milk: 3})],
                fund=store.fund,
                holds_until=date(2026, 3, 31),
                site=store.counter,
            )

    held, enough = asyncio.Event(), asyncio.Event()

    async def holding() -> None:
        """Hold the balance until the recall and the reservation queue for it."""
        async with transaction(actor):
            await fetch("SELECT id FROM stock_balance WHERE lot = $1 FOR UPDATE", lot)
            held.set()
            await enough.wait()

    async with asyncio.TaskGroup() as everybody:
        everybody.create_task(holding())
        await held.wait()  # else the recall may come first, and nobody ever waits
        everybody.create_task(
            withdraw(actor, lot, kind=Withdrawal.RECALL, reason="GIS", now=NOON)
        )
        await until_waiting(owner, 1)
        reservation = everybody.create_task(reserving())
        await until_waiting(owner, 2)
        enough.set()

    assert reservation.result() == {voucher: {milk: 3}}
    assert store.shelf not in await kept_for(store, voucher)
    assert await faults_of_ledger(actor) == []

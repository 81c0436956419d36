"""Quarantine and recall: at once, for every lot of the number, traced both ways."""

import asyncio
from datetime import date

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.commands.withdrawing import Withdrawal, lift, withdraw
from distribution.inventory.errors import LotStateError
from distribution.inventory.queries.stock import stock
from distribution.inventory.queries.tracing import trace
from distribution.inventory.rules.lines import LineOut
from tests.worlds import NOON
from tests.worlds_inventory import (
    a_delivery,
    a_lot,
    a_store,
    faults_of_ledger,
    held,
    keep,
    kept_for,
)

RECALL, QUARANTINE = Withdrawal.RECALL, Withdrawal.QUARANTINE


async def test_a_recall_frees_what_was_kept_and_says_for_whom(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    voucher = await keep(store, 6)
    await transfer(
        actor, [LineOut(lot, store.shelf, 2)], to=store.counter_shelf, now=NOON
    )

    gone = await withdraw(actor, lot, kind=RECALL, reason="GIS 12/2026", now=NOON)

    kept = {(one.voucher, one.packs, one.place) for one in gone.traces[0].vouchers}
    assert gone.released == 6
    assert {(v, packs) for v, packs, _ in kept} == {(voucher, 2), (voucher, 4)}
    assert await kept_for(store, voucher) == {}
    assert await held(store, lot) == {
        store.shelf: (8, 0),
        store.counter_shelf: (2, 0),
    }
    assert await faults_of_ledger(actor) == []


async def test_every_lot_of_the_number_is_held_back(actor: Actor) -> None:
    store = await a_store(actor)
    for fund in (store.fund, None):
        await a_delivery(
            actor, location=store.shelf, fund=fund, packs={"MLEKO": 5}, lot="L7"
        )
    await a_delivery(
        actor, location=store.shelf, fund=None, packs={"MAKA": 5}, lot="L7"
    )
    async with reading(actor):
        milk = next(line.lot for line in await stock() if line.code == "MLEKO")

    gone = await withdraw(actor, milk, kind=RECALL, reason="GIS", now=NOON)

    async with reading(actor):
        states = {(line.code, line.fund): line.state.value for line in await stock()}
    assert len(gone.traces) == 2
    assert set(states.values()) == {"recalled", "usable"}
    assert [code for (code, _), state in states.items() if state == "usable"] == [
        "MAKA"
    ]


async def test_a_quarantine_may_become_a_recall_but_not_back(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 5)
    await withdraw(actor, lot, kind=QUARANTINE, reason="zapach", now=NOON)
    await withdraw(actor, lot, kind=RECALL, reason="GIS", now=NOON)

    for kind in Withdrawal:
        with pytest.raises(LotStateError):
            await withdraw(actor, lot, kind=kind, reason="x", now=NOON)

    assert await lift(actor, lot, reason="odwołano", now=NOON) == [lot]
    with pytest.raises(LotStateError):
        await lift(actor, lot, reason="x", now=NOON)
    async with reading(actor):
        found = await trace(lot)
    assert found.lot.state == "usable"
    assert {one.lifted_at for one in found.recalls} == {NOON}


async def test_a_trace_leads_back_to_the_delivery_and_on_to_each_place(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    await transfer(
        actor, [LineOut(lot, store.shelf, 4)], to=store.counter_shelf, now=NOON
    )

    async with reading(actor):
        found = await trace(lot)

    assert found.lot.use_until == date(2026, 5, 31)
    assert {(one.number, one.packs) for one in found.movements} == {
        ("PZ/1/2026", 10),
        ("MM/1/2026", -4),
        ("MM/1/2026", 4),
    }
    received = next(one for one in found.movements if one.packs == 10)
    assert (received.partner, received.foreign_number) == ("Bank Żywności", "WZ/1")
    assert {one.packs for one in found.places} == {6, 4}


async def test_a_transfer_cannot_slip_reservations_past_a_recall(actor: Actor) -> None:
    store = await a_store(actor)
    for _ in range(4):
        lot = await a_lot(store, 10)
        await keep(store, 6)
        line = LineOut(lot, store.shelf, 8)
        await asyncio.gather(
            perform(transfer, actor, [line], to=store.counter_shelf, now=NOON),
            perform(withdraw, actor, lot, kind=RECALL, reason="GIS", now=NOON),
        )

        reserved = [kept for _, kept in (await held(store, lot)).values()]
        assert sum(reserved) == 0
    assert await faults_of_ledger(actor) == []


async def test_who_hands_out_recalls_nothing(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 5)
    rights = permissions_of(frozenset({"hand_out"}))
    volunteer = msgspec.structs.replace(actor, permissions=rights)

    with pytest.raises(ForbiddenError):
        await withdraw(volunteer, lot, kind=RECALL, reason="x", now=NOON)

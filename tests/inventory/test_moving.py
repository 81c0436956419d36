"""Transfers, losses and returns: what leaves, what travels along, what is refused."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest

from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.counting import CountedLine, count
from distribution.inventory.commands.losing import lose, return_to_supplier
from distribution.inventory.commands.taking_back import ReturnedLine, take_back
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.document_sheet import document_sheet
from distribution.inventory.errors import CountedSinceError, NotEnoughStockError
from distribution.inventory.queries.documents import document, document_lines
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.documents import LossProtocol, MovementReason
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

DAMAGED = MovementReason.DAMAGED


async def test_packs_and_their_reservations_move_together(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    owner = await keep(store, 6)

    moved = await transfer(
        actor, [LineOut(lot, store.shelf, 8)], to=store.counter_shelf, now=NOON
    )

    async with reading(actor):
        paper = await document(moved.document.id)
        lines = await document_lines(moved.document.id)
    sheet = document_sheet(paper, lines, centre="", address="", author="")
    gift = msgspec.structs.replace(lines[0], fund=None, fund_name=None)
    of_two = document_sheet(paper, [*lines, gift], centre="", address="", author="")

    assert moved.document.number == "MM/1/2026"
    assert [(line.place, line.packs) for line in sheet.lines] == [("Regał A", "8")]
    assert ("Dokąd", paper.partner) in sheet.facts
    assert (sheet.packs, sheet.has_reasons) == ("8", False)
    assert ("Fundusz", "FEPŻ przykładowy") in sheet.facts
    assert [line.article for line in of_two.lines] == [
        "mleko UHT (FEPŻ przykładowy)",
        "mleko UHT (darowizna)",
    ]
    assert moved.reserved == 6
    assert await held(store, lot) == {
        store.shelf: (2, 0),
        store.counter_shelf: (8, 6),
    }
    assert await kept_for(store, owner) == {store.counter_shelf: 6}
    assert await faults_of_ledger(actor) == []


async def test_part_of_a_reservation_may_travel(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    owner = await keep(store, 8)

    await transfer(
        actor, [LineOut(lot, store.shelf, 5)], to=store.counter_shelf, now=NOON
    )

    assert await kept_for(store, owner) == {store.shelf: 3, store.counter_shelf: 5}
    assert await held(store, lot) == {
        store.shelf: (5, 3),
        store.counter_shelf: (5, 5),
    }
    assert await faults_of_ledger(actor) == []


async def test_free_packs_go_first_where_no_parcel_waits(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    owner = await keep(store, 6)

    await transfer(actor, [LineOut(lot, store.shelf, 4)], to=store.fridge, now=NOON)
    assert await kept_for(store, owner) == {store.shelf: 6}

    await transfer(actor, [LineOut(lot, store.shelf, 6)], to=store.fridge, now=NOON)

    assert await kept_for(store, owner) == {store.fridge: 6}
    assert await held(store, lot) == {store.fridge: (10, 6)}


async def test_a_reservation_that_comes_back_is_one_again(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 6)
    owner = await keep(store, 6)

    for source, target in (
        (store.shelf, store.counter_shelf),
        (store.counter_shelf, store.shelf),
    ):
        for packs in (2, 4):
            lines = [LineOut(lot, source, packs)]
            await transfer(actor, lines, to=target, now=NOON)

    assert await kept_for(store, owner) == {store.shelf: 6}
    assert await faults_of_ledger(actor) == []


async def test_every_short_lot_is_named_and_nothing_moves(actor: Actor) -> None:
    store = await a_store(actor)
    milk, flour = await a_lot(store, 3), await a_lot(store, 4, "MAKA")

    with pytest.raises(NotEnoughStockError) as refused:
        await transfer(
            actor,
            [
                LineOut(milk, store.shelf, 2),
                LineOut(milk, store.shelf, 2),
                LineOut(flour, store.fridge, 1),
            ],
            to=store.counter_shelf,
            now=NOON,
        )

    async with reading(actor):
        numbers = {line.lot: line.number for line in await stock()}
    assert {
        (one.article, one.lot, one.place, one.wanted, one.available)
        for one in refused.value.shortages
    } == {
        ("mleko UHT", numbers[milk], "Regał A", 4, 3),
        ("mąka pszenna", numbers[flour], "Lodówka", 1, 0),
    }
    assert await held(store, milk) == {store.shelf: (3, 0)}


async def test_a_transfer_goes_somewhere_else_from_one_site(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 3)
    here = LineOut(lot, store.shelf, 1)

    for lines, to in (
        ([here], store.shelf),
        ([here, LineOut(lot, store.counter_shelf, 1)], store.fridge),
        ([], store.fridge),
        ([LineOut(lot, store.shelf, 0)], store.fridge),
    ):
        with pytest.raises(InvalidInputError):
            await transfer(actor, lines, to=to, now=NOON)
    with pytest.raises(NotFoundError):
        await transfer(actor, [here], to=uuid4(), now=NOON)
    unknown = LineOut(uuid4(), store.shelf, 1)
    with pytest.raises(NotFoundError):
        await transfer(actor, [unknown], to=store.fridge, now=NOON)


async def test_a_loss_has_a_reason_and_a_protocol(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    protocol = LossProtocol(circumstances="zalany karton", commission=("A. Nowak",))

    lost = await lose(
        actor,
        [LineOut(lot, store.shelf, 3)],
        reason=DAMAGED,
        protocol=protocol,
        now=NOON,
    )

    async with reading(actor):
        paper = await document(lost.document.id)
        lines = await document_lines(lost.document.id)
    assert (paper.number, paper.protocol) == ("RW/1/2026", protocol)
    assert [(line.packs, line.reason) for line in lines] == [(-3, DAMAGED)]
    assert await held(store, lot) == {store.shelf: (7, 0)}


async def test_only_a_loss_is_a_loss(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)

    with pytest.raises(InvalidInputError):
        await lose(
            actor,
            [LineOut(lot, store.shelf, 3)],
            reason=MovementReason.HANDED_OUT,
            now=NOON,
        )


async def test_a_loss_of_reserved_packs_gives_their_reservation_up(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    await keep(store, 8)

    lost = await lose(actor, [LineOut(lot, store.shelf, 7)], reason=DAMAGED, now=NOON)

    assert lost.released == 5
    assert await held(store, lot) == {store.shelf: (3, 3)}
    assert await faults_of_ledger(actor) == []


async def test_only_free_packs_go_back_to_the_food_bank(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    await keep(store, 8)

    with pytest.raises(NotEnoughStockError) as refused:
        await return_to_supplier(actor, [LineOut(lot, store.shelf, 3)], now=NOON)
    made = await return_to_supplier(actor, [LineOut(lot, store.shelf, 2)], now=NOON)

    assert (refused.value.wanted, refused.value.available) == (3, 2)
    assert made.document.number == "WZ/1/2026"
    assert await held(store, lot) == {store.shelf: (8, 8)}


async def test_lapsed_reservations_hold_nothing(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    await keep(store, 8)
    later = NOON + timedelta(days=20)

    await return_to_supplier(actor, [LineOut(lot, store.shelf, 10)], now=later)

    assert await held(store, lot) == {}
    assert await faults_of_ledger(actor) == []


async def test_of_two_losses_of_the_last_packs_one_wins(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 5)

    answers = await asyncio.gather(
        *(
            perform(
                lose, actor, [LineOut(lot, store.shelf, 5)], reason=DAMAGED, now=NOON
            )
            for _ in range(6)
        ),
        return_exceptions=True,
    )

    refusals = [one for one in answers if isinstance(one, NotEnoughStockError)]
    assert len(refusals) == 5
    assert {one.available for one in refusals} == {0}
    assert await held(store, lot) == {}


async def test_nothing_leaves_before_it_came(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 5)
    line = LineOut(lot, store.shelf, 1)

    with pytest.raises(NotEnoughStockError):
        await lose(actor, [line], reason=DAMAGED, on=date(2026, 3, 16), now=NOON)
    with pytest.raises(InvalidInputError):
        await lose(actor, [line], reason=DAMAGED, on=date(2026, 3, 18), now=NOON)


async def test_nothing_is_booked_before_a_count(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 5)
    later = NOON + timedelta(days=3)
    await count(actor, [CountedLine(lot, 5)], location=store.shelf, now=later)

    with pytest.raises(CountedSinceError) as refused:
        await lose(
            actor,
            [LineOut(lot, store.shelf, 1)],
            reason=DAMAGED,
            on=date(2026, 3, 18),
            now=later,
        )
    assert refused.value.counted_on == "2026-03-20"


async def test_a_parcel_that_came_back_is_checked(actor: Actor) -> None:
    store = await a_store(actor)
    milk = await a_lot(store, 6, location=store.counter_shelf)
    owner = await keep(store, 6)

    back = await take_back(
        actor,
        [ReturnedLine(milk, store.counter_shelf, 4, damaged=1)],
        to=store.shelf,
        note="adresata nie było",
        now=NOON,
    )

    assert back.transfer is not None
    assert back.loss is not None
    assert back.released == 1
    assert await held(store, milk) == {
        store.counter_shelf: (2, 2),
        store.shelf: (3, 3),
    }
    assert await kept_for(store, owner) == {store.counter_shelf: 2, store.shelf: 3}
    assert await faults_of_ledger(actor) == []


async def test_stock_of_a_past_day_comes_from_the_ledger(actor: Actor) -> None:
    store = await a_store(actor)
    early = NOON - timedelta(days=10)
    await a_delivery(
        actor, location=store.shelf, fund=store.fund, packs={"MLEKO": 10}, now=early
    )
    async with reading(actor):
        lot = (await stock())[0].lot
    await lose(
        actor,
        [LineOut(lot, store.shelf, 4)],
        reason=DAMAGED,
        on=date(2026, 3, 12),
        now=NOON,
    )

    async def packs_on(day: date) -> list[int]:
        async with reading(actor):
            return [line.packs for line in await stock(as_of=day)]

    assert await packs_on(date(2026, 3, 6)) == []
    assert await packs_on(date(2026, 3, 7)) == [10]
    assert await packs_on(date(2026, 3, 11)) == [10]
    assert await packs_on(date(2026, 3, 12)) == [6]
    assert await packs_on(date(2026, 3, 17)) == [6]

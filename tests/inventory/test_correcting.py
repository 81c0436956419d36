"""Mistakes are undone by opposite movements that name them, once."""

import asyncio
from uuid import UUID, uuid4

import pytest

from distribution.core.actor import Actor
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading
from distribution.inventory.commands.correcting import correct
from distribution.inventory.commands.counting import CountedLine, count
from distribution.inventory.commands.losing import lose
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.errors import (
    AlreadyCorrectedError,
    NotCorrectableError,
    NotEnoughStockError,
)
from distribution.inventory.queries.documents import (
    DocumentLine,
    document,
    document_lines,
    documents,
)
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.documents import MovementReason
from distribution.inventory.rules.lines import LineOut
from tests.worlds import NOON
from tests.worlds_inventory import (
    Store,
    a_delivery,
    a_lot,
    a_store,
    faults_of_ledger,
    held,
    keep,
    kept_for,
)


async def lines_of(store: Store, paper: UUID) -> list[DocumentLine]:
    async with reading(store.actor):
        return await document_lines(paper)


async def test_a_receipt_is_undone_and_says_so(actor: Actor) -> None:
    store = await a_store(actor)
    made = await a_delivery(
        actor, location=store.shelf, fund=store.fund, packs={"MLEKO": 9, "MAKA": 5}
    )
    wrong, right = sorted(await lines_of(store, made.id), key=lambda line: line.code)

    undone = await correct(
        actor, made.id, movements=[wrong.id], reason="pomyłka", now=NOON
    )

    async with reading(actor):
        paper = await document(undone.document.id)
        left = await stock()
    before = {line.id: line.mended for line in await lines_of(store, made.id)}
    after = await lines_of(store, undone.document.id)
    assert paper.number == "PZ/2/2026"
    assert paper.note == "Korekta PZ/1/2026: pomyłka"
    assert [(line.packs, line.mends) for line in after] == [(-5, wrong.id)]
    assert before == {wrong.id: True, right.id: False}
    assert [(line.code, line.packs) for line in left] == [("MLEKO", 9)]


async def test_a_movement_is_undone_once_under_a_race(actor: Actor) -> None:
    store = await a_store(actor)
    made = await a_delivery(
        actor, location=store.shelf, fund=store.fund, packs={"MLEKO": 9}
    )

    answers = await asyncio.gather(
        *(correct(actor, made.id, reason="pomyłka", now=NOON) for _ in range(5)),
        return_exceptions=True,
    )

    refused = [one for one in answers if isinstance(one, Exception)]
    assert len(refused) == 4
    assert {type(one) for one in refused} <= {
        AlreadyCorrectedError,
        NotEnoughStockError,
    }
    assert await faults_of_ledger(actor) == []


async def test_what_undoes_or_counts_is_not_undone(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 9)
    async with reading(actor):
        paper = (await documents())[0]
    counted = await count(actor, [CountedLine(lot, 8)], location=store.shelf, now=NOON)
    assert counted.document is not None
    with pytest.raises(NotCorrectableError):
        await correct(actor, counted.document.id, reason="x", now=NOON)
    await count(actor, [CountedLine(lot, 9)], location=store.shelf, now=NOON)
    undone = await correct(actor, paper.id, reason="x", now=NOON)

    with pytest.raises(AlreadyCorrectedError):
        await correct(actor, paper.id, reason="x", now=NOON)
    with pytest.raises(NotCorrectableError):
        await correct(actor, undone.document.id, reason="x", now=NOON)
    with pytest.raises(NotFoundError):
        await correct(actor, uuid4(), reason="x", now=NOON)
    with pytest.raises(NotFoundError):
        await correct(actor, paper.id, movements=[uuid4()], reason="x", now=NOON)


async def test_packs_that_have_left_cannot_be_undone(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 9)
    async with reading(actor):
        paper = (await documents())[0]
    await lose(
        actor,
        [LineOut(lot, store.shelf, 4)],
        reason=MovementReason.PESTS,
        now=NOON,
    )

    with pytest.raises(NotEnoughStockError) as refused:
        await correct(actor, paper.id, reason="x", now=NOON)

    assert (refused.value.wanted, refused.value.available) == (9, 5)


async def test_a_transfer_is_undone_whole_with_its_reservations(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 9)
    owner = await keep(store, 6)
    moved = await transfer(
        actor, [LineOut(lot, store.shelf, 7)], to=store.counter_shelf, now=NOON
    )
    one = (await lines_of(store, moved.document.id))[0]

    await correct(actor, moved.document.id, movements=[one.id], reason="x", now=NOON)

    assert await held(store, lot) == {store.shelf: (9, 6)}
    assert await kept_for(store, owner) == {store.shelf: 6}
    assert await faults_of_ledger(actor) == []

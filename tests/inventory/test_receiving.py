"""Receipts: lots by both clocks, numbers without gaps, everything or nothing."""

import asyncio
from datetime import date, timedelta

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.units import Packs
from distribution.inventory.commands.receiving import receive
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.errors import LotDateDiffersError, LotRecalledError
from distribution.inventory.queries.documents import documents
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.lines import Receipt, ReceiptLine
from tests.worlds import NOON
from tests.worlds_inventory import Store, a_delivery, a_lot, a_store, article_ids

TODAY = date(2026, 3, 17)
MARCH = date(2027, 3, 31)


async def a_line(store: Store, **changes: object) -> ReceiptLine:
    article = (await article_ids(store.actor, "MLEKO"))[0]
    line = ReceiptLine(
        article=article,
        packs=Packs(12),
        location=store.shelf,
        fund=store.fund,
        lot="L1",
        printed_date=MARCH,
    )
    return msgspec.structs.replace(line, **changes)


async def take_in(store: Store, *lines: ReceiptLine, received_on: date = TODAY) -> None:
    await receive(store.actor, Receipt(lines=lines, received_on=received_on), now=NOON)


async def test_a_receipt_makes_lots_movements_and_balances(actor: Actor) -> None:
    store = await a_store(actor)

    made = await a_delivery(
        actor,
        location=store.shelf,
        fund=store.fund,
        packs={"MLEKO": 24, "CUKIER": 10, "SER": 3},
        printed_date=None,
    )

    async with reading(actor):
        rows = await fetch(
            "SELECT a.code, b.packs, b.reserved, m.packs AS moved, m.reason,"
            " l.use_until FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
            " JOIN article AS a ON a.id = l.article JOIN movement AS m"
            " ON m.lot = b.lot AND m.location = b.location WHERE m.document = $1"
            " ORDER BY a.code",
            made.id,
        )
    assert made.number == "PZ/1/2026"
    assert [tuple(row.values()) for row in rows] == [
        ("CUKIER", 10, 0, 10, "received", date(2026, 6, 30)),
        ("MLEKO", 24, 0, 24, "received", date(2026, 5, 31)),
        ("SER", 3, 0, 3, "received", date(2026, 4, 30)),
    ]


async def test_the_end_of_the_fund_and_the_pack_bound_a_lot(actor: Actor) -> None:
    store = await a_store(actor)
    early = date(2026, 4, 2)

    await take_in(
        store,
        await a_line(store, lot="A", printed_date=early),
        await a_line(store, lot="B", fund=None),
    )

    async with reading(actor):
        found = {line.number: line.use_until for line in await stock()}
    assert found == {"A": early, "B": MARCH}


async def test_the_same_lot_grows_and_another_day_is_another_lot(actor: Actor) -> None:
    store = await a_store(actor)
    line = await a_line(store)

    await take_in(store, line)
    await take_in(store, line)
    await take_in(store, line, received_on=date(2026, 2, 10))

    async with reading(actor):
        lines = await stock()
    assert {(one.received_on, one.packs) for one in lines} == {
        (TODAY, 24),
        (date(2026, 2, 10), 12),
    }


async def test_another_date_on_the_same_lot_is_refused_with_both(actor: Actor) -> None:
    store = await a_store(actor)
    await take_in(store, await a_line(store))

    with pytest.raises(LotDateDiffersError) as refused:
        await take_in(
            store,
            await a_line(store, lot="other"),
            await a_line(store, printed_date=date(2027, 4, 30)),
        )

    async with reading(actor):
        numbers = [line.number for line in await stock()]
    assert refused.value.facts == {
        "lot": "L1",
        "article": "mleko UHT",
        "known": "2027-03-31",
        "given": "2027-04-30",
    }
    assert numbers == ["L1"]


async def test_numbers_have_no_gaps_under_refusals_and_races(actor: Actor) -> None:
    store = await a_store(actor)

    async def one(place: int) -> None:
        bad = place % 3 == 0
        line = await a_line(store, lot="L1", printed_date=MARCH - timedelta(days=bad))
        await take_in(store, line)

    await take_in(store, await a_line(store))
    await asyncio.gather(*(one(place) for place in range(12)), return_exceptions=True)

    async with reading(actor):
        numbers = {int(one.number.split("/")[1]) for one in await documents()}
        packs = [line.packs for line in await stock()]
    assert numbers == set(range(1, 10))
    assert packs == [9 * 12]


async def test_each_year_begins_with_one(actor: Actor) -> None:
    store = await a_store(actor)
    line = await a_line(store, fund=None)

    await take_in(store, line, received_on=date(2025, 12, 31))
    await take_in(store, line)

    async with reading(actor):
        numbers = [one.number for one in await documents()]
    assert numbers == ["PZ/1/2026", "PZ/1/2025"]


async def test_every_bad_field_is_named(actor: Actor) -> None:
    store = await a_store(actor)

    with pytest.raises(InvalidInputError) as refused:
        await take_in(
            store,
            await a_line(store, packs=Packs(0)),
            await a_line(store, printed_date=TODAY, location=store.counter_shelf),
            received_on=TODAY + timedelta(days=1),
        )

    assert {fault.field for fault in refused.value.errors} == {
        "received_on",
        "lines.0.packs",
        "lines.1.printed_date",
        "lines.0.location",
    }


async def test_a_fund_that_has_ended_takes_nothing_in(actor: Actor) -> None:
    store = await a_store(actor)
    later = NOON + timedelta(days=250)
    receipt = Receipt(lines=[await a_line(store)], received_on=date(2026, 10, 1))

    with pytest.raises(InvalidInputError) as refused:
        await receive(actor, receipt, now=later)

    assert [fault.field for fault in refused.value.errors] == ["lines.0.fund"]


async def test_food_without_a_number_is_called_by_its_date(actor: Actor) -> None:
    store = await a_store(actor)

    await take_in(
        store,
        await a_line(store, lot=" ", fund=None),
        await a_line(store, lot="", fund=None, printed_date=None),
    )

    async with reading(actor):
        numbers = {line.number for line in await stock()}
    assert numbers == {"b/n 2027-03-31", "b/n 2026-03-17"}


async def test_packs_of_a_recalled_number_do_not_come_in(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 5)
    async with reading(actor):
        number = (await stock(lot=lot))[0].number
    await withdraw(actor, lot, kind=Withdrawal.RECALL, reason="GIS", now=NOON)

    with pytest.raises(LotRecalledError):
        await take_in(store, await a_line(store, lot=number))


async def test_packs_of_a_number_held_back_are_held_back(actor: Actor) -> None:
    store = await a_store(actor)
    await take_in(store, await a_line(store))
    async with reading(actor):
        lot = (await stock())[0].lot
    await withdraw(actor, lot, kind=Withdrawal.QUARANTINE, reason="zapach", now=NOON)

    await take_in(store, await a_line(store, fund=None))

    async with reading(actor):
        states = {line.state for line in await stock()}
    assert states == {"quarantine"}


async def test_another_centre_has_neither_shelf_nor_fund(
    actor: Actor, new_centre: object
) -> None:
    store = await a_store(actor)
    stranger = await new_centre()  # type: ignore[operator]

    with pytest.raises(NotFoundError):
        await receive(
            stranger,
            Receipt(lines=[await a_line(store)], received_on=TODAY),
            now=NOON,
        )


async def test_only_who_keeps_the_store_takes_in(actor: Actor) -> None:
    store = await a_store(actor)
    rights = permissions_of(frozenset({"hand_out"}))
    volunteer = msgspec.structs.replace(actor, permissions=rights)

    with pytest.raises(ForbiddenError):
        await receive(
            volunteer,
            Receipt(lines=[await a_line(store)], received_on=TODAY),
            now=NOON,
        )

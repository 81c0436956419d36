"""A delivery note from a file: all or nothing, once, every bad cell named."""

import asyncio
from datetime import date

import pytest

from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.importing import import_delivery
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.delivery_file import COLUMNS, POLISH_COLUMNS
from distribution.inventory.queries.deliveries import plan_delivery
from distribution.inventory.queries.documents import documents
from distribution.inventory.queries.locations import locations
from distribution.inventory.queries.stock import stock
from distribution.programmes.queries.reference import sub_programme_by
from tests.worlds import NOON
from tests.worlds_inventory import Store, a_store, faults_of_ledger
from tests.worlds_programmes import a_sub_programme

TODAY = date(2026, 3, 17)
HEADER = ";".join(COLUMNS)


async def keys_of(store: Store) -> tuple[str, str, str]:
    """Return the keys of the fund, of the fridge and of the counter's shelf."""
    async with reading(store.actor):
        fund = (await sub_programme_by(store.fund)).key
        places = {place.id: place.key for place in await locations()}
    return fund, places[store.fridge], places[store.counter_shelf]


def a_file(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([HEADER, *rows]).encode(encoding)


async def test_a_note_becomes_a_pz_for_each_document_and_site(actor: Actor) -> None:
    store = await a_store(actor)
    fund, fridge, counter = await keys_of(store)
    data = a_file(
        f"MLEKO;720;12;L1;04.2027;WZ/118;2026-03-16;{fund};{fridge}",
        f"cukier;300;10;L2;;WZ/118;2026-03-16;{fund.upper()};{fridge}",
        f"MAKA;100;;Ł3;2027-01-31;WZ/119;16.03.2026;donation;{fridge}",
        f"MAKA;50;;Ł4;2027-01-31;WZ/118;2026-03-16;{fund};{counter}",
        encoding="cp1250",
    )

    made = await import_delivery(actor, data, now=NOON)

    async with reading(actor):
        lines = await stock()
        papers = await documents()
    assert (made.lines, made.packs) == (4, 1170)
    assert sorted(paper.number for paper in made.documents) == [
        "PZ/1/2026",
        "PZ/2/2026",
        "PZ/3/2026",
    ]
    assert sorted((p.foreign_number, p.lines) for p in papers) == [
        ("WZ/118", 1),
        ("WZ/118", 2),
        ("WZ/119", 1),
    ]
    assert {(x.code, x.number, x.packs, x.use_until) for x in lines} == {
        ("MLEKO", "L1", 720, date(2026, 5, 31)),
        ("CUKIER", "L2", 300, date(2026, 6, 30)),
        ("MAKA", "Ł3", 100, date(2027, 1, 31)),
        ("MAKA", "Ł4", 50, date(2026, 5, 31)),
    }


async def test_the_same_file_changes_nothing_and_says_so(actor: Actor) -> None:
    store = await a_store(actor)
    fund, fridge, _ = await keys_of(store)
    data = a_file(f"MLEKO;720;12;L1;04.2027;WZ/118;2026-03-16;{fund};{fridge}")

    answers = await asyncio.gather(
        *(perform(import_delivery, actor, data, now=NOON) for _ in range(4))
    )

    async with reading(actor):
        packs = [line.packs for line in await stock()]
        plan = await plan_delivery(data, today=TODAY)
    already = [one.already.number for one in answers if one.already]
    assert packs == [720]
    assert already == ["PZ/1/2026"] * 3
    assert plan.already is not None


async def test_every_bad_cell_is_named_and_nothing_comes_in(actor: Actor) -> None:
    store = await a_store(actor)
    fund, fridge, _ = await keys_of(store)
    known = a_file(f"MLEKO;5;;L1;04.2027;WZ/1;2026-03-16;{fund};{fridge}")
    await import_delivery(actor, known, now=NOON)
    data = a_file(
        f"MLEKO;720;12;L9;04.2027;WZ/118;2026-03-16;{fund};{fridge}",
        "KAWIOR;1;;L1;04.2027;WZ/118;2026-03-16;fepz_1999;strych",
        f"MLEKO;1;;L1;05.2027;WZ/118;2026-03-16;{fund};{fridge}",
        f"MLEKO;1;;L8;05.2027;WZ/118;2025-12-12;fepz_2023;{fridge}",
    )

    with pytest.raises(InvalidInputError) as refused:
        await import_delivery(actor, data, now=NOON)

    async with reading(actor):
        assert [line.packs for line in await stock()] == [5]
    assert {fault.field for fault in refused.value.errors} == {
        "wiersz 3, kolumna article",
        "wiersz 3, kolumna fund",
        "wiersz 3, kolumna location",
        "wiersz 4, kolumna best_before",
        "wiersz 5, kolumna fund",
    }


async def test_a_note_may_be_headed_and_name_its_fund_in_polish(actor: Actor) -> None:
    store = await a_store(actor)
    _, fridge, _ = await keys_of(store)
    head = ";".join(POLISH_COLUMNS)
    rows = f"MLEKO;720;12;L1;04.2027;WZ/118;2026-03-16;FEPŻ przykładowy;{fridge}\r\n"
    rows += f"MAKA;100;;Ł3;2027-01-31;WZ/119;16.03.2026;Darowizna;{fridge}\r\n"
    bad = f"MLEKO;1;;L1;04.2027;WZ/118;2026-03-16;POPŻ 1999;{fridge}"

    with pytest.raises(InvalidInputError) as refused:
        await import_delivery(actor, f"{head}\r\n{bad}".encode(), now=NOON)
    made = await import_delivery(actor, f"{head}\r\n{rows}".encode(), now=NOON)

    (fault,) = refused.value.errors
    assert fault.field == "wiersz 2, kolumna podprogram"
    assert "FEPŻ przykładowy" in fault.says()
    assert (made.lines, made.packs) == (2, 820)


async def test_a_name_of_two_sub_programmes_names_none(actor: Actor) -> None:
    store = await a_store(actor)
    fund, fridge, _ = await keys_of(store)
    other = await a_sub_programme(actor)
    async with reading(actor):
        twin = await sub_programme_by(other)
    row = f"MLEKO;1;;L1;04.2027;WZ/118;2026-03-16;{{}};{fridge}"

    with pytest.raises(InvalidInputError) as refused:
        await import_delivery(actor, a_file(row.format(twin.name)), now=NOON)
    await import_delivery(actor, a_file(row.format(fund)), now=NOON)

    (fault,) = refused.value.errors
    assert fund in fault.says()
    assert twin.key in fault.says()
    async with reading(actor):
        assert [line.fund for line in await stock()] == [store.fund]


async def test_a_recalled_number_is_named(actor: Actor) -> None:
    store = await a_store(actor)
    fund, fridge, _ = await keys_of(store)
    first = a_file(f"MLEKO;5;;L1;04.2027;WZ/1;2026-03-16;{fund};{fridge}")
    await import_delivery(actor, first, now=NOON)
    async with reading(actor):
        lot = (await stock())[0].lot
    await withdraw(actor, lot, kind=Withdrawal.RECALL, reason="GIS", now=NOON)

    again = a_file(f"MLEKO;5;;L1;04.2027;WZ/2;2026-03-17;{fund};{fridge}")
    with pytest.raises(InvalidInputError) as refused:
        await import_delivery(actor, again, now=NOON)

    assert [fault.field for fault in refused.value.errors] == ["wiersz 2, kolumna lot"]


async def test_the_preview_says_what_the_import_does(actor: Actor) -> None:
    store = await a_store(actor)
    fund, fridge, _ = await keys_of(store)
    first = a_file(f"MLEKO;5;;L1;04.2027;WZ/1;2026-03-16;{fund};{fridge}")
    await import_delivery(actor, first, now=NOON)
    data = a_file(
        f"MLEKO;7;;L1;04.2027;WZ/2;2026-03-16;{fund};{fridge}",
        f"SER;7;;S1;04.2026;WZ/2;2026-03-16;{fund};{fridge}",
    )

    async with reading(actor):
        plan = await plan_delivery(data, today=TODAY)
    await import_delivery(actor, data, now=NOON)

    async with reading(actor):
        after = {x.number: (x.packs, x.use_until) for x in await stock()}
    assert {
        x.row.lot: (x.packs_before + x.row.packs, x.use_until) for x in plan.lines
    } == after
    assert {x.row.lot: x.new_lot for x in plan.lines} == {"L1": False, "S1": True}
    assert await faults_of_ledger(actor) == []

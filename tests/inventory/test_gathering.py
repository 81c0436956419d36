"""Gathering for a round: what ticks a line off, what is refused in which words."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.gathering import (
    gather,
    gather_line,
    move_gathered,
    put_back,
)
from distribution.inventory.errors import (
    AlreadyGatheredError,
    LotNotSaidError,
    NothingGatheredError,
    NotOnListError,
    WrongLotError,
    WrongPlaceError,
)
from distribution.inventory.queries.gathering import lines_to_gather, sites_to_gather
from distribution.inventory.queries.naming import named_by
from distribution.inventory.rules.gathering import Shown, ToGather, take
from distribution.programmes.queries.rounds import rounds
from tests.worlds import NOON
from tests.worlds_inventory import Store, a_lot, a_store, faults_of_ledger, held, keep

MILK, FLOUR = uuid4(), uuid4()
SHELF, FRIDGE = uuid4(), uuid4()
OLD, NEW = uuid4(), uuid4()


def a_line(**changes) -> ToGather:
    line = ToGather(
        article=MILK,
        article_name="Mleko",
        lot=OLD,
        lot_number="L1",
        location=SHELF,
        place="Regał A",
        wanted=10,
        gathered=0,
    )
    return replace(line, **changes)


def milk(*lots: UUID, **facts) -> Shown:
    return Shown(article=MILK, name="Mleko", lots=frozenset(lots), **facts)


def test_a_scan_takes_what_is_left_of_its_line_and_a_box_what_it_holds():
    lines = [a_line(gathered=4)]

    assert take(milk(OLD), lines).packs == 6
    assert take(milk(OLD, location=SHELF, packs=2), lines).packs == 2
    assert take(milk(OLD, location=SHELF, packs=24), lines).packs == 6


def test_the_next_place_of_the_same_lot_is_meant_once_the_first_is_done():
    lines = [a_line(gathered=10), a_line(location=FRIDGE, place="Lodówka", wanted=3)]

    taken = take(milk(OLD), lines)

    assert (taken.line.location, taken.packs) == (FRIDGE, 3)


@pytest.mark.parametrize(
    ("shown", "error", "words"),
    [
        (milk(NEW), WrongLotError, "partię L1, z miejsca Regał A"),
        (milk(), WrongLotError, "partię L1"),
        (milk(OLD, location=FRIDGE), WrongPlaceError, "z miejsca Regał A"),
        (replace(milk(OLD), lots=None), LotNotSaidError, "partię L1"),
        (replace(milk(NEW), article=FLOUR, name="Mąka"), NotOnListError, "Mąka"),
        (replace(milk(NEW), article=None, name="590"), NotOnListError, "590"),
    ],
)
def test_the_wrong_thing_is_refused_in_words_that_say_what_to_take(shown, error, words):
    with pytest.raises(error) as refused:
        take(shown, [a_line()])

    assert words in str(refused.value)


def test_what_is_gathered_is_not_taken_twice():
    with pytest.raises(AlreadyGatheredError):
        take(milk(OLD), [a_line(gathered=10)])


async def kept_round(store: Store, packs: int) -> UUID:
    """Keep packs of the warehouse for a voucher; returns its round."""
    await keep(store, packs)
    async with reading(store.actor):
        [turn] = await rounds(date(2026, 3, 17))
    return turn.id


async def to_gather(store: Store, round_id: UUID) -> list[tuple[int, int]]:
    async with reading(store.actor):
        lines = await lines_to_gather(round_id, store.warehouse)
    return [(line.gathered, line.wanted) for line in lines]


async def test_a_round_is_gathered_in_the_warehouse_and_moved_at_once(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    lot, other = await a_lot(store, 10), await a_lot(store, 10)
    round_id = await kept_round(store, 6)
    site = store.warehouse
    async with reading(actor):
        [line] = await lines_to_gather(round_id, site)
    wrong = other if line.lot == lot else lot
    shown = Shown(article=line.article, name="Mleko", lots=frozenset({wrong}))

    with pytest.raises(WrongLotError):
        await gather(actor, round_id, site=site, shown=shown, now=NOON)
    spot = (line.lot, line.location)
    await gather_line(actor, round_id, site=site, spot=spot, packs=2, now=NOON)
    await put_back(actor, round_id, site=site, spot=spot)
    right = replace(shown, lots=frozenset({line.lot}))
    await gather(actor, round_id, site=site, shown=right, now=NOON)
    assert await to_gather(store, round_id) == [(6, 6)]

    moved = await move_gathered(
        actor, round_id, site=site, to=store.counter_shelf, now=NOON
    )

    assert moved.reserved == 6
    assert await held(store, line.lot) == {
        store.shelf: (4, 0),
        store.counter_shelf: (6, 6),
    }
    assert await to_gather(store, round_id) == []
    async with reading(actor):
        assert store.warehouse not in {
            one.site for one in await sites_to_gather(round_id)
        }
    assert await faults_of_ledger(actor) == []


async def test_two_people_tick_one_line_off_once_and_move_it_once(actor: Actor) -> None:
    store = await a_store(actor)
    await a_lot(store, 10)
    round_id = await kept_round(store, 6)
    async with reading(actor):
        [line] = await lines_to_gather(round_id, store.warehouse)
    shown = Shown(article=line.article, name="Mleko", lots=frozenset({line.lot}))
    where = {"site": store.warehouse, "now": NOON}

    ticked = await asyncio.gather(
        *(perform(gather, actor, round_id, shown=shown, **where) for _ in range(2)),
        return_exceptions=True,
    )
    moved = await asyncio.gather(
        *(
            perform(move_gathered, actor, round_id, to=store.counter_shelf, **where)
            for _ in range(2)
        ),
        return_exceptions=True,
    )

    assert [type(x) for x in ticked if isinstance(x, Exception)] == [
        AlreadyGatheredError
    ]
    assert [type(x) for x in moved if isinstance(x, Exception)] == [
        NothingGatheredError
    ]


async def test_a_bar_code_with_a_group_separator_is_one_code(actor: Actor) -> None:
    store = await a_store(actor)
    text = "]C1010590123412345710A12F\x1d17270331"

    async with reading(store.actor):
        named = await named_by(text, day=date(2026, 3, 17))

    assert named.scan is not None
    assert (named.scan.lot, named.scan.printed_date) == ("A12F", date(2027, 3, 31))

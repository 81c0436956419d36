"""Gathering for a round: what ticks a line off, what is refused in which words."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec.structs import replace

from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_value
from distribution.core.reading import reading
from distribution.core.transaction import perform, transaction
from distribution.inventory.commands.gathering import (
    gather,
    gather_line,
    move_gathered,
    put_back,
)
from distribution.inventory.commands.labelling import Box, move_box, void_label
from distribution.inventory.commands.withdrawing import Withdrawal, withdraw
from distribution.inventory.errors.gathering import (
    AlreadyGatheredError,
    BoxGatheredError,
    GatheredMeanwhileError,
    LotNotSaidError,
    NothingGatheredError,
    NotOnListError,
    SeveralPlacesError,
    SurplusGatheredError,
    WrongLotError,
    WrongPlaceError,
)
from distribution.inventory.queries.gathering import (
    lines_to_gather,
    ready_places,
    sites_to_gather,
)
from distribution.inventory.queries.labels import label
from distribution.inventory.queries.naming import named_by
from distribution.inventory.rules.gathering import Gathered, Shown, ToGather, take
from distribution.programmes.queries.rounds import rounds
from tests.worlds import NOON
from tests.worlds_inventory import (
    Store,
    a_lot,
    a_shelf,
    a_store,
    faults_of_ledger,
    held,
    keep,
    kept_for,
)
from tests.worlds_labels import a_label

MILK, FLOUR = uuid4(), uuid4()
SHELF, FRIDGE = uuid4(), uuid4()
OLD, NEW = uuid4(), uuid4()
TODAY = NOON.date()


def a_line(**changes) -> ToGather:
    line = ToGather(
        article=MILK,
        article_name="Mleko",
        lot=OLD,
        lot_number="L1",
        location=SHELF,
        place="Regał A",
        wanted=10,
    )
    taken = changes.pop("gathered", 0)
    return replace(line, pieces=(Gathered(taken),) if taken else (), **changes)


def milk(*lots: UUID, **facts) -> Shown:
    return Shown(article=MILK, name="Mleko", lots=frozenset(lots), **facts)


def test_a_scan_takes_what_is_left_of_its_line_and_a_box_what_it_holds():
    lines = [a_line(gathered=4)]

    assert take(milk(OLD), lines).packs == 6
    assert take(milk(OLD, location=SHELF, packs=2), lines).packs == 2
    assert take(milk(OLD, location=SHELF, packs=24), lines).packs == 6


def test_of_a_lot_at_several_places_the_one_that_was_scanned_is_meant():
    lines = [a_line(), a_line(location=FRIDGE, place="Lodówka", wanted=3)]

    taken = take(milk(OLD, beside=FRIDGE), lines)

    assert (taken.line.location, taken.packs) == (FRIDGE, 3)
    with pytest.raises(SeveralPlacesError):
        take(milk(OLD), lines)
    # The same carton shown twice never ticks off another shelf.
    done = replace(lines[1], pieces=(Gathered(3),))
    with pytest.raises(AlreadyGatheredError):
        take(milk(OLD, beside=FRIDGE), [lines[0], done])


def test_what_is_no_longer_kept_is_not_on_the_list():
    gone = a_line(wanted=0, gathered=4)

    assert (gone.left, gone.surplus) == (0, 4)
    with pytest.raises(NotOnListError):
        take(milk(OLD), [gone])


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
        lines = await lines_to_gather(round_id, store.warehouse, TODAY)
    return [(line.gathered, line.wanted) for line in lines]


async def test_a_round_is_gathered_in_the_warehouse_and_moved_at_once(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    lot, other = await a_lot(store, 10), await a_lot(store, 10)
    round_id = await kept_round(store, 6)
    site = store.warehouse
    async with reading(actor):
        [line] = await lines_to_gather(round_id, site, TODAY)
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
        left = {one.site: one for one in await sites_to_gather(round_id, TODAY)}
        [ready] = await ready_places(round_id, TODAY)
    # What waits where it will be handed out is not to be gathered once more.
    assert store.warehouse not in left
    assert (ready.location, ready.packs) == (store.counter_shelf, 6)
    assert await faults_of_ledger(actor) == []


async def test_two_people_tick_one_line_off_once_and_move_it_once(actor: Actor) -> None:
    store = await a_store(actor)
    await a_lot(store, 10)
    round_id = await kept_round(store, 6)
    async with reading(actor):
        [line] = await lines_to_gather(round_id, store.warehouse, TODAY)
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


async def a_gathering(store: Store, packs: int) -> tuple[UUID, ToGather]:
    """Keep packs of the warehouse for a round; returns the round and its line."""
    round_id = await kept_round(store, packs)
    async with reading(store.actor):
        [line] = await lines_to_gather(round_id, store.warehouse, TODAY)
    return round_id, line


async def scanned(store: Store, round_id: UUID, code: str) -> int:
    """Show a code to the scanner; returns the packs that it ticked off."""
    async with reading(store.actor):
        named = await named_by(code, day=TODAY)
    taken = await perform(
        gather,
        store.actor,
        round_id,
        site=store.warehouse,
        shown=named.shown_beside(None),
        now=NOON,
    )
    return taken.packs


async def test_a_box_counts_once_and_can_be_taken_off_again(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 20)
    round_id, line = await a_gathering(store, 10)
    four = await a_label(actor, at=store.shelf, box=Box(lot, 4))
    five = await a_label(actor, at=store.shelf, box=Box(lot, 5))
    where = {"site": store.warehouse, "spot": (line.lot, line.location)}

    together = await asyncio.gather(
        *(scanned(store, round_id, four.label) for _ in range(2)),
        return_exceptions=True,
    )
    [again] = [one for one in together if isinstance(one, Exception)]
    assert await scanned(store, round_id, five.label) == 5
    assert await to_gather(store, round_id) == [(9, 10)]
    await put_back(actor, round_id, label=four.id, **where)
    assert await to_gather(store, round_id) == [(5, 10)]

    assert isinstance(again, BoxGatheredError)
    assert (again.label, again.packs) == (four.label, 4)
    assert await scanned(store, round_id, four.label) == 4


async def test_the_database_lets_a_box_be_gathered_once(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 20)
    round_id, line = await a_gathering(store, 10)
    box = await a_label(actor, at=store.shelf, box=Box(lot, 4))
    await scanned(store, round_id, box.label)

    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        async with transaction(actor):
            await execute(
                "INSERT INTO gathered_line (id, centre, round, lot, location, label,"
                " packs, gathered_by) VALUES ($1, $2, $3, $4, $5, $6, 1, 'x')",
                uuid4(),
                actor.centre,
                round_id,
                line.lot,
                line.location,
                box.id,
            )

    assert refused.value.constraint_name == "gathered_line_box_once"


async def test_labels_of_gathered_boxes_go_along_and_half_a_box_stays(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 20)
    round_id, _line = await a_gathering(store, 10)
    whole = await a_label(actor, at=store.shelf, box=Box(lot, 4))
    half = await a_label(actor, at=store.shelf, box=Box(lot, 9))
    for box in (whole, half):
        await scanned(store, round_id, box.label)

    await move_gathered(
        actor, round_id, site=store.warehouse, to=store.counter_shelf, now=NOON
    )

    async with reading(actor):
        went, stayed = await label(whole.id), await label(half.id)
    assert (went.location, went.packs) == (store.counter_shelf, 4)
    assert (stayed.location, stayed.packs) == (store.shelf, 3)


async def test_a_box_that_was_moved_or_lost_its_label_is_not_counted_as_before(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 20)
    round_id, _line = await a_gathering(store, 10)
    moved = await a_label(actor, at=store.shelf, box=Box(lot, 4))
    torn = await a_label(actor, at=store.shelf, box=Box(lot, 5))
    for box in (moved, torn):
        await scanned(store, round_id, box.label)

    await void_label(actor, torn.id, reason="podarta", now=NOON)
    assert await to_gather(store, round_id) == [(9, 10)]
    await move_box(actor, moved.id, to=store.fridge, packs=4, now=NOON)

    assert await to_gather(store, round_id) == [(5, 10)]


async def test_what_is_no_longer_kept_is_named_before_anything_moves(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    await a_lot(store, 10)
    round_id, line = await a_gathering(store, 6)
    spot = (line.lot, line.location)
    where = {"site": store.warehouse, "spot": spot}
    await gather_line(actor, round_id, packs=6, now=NOON, **where)
    await withdraw(actor, line.lot, kind=Withdrawal.RECALL, reason="GIS", now=NOON)

    with pytest.raises(SurplusGatheredError) as refused:
        await move_gathered(
            actor, round_id, site=store.warehouse, to=store.counter_shelf, now=NOON
        )

    assert (refused.value.lot, refused.value.packs) == (line.lot_number, 6)
    assert await to_gather(store, round_id) == [(6, 0)]
    await put_back(actor, round_id, **where)
    assert await to_gather(store, round_id) == []


async def test_ticked_off_twice_by_a_phone_without_an_answer_counts_once(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    await a_lot(store, 10)
    round_id, line = await a_gathering(store, 6)
    sent = {
        "site": store.warehouse,
        "spot": (line.lot, line.location),
        "packs": 2,
        "seen": 0,
        "now": NOON,
    }

    await gather_line(actor, round_id, **sent)
    with pytest.raises(GatheredMeanwhileError):
        await gather_line(actor, round_id, **sent)

    assert await to_gather(store, round_id) == [(2, 6)]


async def test_within_one_site_and_beside_another_round_its_own_packs_go(
    actor: Actor,
) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 20, location=store.counter_shelf)
    table = await a_shelf(actor, store.counter)
    others = await keep(store, 5)
    mine = await keep(store, 6)
    async with reading(actor):
        round_id = await fetch_value("SELECT round FROM voucher WHERE id = $1", mine)
        gathered = await lines_to_gather(round_id, store.counter, TODAY)
        [line] = [one for one in gathered if one.lot == lot]
    where = {"site": store.counter, "now": NOON}
    await gather_line(actor, round_id, spot=(lot, line.location), packs=6, **where)

    moved = await move_gathered(actor, round_id, to=table, **where)

    assert moved.reserved == 6
    assert (await kept_for(store, mine))[table] == 6
    assert table not in await kept_for(store, others)


async def test_what_lapsed_is_not_gathered(actor: Actor) -> None:
    store = await a_store(actor)
    await a_lot(store, 10)
    round_id, _line = await a_gathering(store, 6)

    async with reading(actor):
        late = await lines_to_gather(round_id, store.warehouse, date(2026, 4, 1))

    assert late == []


async def test_a_bar_code_with_a_group_separator_is_one_code(actor: Actor) -> None:
    store = await a_store(actor)
    text = "]C1010590123412345710A12F\x1d17270331"

    async with reading(store.actor):
        named = await named_by(text, day=date(2026, 3, 17))

    assert named.scan is not None
    assert (named.scan.lot, named.scan.printed_date) == ("A12F", date(2027, 3, 31))

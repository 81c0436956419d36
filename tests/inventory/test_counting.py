"""Counts: differences are booked once, and what was unaccounted for is cleared."""

from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.inventory.commands.counting import Counted, CountedLine, count
from distribution.inventory.errors import CountOutdatedError
from distribution.inventory.queries.documents import document_lines
from distribution.inventory.rules.counting import Kind, explain, is_doubtful
from distribution.inventory.rules.documents import MovementReason, reason_fits
from tests.worlds import NOON
from tests.worlds_inventory import (
    Store,
    a_lot,
    a_shelf,
    a_store,
    faults_of_ledger,
    held,
    keep,
)
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import a_counter, hand_out

IDS = [UUID(int=place) for place in range(4)]


def test_a_count_far_off_the_books_is_asked_about() -> None:
    near = [(0, 0), (20, 20), (0, 19), (25, 50), (150, 50), (600, 300)]
    far = [(0, 20), (24, 50), (151, 50), (601, 300), (590_123, 20)]

    assert [is_doubtful(*one) for one in near] == [False] * len(near)
    assert [is_doubtful(*one) for one in far] == [True] * len(far)


async def booked(store: Store, made: Counted) -> list[tuple[int, str]]:
    if made.document is None:
        return []
    async with reading(store.actor):
        lines = await document_lines(made.document.id)
    return sorted((line.packs, line.reason.value) for line in lines)


async def a_site_with_missing_milk(
    actor: Actor, client: httpx.AsyncClient
) -> tuple[Store, UUID]:
    """Hand one parcel out twice without signal: 4 packs of milk are unaccounted for.

    Returns a store whose counter is the site of that, and a new lot of 10 there.
    """
    site = await a_counter(actor, packs=4)
    for _ in range(2):
        answer = await hand_out(client, site, offline=True)
        assert answer.status_code == 201, answer.text
    other = await a_site(actor, is_warehouse=True)
    store = Store(
        actor=actor,
        warehouse=other,
        shelf=await a_shelf(actor, other),
        fridge=await a_shelf(actor, site.site),
        counter=site.site,
        counter_shelf=site.shelf,
        fund=site.fund,
    )
    return store, await a_lot(store, 10, location=site.shelf)


async def test_a_count_books_what_differs_and_leaves_the_rest(actor: Actor) -> None:
    store = await a_store(actor)
    less, more, same = [await a_lot(store, 10) for _ in range(3)]
    uncounted = await a_lot(store, 10)

    made = await count(
        actor,
        [CountedLine(less, 7), CountedLine(more, 12), CountedLine(same, 10)],
        location=store.shelf,
        now=NOON,
    )

    assert made.differences == {less: -3, more: 2}
    assert await booked(store, made) == [(-3, "count_deficit"), (2, "count_surplus")]
    assert await held(store, less) == {store.shelf: (7, 0)}
    assert await held(store, uncounted) == {store.shelf: (10, 0)}


async def test_the_same_count_again_books_nothing(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    lines = [CountedLine(lot, 7)]
    await count(actor, lines, location=store.shelf, now=NOON)

    again = await count(actor, lines, location=store.shelf, now=NOON)

    assert (again.document, again.differences) == (None, {})
    assert await held(store, lot) == {store.shelf: (7, 0)}


async def test_a_count_against_old_books_is_refused(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    lines = [CountedLine(lot, 7, expected=10)]
    await count(actor, lines, location=store.shelf, now=NOON)

    with pytest.raises(CountOutdatedError) as refused:
        await count(actor, lines, location=store.shelf, now=NOON)

    assert (refused.value.expected, refused.value.packs) == (10, 7)


async def test_a_deficit_gives_reservations_up(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    await keep(store, 9)

    made = await count(actor, [CountedLine(lot, 6)], location=store.shelf, now=NOON)

    assert made.released == 3
    assert await held(store, lot) == {store.shelf: (6, 6)}
    assert await faults_of_ledger(actor) == []


async def test_a_deficit_clears_what_was_unaccounted_for(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    store, lot = await a_site_with_missing_milk(actor, client)
    shelf = store.counter_shelf

    first = await count(actor, [CountedLine(lot, 7)], location=shelf, now=NOON)
    second = await count(actor, [CountedLine(lot, 5)], location=shelf, now=NOON)
    third = await count(actor, [CountedLine(lot, 4)], location=shelf, now=NOON)

    assert (first.explained, second.explained, third.explained) == (3, 1, 0)
    assert await booked(store, first) == [(-3, "unaccounted")]
    assert await booked(store, second) == [(-1, "count_deficit"), (-1, "unaccounted")]
    assert await booked(store, third) == [(-1, "count_deficit")]
    assert await faults_of_ledger(actor) == []


async def test_another_site_or_article_explains_nothing(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    store, _ = await a_site_with_missing_milk(actor, client)
    elsewhere = await a_lot(store, 10)
    flour = await a_lot(store, 10, "MAKA", location=store.counter_shelf)

    there = await count(
        actor, [CountedLine(elsewhere, 6)], location=store.shelf, now=NOON
    )
    here = await count(
        actor, [CountedLine(flour, 6)], location=store.counter_shelf, now=NOON
    )

    assert (there.explained, here.explained) == (0, 0)


async def test_a_lot_that_the_books_do_not_know_there_is_found(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)

    await count(actor, [CountedLine(lot, 2)], location=store.fridge, now=NOON)

    assert await held(store, lot) == {store.shelf: (10, 0), store.fridge: (2, 0)}


async def test_a_count_names_what_is_wrong(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)

    with pytest.raises(InvalidInputError) as refused:
        await count(
            actor,
            [CountedLine(lot, -1), CountedLine(lot, 1)],
            location=store.shelf,
            now=NOON,
        )
    with pytest.raises(NotFoundError):
        await count(actor, [CountedLine(uuid4(), 1)], location=store.shelf, now=NOON)

    assert [fault.field for fault in refused.value.errors] == [
        "lines.0.counted",
        "lines.1.lot",
    ]


@given(
    differences=st.dictionaries(
        st.sampled_from(IDS), st.integers(-9, 9).filter(bool), max_size=4
    ),
    unaccounted=st.dictionaries(st.sampled_from(IDS[:2]), st.integers(-9, 9)),
)
def test_an_explanation_loses_no_pack(
    differences: dict[UUID, int], unaccounted: dict[UUID, int]
) -> None:
    kinds: dict[UUID, Kind] = {lot: (IDS[lot.int % 2], None) for lot in IDS}
    open_packs: dict[Kind, int] = {(a, None): n for a, n in unaccounted.items()}

    booked = explain(differences, kinds, open_packs)

    for lot, packs in differences.items():
        assert sum(one.packs for one in booked if one.lot == lot) == packs
    assert all(reason_fits(one.reason, one.packs) for one in booked)
    for kind, packs in open_packs.items():
        matched = sum(
            one.packs for one in booked if one.explained and kinds[one.lot] == kind
        )
        assert matched * packs <= 0
        assert abs(matched) <= abs(packs)
        deficit = any(
            one.reason is MovementReason.COUNT_DEFICIT and kinds[one.lot] == kind
            for one in booked
        )
        assert not deficit or packs + matched <= 0

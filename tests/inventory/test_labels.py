"""Labels of the store: one code, one thing; printed ahead, attached, moved, lost."""

import asyncio
from uuid import uuid4

import msgspec
import pypdfium2
import pytest
import zxingcpp

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.labelling import (
    Box,
    attach_label,
    detach_label,
    make_labels,
    move_box,
    restore_label,
    void_label,
)
from distribution.inventory.errors import (
    BoxTooLargeError,
    LabelFreeError,
    LabelTakenError,
    LabelVoidError,
    NotEnoughStockError,
    UnknownLabelError,
    WrongLabelCodeError,
)
from distribution.inventory.label_sheet import label_sheets
from distribution.inventory.queries.labels import (
    label,
    label_of,
    label_runs,
    labels_to_print,
)
from distribution.inventory.queries.naming import named_by
from distribution.inventory.rules.labels import LabelState
from tests.worlds import NOON
from tests.worlds_inventory import a_lot, a_store, faults_of_ledger, held
from tests.worlds_labels import a_label, labels

TODAY = NOON.date()


async def test_a_sheet_holds_24_different_labels_that_name_nothing(
    actor: Actor,
) -> None:
    run = await make_labels(actor, sheets=2, now=NOON)

    async with reading(actor):
        printed = await labels_to_print(run)
        [told] = await label_runs()
        named = await named_by(printed[0].lower(), day=TODAY)
    assert len(set(printed)) == 48
    assert (told.labels, told.free) == (48, 48)
    assert named.label is not None
    assert named.label.state is LabelState.FREE


@pytest.mark.parametrize("sheets", [0, 21])
async def test_so_many_sheets_are_not_made(actor: Actor, sheets: int) -> None:
    with pytest.raises(InvalidInputError):
        await make_labels(actor, sheets=sheets, now=NOON)


async def test_scanned_again_a_label_says_what_it_is_on(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    shelf = await a_label(actor, at=store.shelf)
    box = await a_label(actor, at=store.shelf, box=Box(lot, 4))

    async with reading(actor):
        of_shelf = await named_by(shelf.label, day=TODAY)
        of_box = await named_by(box.label, day=TODAY)

    assert of_shelf.is_place
    assert not of_box.is_place
    assert of_shelf.place is not None
    assert of_shelf.place.id == store.shelf
    assert [line.lot for line in of_shelf.lines] == [lot]
    assert of_box.label is not None
    assert (of_box.label.state, of_box.label.packs) == (LabelState.BOX, 4)


async def test_of_two_at_once_one_gets_the_label(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    free = await a_label(actor)
    wishes = [(store.shelf, Box(lot, 4)), (store.fridge, None)]

    answers = await asyncio.gather(
        *(
            perform(attach_label, actor, free.id, location=at, box=box, now=NOON)
            for at, box in wishes
        ),
        return_exceptions=True,
    )

    refused = [one for one in answers if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [LabelTakenError]
    async with reading(actor):
        known = await label(free.id)
    assert refused[0].facts == {"label": free.label, "thing": known.thing}


async def test_a_box_cannot_hold_more_than_the_books(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    free = await a_label(actor)

    with pytest.raises(BoxTooLargeError) as refused:
        await attach_label(
            actor, free.id, location=store.shelf, box=Box(lot, 11), now=NOON
        )

    assert (refused.value.there, refused.value.packs) == (10, 11)


async def test_a_moved_box_takes_its_label_along(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 10)
    box = await a_label(actor, at=store.shelf, box=Box(lot, 4))
    shelf = await a_label(actor, at=store.shelf)

    await move_box(actor, box.id, to=store.fridge, packs=3, now=NOON)
    with pytest.raises(NotEnoughStockError):
        await move_box(actor, box.id, to=store.shelf, packs=4, now=NOON)
    with pytest.raises(LabelFreeError):
        await move_box(actor, shelf.id, to=store.fridge, packs=1, now=NOON)

    async with reading(actor):
        known = await label(box.id)
    assert (known.location, known.packs) == (store.fridge, 3)
    assert await held(store, lot) == {store.shelf: (7, 0), store.fridge: (3, 0)}
    assert await faults_of_ledger(actor) == []


async def test_a_detached_label_is_used_again_and_a_lost_one_once_it_is_found(
    actor: Actor, new_centre
) -> None:
    store = await a_store(actor)
    used = await a_label(actor, at=store.shelf)

    await detach_label(actor, used.id)
    await attach_label(actor, used.id, location=store.fridge, now=NOON)
    await void_label(actor, used.id, reason="zgubiona", now=NOON)

    with pytest.raises(LabelVoidError):
        await attach_label(actor, used.id, location=store.shelf, now=NOON)
    async with reading(actor):
        assert (await label(used.id)).state is LabelState.VOID
        assert used.label not in await labels_to_print(used.run)
    with pytest.raises(NotFoundError):
        await restore_label(await new_centre(), used.id)
    await restore_label(actor, used.id)
    async with reading(actor):
        assert (await label(used.id)).state is LabelState.FREE
    await attach_label(actor, used.id, location=store.shelf, now=NOON)


async def test_codes_that_name_no_label_are_told_apart(
    actor: Actor, new_centre
) -> None:
    theirs = await a_label(await new_centre())
    wrong = theirs.label[:-1] + ("0" if theirs.label[-1] != "0" else "1")

    async with reading(actor):
        with pytest.raises(UnknownLabelError):
            await label_of(theirs.label)
        with pytest.raises(WrongLabelCodeError):
            await label_of(wrong)
    with pytest.raises(NotFoundError):
        await detach_label(actor, theirs.id)


async def test_labels_are_for_those_who_keep_the_store(actor: Actor) -> None:
    reader = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({"auditor"}))
    )

    with pytest.raises(ForbiddenError):
        await make_labels(reader, sheets=1, now=NOON)
    with pytest.raises(ForbiddenError):
        await attach_label(reader, uuid4(), location=uuid4(), now=NOON)


async def test_every_printed_label_can_be_scanned(actor: Actor) -> None:
    run, _some = await labels(actor, 1)
    async with reading(actor):
        printed = await labels_to_print(run)

    paper = pypdfium2.PdfDocument(
        label_sheets(printed, centre="Ośrodek Pomocy " * 9, made_at=NOON)
    )
    [page] = paper
    codes = zxingcpp.read_barcodes(page.render(scale=150 / 72, grayscale=True).to_pil())

    assert {code.text for code in codes} == set(printed)
    # A module is at least 0.8 mm: a label on a shelf is read from a step away.
    sides = [code.position.top_right.x - code.position.top_left.x for code in codes]
    assert min(sides) / 21 * 25.4 / 150 > 0.8
    text = page.get_textpage().get_text_range()
    assert all(one.split("-", 1)[1] in text for one in printed)

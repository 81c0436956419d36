"""Labels of the store: printed ahead, put on a place or a box, moved, lost."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch_value
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.inventory.errors import (
    BoxThereError,
    BoxTooLargeError,
    LabelTakenError,
)
from distribution.inventory.rules.labels import LABELS_ON_A_SHEET, MOST_SHEETS
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.labels import (
    LockedBox,
    empty_label,
    fresh_label_codes,
    lock_box,
    lock_label,
    lock_labels,
    loosen,
    untick,
)
from distribution.inventory.steps.ledger import lock_balances
from distribution.inventory.steps.moving import Transferred, move
from distribution.inventory.steps.places import open_places
from distribution.inventory.steps.taking_out import require_lots


class Box(msgspec.Struct, frozen=True):
    """Packs of one lot that stand together."""

    lot: UUID
    packs: int


async def make_labels(actor: Actor, *, sheets: int, now: datetime) -> UUID:
    """Draw the codes of whole sheets of labels; returns the run, to be printed.

    Raises:
        InvalidInputError: No sheet, or more than ``MOST_SHEETS``.
    """
    actor.must(Permission.KEEP_STOCK)
    if not 1 <= sheets <= MOST_SHEETS:
        sentence = N_("Wpisz liczbę arkuszy od 1 do {most}.")
        raise InvalidInputError([FieldError("sheets", sentence, {"most": MOST_SHEETS})])
    run = uuid4()
    async with transaction(actor):
        await execute(
            "INSERT INTO label_run (id, centre, sheets, made_by, made_at)"
            " VALUES ($1, $2, $3, $4, $5)",
            run,
            actor.centre,
            sheets,
            actor.label,
            now,
        )
        await execute(
            "INSERT INTO store_label (id, centre, run, code)"
            " SELECT gen_random_uuid(), $1, $2, * FROM unnest($3::text[])",
            actor.centre,
            run,
            await fresh_label_codes(sheets * LABELS_ON_A_SHEET),
        )
    return run


async def attach_label(
    actor: Actor, label: UUID, *, location: UUID, box: Box | None = None, now: datetime
) -> None:
    """Let a free label name a place, or a box that stands there.

    Sent twice, it changes nothing the second time.

    Raises:
        InvalidInputError: A box without packs.
        NotFoundError: The centre lacks the label, the place or the lot.
        LabelTakenError: It names something already; of two at once the first wins.
        LabelVoidError: It was lost or torn.
        BoxTooLargeError: The books have fewer packs of the lot there.
    """
    actor.must(Permission.KEEP_STOCK)
    if box is not None and box.packs <= 0:
        sentence = N_("Wpisz liczbę opakowań większą od zera.")
        raise InvalidInputError([FieldError("packs", sentence)])
    async with transaction(actor):
        found = await lock_label(label)
        wish = (location, box and box.lot, box and box.packs)
        if wish == (found.location, found.lot, found.packs):
            return
        if found.location is not None:
            raise LabelTakenError(label=found.label, thing=found.thing)
        place = (await open_places([location]))[location]
        if box is not None:
            await require_lots([box.lot])
            spot = (box.lot, location)
            balances = await lock_balances(actor.centre, [spot], day=local_day(now))
            there = balances[spot].packs
            if there < box.packs:
                raise BoxTooLargeError(place=place.name, there=there, packs=box.packs)
        await execute(
            "UPDATE store_label SET location = $2, lot = $3, packs = $4,"
            " attached_by = $5, attached_at = $6 WHERE id = $1",
            label,
            location,
            box and box.lot,
            box and box.packs,
            actor.label,
            now,
        )


async def move_box(
    actor: Actor,
    label: UUID,
    *,
    to: UUID,
    packs: int,
    expected: int | None = None,
    now: datetime,
) -> Transferred:
    """Move what is in a labelled box to another place, and the label with it.

    Moved like this, the box is no longer among what is gathered for a round.

    Args:
        actor: Who does it.
        label: The label on the box.
        to: The place that it goes to.
        packs: How many it holds now; the label is told.
        expected: What the books had there when it was looked at, as in ``LineOut``.
        now: The present instant.

    Raises:
        LabelFreeError: The label names no box.
        BoxThereError: It stands there already.
        DomainError: Whatever ``transfer`` refuses.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        box = await lock_box(label)
        if box.location == to:
            raise BoxThereError(label=box.label)
        await untick(label)
        line = LineOut(box.lot, box.location, packs, expected)
        moved = await move(actor, [line], to=to, now=now)
        await execute(
            "UPDATE store_label SET location = $2, packs = $3 WHERE id = $1",
            label,
            to,
            packs,
        )
    return moved


async def take_out_of_box(
    actor: Actor,
    label: UUID,
    *,
    to: UUID,
    packs: int,
    expected: int | None = None,
    now: datetime,
) -> Transferred:
    """Move some packs of a labelled box to another place; the box stays with the rest.

    Args:
        actor: Who does it.
        label: The label on the box.
        to: The place that the packs go to.
        packs: How many are taken out: fewer than the box holds.
        expected: What the books had there when it was looked at, as in ``LineOut``.
        now: The present instant.

    Raises:
        LabelFreeError: The label names no box.
        InvalidInputError: No pack, or all of them.
        DomainError: Whatever ``transfer`` refuses.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        box = await lock_box(label)
        _check_part(box, packs)
        await untick(label)
        line = LineOut(box.lot, box.location, packs, expected)
        moved = await move(actor, [line], to=to, now=now)
        await _lighten(label, packs)
    return moved


async def split_box(
    actor: Actor, label: UUID, *, into: UUID, packs: int, now: datetime
) -> None:
    """Make two boxes of one, beside each other: some packs get a label of their own.

    Args:
        actor: Who does it.
        label: The label on the box.
        into: A free label, for the packs that are taken out.
        packs: How many these are: fewer than the box holds.
        now: The present instant.

    Raises:
        LabelFreeError: The first label names no box.
        LabelTakenError: The second one names something already.
        InvalidInputError: No pack, or all of them.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        await lock_labels([label, into])
        box, fresh = await lock_box(label), await lock_label(into)
        if fresh.location is not None:
            raise LabelTakenError(label=fresh.label, thing=fresh.thing)
        _check_part(box, packs)
        await untick(label)
        await _lighten(label, packs)
        await execute(
            "UPDATE store_label SET location = $2, lot = $3, packs = $4,"
            " attached_by = $5, attached_at = $6 WHERE id = $1",
            into,
            box.location,
            box.lot,
            packs,
            actor.label,
            now,
        )


def _check_part(box: LockedBox, packs: int) -> None:
    if not 1 <= packs < box.packs:
        sentence = N_("W pudle jest {packs}. Wpisz mniej, ale co najmniej 1.")
        raise InvalidInputError([FieldError("packs", sentence, {"packs": box.packs})])


async def _lighten(label: UUID, packs: int) -> None:
    await execute(
        "UPDATE store_label SET packs = packs - $2 WHERE id = $1", label, packs
    )


async def detach_label(actor: Actor, label: UUID) -> None:
    """Let a label name nothing again: the box is empty, the shelf was taken down.

    Raises:
        NotFoundError: The centre has no such label.
        LabelVoidError: It was lost or torn.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        await lock_label(label)
        await loosen(label)
        await empty_label(label)


async def void_label(actor: Actor, label: UUID, *, reason: str, now: datetime) -> None:
    """Take a label out of use: lost, torn, printed twice.

    Raises:
        InvalidInputError: No reason.
        NotFoundError: The centre has no such label.
        LabelVoidError: It is void already.
    """
    actor.must(Permission.KEEP_STOCK)
    if not reason.strip():
        raise InvalidInputError([FieldError("reason", N_("Podaj powód."))])
    async with transaction(actor):
        await lock_label(label)
        await loosen(label)
        await empty_label(label)
        await execute(
            "UPDATE store_label SET void_reason = $2, void_at = $3 WHERE id = $1",
            label,
            reason.strip()[:200],
            now,
        )


async def restore_label(actor: Actor, label: UUID) -> None:
    """Let a void label be used again, since it was found: it names nothing.

    Raises:
        NotFoundError: The centre has no such label.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        sql = "UPDATE store_label SET void_reason = '', void_at = NULL WHERE id = $1"
        if await fetch_value(f"{sql} RETURNING id", label) is None:
            raise NotFoundError

"""Packs that leave the store for good: losses, and returns to the Food Bank."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import fetch, require_transaction
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.inventory.errors import MovedMeanwhileError
from distribution.inventory.rules.documents import MovementReason
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.documents import (
    DocumentMade,
    Paper,
    add_document,
    require_unbooked,
)
from distribution.inventory.steps.ledger import (
    Balance,
    Change,
    Spot,
    lock_balances,
    refuse_shortages,
    write_movements,
)
from distribution.inventory.steps.travelling import give_up


class TakenOut(msgspec.Struct, frozen=True):
    """The document, and how many reserved packs had to be given up for it."""

    document: DocumentMade
    released: int


async def take_out(
    actor: Actor,
    lines: Sequence[LineOut],
    *,
    paper: Paper,
    reason: MovementReason,
    reserved_too: bool,
    now: datetime,
) -> TakenOut:
    """Book packs out under one document, all lines or none.

    Args:
        actor: Who does it.
        lines: What leaves.
        paper: The document; its day is the day of the movements.
        reason: Why, one for all lines.
        reserved_too: Whether reserved packs may go: they may if they are lost, since
            a loss has happened; the reservations are then given up.
        now: The present instant.

    Raises:
        InvalidInputError: Names every bad line.
        NotFoundError: The centre lacks one of the lots.
        MovedMeanwhileError: The books say something else than was expected.
        NotEnoughStockError: Names every shortage with lot and place (E17).
        CountedSinceError: A lot was counted there after that day (E23).
        AlreadyBookedError: The form that it was made of was sent before.
    """
    require_transaction()
    check_lines(lines, day=paper.issued_on, today=local_day(now))
    wanted = totals(lines)
    await require_lots(lot for lot, _ in wanted)
    balances = await lock_balances(actor.centre, wanted, day=local_day(now))
    await require_unbooked(paper.file_hash)
    refuse_changed(lines, balances)
    refuse_short(wanted, balances, reserved_too=reserved_too)
    released = sum(
        [
            parted.packs
            for spot, packs in wanted.items()
            for parted in await give_up(balances[spot], packs)
        ]
    )
    document = await add_document(actor, paper, now=now)
    changes = [
        Change(balance=balances[spot].id, packs=-packs, reason=reason)
        for spot, packs in wanted.items()
    ]
    await write_movements(
        actor.centre, changes, document=document.id, moved_on=paper.issued_on
    )
    return TakenOut(document, released)


def totals(lines: Sequence[LineOut]) -> Counter[Spot]:
    """Return the packs of each lot at each place, lines of the same added up."""
    wanted: Counter[Spot] = Counter()
    for line in lines:
        wanted[line.lot, line.location] += line.packs
    return wanted


def check_lines(lines: Sequence[LineOut], *, day: date, today: date) -> None:
    """Return if there are lines, each of a pack or more, on a day that has come.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    faults = [
        FieldError(f"lines.{at}.packs", N_("Wpisz liczbę opakowań większą od zera."))
        for at, line in enumerate(lines)
        if line.packs <= 0
    ]
    if not lines:
        faults.append(FieldError("lines", N_("Dodaj co najmniej jedną pozycję.")))
    if day > today:
        faults.append(FieldError("on", N_("Ten dzień jeszcze nie nadszedł.")))
    if faults:
        raise InvalidInputError(faults)


async def require_lots(lots: Iterable[UUID]) -> None:
    """Return if the centre has all these lots.

    Raises:
        NotFoundError: It lacks one.
    """
    require_transaction()
    wanted = set(lots)
    rows = await fetch("SELECT id FROM lot WHERE id = ANY($1)", list(wanted))
    if len(rows) < len(wanted):
        raise NotFoundError


def refuse_changed(lines: Iterable[LineOut], balances: Mapping[Spot, Balance]) -> None:
    """Return if the books say what was expected: perhaps this was sent before.

    Raises:
        MovedMeanwhileError: They say something else.
    """
    for line in lines:
        packs = balances[line.lot, line.location].packs
        if line.expected not in (None, packs):
            raise MovedMeanwhileError(expected=line.expected, packs=packs)


def refuse_short(
    wanted: Mapping[Spot, int],
    balances: Mapping[Spot, Balance],
    *,
    reserved_too: bool,
) -> None:
    """Return if every balance holds what is wanted of it.

    Raises:
        NotEnoughStockError: Names every shortage (E17).
    """
    found = {
        spot: balances[spot].packs if reserved_too else balances[spot].free
        for spot in wanted
    }
    refuse_shortages(
        [
            balances[spot].short_of(packs, found[spot])
            for spot, packs in wanted.items()
            if found[spot] < packs
        ]
    )

"""Parcels that could not be delivered come back to the store."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.inventory.rules.documents import (
    DocumentKind,
    LossProtocol,
    MovementReason,
)
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.documents import DocumentMade, Paper
from distribution.inventory.steps.ledger import lock_balances
from distribution.inventory.steps.moving import Transferred, move
from distribution.inventory.steps.places import one_site, open_places
from distribution.inventory.steps.taking_out import (
    TakenOut,
    refuse_changed,
    require_lots,
    take_out,
)


class ReturnedLine(msgspec.Struct, frozen=True):
    """Packs of a lot that came back, and how many of them are no longer good.

    ``expected`` as in ``LineOut``.
    """

    lot: UUID
    location: UUID
    packs: int
    damaged: int = 0
    expected: int | None = None


class TakenBack(msgspec.Struct, frozen=True):
    """The documents that the return made: a transfer, a loss, both or neither."""

    transfer: DocumentMade | None
    loss: DocumentMade | None
    released: int


async def take_back(
    actor: Actor,
    lines: Sequence[ReturnedLine],
    *,
    to: UUID | None = None,
    note: str = "",
    now: datetime,
) -> TakenBack:
    """Take parcels back after their condition was checked (I25).

    A parcel leaves the books only when it is handed over, so what comes back is
    still there: good packs go to the place *to* with their reservations, damaged
    ones are booked as a loss.

    Raises:
        InvalidInputError: Names every bad line.
        NotFoundError: The centre lacks a lot or a place.
        MovedMeanwhileError: The books say something else than was expected.
        NotEnoughStockError: Names every shortage with lot and place (E17).
    """
    actor.must(Permission.KEEP_STOCK)
    _check(lines)
    damaged = [LineOut(x.lot, x.location, x.damaged) for x in lines if x.damaged]
    good = [
        LineOut(x.lot, x.location, x.packs - x.damaged)
        for x in lines
        if x.packs > x.damaged and to not in (None, x.location)
    ]
    transferred: Transferred | None = None
    lost: TakenOut | None = None
    async with transaction(actor):
        sources = [line.location for line in lines]
        places = await open_places([*sources, to] if to else sources)
        site = one_site(places[source] for source in sources)
        await require_lots(line.lot for line in lines)
        # All balances before the first number: counters are locked last.
        spots = [(x.lot, place) for x in lines for place in {x.location, to} if place]
        balances = await lock_balances(actor.centre, spots, day=local_day(now))
        refuse_changed(
            [LineOut(x.lot, x.location, x.packs, x.expected) for x in lines], balances
        )
        if damaged:
            paper = Paper(
                kind=DocumentKind.INTERNAL,
                issued_on=local_day(now),
                site=site,
                note=note,
                protocol=LossProtocol(circumstances=note),
            )
            lost = await take_out(
                actor,
                damaged,
                paper=paper,
                reason=MovementReason.DAMAGED,
                reserved_too=True,
                now=now,
            )
        if good and to is not None:
            transferred = await move(actor, good, to=to, note=note, now=now)
    return TakenBack(
        transferred.document if transferred else None,
        lost.document if lost else None,
        lost.released if lost else 0,
    )


def _check(lines: Sequence[ReturnedLine]) -> None:
    faults = [
        FieldError(
            f"lines.{at}.damaged",
            N_("Uszkodzonych nie może być więcej niż wszystkich ani mniej niż 0."),
        )
        for at, line in enumerate(lines)
        if not 0 <= line.damaged <= line.packs
    ]
    faults += [
        FieldError(f"lines.{at}.packs", N_("Wpisz liczbę opakowań większą od zera."))
        for at, line in enumerate(lines)
        if line.packs <= 0
    ]
    if not lines:
        faults.append(FieldError("lines", N_("Dodaj co najmniej jedną pozycję.")))
    if faults:
        raise InvalidInputError(faults)

"""Food that leaves the store otherwise than in a parcel: lost, or given back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.constraints import refusing
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.inventory.errors import AlreadyBookedError
from distribution.inventory.rules.documents import (
    LOSS_REASONS,
    DocumentKind,
    LossProtocol,
    MovementReason,
)
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.documents import Paper
from distribution.inventory.steps.places import one_site, open_places
from distribution.inventory.steps.taking_out import TakenOut, take_out


async def lose(
    actor: Actor,
    lines: Sequence[LineOut],
    *,
    reason: MovementReason,
    protocol: LossProtocol = LossProtocol(),  # noqa: B008 (frozen)
    on: date | None = None,
    note: str = "",
    made_of: str | None = None,
    now: datetime,
) -> TakenOut:
    """Book a loss under the next RW, with what its protocol says.

    Packs that were reserved may be lost as well; their reservations are given up,
    and the hand-out finds others.

    Args:
        actor: Who does it.
        lines: What was lost, all at places of one site.
        reason: One of ``LOSS_REASONS``.
        protocol: What the loss protocol says.
        on: Local day; today if left out.
        note: Free text on the document.
        made_of: The form that it was typed into, which is booked once.
        now: The present instant.

    Raises:
        InvalidInputError: Not a reason of a loss, or a bad line.
        NotFoundError: The centre lacks a lot or a place.
        NotEnoughStockError: Names every shortage with lot and place (E17).
        CountedSinceError: A lot was counted there after that day (E23).
        AlreadyBookedError: The form was sent before.
    """
    actor.must(Permission.KEEP_STOCK)
    if reason not in LOSS_REASONS:
        sentence = N_("Wybierz jedną z dozwolonych wartości.")
        raise InvalidInputError([FieldError("reason", sentence)])
    with refusing({"stock_document_file_once": AlreadyBookedError}):
        async with transaction(actor):
            paper = Paper(
                kind=DocumentKind.INTERNAL,
                issued_on=on or local_day(now),
                site=await _site_of(lines),
                note=note,
                file_hash=made_of,
                protocol=protocol,
            )
            return await take_out(
                actor, lines, paper=paper, reason=reason, reserved_too=True, now=now
            )


async def return_to_supplier(
    actor: Actor,
    lines: Sequence[LineOut],
    *,
    partner: str = "Bank Żywności",
    on: date | None = None,
    note: str = "",
    made_of: str | None = None,
    now: datetime,
) -> TakenOut:
    """Give free packs back to the Food Bank under the next WZ.

    Raises:
        InvalidInputError: Names every bad line.
        NotFoundError: The centre lacks a lot or a place.
        NotEnoughStockError: Names every shortage; reserved packs do not count.
        CountedSinceError: A lot was counted there after that day (E23).
        AlreadyBookedError: The form was sent before.
    """
    actor.must(Permission.KEEP_STOCK)
    with refusing({"stock_document_file_once": AlreadyBookedError}):
        async with transaction(actor):
            paper = Paper(
                kind=DocumentKind.ISSUE,
                issued_on=on or local_day(now),
                site=await _site_of(lines),
                partner=partner,
                note=note,
                file_hash=made_of,
            )
            return await take_out(
                actor,
                lines,
                paper=paper,
                reason=MovementReason.RETURNED,
                reserved_too=False,
                now=now,
            )


async def _site_of(lines: Sequence[LineOut]) -> UUID:
    places = await open_places(line.location for line in lines)
    return one_site(places.values())

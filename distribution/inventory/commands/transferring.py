"""Moving food between places and sites, its reservations with it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.transaction import transaction
from distribution.inventory.errors import AlreadyBookedError
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.moving import Transferred, move


async def transfer(
    actor: Actor,
    lines: Sequence[LineOut],
    *,
    to: UUID,
    on: date | None = None,
    note: str = "",
    made_of: str | None = None,
    now: datetime,
) -> Transferred:
    """Move packs to another place under the next MM; all lines or none.

    Reservations travel along: first of parcels that are handed out at the target's
    site, then free packs go, then whatever else is reserved.

    Args:
        actor: Who does it.
        lines: What moves, and from where; all places of one site.
        to: The place that it goes to.
        on: Local day; today if left out.
        note: Free text on the document.
        made_of: The form that it was typed into, which is booked once.
        now: The present instant.

    Raises:
        InvalidInputError: Names every bad line.
        NotFoundError: The centre lacks a lot or a place.
        NotEnoughStockError: Names every shortage with lot and place (E17).
        CountedSinceError: A lot was counted there after that day (E23).
        AlreadyBookedError: The form was sent before.
    """
    actor.must(Permission.KEEP_STOCK)
    with refusing({"stock_document_file_once": AlreadyBookedError}):
        async with transaction(actor):
            return await move(
                actor, lines, to=to, on=on, note=note, made_of=made_of, now=now
            )

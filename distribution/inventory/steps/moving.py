"""Packs that go from places of one site to another place, reservations with them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import require_transaction
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.inventory.rules.documents import DocumentKind, MovementReason
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.documents import (
    DocumentMade,
    Paper,
    add_document,
    require_unbooked,
)
from distribution.inventory.steps.ledger import (
    Change,
    lock_balances,
    write_movements,
)
from distribution.inventory.steps.places import one_site, open_places
from distribution.inventory.steps.taking_out import (
    check_lines,
    refuse_changed,
    refuse_short,
    require_lots,
    totals,
)
from distribution.inventory.steps.travelling import Piece, pack_up, unpack


class Transferred(msgspec.Struct, frozen=True):
    """The document, and how many reserved packs went along."""

    document: DocumentMade
    reserved: int


async def move(
    actor: Actor,
    lines: Sequence[LineOut],
    *,
    to: UUID,
    on: date | None = None,
    note: str = "",
    of_round: UUID | None = None,
    made_of: str | None = None,
    now: datetime,
) -> Transferred:
    """Move packs to the place *to* under the next MM; see ``transfer``.

    What is kept for vouchers of the round *of_round* goes along before all else.
    """
    require_transaction()
    today = local_day(now)
    day = on or today
    check_lines(lines, day=day, today=today)
    if any(line.location == to for line in lines):
        sentence = N_("Wybierz inne miejsce niż to, z którego bierzesz.")
        raise InvalidInputError([FieldError("to", sentence)])
    wanted = totals(lines)
    places = await open_places([to, *(line.location for line in lines)])
    site = one_site(places[line.location] for line in lines)
    await require_lots(lot for lot, _ in wanted)
    arrivals = [(lot, to) for lot, _ in wanted]
    balances = await lock_balances(actor.centre, [*wanted, *arrivals], day=today)
    await require_unbooked(made_of)
    refuse_changed(lines, balances)
    refuse_short(wanted, balances, reserved_too=True)
    pieces = [
        Piece(balances[spot], balances[spot[0], to], packs)
        for spot, packs in wanted.items()
    ]
    carried = await pack_up(pieces, of_round=of_round)
    paper = Paper(
        kind=DocumentKind.TRANSFER,
        issued_on=day,
        site=site,
        partner=f"{places[to].site_name}: {places[to].name}"[:160],
        note=note,
        round=of_round,
        file_hash=made_of,
    )
    document = await add_document(actor, paper, now=now)
    changes = [change for piece in pieces for change in _both_ways(piece)]
    await write_movements(actor.centre, changes, document=document.id, moved_on=day)
    await unpack(actor.centre, carried)
    return Transferred(document, sum(one.parted.packs for one in carried))


def _both_ways(piece: Piece) -> tuple[Change, Change]:
    out, into = MovementReason.TRANSFER_OUT, MovementReason.TRANSFER_IN
    return (
        Change(balance=piece.source.id, packs=-piece.packs, reason=out),
        Change(balance=piece.target.id, packs=piece.packs, reason=into),
    )

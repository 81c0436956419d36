"""Undoing what was booked by mistake: by opposite movements that name it."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.constraints import refusing
from distribution.core.database import Row, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.inventory.errors import AlreadyCorrectedError, NotCorrectableError
from distribution.inventory.rules.documents import (
    DocumentKind,
    MovementReason,
    document_number,
)
from distribution.inventory.steps.documents import Paper, add_document
from distribution.inventory.steps.ledger import (
    Change,
    Spot,
    lock_balances,
    write_movements,
)
from distribution.inventory.steps.taking_out import TakenOut, refuse_short
from distribution.inventory.steps.travelling import (
    Carried,
    Parted,
    give_up,
    unpack,
)

_NOT_HERE = frozenset(
    {
        MovementReason.CORRECTION,
        MovementReason.HANDED_OUT,
        MovementReason.HANDOUT_ANNULLED,
        MovementReason.UNACCOUNTED,
        MovementReason.COUNT_SURPLUS,
        MovementReason.COUNT_DEFICIT,
    }
)


async def correct(
    actor: Actor,
    document: UUID,
    *,
    reason: str,
    movements: Collection[UUID] | None = None,
    now: datetime,
) -> TakenOut:
    """Undo a document, or some of its movements, under a new one of the same kind.

    A transfer is undone as a whole, and the reservations that lie at its target go
    back with it. Reserved packs of a receipt that never came are given up.

    Raises:
        NotFoundError: The centre has no such document or movement.
        NotCorrectableError: It belongs to a count or is a correction itself.
        AlreadyCorrectedError: One of the movements was undone before.
        NotEnoughStockError: The packs have gone elsewhere meanwhile; names them.
    """
    actor.must(Permission.KEEP_STOCK)
    today = local_day(now)
    with refusing({"movement_mended_once": AlreadyCorrectedError}):
        async with transaction(actor):
            paper, rows = await _find(document, movements)
            balances = await lock_balances(
                actor.centre, [_spot(row) for row in rows], day=today
            )
            back: Counter[Spot] = Counter()
            for row in rows:
                back[_spot(row)] += row["packs"]
            leaving = {spot: packs for spot, packs in back.items() if packs > 0}
            refuse_short(leaving, balances, reserved_too=True)
            parted = {s: await give_up(balances[s], n) for s, n in leaving.items()}
            made = await add_document(actor, _paper(paper, reason, today), now=now)
            changes = [
                Change(
                    balance=balances[_spot(row)].id,
                    packs=-row["packs"],
                    reason=MovementReason.CORRECTION,
                    mends=row["id"],
                )
                for row in rows
            ]
            await write_movements(
                actor.centre, changes, document=made.id, moved_on=today
            )
            given_up = sum(one.packs for these in parted.values() for one in these)
            if paper["kind"] == DocumentKind.TRANSFER:
                home = {balances[s].id: (s[0], -n) for s, n in back.items() if n < 0}
                carried = _homeward(parted, home)
                given_up -= sum(one.parted.packs for one in carried)
                await unpack(actor.centre, carried)
    return TakenOut(made, given_up)


def _spot(row: Row) -> Spot:
    return row["lot"], row["location"]


def _paper(undone: Row, reason: str, today: date) -> Paper:
    kind = DocumentKind(undone["kind"])
    number = document_number(kind, undone["sequence"], undone["year"])
    return Paper(
        kind=kind,
        issued_on=today,
        site=undone["site"],
        partner=undone["partner"],
        note=f"Korekta {number}: {reason}"[:200],
    )


async def _find(
    document: UUID, movements: Collection[UUID] | None
) -> tuple[Row, list[Row]]:
    paper = await fetch_one(
        "SELECT kind, year, sequence, site, partner FROM stock_document WHERE id = $1",
        document,
    )
    if paper is None:
        raise NotFoundError
    every = await fetch(
        "SELECT m.id, m.lot, m.location, m.packs, m.reason, EXISTS"
        " (SELECT FROM movement AS c WHERE c.mends = m.id) AS mended"
        " FROM movement AS m WHERE m.document = $1 ORDER BY m.id",
        document,
    )
    whole = movements is None or paper["kind"] == DocumentKind.TRANSFER
    rows = every if whole else [row for row in every if row["id"] in (movements or ())]
    if not rows or len(rows) < len(set(movements or ())):
        raise NotFoundError
    if any(row["reason"] in _NOT_HERE for row in rows):
        raise NotCorrectableError
    if whole and movements is None:
        rows = [row for row in rows if not row["mended"]]
    if not rows or any(row["mended"] for row in rows):
        raise AlreadyCorrectedError
    return paper, rows


def _homeward(
    parted: dict[Spot, list[Parted]], returning: dict[UUID, tuple[UUID, int]]
) -> list[Carried]:
    """Put reservations back where the packs of their lot came from."""
    room = dict(returning)
    carried = []
    for (lot, _), reservations in parted.items():
        for one in reservations:
            left = one.packs
            for balance, (of_lot, packs) in list(room.items()):
                took = min(left, packs) if of_lot == lot else 0
                if took:
                    room[balance] = (lot, packs - took)
                    left -= took
                    piece = Parted(one.owner, one.article, took, one.expires_on)
                    carried.append(Carried(balance, piece))
    return carried

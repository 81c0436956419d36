"""Reservations that leave a balance: with the packs, or for good.

The balances must be locked. Reserved packs are taken off a balance before its packs
are, and put on after the packs have come, so that no CHECK is ever broken between.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import execute, fetch, require_transaction
from distribution.inventory.steps.ledger import Balance


class Piece(msgspec.Struct, frozen=True):
    """Packs of one lot that go from one balance to another."""

    source: Balance
    target: Balance
    packs: int


class Parted(msgspec.Struct, frozen=True):
    """Reserved packs that were taken off a balance."""

    owner: UUID
    article: UUID
    packs: int
    expires_on: date


class Carried(msgspec.Struct, frozen=True):
    """Reserved packs on their way to another balance."""

    target: UUID
    parted: Parted


async def pack_up(
    pieces: Sequence[Piece], *, of_round: UUID | None = None
) -> list[Carried]:
    """Take off the reservations that must travel with the packs of *pieces*.

    Packs that are kept for a parcel of the round *of_round* go first, or of any that is
    handed out at the target's site if there is none; then free packs, and others'
    reserved packs only if nothing else is left.
    """
    require_transaction()
    left = {piece.source.id: piece.source for piece in pieces}
    carried = []
    for piece in pieces:
        source = left[piece.source.id]
        bound = await _bound_for(piece, of_round)
        kept = max(min(piece.packs, bound), piece.packs - source.free)
        away = piece.target.site if bound else None
        parted = await part_reservations(
            source.id, kept, first_of=away, of_round=of_round
        )
        carried += [Carried(piece.target.id, one) for one in parted]
        left[source.id] = msgspec.structs.replace(
            source,
            packs=source.packs - piece.packs,
            reserved=source.reserved - sum(one.packs for one in parted),
        )
    return carried


async def unpack(centre: UUID, carried: Sequence[Carried]) -> None:
    """Put the reservations on the balances that the packs have come to."""
    require_transaction()
    for one in carried:
        await execute(
            "WITH written AS (INSERT INTO reservation"
            " (centre, balance, owner, article, packs, expires_on)"
            " VALUES ($1, $2, $3, $4, $5, $6)"
            " ON CONFLICT (owner, balance) DO UPDATE"
            " SET packs = reservation.packs + excluded.packs)"
            " UPDATE stock_balance SET reserved = reserved + $5 WHERE id = $2",
            centre,
            one.target,
            one.parted.owner,
            one.parted.article,
            one.parted.packs,
            one.parted.expires_on,
        )


async def give_up(balance: Balance, packs: int) -> list[Parted]:
    """Release what is reserved of *packs* that are gone, free packs going first."""
    require_transaction()
    return await part_reservations(balance.id, max(0, packs - balance.free))


async def part_reservations(
    balance: UUID,
    packs: int,
    *,
    first_of: UUID | None = None,
    of_round: UUID | None = None,
) -> list[Parted]:
    """Take *packs* off the reservations of a balance, the longest-lived first.

    Args:
        balance: A locked balance.
        packs: At most what is reserved of it.
        first_of: Parcels handed out at this site come before all others.
        of_round: Parcels of this round come before even those.
    """
    require_transaction()
    if packs <= 0:
        return []
    # A reservation is owned by a voucher, which says where its parcel is handed out.
    rows = await fetch(
        "SELECT r.id, r.owner, r.article, r.packs, r.expires_on"
        " FROM reservation AS r LEFT JOIN voucher AS v ON v.id = r.owner"
        " WHERE r.balance = $1 ORDER BY (v.round = $3) IS TRUE DESC,"
        " v.site IS NOT DISTINCT FROM $2 DESC, r.expires_on DESC, r.id"
        " FOR UPDATE OF r",
        balance,
        first_of,
        of_round,
    )
    parted, left = [], packs
    for row in rows:
        took = min(left, row["packs"])
        if took == 0:
            break
        left -= took
        parted.append(Parted(row["owner"], row["article"], took, row["expires_on"]))
        await _shrink(row["id"], row["packs"] - took)
    await execute(
        "UPDATE stock_balance SET reserved = reserved - $2 WHERE id = $1",
        balance,
        packs - left,
    )
    return parted


async def _shrink(reservation: UUID, packs: int) -> None:
    if packs:
        await execute(
            "UPDATE reservation SET packs = $2 WHERE id = $1", reservation, packs
        )
    else:
        await execute("DELETE FROM reservation WHERE id = $1", reservation)


async def _bound_for(piece: Piece, of_round: UUID | None) -> int:
    """Return the packs of the source that must go first: see ``pack_up``."""
    if of_round is None and piece.source.site == piece.target.site:
        return 0
    rows = await fetch(
        "SELECT sum(r.packs)::int AS packs FROM reservation AS r"
        " JOIN voucher AS v ON v.id = r.owner WHERE r.balance = $1"
        " AND CASE WHEN $3::uuid IS NULL THEN v.site = $2 ELSE v.round = $3 END",
        piece.source.id,
        piece.target.site,
        of_round,
    )
    return rows[0]["packs"] or 0

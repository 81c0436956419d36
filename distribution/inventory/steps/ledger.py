"""The ledger: balances are locked by id, then movements are written with them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.core import sql
from distribution.core.database import execute, fetch, require_transaction
from distribution.core.errors import Shortage
from distribution.inventory.errors import CountedSinceError, NotEnoughStockError
from distribution.inventory.rules.documents import MovementReason, reason_fits

_HERE = "distribution.inventory"

Spot = tuple[UUID, UUID]
"""A lot and a location: what a balance is of."""


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """A locked balance, with what people call it."""

    id: UUID
    lot: UUID
    location: UUID
    site: UUID
    article: UUID
    article_name: str
    lot_number: str
    fund: UUID | None
    place: str
    packs: int
    reserved: int

    @property
    def free(self) -> int:
        """Packs that nobody has reserved."""
        return self.packs - self.reserved

    def short_of(self, wanted: int, available: int) -> Shortage:
        """Return the shortage of *wanted* packs here."""
        return Shortage(
            self.article_name, self.lot_number, self.place, wanted, available
        )


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One movement to be written: signed packs of one balance."""

    balance: UUID
    packs: int
    reason: MovementReason
    mends: UUID | None = None
    case_size: int | None = None
    note: str = ""


async def lock_balances(
    centre: UUID, spots: Iterable[Spot], *, day: date
) -> Mapping[Spot, Balance]:
    """Lock the balances of *spots* by id, opening those that are missing.

    Reservations on them that lapsed before *day* are released, so that what is free
    is what can really be taken.
    """
    require_transaction()
    ordered = sorted(set(spots))
    lots, places = [lot for lot, _ in ordered], [place for _, place in ordered]
    await execute(
        "INSERT INTO stock_balance (centre, lot, location)"
        " SELECT $1, * FROM unnest($2::uuid[], $3::uuid[])"
        " ON CONFLICT DO NOTHING",  # two keys hold the place; either may come first
        centre,
        lots,
        places,
    )
    rows = await fetch(
        "SELECT b.id FROM stock_balance AS b WHERE (b.lot, b.location) IN"
        " (SELECT * FROM unnest($1::uuid[], $2::uuid[]))"
        " ORDER BY b.id FOR UPDATE",
        lots,
        places,
    )
    ids = [row["id"] for row in rows]
    await _release_lapsed(ids, day)
    found = [Balance(**row) for row in await fetch(sql.load(_HERE, "balances"), ids)]
    return {(balance.lot, balance.location): balance for balance in found}


async def write_movements(
    centre: UUID,
    changes: Sequence[Change],
    *,
    document: UUID,
    moved_on: date,
) -> None:
    """Write movements and their balances. The balances must be locked.

    Raises:
        CountedSinceError: A lot was counted there after *moved_on* (E23).
        NotEnoughStockError: On that day or later, fewer packs lay there.
    """
    require_transaction()
    for change in changes:
        if not reason_fits(change.reason, change.packs):
            raise ValueError(f"{change.packs} packs cannot be {change.reason}")
    await _refuse_before_count([c.balance for c in changes], moved_on)
    await execute(
        sql.load(_HERE, "write_movements"),
        centre,
        document,
        moved_on,
        [change.balance for change in changes],
        [change.packs for change in changes],
        [change.reason.value for change in changes],
        [change.mends for change in changes],
        [change.case_size for change in changes],
        [change.note for change in changes],
    )
    leaving = [change.balance for change in changes if change.packs < 0]
    await _refuse_below_zero(leaving, moved_on)


def refuse_shortages(shortages: Sequence[Shortage]) -> None:
    """Return if nothing is short.

    Raises:
        NotEnoughStockError: Names every shortage, the first one in its sentence.
    """
    if shortages:
        first = shortages[0]
        raise NotEnoughStockError(
            article=first.article,
            lot=first.lot,
            place=first.place,
            wanted=first.wanted,
            available=first.available,
            shortages=list(shortages),
        )


async def _release_lapsed(balances: Sequence[UUID], day: date) -> None:
    await execute(
        "WITH lapsed AS (DELETE FROM reservation"
        " WHERE balance = ANY($1) AND expires_on < $2 RETURNING balance, packs),"
        " sums AS (SELECT balance, sum(packs) AS packs FROM lapsed GROUP BY balance)"
        " UPDATE stock_balance AS b SET reserved = b.reserved - s.packs"
        " FROM sums AS s WHERE b.id = s.balance",
        balances,
        day,
    )


async def _refuse_before_count(balances: Sequence[UUID], day: date) -> None:
    rows = await fetch(
        "SELECT p.name AS place, max(c.counted_on) AS counted_on"
        " FROM stock_balance AS b JOIN location AS p ON p.id = b.location"
        " JOIN stock_count AS c ON c.location = b.location"
        " JOIN stock_count_line AS l ON l.stock_count = c.id AND l.lot = b.lot"
        " WHERE b.id = ANY($1) AND c.counted_on > $2 GROUP BY p.name ORDER BY p.name",
        balances,
        day,
    )
    if rows:
        raise CountedSinceError(
            place=rows[0]["place"], counted_on=rows[0]["counted_on"].isoformat()
        )


async def _refuse_below_zero(balances: Sequence[UUID], day: date) -> None:
    """Refuse packs that left, dated back, before they had come."""
    rows = await fetch(
        "WITH days AS (SELECT b.id, m.moved_on, sum(sum(m.packs))"
        " OVER (PARTITION BY b.id ORDER BY m.moved_on)::int AS packs"
        " FROM stock_balance AS b JOIN movement AS m"
        " ON m.lot = b.lot AND m.location = b.location"
        " WHERE b.id = ANY($1) GROUP BY b.id, m.moved_on)"
        " SELECT id, min(packs) AS packs FROM days"
        " WHERE moved_on >= $2 AND packs < 0 GROUP BY id ORDER BY id",
        balances,
        day,
    )
    if not rows:
        return
    missing = {row["id"]: -row["packs"] for row in rows}
    left = await fetch(
        "SELECT b.id, -sum(m.packs)::int AS packs FROM stock_balance AS b"
        " JOIN movement AS m ON m.lot = b.lot AND m.location = b.location"
        " WHERE b.id = ANY($1) AND m.moved_on = $2 AND m.packs < 0 GROUP BY b.id",
        list(missing),
        day,
    )
    named = [
        Balance(**row)
        for row in await fetch(sql.load(_HERE, "balances"), list(missing))
    ]
    wanted = {row["id"]: row["packs"] for row in left}
    refuse_shortages(
        [
            one.short_of(wanted[one.id], wanted[one.id] - missing[one.id])
            for one in named
        ]
    )

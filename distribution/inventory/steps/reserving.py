"""Reserving stock for vouchers, releasing it, and keeping it while it travels."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import execute, fetch, require_transaction


class Wish(msgspec.Struct, frozen=True):
    """Packs by article that one owner, a voucher, wants kept."""

    owner: UUID
    packs: Mapping[UUID, int]


class _Free(msgspec.Struct):
    """What is left of one balance while wishes are met."""

    balance: UUID
    article: UUID
    packs: int


async def reserve(
    centre: UUID,
    wishes: Iterable[Wish],
    *,
    fund: UUID | None,
    holds_until: date,
    site: UUID,
) -> dict[UUID, dict[UUID, int]]:
    """Keep packs for many owners, first to expire first, the site's own stock first.

    Only lots that may be used until *holds_until* are kept, so that the parcel is
    good on whichever day of the round it is handed out.

    Returns:
        Packs that could not be kept, by owner and article; empty if all could.
    """
    require_transaction()
    ordered = list(wishes)
    articles = {article for wish in ordered for article in wish.packs}
    free: dict[UUID, list[_Free]] = {}
    for row in await _free_balances(articles, fund, holds_until, site):
        free.setdefault(row.article, []).append(row)
    kept: list[tuple[UUID, UUID, UUID, int]] = []
    short: dict[UUID, dict[UUID, int]] = {}
    for wish in ordered:
        for article, packs in wish.packs.items():
            left = packs
            for holding in free.get(article, []):
                take = min(left, holding.packs)
                if take > 0:
                    kept.append((holding.balance, wish.owner, article, take))
                    holding.packs -= take
                    left -= take
            if left > 0:
                short.setdefault(wish.owner, {})[article] = left
    await _keep(centre, kept, holds_until)
    return short


async def release(owners: Collection[UUID]) -> None:
    """Give up every reservation of *owners*; the packs are free again at once."""
    require_transaction()
    await fetch(
        "SELECT b.id FROM stock_balance AS b WHERE b.id IN"
        " (SELECT balance FROM reservation WHERE owner = ANY($1))"
        " ORDER BY b.id FOR UPDATE",
        list(owners),
    )
    await execute(
        "WITH given_up AS (DELETE FROM reservation WHERE owner = ANY($1)"
        " RETURNING balance, packs),"
        " sums AS (SELECT balance, sum(packs) AS packs FROM given_up GROUP BY balance)"
        " UPDATE stock_balance AS b SET reserved = b.reserved - s.packs"
        " FROM sums AS s WHERE b.id = s.balance",
        list(owners),
    )


async def hand_over(former: UUID, owner: UUID) -> None:
    """Let *owner* have what was reserved for *former* (a reissued voucher)."""
    require_transaction()
    await execute("UPDATE reservation SET owner = $2 WHERE owner = $1", former, owner)


async def _free_balances(
    articles: Iterable[UUID], fund: UUID | None, holds_until: date, site: UUID
) -> list[_Free]:
    """Lock the balances by id; return what nobody has reserved, in picking order.

    A statement that waits for a balance still sees the lot as it was before the wait.
    So what is free is read by a second one, when nobody can withdraw a lot any more
    without waiting for us.
    """
    matching = (
        " FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        " JOIN location AS p ON p.id = b.location"
        " WHERE l.article = ANY($1) AND l.fund IS NOT DISTINCT FROM $2"
        " AND l.state = 'usable' AND coalesce(l.use_until >= $3, true)"
        " AND p.kind <> 'unaccounted' AND b.packs > b.reserved"
    )
    wanted = (list(articles), fund, holds_until)
    locked = await fetch(
        f"SELECT b.id{matching} ORDER BY b.id FOR UPDATE OF b", *wanted
    )
    rows = await fetch(
        "SELECT b.id, l.article, b.packs - b.reserved AS packs, l.use_until,"
        f" p.site = $4 AS here{matching} AND b.id = ANY($5)",
        *wanted,
        site,
        [row["id"] for row in locked],
    )
    rows.sort(key=lambda r: (not r["here"], r["use_until"] or date.max, r["id"]))
    return [_Free(row["id"], row["article"], row["packs"]) for row in rows]


async def _keep(
    centre: UUID, kept: list[tuple[UUID, UUID, UUID, int]], holds_until: date
) -> None:
    if not kept:
        return
    balances, owners, articles, packs = (
        list(column) for column in zip(*kept, strict=True)
    )
    await execute(
        "WITH wanted AS (SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[],"
        " $5::int[]) AS w (balance, owner, article, packs)),"
        " written AS (INSERT INTO reservation"
        " (centre, balance, owner, article, packs, expires_on)"
        " SELECT $1, balance, owner, article, packs, $6 FROM wanted"
        " ON CONFLICT (owner, balance) DO UPDATE"
        " SET packs = reservation.packs + excluded.packs,"
        " expires_on = excluded.expires_on),"
        " sums AS (SELECT balance, sum(packs) AS packs FROM wanted GROUP BY balance)"
        " UPDATE stock_balance AS b SET reserved = b.reserved + s.packs"
        " FROM sums AS s WHERE b.id = s.balance",
        centre,
        balances,
        owners,
        articles,
        packs,
        holds_until,
    )

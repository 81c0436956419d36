"""What is to be gathered for a round: packs that are kept for its vouchers."""

from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.inventory.rules.gathering import ToGather


class SiteToGather(msgspec.Struct, frozen=True):
    """A site where packs for a round lie, with how much of them is gathered."""

    site: UUID
    site_name: str
    wanted: int
    gathered: int


_LINES = (
    "WITH wanted AS (SELECT b.lot, b.location, sum(r.packs)::int AS packs"
    # A reservation is owned by a voucher, which knows its round.
    " FROM reservation AS r JOIN voucher AS v ON v.id = r.owner"
    " JOIN stock_balance AS b ON b.id = r.balance WHERE v.round = $1"
    " GROUP BY b.lot, b.location)"
    " SELECT l.article, a.name AS article_name, w.lot, l.number AS lot_number,"
    " w.location, p.name AS place, w.packs AS wanted,"
    " coalesce(g.packs, 0) AS gathered, p.site, s.name AS site_name"
    " FROM wanted AS w JOIN lot AS l ON l.id = w.lot"
    " JOIN article AS a ON a.id = l.article JOIN location AS p ON p.id = w.location"
    " JOIN site AS s ON s.id = p.site LEFT JOIN gathered_line AS g"
    " ON g.round = $1 AND g.lot = w.lot AND g.location = w.location"
)


async def lines_to_gather(round_id: UUID, site: UUID) -> list[ToGather]:
    """Return what to take at a site for a round, in the order of the shelves."""
    rows = await fetch(
        f"{_LINES} WHERE p.site = $2 ORDER BY kromka_polish(p.name),"
        " kromka_polish(a.name), l.use_until NULLS LAST, l.number",
        round_id,
        site,
    )
    return [
        ToGather(**{name: row[name] for name in ToGather.__struct_fields__})
        for row in rows
    ]


async def sites_to_gather(round_id: UUID) -> list[SiteToGather]:
    """Return the sites that hold packs for a round, with how many."""
    rows = await fetch(f"{_LINES} ORDER BY kromka_polish(s.name), p.site", round_id)
    sums: dict[tuple[UUID, str], list[int]] = {}
    for row in rows:
        known = sums.setdefault((row["site"], row["site_name"]), [0, 0])
        known[0] += row["wanted"]
        known[1] += min(row["wanted"], row["gathered"])
    return [SiteToGather(*site, *packs) for site, packs in sums.items()]

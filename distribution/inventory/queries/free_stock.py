"""Packs that nobody has reserved."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from distribution.core.database import fetch


async def free_packs(
    articles: Sequence[UUID], *, fund: UUID | None, usable_until: date
) -> dict[UUID, int]:
    """Return free packs by article, at all sites, of lots usable until a day.

    A round's parcel may be handed out on any of its days, so only lots that last
    until the last one count.
    """
    rows = await fetch(
        "SELECT l.article, sum(b.packs - b.reserved)::int AS packs"
        " FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        " JOIN location AS p ON p.id = b.location"
        " WHERE l.article = ANY($1) AND l.fund IS NOT DISTINCT FROM $2"
        " AND l.state = 'usable' AND coalesce(l.use_until >= $3, true)"
        " AND p.kind <> 'unaccounted' GROUP BY l.article",
        list(articles),
        fund,
        usable_until,
    )
    return {row["article"]: row["packs"] for row in rows}

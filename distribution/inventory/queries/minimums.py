"""Which articles a site should have more of."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.core.units import Packs


class MinimumFacts(msgspec.Struct, frozen=True):
    """What a site should not fall below of an article, and what it has free."""

    article: UUID
    code: str
    name: str
    site: UUID
    site_key: str
    site_name: str
    minimum: Packs
    free: Packs

    @property
    def missing(self) -> int:
        """Return how many packs are missing, 0 if there are enough."""
        return max(0, self.minimum - self.free)


async def minimums(day: date) -> list[MinimumFacts]:
    """Return every minimum, by article in Polish order.

    Free is what may be handed out on *day* and is not reserved: food that waits for
    a household is not there for another one.
    """
    rows = await fetch(
        "SELECT m.article, a.code, a.name, m.site, s.key AS site_key,"
        " s.name AS site_name, m.packs AS minimum, coalesce(held.free, 0)::int AS free"
        " FROM stock_minimum AS m JOIN article AS a ON a.id = m.article"
        " JOIN site AS s ON s.id = m.site"
        " LEFT JOIN LATERAL (SELECT sum(b.packs - b.reserved) AS free"
        "  FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        "  JOIN location AS p ON p.id = b.location"
        "  WHERE l.article = m.article AND p.site = m.site AND l.state = 'usable'"
        "  AND coalesce(l.use_until >= $1, true) AND p.kind <> 'unaccounted') AS held"
        " ON true WHERE s.active"
        " ORDER BY kromka_polish(a.name), kromka_polish(s.name)",
        day,
    )
    return [MinimumFacts(**row) for row in rows]


async def below_minimum(day: date) -> list[MinimumFacts]:
    """Return the minimums that a site is below on *day*."""
    return [one for one in await minimums(day) if one.missing]

"""What a round still has to hand out, beside what lies ready for it."""

from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.programmes.queries.rounds import RoundFacts


class ArticleNeed(msgspec.Struct, frozen=True):
    """Packs of one article: promised on vouchers, at the site, and elsewhere."""

    article: UUID
    name: str
    promised: int
    """On vouchers of the round that can still be redeemed."""

    at_site: int
    elsewhere: int

    @property
    def to_bring(self) -> int:
        """Packs that are promised and are not at the site yet."""
        return max(0, self.promised - self.at_site)

    @property
    def missing(self) -> int:
        """Packs that are promised and are nowhere."""
        return max(0, self.promised - self.at_site - self.elsewhere)


async def needs_of(round_: RoundFacts) -> list[ArticleNeed]:
    """Return the articles of a round, promised against usable stock of its fund."""
    rows = await fetch(
        "WITH waiting AS (SELECT g.article, sum(g.packs) AS packs"
        " FROM voucher AS v JOIN voucher_line AS g ON g.voucher = v.id"
        " WHERE v.round = $1 AND v.replaced_by IS NULL AND v.revoked_at IS NULL"
        " AND NOT EXISTS (SELECT FROM handout AS d WHERE d.voucher = v.id"
        " AND d.annulled_at IS NULL"
        " AND d.conflict IS DISTINCT FROM 'already_handed_out') GROUP BY g.article),"
        " stock AS (SELECT l.article,"
        " coalesce(sum(b.packs) FILTER (WHERE p.site = $2), 0) AS here,"
        " coalesce(sum(b.packs) FILTER (WHERE p.site <> $2), 0) AS there"
        " FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        " JOIN location AS p ON p.id = b.location"
        " WHERE l.fund = $3 AND l.state = 'usable' AND p.kind <> 'unaccounted'"
        " AND coalesce(l.use_until >= $4, true) GROUP BY l.article)"
        " SELECT a.id AS article, a.name, coalesce(w.packs, 0)::int AS promised,"
        " coalesce(s.here, 0)::int AS at_site, coalesce(s.there, 0)::int AS elsewhere"
        " FROM round_line AS r JOIN article AS a ON a.id = r.article"
        " LEFT JOIN waiting AS w ON w.article = a.id"
        " LEFT JOIN stock AS s ON s.article = a.id"
        " WHERE r.round = $1 ORDER BY kromka_polish(a.name)",
        round_.id,
        round_.site,
        round_.sub_programme,
        round_.starts_on,
    )
    return [ArticleNeed(**row) for row in rows]

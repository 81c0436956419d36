"""What is kept for which vouchers, and where it lies."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch


class KeptPacks(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot at one place that are kept for one voucher.

    ``there`` is what the books have of the lot at that place altogether.
    """

    voucher: UUID
    article_name: str
    cold: bool
    lot: UUID
    lot_number: str
    location: UUID
    place: str
    site: UUID
    site_name: str
    packs: int
    there: int


_KEPT = (
    "SELECT asked.id AS voucher, a.name AS article_name, a.cold, l.id AS lot,"
    " l.number AS lot_number, p.id AS location, p.name AS place, s.id AS site,"
    " s.name AS site_name, sum(r.packs)::int AS packs, b.packs AS there"
    # A voucher that was issued anew keeps what the one before it kept.
    " FROM voucher AS asked JOIN voucher AS v"
    " ON v.household = asked.household AND v.round = asked.round"
    " JOIN reservation AS r ON r.owner = v.id JOIN stock_balance AS b"
    " ON b.id = r.balance JOIN lot AS l ON l.id = b.lot"
    " JOIN article AS a ON a.id = l.article JOIN location AS p ON p.id = b.location"
    " JOIN site AS s ON s.id = p.site"
    " WHERE asked.id = ANY($1::uuid[]) AND r.expires_on >= $2"
    " GROUP BY asked.id, a.id, l.id, p.id, s.id, b.packs"
    " ORDER BY kromka_polish(s.name), kromka_polish(p.name), kromka_polish(a.name),"
    " l.use_until NULLS LAST, l.number, asked.id"
)


async def kept_for(vouchers: Sequence[UUID], day: date) -> list[KeptPacks]:
    """Return what is kept on *day* for *vouchers*, in the order of the shelves."""
    return [KeptPacks(**row) for row in await fetch(_KEPT, vouchers, day)]

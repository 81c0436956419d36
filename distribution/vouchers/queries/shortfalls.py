"""What of a round was not handed over and why, for those who put it right."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.vouchers.queries.substitutes import substitutes_of_handouts
from distribution.vouchers.shortfalls import ShortReason
from distribution.vouchers.substitutes import SubstituteLine


class RoundShort(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one article that a hand-out fell short of."""

    voucher: UUID
    household_number: int
    site_name: str
    scanned_at: datetime
    article: UUID
    name: str
    packs: int
    reason: ShortReason | None
    note: str
    instead: list[SubstituteLine]
    """What was handed over in its place."""


class ShortTotals(msgspec.Struct, frozen=True):
    """Parcels that fell short of something still due, and its packs."""

    parcels: int = 0
    packs: int = 0


async def shortfalls_of_round(round_id: UUID) -> list[RoundShort]:
    """Return what was not handed over in a round, the newest hand-out first.

    A hand-out that was annulled fell short of nothing.
    """
    rows = await fetch(
        "SELECT d.id AS handout, d.voucher, h.number AS household_number,"
        " t.name AS site_name, d.scanned_at, s.article, a.name, s.packs, s.reason,"
        " s.note FROM handout_short AS s JOIN handout AS d ON d.id = s.handout"
        " JOIN household AS h ON h.id = d.household JOIN site AS t ON t.id = d.site"
        " JOIN article AS a ON a.id = s.article"
        " WHERE d.round = $1 AND d.annulled_at IS NULL"
        " ORDER BY d.scanned_at DESC, d.id, kromka_polish(a.name), a.id",
        round_id,
    )
    instead = await substitutes_of_handouts({row["handout"] for row in rows})
    found = []
    for row in rows:
        of_handout = instead.get(row.pop("handout"), [])
        row["reason"] = ShortReason(row["reason"]) if row["reason"] else None
        given = [one for one in of_handout if one.instead_of == row["article"]]
        found.append(RoundShort(**row, instead=given))
    return found


async def short_totals(round_id: UUID) -> ShortTotals:
    """Return how many parcels of a round fell short of what is still due.

    What a household did not want asks for nothing: the packs are free again.
    """
    [row] = await fetch(
        "SELECT count(DISTINCT d.id)::int AS parcels,"
        " coalesce(sum(s.packs), 0)::int AS packs"
        " FROM handout_short AS s JOIN handout AS d ON d.id = s.handout"
        " WHERE d.round = $1 AND d.annulled_at IS NULL"
        " AND s.reason IS DISTINCT FROM $2",
        round_id,
        ShortReason.NOT_WANTED.value,
    )
    return ShortTotals(**row)

"""Packs that were reported damaged where they were handed out, until somebody looked.

A report is open until a loss was booked for it, or somebody found nothing to book. It
is open again if that loss was corrected, and gone if its hand-out was annulled.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from distribution.core.database import fetch, fetch_value

SETTLED: Final = (
    "EXISTS (SELECT FROM short_settlement AS x WHERE x.short = s.id"
    " AND NOT EXISTS (SELECT FROM movement AS m JOIN movement AS c ON c.mends = m.id"
    " WHERE m.document = x.document))"
)
"""Of a report ``s``."""

OPEN: Final = (
    " FROM handout_short AS s JOIN handout AS d ON d.id = s.handout"
    " WHERE s.reason = 'damaged' AND d.annulled_at IS NULL"
    f" AND NOT {SETTLED}"
)


class DamagedLot(msgspec.Struct, frozen=True, kw_only=True):
    """A lot at a place that the packs may have been of."""

    lot: UUID
    location: UUID
    number: str
    place: str
    packs: int
    use_until: date | None


class DamageReport(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of an article that were set aside; ``lots`` the likeliest first."""

    id: UUID
    name: str
    packs: int
    note: str
    site_name: str
    scanned_at: datetime
    lots: list[DamagedLot]


async def open_damages() -> list[DamageReport]:
    """Return the reports that nobody has settled, the oldest first.

    Likeliest is the lot that the rest of that article came from, then what expires
    first: from there the volunteer took.
    """
    rows = await fetch(
        "SELECT r.id, a.name, r.packs, r.note,"  # noqa: S608 (own words)
        " t.name AS site_name, r.scanned_at,"
        " b.lot, b.location, l.number, p.name AS place, b.packs AS there, l.use_until"
        " FROM (SELECT s.id, s.article, s.packs, s.note, s.handout, d.scanned_at,"
        f" d.site, d.round{OPEN}) AS r"
        " JOIN article AS a ON a.id = r.article JOIN site AS t ON t.id = r.site"
        " JOIN round AS u ON u.id = r.round"
        " LEFT JOIN (stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        " JOIN location AS p ON p.id = b.location AND p.kind <> 'unaccounted')"
        " ON l.article = r.article AND p.site = r.site AND b.packs >= r.packs"
        " AND l.fund IS NOT DISTINCT FROM u.sub_programme"
        " ORDER BY r.scanned_at, r.id, EXISTS (SELECT FROM movement AS m"
        " WHERE m.handout = r.handout AND m.lot = b.lot AND m.location = b.location)"
        " DESC, l.use_until NULLS LAST, l.number, b.id"
    )
    found: dict[UUID, DamageReport] = {}
    for row in rows:
        report = found.setdefault(
            row["id"],
            DamageReport(
                id=row["id"],
                name=row["name"],
                packs=row["packs"],
                note=row["note"],
                site_name=row["site_name"],
                scanned_at=row["scanned_at"],
                lots=[],
            ),
        )
        if row["lot"] is not None:
            report.lots.append(
                DamagedLot(
                    lot=row["lot"],
                    location=row["location"],
                    number=row["number"],
                    place=row["place"],
                    packs=row["there"],
                    use_until=row["use_until"],
                )
            )
    return list(found.values())


async def damages_waiting() -> int:
    """Return how many reports nobody has settled."""
    return int(await fetch_value(f"SELECT count(*){OPEN}"))


async def loss_of_damage(short: UUID) -> UUID | None:
    """Return the document under which the loss of a report was booked, if any."""
    found: UUID | None = await fetch_value(
        "SELECT document FROM short_settlement WHERE short = $1", short
    )
    return found

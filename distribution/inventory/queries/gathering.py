"""What is to be gathered for a round: packs that are kept for its vouchers."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch
from distribution.inventory.rules import label_code
from distribution.inventory.rules.gathering import Gathered, ToGather

Spot = tuple[UUID, UUID]


class SiteToGather(msgspec.Struct, frozen=True):
    """A site where packs for a round lie, with how much of them is gathered."""

    site: UUID
    site_name: str
    wanted: int
    gathered: int


class ReadyPlace(msgspec.Struct, frozen=True):
    """A place that gathered packs of a round were moved to, with how many lie there."""

    location: UUID
    place: str
    site_name: str
    packs: int


_LINES = (
    "WITH wanted AS (SELECT b.lot, b.location, sum(r.packs)::int AS packs"
    # A reservation is owned by a voucher, which knows its round.
    " FROM reservation AS r JOIN voucher AS v ON v.id = r.owner"
    " JOIN stock_balance AS b ON b.id = r.balance"
    " WHERE v.round = $1 AND r.expires_on >= $2 GROUP BY b.lot, b.location),"
    " ticked AS (SELECT lot, location, sum(packs)::int AS packs FROM gathered_line"
    " WHERE round = $1 GROUP BY lot, location),"
    # Moved there as gathered for this round: it waits where it will be handed out.
    " arrived AS (SELECT DISTINCT m.lot, m.location FROM stock_document AS d"
    " JOIN movement AS m ON m.document = d.id"
    " WHERE d.round = $1 AND m.reason = 'transfer_in')"
    " SELECT l.article, a.name AS article_name, a.cold, l.id AS lot,"
    " l.number AS lot_number, p.id AS location, p.name AS place,"
    " coalesce(w.packs, 0) AS wanted,"
    " coalesce(t.packs, 0) AS gathered, p.site, s.name AS site_name,"
    " r.lot IS NOT NULL AND t.packs IS NULL AS ready"
    " FROM wanted AS w FULL JOIN ticked AS t USING (lot, location)"
    " LEFT JOIN arrived AS r USING (lot, location)"
    " JOIN lot AS l ON l.id = lot JOIN article AS a ON a.id = l.article"
    " JOIN location AS p ON p.id = location JOIN site AS s ON s.id = p.site"
)


async def lines_to_gather(round_id: UUID, site: UUID, day: date) -> list[ToGather]:
    """Return what to take at a site for a round, in the order of the shelves.

    A line that is no longer kept for the round stays as long as packs of it are
    gathered; reservations that have lapsed by *day* keep nothing.
    """
    rows = await fetch(
        f"{_LINES} WHERE p.site = $3 ORDER BY kromka_polish(p.name),"
        " kromka_polish(a.name), l.use_until NULLS LAST, l.number",
        round_id,
        day,
        site,
    )
    pieces = await _pieces(round_id)
    return [_line(row, pieces) for row in rows if not row["ready"]]


async def sites_to_gather(round_id: UUID, day: date) -> list[SiteToGather]:
    """Return the sites that hold packs to be gathered for a round, with how many."""
    rows = await fetch(
        f"{_LINES} ORDER BY kromka_polish(s.name), p.site", round_id, day
    )
    sums: dict[tuple[UUID, str], list[int]] = {}
    for row in rows:
        if row["ready"]:
            continue
        known = sums.setdefault((row["site"], row["site_name"]), [0, 0])
        known[0] += row["wanted"]
        known[1] += min(row["wanted"], row["gathered"])
    return [SiteToGather(*site, *packs) for site, packs in sums.items()]


async def ready_places(round_id: UUID, day: date) -> list[ReadyPlace]:
    """Return where what was gathered for a round waits for its hand-out."""
    rows = await fetch(
        f"{_LINES} ORDER BY kromka_polish(s.name), kromka_polish(p.name), p.id",
        round_id,
        day,
    )
    sums: dict[tuple[UUID, str, str], int] = {}
    for row in rows:
        if row["ready"]:
            place = (row["location"], row["place"], row["site_name"])
            sums[place] = sums.get(place, 0) + row["wanted"]
    return [ReadyPlace(*place, packs) for place, packs in sums.items()]


async def _pieces(round_id: UUID) -> Mapping[Spot, list[Gathered]]:
    rows = await fetch(
        "SELECT g.lot, g.location, g.packs, g.label, b.code FROM gathered_line AS g"
        " LEFT JOIN store_label AS b ON b.id = g.label WHERE g.round = $1"
        " ORDER BY g.label IS NULL, g.gathered_at, g.id",
        round_id,
    )
    pieces: dict[Spot, list[Gathered]] = {}
    for row in rows:
        code = label_code.shown(row["code"]) if row["code"] else ""
        piece = Gathered(row["packs"], row["label"], code)
        pieces.setdefault((row["lot"], row["location"]), []).append(piece)
    return pieces


def _line(row: Row, pieces: Mapping[Spot, list[Gathered]]) -> ToGather:
    return ToGather(
        article=row["article"],
        article_name=row["article_name"],
        cold=row["cold"],
        lot=row["lot"],
        lot_number=row["lot_number"],
        location=row["location"],
        place=row["place"],
        wanted=row["wanted"],
        pieces=tuple(pieces.get((row["lot"], row["location"]), ())),
    )

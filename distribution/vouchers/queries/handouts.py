"""Hand-outs as they were recorded."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from distribution.core.database import Row, fetch, fetch_one
from distribution.vouchers.errors import HandoutNotFoundError
from distribution.vouchers.handouts import Handout, Proxy, TakenLine, TakenLot
from distribution.vouchers.queries.substitutes import substitutes_of_handouts
from distribution.vouchers.shortfalls import Short, ShortLine, ShortReason

_HANDOUT = (
    "SELECT d.id, d.nonce, d.voucher, v.short_code, d.household,"
    " h.number AS household_number, d.round, d.site, d.channel, d.recipient,"
    " d.scanned_at, d.recorded_at, d.offline, d.conflict, d.pin_used,"
    " d.annulled_at"
    " FROM handout AS d JOIN voucher AS v ON v.id = d.voucher"
    " JOIN household AS h ON h.id = d.household"
)

_LINES = (
    "SELECT m.handout, l.article, a.name, m.lot, l.number, p.name AS place,"
    " -m.packs AS packs FROM movement AS m JOIN lot AS l ON l.id = m.lot"
    " JOIN article AS a ON a.id = l.article JOIN location AS p ON p.id = m.location"
    " WHERE m.handout = ANY($1) AND m.reason = 'handed_out'"
)


async def handout(handout_id: UUID) -> Handout:
    """Return one hand-out with its lines.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_HANDOUT} WHERE d.id = $1", handout_id)
    if row is None:
        raise HandoutNotFoundError
    lines = await fetch(_LINES, [handout_id])
    shorts = await shorts_of_handouts([handout_id])
    instead = await substitutes_of_handouts([handout_id])
    return Handout(
        **row,
        lines=taken_lines(lines),
        short=shorts.get(handout_id, []),
        substitutes=instead.get(handout_id, []),
    )


async def handouts_of_voucher(voucher: UUID) -> list[Handout]:
    """Return all hand-outs of a voucher, annulled ones and conflicts too."""
    rows = await fetch(
        f"{_HANDOUT} WHERE d.voucher = $1 ORDER BY d.recorded_at, d.id", voucher
    )
    ids = [row["id"] for row in rows]
    lines = await fetch(_LINES, ids)
    shorts = await shorts_of_handouts(ids)
    instead = await substitutes_of_handouts(ids)
    return [
        Handout(
            **row,
            lines=taken_lines(r for r in lines if r["handout"] == row["id"]),
            short=shorts.get(row["id"], []),
            substitutes=instead.get(row["id"], []),
        )
        for row in rows
    ]


async def shorts_of_handouts(
    handouts: Collection[UUID],
) -> dict[UUID, list[ShortLine]]:
    """Return what was not handed over, by hand-out; only of those that fell short."""
    rows = await fetch(
        "SELECT s.handout, s.article, a.name, s.packs, s.reason, s.note"
        " FROM handout_short AS s JOIN article AS a ON a.id = s.article"
        " WHERE s.handout = ANY($1)",
        list(handouts),
    )
    found: dict[UUID, list[ShortLine]] = {}
    for row in rows:
        reason = ShortReason(row["reason"]) if row["reason"] else None
        line = ShortLine(row["article"], row["name"], row["packs"], reason, row["note"])
        found.setdefault(row["handout"], []).append(line)
    return {handout: _by_name(lines) for handout, lines in found.items()}


async def named_shorts(shorts: Mapping[UUID, Short]) -> list[ShortLine]:
    """Return what was not handed over with the names of its articles."""
    rows = await fetch("SELECT id, name FROM article WHERE id = ANY($1)", list(shorts))
    names = {row["id"]: row["name"] for row in rows}
    return _by_name(
        ShortLine(article, names[article], one.packs, one.reason, one.note)
        for article, one in shorts.items()
    )


def _by_name(lines: Iterable[ShortLine]) -> list[ShortLine]:
    return sorted(lines, key=lambda line: (line.name, line.article))


def taken_lines(rows: Iterable[Row]) -> list[TakenLine]:
    """Return rows of article, lot and packs as lines, in the order of names."""
    by_article: dict[UUID, list[Row]] = {}
    for row in rows:
        by_article.setdefault(row["article"], []).append(row)
    lines = [
        TakenLine(
            article,
            of_article[0]["name"],
            sum(row["packs"] for row in of_article),
            sorted(
                (
                    TakenLot(row["lot"], row["number"], row["place"], row["packs"])
                    for row in of_article
                ),
                key=lambda taken: (taken.number, taken.lot, taken.place),
            ),
        )
        for article, of_article in by_article.items()
    ]
    return sorted(lines, key=lambda line: (line.name, line.article))


async def proxies(household: UUID, day: date) -> list[Proxy]:
    """Return who may collect for a household on a local day (R-AUTH-1)."""
    rows = await fetch(
        "SELECT id, proxy_name FROM pickup_authorisation WHERE household = $1"
        " AND revoked_at IS NULL AND valid_from <= $2"
        " AND coalesce(valid_until >= $2, true) ORDER BY proxy_name",
        household,
        day,
    )
    return [Proxy(row["id"], row["proxy_name"]) for row in rows]

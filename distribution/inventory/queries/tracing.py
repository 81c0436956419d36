"""One step back and all steps forward of a lot (Reg. 178/2002 art. 18, I26)."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.inventory.queries.stock import StockLine, stock
from distribution.inventory.rules.dates import DateKind
from distribution.inventory.rules.documents import (
    DocumentKind,
    MovementReason,
    document_number,
)
from distribution.inventory.rules.lots import LotState


class LotFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A lot and what stands on it."""

    id: UUID
    article: UUID
    code: str
    name: str
    number: str
    fund: UUID | None
    fund_name: str | None
    printed_date: date | None
    date_kind: DateKind
    received_on: date
    use_until: date | None
    state: LotState
    state_reason: str


class TracedMovement(msgspec.Struct, frozen=True, kw_only=True):
    """Packs that moved, under which document; none for hand-outs."""

    moved_on: date
    packs: int
    reason: MovementReason
    place: str
    site_name: str
    document: UUID | None
    number: str | None
    partner: str
    foreign_number: str
    mended: bool


class TracedHandout(msgspec.Struct, frozen=True):
    """Packs of the lot that a household took; numbers, never names."""

    handout: UUID
    voucher: UUID
    household_number: int
    local_day: date
    packs: int
    site_name: str
    annulled: bool


class TracedVoucher(msgspec.Struct, frozen=True):
    """An open voucher for which packs of the lot are kept."""

    voucher: UUID
    household_number: int
    packs: int
    place: str
    last_valid_day: date


class TracedRecall(msgspec.Struct, frozen=True):
    """A quarantine or recall of the lot, past or present."""

    kind: str
    reason: str
    announced_at: datetime
    lifted_at: datetime | None


class LotTrace(msgspec.Struct, frozen=True):
    """Where a lot came from, where it is, who has it, and for whom it is kept."""

    lot: LotFacts
    places: list[StockLine]
    movements: list[TracedMovement]
    handouts: list[TracedHandout]
    vouchers: list[TracedVoucher]
    recalls: list[TracedRecall]
    same_number: list[LotFacts]
    """Other lots of the same article and number: a recall means them too."""


_LOT = (
    "SELECT l.id, l.article, a.code, a.name, l.number, l.fund, f.name AS fund_name,"
    " l.printed_date, l.date_kind, l.received_on, l.use_until, l.state,"
    " l.state_reason FROM lot AS l JOIN article AS a ON a.id = l.article"
    " LEFT JOIN sub_programme AS f ON f.id = l.fund"
)


async def lot(lot_id: UUID) -> LotFacts:
    """Return one lot.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_LOT} WHERE l.id = $1", lot_id)
    if row is None:
        raise NotFoundError
    return msgspec.convert(row, LotFacts)


async def lots_numbered(article: UUID, number: str) -> list[LotFacts]:
    """Return the lots of an article with this number, the newest first."""
    rows = await fetch(
        f"{_LOT} WHERE l.article = $1 AND l.number = $2 ORDER BY l.received_on DESC",
        article,
        number,
    )
    return [msgspec.convert(row, LotFacts) for row in rows]


async def trace(lot_id: UUID) -> LotTrace:
    """Return the whole way of a lot.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    found = await lot(lot_id)
    numbered = await lots_numbered(found.article, found.number)
    return LotTrace(
        found,
        await stock(lot=lot_id),
        await _movements(lot_id),
        await _handouts(lot_id),
        await _vouchers(lot_id),
        await _recalls(lot_id),
        [one for one in numbered if one.id != lot_id],
    )


async def _movements(lot_id: UUID) -> list[TracedMovement]:
    rows = await fetch(
        "SELECT m.moved_on, m.packs, m.reason, p.name AS place, s.name AS site_name,"
        " m.document, d.kind, d.sequence, d.year, coalesce(d.partner, '') AS partner,"
        " coalesce(d.foreign_number, '') AS foreign_number,"
        " EXISTS (SELECT FROM movement AS c WHERE c.mends = m.id) AS mended"
        " FROM movement AS m JOIN location AS p ON p.id = m.location"
        " JOIN site AS s ON s.id = p.site"
        " LEFT JOIN stock_document AS d ON d.id = m.document"
        " WHERE m.lot = $1 AND m.handout IS NULL"
        " ORDER BY m.moved_on, m.recorded_at, m.packs, m.id",
        lot_id,
    )
    found = []
    for row in rows:
        kind, sequence, year = row.pop("kind"), row.pop("sequence"), row.pop("year")
        number = kind and document_number(DocumentKind(kind), sequence, year)
        reason = MovementReason(row.pop("reason"))
        found.append(TracedMovement(**row, reason=reason, number=number))
    return found


async def _handouts(lot_id: UUID) -> list[TracedHandout]:
    """Hand-outs lie above the stock; a movement names its own."""
    rows = await fetch(
        "SELECT d.id, d.voucher, h.number, d.local_day, -sum(m.packs)::int AS packs,"
        " s.name AS site_name, d.annulled_at IS NOT NULL AS annulled"
        " FROM movement AS m JOIN handout AS d ON d.id = m.handout"
        " JOIN household AS h ON h.id = d.household JOIN site AS s ON s.id = d.site"
        " WHERE m.lot = $1 AND m.reason = 'handed_out'"
        " GROUP BY d.id, d.voucher, h.number, d.local_day, s.name, d.annulled_at"
        " ORDER BY d.local_day, h.number",
        lot_id,
    )
    return [TracedHandout(*row.values()) for row in rows]


async def _vouchers(lot_id: UUID) -> list[TracedVoucher]:
    """Vouchers lie above the stock; a reservation names its own."""
    rows = await fetch(
        "SELECT v.id, h.number, r.packs, p.name AS place, v.last_valid_day"
        " FROM reservation AS r JOIN stock_balance AS b ON b.id = r.balance"
        " JOIN location AS p ON p.id = b.location JOIN voucher AS v ON v.id = r.owner"
        " JOIN household AS h ON h.id = v.household WHERE b.lot = $1"
        " ORDER BY h.number, p.name",
        lot_id,
    )
    return [TracedVoucher(*row.values()) for row in rows]


async def _recalls(lot_id: UUID) -> list[TracedRecall]:
    rows = await fetch(
        "SELECT kind, reason, announced_at, lifted_at FROM recall WHERE lot = $1"
        " ORDER BY announced_at DESC",
        lot_id,
    )
    return [TracedRecall(**row) for row in rows]

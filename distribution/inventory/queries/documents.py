"""Stock documents with their lines."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.inventory.rules.documents import (
    DocumentKind,
    LossProtocol,
    MovementReason,
    document_number,
)


class DocumentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A document as lists show it; ``packs`` is the larger of what came and went."""

    id: UUID
    kind: DocumentKind
    number: str
    issued_on: date
    site: UUID
    site_name: str
    partner: str
    foreign_number: str
    note: str
    created_by: str
    created_at: datetime
    protocol: LossProtocol | None
    lines: int
    packs: int


class DocumentLine(msgspec.Struct, frozen=True, kw_only=True):
    """One movement of a document; ``mended`` says that it was undone."""

    id: UUID
    article: UUID
    code: str
    name: str
    lot: UUID
    lot_number: str
    printed_date: date | None
    use_until: date | None
    fund: UUID | None
    fund_name: str | None
    location: UUID
    location_name: str
    site_name: str
    packs: int
    reason: MovementReason
    case_size: int | None
    pack_grams: int
    mends: UUID | None
    mended: bool


_DOCUMENTS = (
    "SELECT d.id, d.kind, d.year, d.sequence, d.issued_on, d.site,"
    " s.name AS site_name, d.partner, d.foreign_number, d.note, d.created_by,"
    " d.created_at, d.protocol, t.lines, t.packs"
    " FROM stock_document AS d JOIN site AS s ON s.id = d.site"
    " CROSS JOIN LATERAL (SELECT count(*)::int AS lines,"
    " coalesce(greatest(sum(m.packs) FILTER (WHERE m.packs > 0),"
    " -sum(m.packs) FILTER (WHERE m.packs < 0)), 0)::int AS packs"
    " FROM movement AS m WHERE m.document = d.id) AS t"
)


async def documents(
    *, kind: DocumentKind | None = None, most: int = 50, skip: int = 0
) -> list[DocumentFacts]:
    """Return documents, the newest first; of one kind if asked for."""
    rows = await fetch(
        f"{_DOCUMENTS} WHERE $1::text IS NULL OR d.kind = $1"
        " ORDER BY d.issued_on DESC, d.created_at DESC, d.kind, d.sequence DESC"
        " LIMIT $2 OFFSET $3",
        kind,
        most,
        skip,
    )
    return [_facts(row) for row in rows]


async def document(document_id: UUID) -> DocumentFacts:
    """Return one document.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_DOCUMENTS} WHERE d.id = $1", document_id)
    if row is None:
        raise NotFoundError
    return _facts(row)


async def document_of_file(file_hash: str) -> DocumentFacts | None:
    """Return the document that a file was taken in by, or None."""
    row = await fetch_one(f"{_DOCUMENTS} WHERE d.file_hash = $1", file_hash)
    return None if row is None else _facts(row)


async def document_lines(document_id: UUID) -> list[DocumentLine]:
    """Return what a document moved."""
    rows = await fetch(
        "SELECT m.id, l.article, a.code, a.name, m.lot, l.number AS lot_number,"
        " l.printed_date, l.use_until, l.fund, f.name AS fund_name, m.location,"
        " p.name AS location_name, s.name AS site_name, m.packs, m.reason, m.case_size,"
        " a.pack_grams,"
        " m.mends, EXISTS (SELECT FROM movement AS c WHERE c.mends = m.id) AS mended"
        " FROM movement AS m JOIN lot AS l ON l.id = m.lot"
        " JOIN article AS a ON a.id = l.article"
        " JOIN location AS p ON p.id = m.location"
        " JOIN site AS s ON s.id = p.site"
        " LEFT JOIN sub_programme AS f ON f.id = l.fund"
        " WHERE m.document = $1"
        " ORDER BY kromka_polish(a.name), l.number, m.packs, p.name, m.id",
        document_id,
    )
    return [
        DocumentLine(**{**row, "reason": MovementReason(row["reason"])}) for row in rows
    ]


def _facts(row: Row) -> DocumentFacts:
    kind = DocumentKind(row["kind"])
    number = document_number(kind, row.pop("sequence"), row.pop("year"))
    told = row["protocol"]
    protocol = msgspec.json.decode(told, type=LossProtocol) if told else None
    return DocumentFacts(
        **{**row, "kind": kind, "number": number, "protocol": protocol}
    )

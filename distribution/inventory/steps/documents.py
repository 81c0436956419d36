"""Numbers without gaps, and the documents that carry them."""

from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_value, require_transaction
from distribution.inventory.errors import AlreadyBookedError
from distribution.inventory.rules.documents import (
    DocumentKind,
    LossProtocol,
    document_number,
)


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says besides its number and lines.

    ``file_hash`` names what it was made of, a file or a form: once for each.
    """

    kind: DocumentKind
    issued_on: date
    site: UUID
    partner: str = ""
    foreign_number: str = ""
    note: str = ""
    file_hash: str | None = None
    round: UUID | None = None
    protocol: LossProtocol | None = None


class DocumentMade(msgspec.Struct, frozen=True):
    """A document that was just written, by the number that people read."""

    id: UUID
    number: str


async def next_number(centre: UUID, series: str, year: int) -> int:
    """Return the next number of a series and year; none is ever left out.

    The row stays locked until the commit, and a rollback gives the number back.
    Take it last of all locks.
    """
    require_transaction()
    number: int = await fetch_value(
        "INSERT INTO document_counter (id, centre, series, year, last)"
        " VALUES ($1, $2, $3, $4, 1) ON CONFLICT (centre, series, year)"
        " DO UPDATE SET last = document_counter.last + 1 RETURNING last",
        uuid4(),
        centre,
        series,
        year,
    )
    return number


async def require_unbooked(made_of: str | None) -> None:
    """Return if no document was made of this file or form.

    Called with the balances locked: whoever sent the same form twice is told so,
    rather than that too little lies there.

    Raises:
        AlreadyBookedError: One was.
    """
    require_transaction()
    if made_of is not None and await fetch_value(
        "SELECT EXISTS (SELECT FROM stock_document WHERE file_hash = $1)", made_of
    ):
        raise AlreadyBookedError


async def add_document(actor: Actor, paper: Paper, *, now: datetime) -> DocumentMade:
    """Write a document under the next number of its kind and year."""
    require_transaction()
    document, year = uuid4(), paper.issued_on.year
    sequence = await next_number(actor.centre, paper.kind, year)
    await execute(
        "INSERT INTO stock_document (id, centre, kind, year, sequence, issued_on,"
        " site, partner, foreign_number, note, file_hash, round, protocol, created_by,"
        " created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        document,
        actor.centre,
        paper.kind,
        year,
        sequence,
        paper.issued_on,
        paper.site,
        paper.partner,
        paper.foreign_number,
        paper.note,
        paper.file_hash,
        paper.round,
        paper.protocol and msgspec.json.encode(paper.protocol).decode(),
        actor.label,
        now,
    )
    return DocumentMade(document, document_number(paper.kind, sequence, year))

"""Prints a stock document: PZ, WZ, MM or RW, to be signed and filed. PDF/UA-1.

A loss has its protocol on the same sheet, with a line for each of its commission. A
transfer names each lot once, where it left; where it went stands above, as does the
fund, unless there are several. An office document, so in Polish.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.days import written_day
from distribution.core.typst_pdf import pdf
from distribution.inventory.queries.documents import DocumentFacts, DocumentLine
from distribution.inventory.rules.documents import (
    DOCUMENT_LABELS,
    MOVEMENT_RULES,
    DocumentKind,
    MovementReason,
)

_TEMPLATE = Path(__file__).parent / "templates" / "document.typ"

_SIGNERS = {
    DocumentKind.RECEIPT: ("Dostarczył(a)", "Przyjął (przyjęła)"),
    DocumentKind.ISSUE: ("Wydał(a)", "Odebrał(a)"),
    DocumentKind.TRANSFER: ("Wydał(a)", "Przyjął (przyjęła)"),
    DocumentKind.INTERNAL: ("Sporządził(a)", "Zatwierdził(a)"),
}


class SheetLine(msgspec.Struct, frozen=True):
    """A position as it is printed."""

    article: str
    lot: str
    date: str
    place: str
    reason: str
    packs: str
    weight: str


class DocumentSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it is printed; ``reason`` of its lines only where they differ."""

    centre: str
    address: str
    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    lines: Sequence[SheetLine]
    has_reasons: bool
    packs: str
    weight: str
    signers: Sequence[str]


def document_sheet(
    paper: DocumentFacts,
    lines: Sequence[DocumentLine],
    *,
    centre: str,
    address: str,
    author: str,
) -> DocumentSheet:
    """Return what is printed of a document.

    Args:
        paper: The document.
        lines: Its movements.
        centre: Whose it is.
        address: Where the centre is.
        author: Who made it.
    """
    shown = _once(lines)
    ways = {line.packs > 0 for line in shown}
    reasons = {line.reason for line in shown}
    funds = {_fund(line) for line in shown}
    moved = paper.kind is DocumentKind.TRANSFER and len(shown) < len(lines)
    protocol = paper.protocol
    facts = [
        ("Dzień", written_day(paper.issued_on)),
        ("Punkt", paper.site_name),
        (_partner(paper.kind), paper.partner),
        ("Dokument dostawcy", paper.foreign_number),
        ("Fundusz", "".join(funds) if len(funds) == 1 else ""),
        ("Za co", _said(*reasons) if len(reasons) == 1 and not moved else ""),
    ]
    if protocol is not None:
        facts += [
            ("Okoliczności", protocol.circumstances),
            ("Co się stało z żywnością", protocol.disposal),
            ("Dowód utylizacji", protocol.receipt),
        ]
    made = paper.created_at.astimezone(WARSAW)
    facts += [
        ("Uwagi", paper.note),
        ("Zapisano", f"{author}, {written_day(made.date())}, {made.hour}:{made:%M}"),
    ]
    label = DOCUMENT_LABELS[paper.kind]
    return DocumentSheet(
        centre=centre,
        address=address,
        title="Protokół strat" if protocol else f"{label[0].upper()}{label[1:]}",
        number=paper.number,
        facts=[one for one in facts if one[1]],
        lines=[
            _line(line, signed=len(ways) > 1, names_fund=len(funds) > 1)
            for line in shown
        ],
        has_reasons=len(reasons) > 1,
        packs=_number(sum(line.packs for line in shown), signed=len(ways) > 1),
        weight=_kilograms(sum(line.packs * line.pack_grams for line in shown)),
        signers=[*(protocol.commission if protocol else ()), *_SIGNERS[paper.kind]],
    )


def document_pdf(sheet: DocumentSheet, *, made_at: datetime) -> bytes:
    """Return *sheet* as A4 pages. Blocking: a few milliseconds."""
    return pdf(_TEMPLATE, sheet, made_at=made_at)


def _once(lines: Sequence[DocumentLine]) -> list[DocumentLine]:
    """Return the lines; of what left one place for another only the leaving."""
    into, out = MovementReason.TRANSFER_IN, MovementReason.TRANSFER_OUT
    if {line.reason for line in lines} == {into, out}:
        return [line for line in lines if line.reason is out]
    return list(lines)


def _partner(kind: DocumentKind) -> str:
    return "Dostawca" if kind is DocumentKind.RECEIPT else "Dokąd"


def _line(line: DocumentLine, *, signed: bool, names_fund: bool) -> SheetLine:
    return SheetLine(
        article=f"{line.name} ({_fund(line)})" if names_fund else line.name,
        lot=line.lot_number,
        date=written_day(line.printed_date) if line.printed_date else "–",
        place=line.location_name,
        reason=_said(line.reason),
        packs=_number(line.packs, signed=signed),
        weight=_kilograms(line.packs * line.pack_grams),
    )


def _fund(line: DocumentLine) -> str:
    return line.fund_name or "darowizna"


def _said(reason: MovementReason) -> str:
    return MOVEMENT_RULES[reason].label


def _number(packs: int, *, signed: bool) -> str:
    """Return packs in Polish digits: with a sign where some came and some went."""
    sign = ("+" if packs > 0 else "−") if signed and packs else ""
    return f"{sign}{abs(packs):,}".replace(",", "\N{NO-BREAK SPACE}")


def _kilograms(grams: int) -> str:
    text = f"{abs(grams) / 1000:,.1f}".replace(",", "\N{NO-BREAK SPACE}")
    return text.replace(".", ",")

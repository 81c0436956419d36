"""Taking in the Food Bank's delivery note from a file."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from asyncpg import UniqueViolationError

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.transaction import TryAgainError, transaction
from distribution.inventory.queries.deliveries import (
    PlannedDelivery,
    PlannedLine,
    plan_delivery,
)
from distribution.inventory.queries.documents import DocumentFacts
from distribution.inventory.rules.lines import Receipt, ReceiptLine
from distribution.inventory.steps.documents import DocumentMade
from distribution.inventory.steps.receiving import book_receipt

_FILE_ONCE = "stock_document_file_once"
_Paper = tuple[str, date, UUID]


class Imported(msgspec.Struct, frozen=True):
    """What a file made: a PZ for each of its documents, days and sites.

    ``already`` is the document by which the same file came in before; then nothing
    was changed.
    """

    documents: list[DocumentMade]
    lines: int
    packs: int
    already: DocumentFacts | None


async def import_delivery(
    actor: Actor, data: bytes, *, partner: str = "Bank Żywności", now: datetime
) -> Imported:
    """Take in a delivery note, all rows or none; the same file again is no change.

    Raises:
        InvalidInputError: Names every bad cell by line and column.
        CountedSinceError: A lot was counted there after that day (E23).
        TryAgainError: Somebody took the same file in just now.
    """
    actor.must(Permission.KEEP_STOCK)
    try:
        async with transaction(actor):
            plan = await plan_delivery(data, today=local_day(now))
            if plan.already is not None:
                return Imported([], 0, 0, plan.already)
            made = [
                await book_receipt(actor, receipt, now=now)
                for receipt in _receipts(plan, partner)
            ]
    except UniqueViolationError as violation:
        if violation.constraint_name != _FILE_ONCE:
            raise
        raise TryAgainError("the file was taken in meanwhile") from violation
    packs = sum(line.row.packs for line in plan.lines)
    return Imported(made, len(plan.lines), packs, None)


def _receipts(plan: PlannedDelivery, partner: str) -> list[Receipt]:
    """Return a receipt for each document, day and site; the first carries the hash."""
    papers: dict[_Paper, list[PlannedLine]] = {}
    for line in plan.lines:
        paper = (line.row.document, line.row.received_on, line.location.site)
        papers.setdefault(paper, []).append(line)
    return [
        Receipt(
            lines=[_line(one) for one in lines],
            received_on=received_on,
            partner=partner,
            foreign_number=document,
            file_hash=None if place else plan.file_hash,
        )
        for place, ((document, received_on, _), lines) in enumerate(papers.items())
    ]


def _line(planned: PlannedLine) -> ReceiptLine:
    return ReceiptLine(
        article=planned.article.id,
        packs=planned.row.packs,
        location=planned.location.id,
        fund=planned.fund.id if planned.fund else None,
        lot=planned.row.lot,
        printed_date=planned.row.best_before,
        case_size=planned.row.case_size,
    )

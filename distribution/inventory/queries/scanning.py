"""What a scanned bar code means here: which article, which lot, and may it be used."""

import re
from datetime import date
from uuid import UUID

import msgspec

from distribution.inventory.gs1 import Scanned, read_barcode, read_label
from distribution.inventory.queries.tracing import LotFacts, lots_numbered
from distribution.inventory.rules.dates import DateKind
from distribution.inventory.rules.lots import LotState, usable_on
from distribution.programmes.queries.reference import ArticleFacts, articles


class ScanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A bar code as the store understands it.

    ``is_case`` says that the number is of a case or of what a pallet holds, so that
    ``count`` (if said) counts those. ``missing`` names what another bar code of the
    same label must add. ``lots`` are known lots of that number.
    """

    gtin: str | None
    sscc: str | None
    article: UUID | None
    code: str | None
    name: str | None
    is_case: bool
    count: int | None
    lot: str | None
    printed_date: date | None
    date_kind: DateKind
    missing: tuple[str, ...]
    lots: list[LotFacts]
    expired: bool
    held_back: LotState | None


async def scan_facts(barcode: str, *, day: date) -> ScanFacts:
    """Return what one bar code says, or all of a label, each on a line of its own.

    Raises:
        DomainError: It cannot be read; see ``gs1.read_barcode``.
    """
    # Not splitlines(): it would also part a GS1 message at its group separators.
    codes = [code for code in re.split(r"[\r\n]+", barcode) if code.strip()]
    several = len(codes) > 1
    scanned = read_label(codes) if several else read_barcode(barcode)
    article = await _article_of(scanned.gtin)
    printed = _earlier(scanned.best_before, scanned.use_by)
    lots = (
        await lots_numbered(article.id, scanned.lot) if article and scanned.lot else []
    )
    states = {lot.state for lot in lots}
    return ScanFacts(
        gtin=scanned.gtin,
        sscc=scanned.sscc,
        article=article.id if article else None,
        code=article.code if article else None,
        name=article.name if article else None,
        is_case=_is_case(scanned),
        count=scanned.count,
        lot=scanned.lot,
        printed_date=printed,
        date_kind=_kind(scanned),
        missing=scanned.missing,
        lots=lots,
        expired=not usable_on(LotState.USABLE, printed, day),
        held_back=next(
            (s for s in (LotState.RECALLED, LotState.QUARANTINE) if s in states), None
        ),
    )


async def _article_of(gtin: str | None) -> ArticleFacts | None:
    """Return the article of a GTIN-14; a case of it differs in its first digit."""
    if gtin is None:
        return None
    known = [one for one in await articles() if one.gtin]
    exact = [one for one in known if (one.gtin or "").zfill(14) == gtin]
    alike = [one for one in known if _item(one.gtin or "") == _item(gtin)]
    return next(iter(exact or alike), None)


def _item(gtin: str) -> str:
    """Return company and item, without the indicator of a case and the check digit."""
    return gtin.zfill(14)[1:-1]


def _is_case(scanned: Scanned) -> bool:
    return scanned.is_content or (scanned.gtin or "0")[0] != "0"


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def _kind(scanned: Scanned) -> DateKind:
    if scanned.use_by:
        return DateKind.USE_BY
    return DateKind.BEST_BEFORE if scanned.best_before else DateKind.NONE

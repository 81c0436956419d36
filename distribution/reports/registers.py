"""What registers hold. Pure.

A hand-out that was annulled is netted by the movements that undo it, on the day on
which it was undone: papers of a month that has gone to the Food Bank stay as they are.
A hand-out that became a conflict has happened, so it counts. Source: DOMAIN.md 3.3,
DESIGN.md 4.7.
"""

import re
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.days import end_of_month
from distribution.core.units import Packs, ReportGrams
from distribution.programmes.rules import AgeBand, TargetGroup
from distribution.reports.errors import NoPeriodError
from distribution.vouchers.shortfalls import ShortLine

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A month, or a round: then days run to the last hand-out that changed it.

    ``round`` and ``fund``, its sub-programme, are None for a month, whose registers
    hold every fund, each by itself.
    """

    name: str
    first: date
    last: date
    round: UUID | None = None
    fund: UUID | None = None


def month_period(text: str) -> Period:
    """Return the month written as ``2026-11``.

    Raises:
        NoPeriodError: It is no month.
    """
    found = _MONTH.fullmatch(text.strip())
    if found is None or found[1] == "0000":
        raise NoPeriodError
    first = date(int(found[1]), int(found[2]), 1)
    return Period(name=f"{first:%m.%Y}", first=first, last=end_of_month(first))


class ArticleName(msgspec.Struct, frozen=True):
    """An article as a column; ``report_grams`` is of one pack."""

    id: UUID
    code: str
    name: str
    report_grams: ReportGrams


class ParcelLine(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-out in the parcel register: net packs by article code.

    In the month of its annulment a hand-out of an earlier month stands with what
    came back, below zero.
    """

    number: int
    handout: UUID
    voucher: UUID
    household: UUID
    household_number: int
    family_name: str
    given_name: str
    referral: str
    persons: int
    round_name: str
    sub_programme: UUID
    day: date
    recipient: str
    conflict: str | None
    packs: dict[str, Packs]
    report_grams: ReportGrams
    short: tuple[ShortLine, ...] = ()
    """What of the voucher was not handed over, and why."""

    @property
    def parcels(self) -> int:
        """Parcels a household: one, or minus one where it came back."""
        return 1 if sum(self.packs.values()) > 0 else -1


class ParcelRegister(msgspec.Struct, frozen=True):
    """Who was handed what, in the order in which it happened."""

    period: Period
    articles: list[ArticleName]
    lines: list[ParcelLine]

    @property
    def packs(self) -> dict[str, int]:
        """Packs of each article over all lines, by code."""
        return {
            article.code: sum(line.packs.get(article.code, 0) for line in self.lines)
            for article in self.articles
        }


class StockLine(msgspec.Struct, frozen=True, kw_only=True):
    """One article of one fund over a period, in packs of the whole centre.

    What left is a positive number under its own heading. ``issued_elsewhere`` is in
    parcels of another round. ``corrections`` are signed: corrected papers and what
    counts found; ``unaccounted`` are packs that left although the books held none.
    """

    article: UUID
    code: str
    name: str
    fund: UUID | None
    fund_name: str | None
    report_grams: ReportGrams
    opening: Packs
    received: Packs
    issued: Packs
    issued_elsewhere: Packs
    losses: Packs
    returned: Packs
    transferred: Packs
    corrections: Packs
    unaccounted: Packs
    closing: Packs

    @property
    def adds_up(self) -> bool:
        """Whether the closing stock follows from everything before it."""
        came = self.opening + self.received + self.corrections + self.unaccounted
        went = self.issued + self.issued_elsewhere + self.losses + self.returned
        return self.closing == came + self.transferred - went


class ReceivedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a goods receipt, with the Food Bank's own number."""

    document: str
    foreign_number: str
    partner: str
    received_on: date
    code: str
    name: str
    fund_name: str | None
    lot: str
    printed_date: date | None
    packs: Packs
    report_grams: ReportGrams


class StockRegister(msgspec.Struct, frozen=True):
    """What came, went and is left, and the papers it came with."""

    period: Period
    lines: list[StockLine]
    received: list[ReceivedLine]


class QualifiedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One household on the list of qualified persons (R-REF-1)."""

    number: int
    household_number: int
    referral: str
    issued_on: date
    family_name: str
    given_name: str
    persons: int
    women: int
    men: int
    bands: dict[AgeBand, int]
    groups: dict[TargetGroup, int]
    sub_programme_name: str
    withdrawn_on: date | None


class QualifiedList(msgspec.Struct, frozen=True):
    """Households with a referral in the period; bands are those of the programme."""

    period: Period
    bands: list[AgeBand]
    lines: list[QualifiedLine]

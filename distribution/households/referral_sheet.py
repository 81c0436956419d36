"""Prints a referral (skierowanie): one A4 page to sign and stamp. Tagged, PDF/UA-1.

Its fields are those that the programme's privacy notice lists (DOMAIN.md 3.2), so
neither PESEL nor address is among them (R-REF-3). The official form was not seen: the
layout is the template's, which an office may swap. An office document, so in Polish.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from distribution.core.days import written_day
from distribution.core.typst_pdf import pdf
from distribution.core.units import Grosz

_TEMPLATE = Path(__file__).parent / "templates" / "referral.typ"

_MONTHS = [
    "styczeń",
    "luty",
    "marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpień",
    "wrzesień",
    "październik",
    "listopad",
    "grudzień",
]


class BandCount(msgspec.Struct, frozen=True):
    """How many people of one age band live in the household."""

    label: str
    women: int
    men: int
    unknown: int = 0
    """Whose sex was not given; their column appears only where there are any."""


class GroupCount(msgspec.Struct, frozen=True):
    """How many people of the household belong to one target group."""

    label: str
    persons: int


class ReferralSheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands on one referral."""

    number: str
    issued_on: date
    valid_until: date
    programme: str
    sub_programme: str
    centre_name: str
    centre_address: str
    addressed_to: str
    """The local partner that hands out: name and address."""

    person_name: str
    household_kind: str
    bands: Sequence[BandCount]
    groups: Sequence[GroupCount]
    """Every group of the programme, also those that nobody belongs to."""

    reasons: Sequence[str]
    """Of art. 7, in words."""

    income_month: date
    """Any day of the month whose income counts (R-ELIG-4)."""

    income_per_person: Grosz
    limit: Grosz
    limit_percent: int
    """Of the income criterion of social assistance (R-ELIG-2)."""

    worker_name: str


def referral_pdf(sheet: ReferralSheet, *, made_at: datetime) -> bytes:
    """Return *sheet* as a PDF of one page. Blocking: a few milliseconds."""
    return pdf(_TEMPLATE, _data(sheet), made_at=made_at)


def _data(sheet: ReferralSheet) -> dict[str, Any]:
    """Return what the template sets: words and figures, ready to read."""
    month = sheet.income_month
    return {
        "number": sheet.number,
        "issued_on": written_day(sheet.issued_on),
        "valid_until": written_day(sheet.valid_until),
        "programme": sheet.programme,
        "sub_programme": sheet.sub_programme,
        "centre_name": sheet.centre_name,
        "centre_address": sheet.centre_address,
        "addressed_to": sheet.addressed_to,
        "person_name": sheet.person_name,
        "household_kind": sheet.household_kind,
        "bands": _rows(sheet.bands),
        "groups": [[group.label, str(group.persons)] for group in sheet.groups],
        "reasons": list(sheet.reasons),
        "income_month": f"{_MONTHS[month.month - 1]} {month.year}",
        "income_per_person": _money(sheet.income_per_person),
        "limit": _money(sheet.limit),
        "limit_percent": sheet.limit_percent,
        # The limit itself is still within it (R-ELIG-1).
        "within": sheet.income_per_person <= sheet.limit,
        "worker_name": sheet.worker_name,
    }


def _rows(bands: Sequence[BandCount]) -> dict[str, list[Any]]:
    """Return the table of people: its header, a row a band, and the sum."""
    counts = [[band.women, band.men, band.unknown] for band in bands]
    shown = 3 if any(band.unknown for band in bands) else 2
    header = ["Wiek", "Kobiety", "Mężczyźni", "Nie podano"][: shown + 1]
    rows = [
        [band.label, *row[:shown], sum(row)]
        for band, row in zip(bands, counts, strict=True)
    ]
    sums = [sum(column) for column in zip(*counts, strict=True)] or [0, 0, 0]
    rows.append(["Razem", *sums[:shown], sum(sums)])
    return {
        "header": [*header, "Razem"],
        "rows": [[str(cell) for cell in row] for row in rows],
    }


def _money(amount: Grosz) -> str:
    """Return *amount* as Polish forms write it: ``1 542,20 zł``."""
    zloty, grosz = divmod(amount, 100)
    return f"{zloty:,}".replace(",", "\u00a0") + f",{grosz:02}\u00a0zł"

"""Income limits as dated rows, and which of them applies on a day. Pure.

Percent and base change independently, also in the middle of a sub-programme
(R-ELIG-2). Rows carry no end: each ends the day before the next one begins.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from distribution.core.units import Grosz
from distribution.programmes.errors import NoBaseInForceError, NoLimitInForceError
from distribution.programmes.rules import ProgrammeKey


class IncomeBase(msgspec.Struct, frozen=True):
    """The criterion of art. 8: grosz a month, single and per person in a family.

    ``hectare`` is the income that one conversion hectare (ha przeliczeniowy) counts
    as, in grosz a month.
    """

    valid_from: date
    single: Grosz
    in_family: Grosz
    hectare: Grosz


class IncomeLimit(msgspec.Struct, frozen=True):
    """The limit of a programme from a day on: grosz of net income a month.

    The stored amounts are what counts; ``percent`` says where they come from.
    """

    programme: str
    percent: int
    valid_from: date
    single: Grosz
    in_family: Grosz


Dated = TypeVar("Dated", IncomeBase, IncomeLimit)


def _base(year: int, month: int, single: int, family: int, hectare: int) -> IncomeBase:
    return IncomeBase(
        date(year, month, 1),
        Grosz(single * 100),
        Grosz(family * 100),
        Grosz(hectare * 100),
    )


INCOME_BASES: tuple[IncomeBase, ...] = (
    _base(2012, 10, 542, 456, 250),
    _base(2015, 10, 634, 514, 288),
    _base(2018, 10, 701, 528, 308),
    _base(2022, 1, 776, 600, 345),
    _base(2025, 1, 1010, 823, 459),
)
"""Source: DOMAIN.md 2.1. Its amounts per hectare begin with 345 zł; the earlier three
are general knowledge and, like every row, can be edited."""


def _limit(
    programme: ProgrammeKey, percent: int, valid_from: date, single: int, family: int
) -> IncomeLimit:
    return IncomeLimit(programme, percent, valid_from, Grosz(single), Grosz(family))


INCOME_LIMITS: tuple[IncomeLimit, ...] = (
    _limit(ProgrammeKey.POPZ, 150, date(2014, 1, 1), 81300, 68400),
    _limit(ProgrammeKey.POPZ, 150, date(2016, 1, 1), 95100, 77100),
    _limit(ProgrammeKey.POPZ, 200, date(2017, 1, 1), 126800, 102800),
    _limit(ProgrammeKey.POPZ, 200, date(2018, 10, 1), 140200, 105600),
    _limit(ProgrammeKey.POPZ, 220, date(2020, 11, 26), 154220, 116160),
    _limit(ProgrammeKey.POPZ, 220, date(2022, 1, 1), 170720, 132000),
    _limit(ProgrammeKey.POPZ, 235, date(2023, 5, 15), 182360, 141000),
    _limit(ProgrammeKey.FEPZ, 235, date(2023, 5, 15), 182360, 141000),
    _limit(ProgrammeKey.FEPZ, 265, date(2024, 2, 12), 205640, 159000),
    _limit(ProgrammeKey.FEPZ, 265, date(2025, 1, 1), 267650, 218095),
)
"""Every row of DOMAIN.md 2.1, once for each programme that it names. Rows without a
known first day begin on 1 January of their year."""


def limit_in_force(
    rows: Iterable[IncomeLimit], programme: str, on: date
) -> IncomeLimit:
    """Return the row of *programme* that applies to a decision taken *on* the day.

    Raises:
        NoLimitInForceError: None begins on or before that day.

    Source: R-ELIG-2; the day is that of the decision (DOMAIN.md 2.1).
    """
    found = _latest((row for row in rows if row.programme == programme), on)
    if found is None:
        raise NoLimitInForceError(programme=programme, on=on.isoformat())
    return found


def base_in_force(rows: Iterable[IncomeBase], on: date) -> IncomeBase:
    """Return the criterion of art. 8 that applies on a day.

    Raises:
        NoBaseInForceError: None begins on or before that day.
    """
    found = _latest(rows, on)
    if found is None:
        raise NoBaseInForceError(on=on.isoformat())
    return found


def valid_to(rows: Iterable[IncomeLimit], row: IncomeLimit) -> date | None:
    """Return the last day of *row* among *rows*, None while nothing follows it."""
    later = [
        other.valid_from
        for other in rows
        if other.programme == row.programme and other.valid_from > row.valid_from
    ]
    return min(later) - timedelta(days=1) if later else None


def _latest(rows: Iterable[Dated], on: date) -> Dated | None:
    begun = [row for row in rows if row.valid_from <= on]
    return max(begun, key=lambda row: row.valid_from, default=None)

"""The two clocks of a lot: the programme's month end, and the date on the pack.

Source: R-ROT-1, DOMAIN.md 4.2 and 4.3. Days are local to the centre.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from distribution.core.days import add_months, end_of_month, parse_day
from distribution.core.language import N_


class DateKind(StrEnum):
    """What the date on a pack means. Both kinds are hard stops here."""

    BEST_BEFORE = "best_before"
    USE_BY = "use_by"
    NONE = "none"


DATE_KIND_LABELS: Mapping[DateKind, str] = {
    DateKind.BEST_BEFORE: N_("najlepiej spożyć przed"),
    DateKind.USE_BY: N_("należy spożyć do"),
    DateKind.NONE: N_("bez daty"),
}

_MONTH_FIRST = re.compile(r"(\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})")


def end_of_month_plus(received_on: date, months: int) -> date:
    """Return the last day of the month N + *months*, N the month of receipt.

    Received on 25 June: 31 July, 31 August, 30 September for 1, 2, 3. Received on
    30 November: the last of February for 3.
    """
    return end_of_month(add_months(received_on, months))


def use_until(
    received_on: date,
    *,
    clock_months: int | None,
    printed_date: date | None,
    programme_end: date | None,
) -> date | None:
    """Return the last day on which a lot may be handed out, None without any limit.

    Args:
        received_on: Local day on which the OPL took it over.
        clock_months: k of N+k; None for food that no programme's clock binds.
        printed_date: Last day by the pack; None where it carries none, as sugar.
        programme_end: Last day of the sub-programme; None for donations.
    """
    clocks = (
        None if clock_months is None else end_of_month_plus(received_on, clock_months),
        printed_date,
        programme_end,
    )
    return min((day for day in clocks if day is not None), default=None)


def parse_printed_date(text: str) -> date | None:
    """Return the date of a pack as typed, None where it cannot be read.

    Besides whole days, months alone are read as their last day: ``03.2027``,
    ``3/2027``, ``2027-03``. Years of two digits are not guessed.
    """
    written = text.strip()
    if found := _MONTH_FIRST.fullmatch(written):
        month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(written):
        year, month = found.groups()
    else:
        return parse_day(written)
    try:
        return end_of_month(date(int(year), int(month), 1))
    except ValueError:
        return None

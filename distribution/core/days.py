"""Calendar days: the end of a month, and days as people write them. Pure."""

import calendar
import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_POLISH = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def end_of_month(day: date) -> date:
    """Return the last day of the month that *day* lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Return the first day of the month that lies *months* after that of *day*.

    Months are counted, never days: 30 November + 3 is 1 February, not a day that
    does not exist.
    """
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def written_day(day: date) -> str:
    """Return *day* as Polish and Ukrainian readers write it: 7.12.2026."""
    return f"{day.day}.{day.month:02}.{day.year}"


def parse_day(text: str) -> date | None:
    """Return the day written as ``2026-11-22`` or ``22.11.2026``, else None.

    Days that no calendar has (``31.02.2026``) and years of two digits are None:
    nobody guesses a century from a delivery note.
    """
    written = text.strip()
    if found := _ISO.fullmatch(written):
        year, month, day = found.groups()
    elif found := _POLISH.fullmatch(written):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

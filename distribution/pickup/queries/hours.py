"""When sites are open."""

from datetime import date, time
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.pickup.public_holidays import public_holidays
from distribution.pickup.rules.opening import (
    DayException,
    DayOpening,
    Span,
    WeeklySpan,
    opening_on,
)


class ExceptionFacts(msgspec.Struct, frozen=True):
    """One row of a day's own hours; ``opens`` empty means closed all day."""

    id: UUID
    day: date
    opens: time | None
    closes: time | None
    note: str


async def weekly_hours(site: UUID) -> list[WeeklySpan]:
    """Return the hours that return every week, Monday first."""
    rows = await fetch(
        "SELECT weekday, opens, closes FROM opening_hours WHERE site = $1"
        " ORDER BY weekday, opens",
        site,
    )
    return [WeeklySpan(r["weekday"], Span(r["opens"], r["closes"])) for r in rows]


async def exceptions(site: UUID, first: date, last: date) -> list[ExceptionFacts]:
    """Return the days with hours of their own, both ends included."""
    rows = await fetch(
        "SELECT id, day, opens, closes, note FROM opening_exception"
        " WHERE site = $1 AND day BETWEEN $2 AND $3 ORDER BY day, opens",
        site,
        first,
        last,
    )
    return [ExceptionFacts(**row) for row in rows]


async def openings(site: UUID, first: date, last: date) -> list[DayOpening]:
    """Return each day from *first* to *last* with its hours, or why it has none."""
    weekly = await weekly_hours(site)
    own = [_as_rule(row) for row in await exceptions(site, first, last)]
    holidays = public_holidays(first, last)
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return [
        opening_on(day, weekly=weekly, exceptions=own, holidays=holidays)
        for day in days
    ]


def _as_rule(row: ExceptionFacts) -> DayException:
    if row.opens is None or row.closes is None:
        return DayException(row.day, (), row.note)
    return DayException(row.day, (Span(row.opens, row.closes),), row.note)

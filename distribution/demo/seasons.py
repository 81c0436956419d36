"""The days of the story, all counted back from one day. Pure.

Seven deliveries in six months, one a calendar month; after some of them a round. The
story ends in the morning of *today*: the counter is open and drivers are under way. A
day off gets an extra opening, so that there is something to see on whatever day.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.days import add_months, end_of_month
from distribution.pickup.public_holidays import public_holidays

_DAYS_BEFORE = 7
"""The newest delivery came so many days ago."""

_EARLY = 6
"""Up to this day of a month a day off is put off, later it is brought forward, so
that a delivery stays in its month and its lots keep their own N+ clock."""

_AFTER_DELIVERY = 7
_ROUND_LASTS = 12
_STORY_ENDS = 10
"""O'clock, on *today*."""


class RoundDays(msgspec.Struct, frozen=True):
    """A round: its days, and the working days among them, the first one included."""

    starts_on: date
    ends_on: date
    working: tuple[date, ...]


class Seasons(msgspec.Struct, frozen=True):
    """Every day that the story needs."""

    today: date
    starts_on: date
    ends_on: date
    deliveries: tuple[date, ...]
    """The oldest first."""

    rounds: tuple[RoundDays, RoundDays, RoundDays]
    """Two that are over, and the one that is open today."""


def seasons(today: date) -> Seasons:
    """Return the days of a story that has come to *today*."""
    anchor = today - timedelta(days=_DAYS_BEFORE)
    deliveries = tuple(
        _delivery_day(_same_day(anchor, -months)) for months in range(6, -1, -1)
    )
    opened = previous_working_day(today)
    return Seasons(
        today=today,
        starts_on=add_months(today, -8),
        ends_on=end_of_month(add_months(today, 4)),
        deliveries=deliveries,
        rounds=(
            _round(_next_working_day(deliveries[1] + timedelta(days=_AFTER_DELIVERY))),
            _round(_next_working_day(deliveries[4] + timedelta(days=_AFTER_DELIVERY))),
            _open_round(opened, today),
        ),
    )


def story_ends(today: date) -> datetime:
    """Return the instant up to which everything has happened."""
    return moment(today, _STORY_ENDS)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by the clock on the wall in Kraśnik."""
    local = datetime.combine(day, time(hour, minute), tzinfo=WARSAW)
    return local.astimezone(UTC)


def is_working(day: date) -> bool:
    """Say whether offices are open on *day*."""
    saturday = 6
    return day.isoweekday() < saturday and not public_holidays(day, day)


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from *first* to *last*, both included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if is_working(day)]


def previous_working_day(day: date) -> date:
    """Return the last working day before *day*."""
    before = day - timedelta(days=1)
    return before if is_working(before) else previous_working_day(before)


def spread(days: Sequence[date], count: int) -> list[date]:
    """Return *count* days, the first of *days* first, each about as often."""
    return [days[place * len(days) // count] for place in range(count)]


def _next_working_day(day: date) -> date:
    return day if is_working(day) else _next_working_day(day + timedelta(days=1))


def _same_day(day: date, months: int) -> date:
    first = add_months(day, months)
    return first.replace(day=min(day.day, end_of_month(first).day))


def _delivery_day(day: date) -> date:
    if day.day <= _EARLY:
        return _next_working_day(day)
    return previous_working_day(day + timedelta(days=1))


def _round(starts_on: date) -> RoundDays:
    return _days(starts_on, starts_on + timedelta(days=_ROUND_LASTS))


def _open_round(starts_on: date, today: date) -> RoundDays:
    """Return the days of the open round; *today* is one of them, holiday or not."""
    days = _days(starts_on, today + timedelta(days=14))
    working = tuple(sorted({*days.working, today}))
    return RoundDays(days.starts_on, days.ends_on, working)


def _days(starts_on: date, ends_on: date) -> RoundDays:
    return RoundDays(starts_on, ends_on, tuple(working_days(starts_on, ends_on)))

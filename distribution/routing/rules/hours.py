"""Hours of a planning day, as seconds since its local midnight. Pure.

Clocks change at night, so for every hour in which somebody drives, the time on the
wall and the seconds of the planning day differ by nothing.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from distribution.core.units import Seconds


def seconds_of(moment: time) -> Seconds:
    """Return the seconds of the day at which the wall clock shows *moment*."""
    return Seconds(moment.hour * 3600 + moment.minute * 60 + moment.second)


def instant_at(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, of so many *seconds* into *day*."""
    wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def seconds_at(day: date, instant: datetime, zone: ZoneInfo) -> Seconds:
    """Return how many seconds into *day* the *instant* is; negative before it."""
    wall = instant.astimezone(zone).replace(tzinfo=None)
    between = wall - datetime.combine(day, time())
    return Seconds(round(between.total_seconds()))


def all_over(ends: Sequence[time], now: Seconds) -> bool:
    """Say whether all shifts, of which there are some, ended by *now*.

    Args:
        ends: When each ends: local.
        now: The present second of their day; negative before it.
    """
    return bool(ends) and all(seconds_of(one) <= now for one in ends)

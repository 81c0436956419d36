"""Time enters the program here, so that tests can hand in their own."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

WARSAW = ZoneInfo("Europe/Warsaw")
"""The zone of every centre: days, slots and deadlines are local to it."""


def utc_now() -> datetime:
    """Return the present instant, always with ``tzinfo=UTC``."""
    return datetime.now(UTC)


def local_day(instant: datetime, zone: ZoneInfo = WARSAW) -> date:
    """Return the calendar day of *instant* at the centre.

    Near midnight this is not the UTC day: 23:30 UTC on 1 July is 2 July in Kraśnik.
    """
    return instant.astimezone(zone).date()


def end_of_day(instant: datetime, zone: ZoneInfo = WARSAW) -> datetime:
    """Return the midnight that ends the local day of *instant*."""
    tomorrow = local_day(instant, zone) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=zone).astimezone(UTC)

"""Who has to be telephoned after a day was planned anew, and about what. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from distribution.core.language import N_

WORTH_A_CALL = timedelta(minutes=15)
"""A driver who comes so much earlier or later than was told is news [P]."""

_STEP = timedelta(minutes=30)
_BEFORE = timedelta(minutes=15)
_WIDE = timedelta(minutes=90)
_SOON = timedelta(minutes=5)


class CallKind(StrEnum):
    """What somebody at a door has to know."""

    NEW = "new"
    OTHER_TIME = "other_time"
    OTHER_DRIVER = "other_driver"
    OFF = "off"


CALL_LABELS: dict[CallKind, str] = {
    CallKind.NEW: N_("przyjedziemy"),
    CallKind.OTHER_TIME: N_("inna godzina"),
    CallKind.OTHER_DRIVER: N_("inny kierowca"),
    CallKind.OFF: N_("nie przyjedziemy"),
}


class Visitor(msgspec.Struct, frozen=True):
    """Who was to come to a door, and when."""

    driver: str
    driver_name: str
    at: datetime


def call_about(before: Visitor | None, after: Visitor | None) -> CallKind | None:
    """Return what is news at a door; None if nobody needs to ring there.

    Another driver is, and an hour that moved by a quarter or more.
    """
    if before is None:
        return None if after is None else CallKind.NEW
    if after is None:
        return CallKind.OFF
    if abs(after.at - before.at) >= WORTH_A_CALL:
        return CallKind.OTHER_TIME
    return None if after.driver == before.driver else CallKind.OTHER_DRIVER


def window_to_promise(at: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return the window to offer by phone to whom a driver reaches at *at*.

    It is an hour and a half, opens on the hour or half past it, and leaves a quarter
    of an hour at least before the driver is expected, and half an hour after. What
    of it is over *now* is not offered; of a day that is over all is told.
    """
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    opens = midnight + (at - _BEFORE - midnight) // _STEP * _STEP
    closes = opens + _WIDE
    soon = midnight - (midnight - now.astimezone(at.tzinfo)) // _SOON * _SOON
    return (max(opens, soon) if soon < closes else opens), closes

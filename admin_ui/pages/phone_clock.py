"""Hours that a phone wrote down, put right where its clock is wrong.

A phone says what its clock showed when it sent a report. By how much that differs from
ours, the hours before it differ, unless somebody set the clock in between: an hour from
before the day of the run then shows that. Pure.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import msgspec

from distribution.core.clock import WARSAW, end_of_day
from distribution.vouchers.schemas import Aware

SENT_AT = "sent_at"
"""The field that says what the phone's clock showed when the form was sent."""

AGREES = timedelta(minutes=2)
"""A difference up to this is the way of the answer, not a clock that is wrong."""


def by_our_clock(typed: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return the fields of a form with what happened at our hours."""
    sent = _instant(typed.get(SENT_AT, ""))
    if sent is None or abs(now - sent) <= AGREES:
        return dict(typed)
    return {name: _moved(name, text, now - sent) for name, text in typed.items()}


def on_the_day(typed: Mapping[str, str], day: date, now: datetime) -> dict[str, str]:
    """Return the fields without an hour from before *day*, when nothing was driven yet.

    Nobody knows when it was then: now, if that is still the day, else when it ended.
    """
    begins = datetime.combine(day, time(), WARSAW)
    found = dict(typed)
    for name, text in typed.items():
        at = _instant(text) if _is_hour(name) else None
        if at is not None and at < begins:
            ended = end_of_day(begins)
            found[name] = min(now, ended - timedelta(minutes=1)).isoformat()
    return found


def _moved(name: str, text: str, by: timedelta) -> str:
    at = _instant(text) if _is_hour(name) else None
    try:
        return text if at is None else (at + by).isoformat()
    except OverflowError:  # beyond any calendar
        return text


def _is_hour(name: str) -> bool:
    return name == "happened_at" or name.startswith("tried.")


def _instant(text: str) -> datetime | None:
    try:
        return msgspec.convert(text, Aware)
    except msgspec.ValidationError:
        return None

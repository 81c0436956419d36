"""Hours that a phone wrote down, put right where its clock is wrong.

A phone says what its clock showed when it sent a report. By how much that differs from
ours, the hours before it differ, unless somebody set the clock in between. Pure.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

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


def _moved(name: str, text: str, by: timedelta) -> str:
    at = _instant(text) if name == "happened_at" or name.startswith("tried.") else None
    return text if at is None else (at + by).isoformat()


def _instant(text: str) -> datetime | None:
    try:
        return msgspec.convert(text, Aware)
    except msgspec.ValidationError:
        return None

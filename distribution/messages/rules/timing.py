"""When a message may disturb somebody: quiet hours, and the reminder the day before."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from distribution.messages.rules.outbox import MessageKind


class SendingHours(msgspec.Struct, frozen=True):
    """Local hours in which households may be written to; the end is excluded."""

    opens: time = time(8)
    closes: time = time(20)


DAYTIME = SendingHours()
"""Quiet from 20 to 8: a proposal of ``DOMAIN.md`` 6.4, not a rule of law."""

AT_ANY_HOUR = frozenset({MessageKind.RUN_LINK})
"""A driver asked for the run, and sets out before eight."""

REMINDER_AT = time(17)
"""The afternoon before: late enough to be remembered, early enough to cancel."""


def send_not_before(
    kind: MessageKind, now: datetime, zone: ZoneInfo, hours: SendingHours = DAYTIME
) -> datetime:
    """Return the first instant from *now* on at which the message may go out."""
    local = now.astimezone(zone)
    if kind in AT_ANY_HOUR or hours.opens <= local.time() < hours.closes:
        return now
    day = local.date()
    if local.time() >= hours.closes:
        day += timedelta(days=1)
    return datetime.combine(day, hours.opens, tzinfo=zone)


def reminder_at(
    starts: datetime, *, booked_at: datetime, zone: ZoneInfo
) -> datetime | None:
    """Return when to remind of a slot: the local day before, at 17.

    ``None`` for a slot that was booked later than that: the confirmation is fresh. It
    depends on days, never on the hour of the slot (E42).
    """
    day = starts.astimezone(zone).date() - timedelta(days=1)
    due = datetime.combine(day, REMINDER_AT, tzinfo=zone)
    return due if booked_at < due else None

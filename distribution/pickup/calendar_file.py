"""Writes a booking as a calendar file. The only module that knows ``icalendar``."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import icalendar
import msgspec

from distribution.core.clock import WARSAW
from distribution.core.language import N_

SUMMARY = N_("Odbiór – {place}")
"""What a shared family calendar or a lock screen shows: nothing of welfare."""

MEDIA_TYPE = "text/calendar"
"""The charset, UTF-8, is added by whoever answers."""


class CalendarEntry(msgspec.Struct, frozen=True):
    """What a calendar is told of a booking.

    ``place`` is the street and number, never the name of an office. ``sequence`` goes
    up by each change (`rules.booking.Booking.sequence`); ``changed_at`` is when.
    """

    booking: UUID
    sequence: int
    starts: datetime
    ends: datetime
    place: str
    town: str
    changed_at: datetime
    cancelled: bool = False


def calendar_file(entry: CalendarEntry, *, gettext: Callable[[str], str] = N_) -> bytes:
    """Return *entry* as an ``.ics`` file, in the language of *gettext*.

    The UID is the booking's id: it stays through every move, so that a calendar
    changes its entry instead of adding another (E45). Times carry
    ``TZID=Europe/Warsaw``, and the file brings that zone's rules along.
    """
    event = icalendar.Event()
    event.add("uid", str(entry.booking))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts.astimezone(WARSAW))
    event.add("dtend", entry.ends.astimezone(WARSAW))
    event.add("summary", gettext(SUMMARY).format(place=entry.place))
    event.add("location", f"{entry.place}, {entry.town}")
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Kromka//Kromka//PL")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(_warsaw())
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _warsaw() -> icalendar.Timezone:
    """Return the zone with the rule that has held in Poland since 1996.

    Written out rather than by ``add_missing_timezones``, which (7.3) puts the change
    in March one hour late: RFC 5545, 3.6.5 wants the wall clock *before* it.
    """
    zone = icalendar.Timezone()
    zone.add("tzid", "Europe/Warsaw")
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    standard = icalendar.TimezoneStandard()
    standard.add("dtstart", datetime(1996, 10, 27, 3))  # noqa: DTZ001 (a wall clock)
    standard.add("rrule", {"freq": "yearly", "bymonth": 10, "byday": "-1su"})
    standard.add("tzname", "CET")
    standard.add("tzoffsetfrom", summer)
    standard.add("tzoffsetto", winter)
    daylight = icalendar.TimezoneDaylight()
    daylight.add("dtstart", datetime(1996, 3, 31, 2))  # noqa: DTZ001 (a wall clock)
    daylight.add("rrule", {"freq": "yearly", "bymonth": 3, "byday": "-1su"})
    daylight.add("tzname", "CEST")
    daylight.add("tzoffsetfrom", winter)
    daylight.add("tzoffsetto", summer)
    zone.add_component(standard)
    zone.add_component(daylight)
    return zone

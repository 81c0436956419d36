"""The calendar file: read back with ``icalendar``, and as the plain text it is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import icalendar
import msgspec
import pytest

from distribution.core.clock import WARSAW
from distribution.pickup.calendar_file import CalendarEntry, calendar_file

STARTS = datetime(2026, 11, 26, 10, 15, tzinfo=WARSAW)
ENTRY = CalendarEntry(
    booking=UUID("6f1c2d3e-0000-4000-8000-000000000001"),
    sequence=0,
    starts=STARTS,
    ends=STARTS + timedelta(minutes=15),
    place="Al. Niepodległości 44",
    town="Kraśnik",
    changed_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
)


def event_of(entry):
    [event] = icalendar.Calendar.from_ical(calendar_file(entry)).events
    return event


def test_a_moved_booking_keeps_its_uid_and_counts_up() -> None:
    moved = msgspec.structs.replace(
        ENTRY, sequence=1, starts=STARTS + timedelta(days=1)
    )

    assert event_of(moved)["UID"] == event_of(ENTRY)["UID"] == str(ENTRY.booking)
    assert (event_of(ENTRY)["SEQUENCE"], event_of(moved)["SEQUENCE"]) == (0, 1)


def test_times_are_local_to_warsaw_and_the_zone_comes_along() -> None:
    in_utc = msgspec.structs.replace(
        ENTRY, starts=ENTRY.starts.astimezone(UTC), ends=ENTRY.ends.astimezone(UTC)
    )
    text = calendar_file(in_utc).decode()

    assert "DTSTART;TZID=Europe/Warsaw:20261126T101500\r\n" in text
    assert "DTEND;TZID=Europe/Warsaw:20261126T103000\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Europe/Warsaw\r\n" in text


@pytest.mark.parametrize("year", [2026, 2027, 2035])
def test_the_zone_of_the_file_changes_its_clocks_when_poland_does(year) -> None:
    [zone] = icalendar.Calendar.from_ical(calendar_file(ENTRY)).timezones
    theirs = zone.to_tz(lookup_tzid=False)

    instant = datetime(year, 1, 1, 0, 30, tzinfo=UTC)
    while instant.year == year:
        mine = instant.astimezone(WARSAW)
        wall = mine.replace(tzinfo=theirs)
        if mine.fold == 0:
            assert theirs.utcoffset(wall) == mine.utcoffset(), instant
        instant += timedelta(hours=6 if instant.month not in (3, 10) else 1)


def test_a_cancelled_booking_takes_itself_out_of_the_calendar() -> None:
    text = calendar_file(
        msgspec.structs.replace(ENTRY, sequence=2, cancelled=True)
    ).decode()

    assert "METHOD:CANCEL\r\n" in text
    assert "STATUS:CANCELLED\r\n" in text
    assert f"UID:{ENTRY.booking}\r\n" in text
    assert "METHOD:PUBLISH\r\n" in calendar_file(ENTRY).decode()


def test_nothing_in_the_file_tells_of_welfare() -> None:
    text = calendar_file(ENTRY).decode().casefold()

    assert event_of(ENTRY)["SUMMARY"] == "Odbiór – Al. Niepodległości 44"
    for word in ("mops", "pomoc", "żywno", "paczk", "bank", "food", "parcel"):
        assert word not in text


def test_the_summary_is_in_the_readers_language() -> None:
    def ukrainian(_sentence):
        return "Видача – {place}"

    text = calendar_file(ENTRY, gettext=ukrainian).decode()

    assert "SUMMARY:Видача – Al. Niepodległości 44" in text

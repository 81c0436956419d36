"""Quiet hours and reminders go by the clock on the wall in Kraśnik."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.clock import WARSAW
from distribution.messages.rules.outbox import MessageKind
from distribution.messages.rules.timing import reminder_at, send_not_before

REMINDER = MessageKind.SLOT_REMINDER


def local(*parts):
    return datetime(*parts, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("now", "goes_out"),
    [
        (local(2026, 11, 24, 7, 59), local(2026, 11, 24, 8)),
        (local(2026, 11, 24, 8), local(2026, 11, 24, 8)),
        (local(2026, 11, 24, 19, 59, 59), local(2026, 11, 24, 19, 59, 59)),
        (local(2026, 11, 24, 20), local(2026, 11, 25, 8)),
        (local(2026, 12, 31, 23, 30), local(2027, 1, 1, 8)),
        (local(2026, 3, 28, 21), local(2026, 3, 29, 8)),
        (local(2026, 10, 24, 21), local(2026, 10, 25, 8)),
    ],
)
def test_a_message_waits_for_eight_in_the_morning(now, goes_out) -> None:
    later = send_not_before(REMINDER, now.astimezone(UTC), WARSAW)

    assert later.astimezone(UTC) == goes_out.astimezone(UTC)


def test_the_night_of_the_clock_change_is_an_hour_shorter() -> None:
    evening = local(2026, 3, 28, 20).astimezone(UTC)

    wait = send_not_before(REMINDER, evening, WARSAW).astimezone(UTC) - evening

    assert wait == timedelta(hours=11)


def test_a_driver_gets_the_run_at_any_hour() -> None:
    dawn = local(2026, 11, 24, 5, 30)

    assert send_not_before(MessageKind.RUN_LINK, dawn, WARSAW) == dawn


@given(st.integers(0, 3 * 365 * 24 * 3600))
def test_nobody_is_woken_and_nobody_waits_longer_than_a_night(seconds) -> None:
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    goes_out = send_not_before(REMINDER, now, WARSAW).astimezone(UTC)

    assert time(8) <= goes_out.astimezone(WARSAW).time() < time(20)
    assert timedelta(0) <= goes_out - now <= timedelta(hours=13)


@given(st.times())
def test_the_reminder_does_not_depend_on_the_hour_of_the_slot(at) -> None:
    starts = datetime.combine(date(2026, 11, 26), at, tzinfo=WARSAW)
    booked = local(2026, 11, 20, 12)

    assert reminder_at(starts, booked_at=booked, zone=WARSAW) == local(2026, 11, 25, 17)


def test_a_slot_that_was_booked_the_evening_before_needs_no_reminder() -> None:
    starts = local(2026, 11, 26, 10, 15)

    assert reminder_at(starts, booked_at=local(2026, 11, 25, 17), zone=WARSAW) is None
    assert reminder_at(starts, booked_at=local(2026, 11, 25, 16, 59), zone=WARSAW)

from datetime import date, time

import pytest

from distribution.core.errors import InvalidInputError
from distribution.pickup.public_holidays import public_holidays
from distribution.pickup.rules.opening import (
    ClosedBecause,
    DayException,
    Span,
    WeeklySpan,
    check_exception,
    check_week,
    opening_on,
)

MORNING = Span(time(8), time(12))
AFTERNOON = Span(time(14), time(18))
WEEK = [WeeklySpan(3, AFTERNOON), WeeklySpan(3, MORNING), WeeklySpan(4, MORNING)]
HOLIDAYS = public_holidays(date(2026, 1, 1), date(2026, 12, 31))


def on(day, exceptions=()):
    return opening_on(day, weekly=WEEK, exceptions=exceptions, holidays=HOLIDAYS)


def test_a_weekday_has_its_hours_in_order() -> None:
    assert on(date(2026, 11, 25)).spans == (MORNING, AFTERNOON)


def test_a_weekday_without_hours_is_closed_and_says_so() -> None:
    assert on(date(2026, 11, 23)).closed is ClosedBecause.WEEKDAY


def test_a_holiday_closes_a_weekday_and_is_named() -> None:
    independence_day = on(date(2026, 11, 11))

    assert independence_day.spans == ()
    assert independence_day.closed is ClosedBecause.HOLIDAY
    assert independence_day.note == "Narodowe Święto Niepodległości"


def test_an_exception_closes_a_day_for_its_own_reason() -> None:
    inventory = DayException(date(2026, 11, 25), note="Remanent")

    closed = on(inventory.day, [inventory])

    assert (closed.spans, closed.closed) == ((), ClosedBecause.EXCEPTION)
    assert closed.note == "Remanent"


def test_an_exception_opens_even_on_a_holiday() -> None:
    special = DayException(date(2026, 11, 11), (Span(time(10), time(13)),))

    assert on(special.day, [special]).spans == (Span(time(10), time(13)),)
    assert on(special.day, [special]).closed is None


def test_exceptions_of_one_day_add_up_and_others_do_not_matter() -> None:
    late = DayException(date(2026, 11, 25), (AFTERNOON,))
    early = DayException(date(2026, 11, 25), (Span(time(6), time(7)),))
    elsewhere = DayException(date(2026, 11, 26))

    day = on(date(2026, 11, 25), [late, elsewhere, early])

    assert day.spans == (Span(time(6), time(7)), AFTERNOON)


def test_every_bad_entry_of_a_week_is_named_at_once() -> None:
    week = [
        WeeklySpan(8, MORNING),
        WeeklySpan(1, Span(time(12), time(12))),
        WeeklySpan(2, MORNING),
        WeeklySpan(2, Span(time(11), time(13))),
    ]

    with pytest.raises(InvalidInputError) as refused:
        check_week(week)

    fields = {error.field for error in refused.value.errors}
    assert fields == {"hours.0.weekday", "hours.1.closes", "hours.3.opens"}


def test_spans_that_touch_do_not_overlap() -> None:
    check_week([WeeklySpan(1, MORNING), WeeklySpan(1, Span(time(12), time(14)))])


def test_an_exception_is_checked_as_a_week_is() -> None:
    with pytest.raises(InvalidInputError):
        check_exception(DayException(date(2026, 11, 25), (MORNING, MORNING)))

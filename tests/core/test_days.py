from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.days import add_months, end_of_month, parse_day


@pytest.mark.parametrize(
    "text", ["2026-11-22", "22.11.2026", " 22.11.2026 ", "22/11/2026"]
)
def test_days_as_people_write_them(text):
    assert parse_day(text) == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["", "31.02.2026", "22.11.26", "2026-13-01", "jutro"])
def test_no_day_is_guessed(text):
    assert parse_day(text) is None


def test_three_months_after_november_is_february():
    assert end_of_month(add_months(date(2026, 11, 30), 3)) == date(2027, 2, 28)


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 40))
def test_months_are_counted_not_days(day, months):
    later = add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.inventory.rules.dates import (
    DATE_KIND_LABELS,
    DateKind,
    end_of_month_plus,
    parse_printed_date,
    use_until,
)

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("received_on", "months", "last"),
    [
        (date(2025, 6, 25), 1, date(2025, 7, 31)),
        (date(2025, 6, 25), 2, date(2025, 8, 31)),
        (date(2025, 6, 25), 3, date(2025, 9, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_the_clock_counts_months_and_ends_with_one(received_on, months, last):
    assert end_of_month_plus(received_on, months) == last


@given(DAYS, st.integers(0, 24))
def test_the_clock_always_ends_on_the_last_day_of_the_right_month(received_on, months):
    last = end_of_month_plus(received_on, months)

    assert (last + timedelta(days=1)).day == 1
    passed = (last.year - received_on.year) * 12 + last.month - received_on.month
    assert passed == months


@given(
    DAYS,
    st.none() | st.integers(0, 12),
    st.none() | DAYS,
    st.none() | DAYS,
)
def test_a_lot_ends_with_the_first_of_its_clocks(received_on, months, printed, end):
    last = use_until(
        received_on, clock_months=months, printed_date=printed, programme_end=end
    )

    clock = None if months is None else end_of_month_plus(received_on, months)
    known = [day for day in (clock, printed, end) if day is not None]
    assert (last is None) == (not known)
    if last is not None:
        assert last in known
        assert all(last <= day for day in known)


def test_milk_of_june_is_issued_by_august_though_its_pack_says_november():
    assert use_until(
        date(2025, 6, 25),
        clock_months=2,
        printed_date=date(2025, 11, 30),
        programme_end=date(2025, 9, 30),
    ) == date(2025, 8, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-15", date(2027, 3, 15)),
        ("15.03.2027", date(2027, 3, 15)),
        ("03.2027", date(2027, 3, 31)),
        ("2/2028", date(2028, 2, 29)),
        ("2027-02", date(2027, 2, 28)),
        (" 12.2026 ", date(2026, 12, 31)),
    ],
)
def test_dates_as_packs_carry_them(text, day):
    assert parse_printed_date(text) == day


@pytest.mark.parametrize("text", ["", "13.2027", "00.2027", "03.27", "31.02.2027", "x"])
def test_what_is_no_date_is_not_guessed(text):
    assert parse_printed_date(text) is None


def test_every_kind_of_date_has_its_words():
    assert set(DATE_KIND_LABELS) == set(DateKind)

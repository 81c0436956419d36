from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.programmes.errors import NoBaseInForceError, NoLimitInForceError
from distribution.programmes.limits import (
    INCOME_BASES,
    INCOME_LIMITS,
    base_in_force,
    limit_in_force,
    valid_to,
)


@pytest.mark.parametrize(
    ("programme", "on", "single", "in_family"),
    [
        ("popz", date(2015, 6, 1), 813_00, 684_00),
        ("popz", date(2016, 3, 1), 951_00, 771_00),
        ("popz", date(2018, 9, 30), 1268_00, 1028_00),
        ("popz", date(2018, 10, 1), 1402_00, 1056_00),
        ("popz", date(2020, 11, 25), 1402_00, 1056_00),
        ("popz", date(2020, 11, 26), 1542_20, 1161_60),
        ("popz", date(2021, 12, 31), 1542_20, 1161_60),
        ("popz", date(2022, 1, 1), 1707_20, 1320_00),
        ("popz", date(2023, 5, 14), 1707_20, 1320_00),
        ("popz", date(2023, 5, 15), 1823_60, 1410_00),
        ("fepz", date(2023, 10, 1), 1823_60, 1410_00),
        ("fepz", date(2024, 2, 11), 1823_60, 1410_00),
        ("fepz", date(2024, 2, 12), 2056_40, 1590_00),
        ("fepz", date(2024, 12, 31), 2056_40, 1590_00),
        ("fepz", date(2025, 1, 1), 2676_50, 2180_95),
        ("fepz", date(2026, 11, 22), 2676_50, 2180_95),
    ],
)
def test_the_limit_on_a_day(programme, on, single, in_family):
    row = limit_in_force(INCOME_LIMITS, programme, on)

    assert (row.single, row.in_family) == (single, in_family)


@pytest.mark.parametrize(
    ("programme", "on"), [("popz", date(2013, 12, 31)), ("x", date(2025, 1, 1))]
)
def test_no_limit_before_the_first_row_or_of_another_programme(programme, on):
    with pytest.raises(NoLimitInForceError) as refused:
        limit_in_force(INCOME_LIMITS, programme, on)

    assert refused.value.programme == programme


def test_no_base_before_the_first():
    with pytest.raises(NoBaseInForceError):
        base_in_force(INCOME_BASES, date(2012, 9, 30))


@pytest.mark.parametrize(
    "row", INCOME_LIMITS, ids=lambda row: f"{row.programme}-{row.valid_from}"
)
def test_every_stored_amount_is_percent_of_base_to_the_grosz(row):
    base = base_in_force(INCOME_BASES, row.valid_from)

    assert (row.single * 100, row.in_family * 100) == (
        base.single * row.percent,
        base.in_family * row.percent,
    )


@pytest.mark.parametrize("row", [*INCOME_LIMITS, *INCOME_BASES])
def test_a_single_person_always_has_the_higher_one(row):
    assert row.single > row.in_family


def test_a_row_ends_the_day_before_the_next_of_its_own_programme():
    ends = [valid_to(INCOME_LIMITS, row) for row in INCOME_LIMITS]

    assert date(2020, 11, 25) in ends
    assert date(2024, 2, 11) in ends
    assert ends.count(None) == 2


@given(st.dates(date(2023, 5, 15), date(2040, 1, 1)))
def test_the_row_in_force_holds_on_its_own_days(on):
    row = limit_in_force(INCOME_LIMITS, "fepz", on)

    last = valid_to(INCOME_LIMITS, row)
    assert row.valid_from <= on
    assert last is None or on <= last
    if last is not None:
        after = limit_in_force(INCOME_LIMITS, "fepz", last + timedelta(days=1))
        assert after.valid_from == last + timedelta(days=1)


@given(st.permutations(INCOME_LIMITS), st.dates(date(2014, 1, 1), date(2030, 1, 1)))
def test_the_order_of_the_rows_does_not_matter(rows, on):
    assert limit_in_force(rows, "popz", on) == limit_in_force(INCOME_LIMITS, "popz", on)

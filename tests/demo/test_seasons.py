"""On whatever day the demo is loaded, its food is good and its days are in order."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.demo.food import PARCELS, delivered
from distribution.demo.seasons import is_working, seasons
from distribution.demo.story import DELIVERIES
from distribution.inventory.rules.dates import use_until
from distribution.programmes.sets import (
    FEPZ_2024_SET,
    CommodityGroup,
    enough_groups,
    issue_clock,
)

DAYS = st.dates(date(2022, 1, 1), date(2035, 12, 31))


@settings(deadline=None)  # the holidays of a year are worked out on first use
@given(DAYS)
def test_everything_has_happened_but_the_end_of_the_open_round(today):
    found = seasons(today)
    first, second, opened = found.rounds
    assert found.starts_on < found.deliveries[0]
    assert first.ends_on < second.starts_on < second.ends_on < opened.starts_on
    assert opened.starts_on < today < opened.ends_on <= found.ends_on
    assert found.deliveries[-1] < opened.starts_on
    assert all(is_working(day) for day in found.deliveries)
    assert all(one.working and one.working[0] == one.starts_on for one in found.rounds)
    assert today in opened.working


@settings(deadline=None)
@given(DAYS)
def test_each_delivery_has_a_month_of_its_own(today):
    months = [(day.year, day.month) for day in seasons(today).deliveries]
    assert len(set(months)) == len(months)
    assert months == sorted(months)


@settings(deadline=None)
@given(DAYS)
def test_what_comes_for_a_round_may_be_handed_out_on_its_last_day(today):
    found = seasons(today)
    for number, (first, last) in enumerate(DELIVERIES):
        lines = [
            (day, line)
            for day, of_day in delivered(number, 100, found.deliveries[first:last])
            for line in of_day
        ]
        assert {line.article for _, line in lines} == set(PARCELS[number])
        for day, line in lines:
            assert line.packs % line.case_size == 0
            assert line.packs > 100 * PARCELS[number][line.article]
            good_until = use_until(
                day,
                clock_months=issue_clock(line.article),
                printed_date=line.printed_date,
                programme_end=found.ends_on,
            )
            assert good_until >= found.rounds[number].ends_on, line


def test_the_parcels_stay_within_the_set_and_hold_enough_groups():
    due = {one.code: one.packs for one in FEPZ_2024_SET.articles}
    groups: dict[str, CommodityGroup] = {
        one.code: one.group for one in FEPZ_2024_SET.articles
    }
    for code, packs in due.items():
        assert sum(parcel.get(code, 0) for parcel in PARCELS) <= packs
    assert all(enough_groups(groups[code] for code in one) for one in PARCELS)

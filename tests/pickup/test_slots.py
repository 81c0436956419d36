"""Slots of a round: cut from opening hours, right on both clock changes (E39-E41)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.clock import WARSAW
from distribution.core.errors import InvalidInputError
from distribution.pickup.rules.opening import DayOpening, Span
from distribution.pickup.rules.slots import (
    SlotShape,
    SlotUse,
    check_shape,
    plan_slots,
    slot_instants,
    spaces_left,
)

MARCH_CHANGE = date(2026, 3, 29)
OCTOBER_CHANGE = date(2026, 10, 25)
QUARTER = SlotShape(minutes=15, capacity=4, walk_ins=1)


def plan(day, opens, closes, shape=QUARTER):
    return plan_slots([DayOpening(day, (Span(opens, closes),))], shape, zone=WARSAW)


def walls(slots):
    return [f"{slot.starts_at:%H:%M}" for slot in slots]


def test_an_hour_has_four_quarters_each_with_its_places() -> None:
    slots = plan(date(2026, 11, 26), time(10), time(11))

    assert walls(slots) == ["10:00", "10:15", "10:30", "10:45"]
    assert {(s.capacity, s.walk_ins, s.minutes) for s in slots} == {(4, 1, 15)}
    assert slots[0].starts.isoformat() == "2026-11-26T10:00:00+01:00"
    assert slots[0].ends.isoformat() == "2026-11-26T10:15:00+01:00"


def test_a_rest_that_is_too_short_for_a_slot_is_left_over() -> None:
    shape = SlotShape(minutes=25, capacity=1)

    assert walls(plan(date(2026, 11, 26), time(10), time(11), shape)) == [
        "10:00",
        "10:25",
    ]


def test_days_come_in_order_and_a_day_named_twice_counts_once() -> None:
    hours = (Span(time(10), time(10, 30)),)
    late, early = date(2026, 11, 27), date(2026, 11, 26)
    openings = [DayOpening(late, hours), DayOpening(early, hours)]

    slots = plan_slots([*openings, openings[0]], QUARTER, zone=WARSAW)

    assert [s.day for s in slots] == [early, early, late, late]


def test_in_march_no_slot_lies_in_the_hour_that_is_skipped() -> None:
    slots = plan(MARCH_CHANGE, time(1, 30), time(3, 30))

    assert walls(slots) == ["01:30", "01:45", "03:00", "03:15"]
    assert slots[1].ends.astimezone(UTC) == slots[2].starts.astimezone(UTC)


def test_in_march_a_slot_across_the_skipped_hour_delays_the_next() -> None:
    shape = SlotShape(minutes=45, capacity=1)

    slots = plan(MARCH_CHANGE, time(1, 30), time(6), shape)

    assert walls(slots) == ["01:30", "03:45", "04:30", "05:15"]
    assert slots[0].ends.isoformat() == "2026-03-29T03:15:00+02:00"


def test_in_october_no_slot_comes_twice() -> None:
    slots = plan(OCTOBER_CHANGE, time(1, 30), time(3, 30))

    assert walls(slots) == [
        "01:30",
        "01:45",
        "02:00",
        "02:15",
        "02:30",
        "02:45",
        "03:00",
        "03:15",
    ]
    assert slots[2].starts.utcoffset() == timedelta(hours=2), "the first of the two"
    assert slots[6].starts.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (MARCH_CHANGE - timedelta(days=1), "+01:00"),
        (MARCH_CHANGE, "+02:00"),
        (OCTOBER_CHANGE - timedelta(days=1), "+02:00"),
        (OCTOBER_CHANGE, "+01:00"),
    ],
)
def test_ten_by_the_wall_clock_stays_ten_across_the_change(day, offset) -> None:
    [first, *_] = plan(day, time(10), time(11))

    assert first.starts.isoformat() == f"{day}T10:00:00{offset}"


def test_a_stored_slot_in_the_skipped_hour_has_no_instant() -> None:
    assert slot_instants(MARCH_CHANGE, time(2, 30), 15, WARSAW) is None
    assert slot_instants(MARCH_CHANGE, time(3), 15, WARSAW) is not None


days = st.one_of(
    st.sampled_from([MARCH_CHANGE, OCTOBER_CHANGE]),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
minutes_of_day = st.integers(0, 24 * 60 - 1)


@given(days, minutes_of_day, minutes_of_day, st.integers(5, 240))
def test_slots_never_overlap_double_or_leave_their_hours(day, a, b, length) -> None:
    opens, closes = sorted((a, b))
    span = Span(time(opens // 60, opens % 60), time(closes // 60, closes % 60))
    shape = SlotShape(minutes=length, capacity=3, walk_ins=1)

    slots = plan_slots([DayOpening(day, (span,))], shape, zone=WARSAW)

    closing = datetime.combine(day, span.closes, tzinfo=WARSAW).astimezone(UTC)
    assert len({slot.starts_at for slot in slots}) == len(slots)
    for before, after in pairwise(slots):
        assert before.ends.astimezone(UTC) <= after.starts.astimezone(UTC)
    for slot in slots:
        starts, ends = slot.starts.astimezone(UTC), slot.ends.astimezone(UTC)
        assert span.opens <= slot.starts_at < span.closes, "by the clock on the wall"
        assert ends <= closing
        assert ends - starts == timedelta(minutes=length)
        stored = slot_instants(slot.day, slot.starts_at, slot.minutes, WARSAW)
        assert stored == (slot.starts, slot.ends), "storing local time loses nothing"


def test_every_number_out_of_range_is_named_at_once() -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_shape(SlotShape(minutes=4, capacity=0, walk_ins=-1))

    fields = [error.field for error in refused.value.errors]
    assert fields == ["minutes", "capacity", "walk_ins"]
    assert "od 5 do 240" in refused.value.errors[0].says()


def test_booked_held_and_offered_places_are_not_free() -> None:
    assert spaces_left(SlotUse(capacity=10, booked=3, held=1, offered=2)) == 4
    assert spaces_left(SlotUse(capacity=2, booked=2)) == 0


def test_places_for_walk_ins_lie_beside_those_that_can_be_booked() -> None:
    check_shape(SlotShape(minutes=15, capacity=2, walk_ins=3))

    assert (
        plan(date(2026, 11, 26), time(10), time(10, 15), SlotShape(15, 2, walk_ins=3))[
            0
        ].capacity
        == 2
    )

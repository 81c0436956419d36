from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from distribution.pickup.rules.queue import (
    LABELS,
    QueueEntry,
    QueueState,
    call_order,
    next_ordinal,
    queue_number,
    queue_screen,
    queue_state,
)

TEN = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def entry(ordinal, due=0, called=None, left=None, *, walk_in=False):
    def at(minutes):
        return None if minutes is None else TEN + timedelta(minutes=minutes)

    return QueueEntry(ordinal, at(due), walk_in, at(called), at(left))


def test_numbers_are_short_and_tell_a_booking_from_a_walk_in() -> None:
    assert queue_number(12, walk_in=False) == "A012"
    assert queue_number(13, walk_in=True) == "B013"
    assert queue_number(1000, walk_in=False) == "A1000"


@given(st.sets(st.integers(1, 2000)))
def test_no_number_is_given_twice_on_a_day(given_before) -> None:
    assert next_ordinal(given_before) not in given_before


def test_the_first_of_the_day_is_number_one() -> None:
    assert next_ordinal([]) == 1


def test_the_state_follows_from_the_instants() -> None:
    assert queue_state(entry(1)) is QueueState.WAITING
    assert queue_state(entry(1, called=1)) is QueueState.CALLED
    assert queue_state(entry(1, called=1, left=2)) is QueueState.LEFT
    assert queue_state(entry(1, left=2)) is QueueState.LEFT
    assert set(LABELS) == set(QueueState)


def test_who_came_early_waits_for_the_own_slot() -> None:
    early_bird, on_time, walk_in = entry(1, due=30), entry(2), entry(3, due=15)

    assert call_order([early_bird, walk_in, on_time]) == [on_time, walk_in, early_bird]


def test_the_screen_shows_the_latest_calls_first_and_numbers_only() -> None:
    entries = [
        entry(1, called=1),
        entry(2, called=3),
        entry(3, called=2, left=5),
        entry(4, due=15),
        entry(5, due=0, walk_in=True),
        entry(6, due=30),
    ]

    screen = queue_screen(entries, next_up=2)

    assert screen.called == ("A002", "A001")
    assert screen.next_up == ("B005", "A004")
    assert screen.waiting == 3

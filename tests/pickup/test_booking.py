"""Who may book, move and cancel; one active booking a household and round (P7)."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.clock import WARSAW
from distribution.core.errors import DomainError
from distribution.pickup import errors
from distribution.pickup.rules.booking import (
    HOUSEHOLD_TERMS,
    LABELS,
    STAFF_TERMS,
    Booking,
    BookingState,
    BookingTerms,
    Slot,
    availability,
    booking_state,
    may_book,
    may_cancel,
    may_move,
)
from distribution.pickup.rules.day_list import DayLine, day_list
from distribution.pickup.rules.slots import SlotUse, slot_instants, spaces_left

ROUND = UUID(int=1)
DAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ROOM = SlotUse(capacity=4, booked=1)
FULL = SlotUse(capacity=4, booked=3, held=1)


def slot(day=DAY, at=time(10, 15), use=ROOM, round_=ROUND, *, closed=False):
    starts, _ = slot_instants(day, at, 15, WARSAW)
    ident = uuid5(round_, f"{day} {at}")
    return Slot(ident, round_, day, at, starts, use, closed)


def book(to, *, active=None, now=NOW, terms=HOUSEHOLD_TERMS, **facts):
    facts = {"round_open": True} | facts
    may_book(to, active=active, now=now, terms=terms, zone=WARSAW, **facts)


def move(booking, to, *, now=NOW, terms=HOUSEHOLD_TERMS, round_open=True):
    may_move(booking, to, round_open=round_open, now=now, terms=terms, zone=WARSAW)


def booking(at=None, **facts):
    return Booking(UUID(int=7), at or slot(at=time(9)), **facts)


def test_a_slot_with_room_in_an_open_round_can_be_booked() -> None:
    book(slot())


@pytest.mark.parametrize(
    ("wanted", "facts", "refusal"),
    [
        (slot(closed=True), {"round_open": False}, errors.RoundNotOpenError),
        (slot(closed=True, use=FULL), {}, errors.SlotClosedError),
        (slot(day=date(2026, 11, 23)), {}, errors.SlotInPastError),
        (slot(day=date(2027, 2, 1), use=FULL), {}, errors.TooFarAheadError),
        (slot(use=FULL), {"active": booking()}, errors.AlreadyBookedError),
        (slot(use=FULL), {}, errors.SlotFullError),
    ],
)
def test_the_first_reason_in_the_stated_order_is_given(wanted, facts, refusal) -> None:
    with pytest.raises(refusal):
        book(wanted, **facts)


def test_notice_is_counted_to_the_minute() -> None:
    starts = slot().starts

    book(slot(), now=starts - timedelta(minutes=120))
    with pytest.raises(errors.TooLateError) as refused:
        book(slot(), now=starts - timedelta(minutes=119, seconds=59))
    assert str(refused.value) == (
        "Na termin 26.11, 10:15 jest za późno: zapisy kończą się 120 min wcześniej."
        " Wybierz późniejszy."
    )


def test_staff_on_the_telephone_may_book_until_the_slot_begins() -> None:
    starts = slot().starts

    book(slot(), now=starts - timedelta(seconds=1), terms=STAFF_TERMS)
    with pytest.raises(errors.SlotInPastError):
        book(slot(), now=starts, terms=STAFF_TERMS)


def test_the_horizon_is_counted_in_local_days() -> None:
    terms = BookingTerms(notice_minutes=0, horizon_days=2, change_minutes=0)
    just_after_midnight_in_krasnik = datetime(2026, 11, 23, 23, 5, tzinfo=UTC)

    book(slot(), now=just_after_midnight_in_krasnik, terms=terms)
    with pytest.raises(errors.TooFarAheadError) as refused:
        book(
            slot(),
            now=just_after_midnight_in_krasnik - timedelta(minutes=10),
            terms=terms,
        )
    assert refused.value.opens_on == "24.11.2026"


def test_the_place_that_this_household_holds_is_free_for_it_alone() -> None:
    last_one_held = SlotUse(capacity=2, booked=1, held=1)

    book(slot(use=last_one_held), own_hold=True)
    with pytest.raises(errors.SlotFullError):
        book(slot(use=last_one_held))


def test_a_refusal_tells_the_hour_of_the_wall_clock_never_utc() -> None:
    with pytest.raises(errors.SlotFullError) as refused:
        book(slot(use=FULL))

    assert str(refused.value) == "Termin 26.11, 10:15 jest już pełny. Wybierz inny."


def test_a_booking_can_move_to_another_slot_of_its_round() -> None:
    move(booking(), slot())


@pytest.mark.parametrize(
    ("mine", "to", "refusal"),
    [
        (booking(cancelled=True), slot(), errors.BookingCancelledError),
        (booking(handed_out=True), slot(), errors.BookingDoneError),
        (booking(), slot(round_=UUID(int=2)), errors.SlotNotFoundError),
        (booking(), slot(at=time(9)), errors.SameSlotError),
        (booking(), slot(use=FULL), errors.SlotFullError),
        (booking(), slot(day=date(2026, 11, 20)), errors.SlotInPastError),
    ],
)
def test_a_move_is_refused_for_its_own_reasons(mine, to, refusal) -> None:
    with pytest.raises(refusal):
        move(mine, to)


def test_once_its_slot_has_begun_a_household_must_telephone() -> None:
    mine = booking()
    later = slot(day=DAY + timedelta(days=1))

    with pytest.raises(errors.TooLateToChangeError):
        move(mine, later, now=mine.slot.starts)
    with pytest.raises(errors.TooLateToChangeError):
        may_cancel(mine, terms=HOUSEHOLD_TERMS, now=mine.slot.starts)
    move(mine, later, now=mine.slot.starts, terms=STAFF_TERMS)
    may_cancel(mine, terms=STAFF_TERMS, now=mine.slot.starts)


def test_a_missed_booking_can_be_moved_the_next_day() -> None:
    next_morning = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)

    move(booking(), slot(day=date(2026, 11, 30)), now=next_morning)


def test_a_booking_is_cancelled_once_and_never_after_the_hand_out() -> None:
    may_cancel(booking(), terms=HOUSEHOLD_TERMS, now=NOW)
    with pytest.raises(errors.BookingCancelledError):
        may_cancel(booking(cancelled=True), terms=STAFF_TERMS, now=NOW)
    with pytest.raises(errors.BookingDoneError):
        may_cancel(booking(handed_out=True), terms=STAFF_TERMS, now=NOW)


@pytest.mark.parametrize(
    ("facts", "today", "state"),
    [
        ({}, DAY, BookingState.BOOKED),
        ({"sequence": 1}, DAY, BookingState.MOVED),
        ({"sequence": 2, "cancelled": True}, DAY, BookingState.CANCELLED),
        (
            {"cancelled": True, "handed_out": True},
            DAY + timedelta(days=1),
            BookingState.CANCELLED,
        ),
        ({"handed_out": True}, DAY + timedelta(days=9), BookingState.DONE),
        ({"sequence": 1}, DAY + timedelta(days=1), BookingState.NO_SHOW),
    ],
)
def test_the_state_follows_from_the_facts(facts, today, state) -> None:
    assert booking_state(booking(**facts), today=today) is state


def test_every_state_has_a_label() -> None:
    assert set(LABELS) == set(BookingState)


uses = st.builds(
    SlotUse,
    capacity=st.integers(1, 4),
    booked=st.integers(0, 4),
    held=st.integers(0, 2),
    offered=st.integers(0, 2),
)
some_slots = st.lists(
    st.builds(
        slot,
        day=st.dates(date(2026, 11, 20), date(2027, 1, 10)),
        at=st.sampled_from([time(9), time(10, 15), time(11)]),
        use=uses,
        closed=st.booleans(),
    ),
    max_size=8,
)


def refusal_of(active, to) -> DomainError | None:
    try:
        if active is None:
            book(to)
        else:
            move(active, to)
    except DomainError as no:
        return no
    return None


@given(some_slots, st.sampled_from([None, booking(), booking(sequence=3)]))
def test_what_is_shown_as_free_can_be_booked_by_who_looks(slots, active) -> None:
    choices = availability(
        slots,
        round_open=True,
        active=active,
        terms=HOUSEHOLD_TERMS,
        now=NOW,
        zone=WARSAW,
    )

    assert sorted(s.id for s in slots) == sorted(c.slot.id for c in choices)
    assert [c.slot.starts for c in choices] == sorted(s.starts for s in slots)
    for choice in choices:
        assert choice.left == spaces_left(choice.slot.use)
        refusal = refusal_of(active, choice.slot)
        assert type(choice.refusal) is type(refusal)
        if refusal is None:
            assert choice.left > 0


def test_the_days_list_goes_by_hour_then_by_who_is_expected_then_by_number() -> None:
    def line(at, number, state=BookingState.BOOKED):
        return DayLine(UUID(int=0), at, number, state)

    nine, ten = time(9), time(10)
    cancelled = line(nine, "1", BookingState.CANCELLED)
    done = line(nine, "2", BookingState.DONE)
    lines = [cancelled, done, line(ten, "3"), line(nine, "10"), line(nine, "9")]

    in_order = day_list(lines)

    assert [entry.household_number for entry in in_order] == ["9", "10", "2", "1", "3"]


def test_a_day_list_holds_numbers_with_and_without_letters() -> None:
    lines = [
        DayLine(UUID(int=0), time(9), number, BookingState.MOVED)
        for number in ("G-10", "7", "G-9")
    ]

    assert [e.household_number for e in day_list(lines)] == ["G-9", "G-10", "7"]

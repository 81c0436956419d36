"""The outbox: nothing sent twice, nothing sent that is no longer true (E43, N6)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.units import Seconds
from distribution.messages.errors import WrongMessageStateError
from distribution.messages.rules.outbox import (
    DROP_LABELS,
    FAILURE_LABELS,
    KIND_LABELS,
    LEASE,
    STATE_LABELS,
    WAITS,
    DropReason,
    Failure,
    MessageKind,
    MessageState,
    Receipt,
    Rejected,
    Subject,
    SubjectState,
    TryLater,
    after_attempt,
    check_way,
    drop_reason,
    idempotency_key,
    is_due,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SLOT_KINDS = [
    MessageKind.SLOT_CONFIRMED,
    MessageKind.SLOT_MOVED,
    MessageKind.SLOT_REMINDER,
]
BOOKED = Subject(SubjectState.ACTIVE, sequence=1, happens_at=NOW + timedelta(days=2))
CANCELLED = Subject(SubjectState.CANCELLED, 2, happens_at=BOOKED.happens_at)


def dropped(kind, subject, written_for=1):
    return drop_reason(kind, written_for=written_for, subject=subject, now=NOW)


@pytest.mark.parametrize("kind", SLOT_KINDS)
def test_what_speaks_of_a_booking_holds_only_while_it_is_as_written(kind) -> None:
    begun = Subject(SubjectState.ACTIVE, 1, happens_at=NOW)

    assert dropped(kind, BOOKED) is None
    assert dropped(kind, BOOKED, written_for=0) is DropReason.CHANGED
    assert dropped(kind, CANCELLED) is DropReason.CANCELLED
    assert dropped(kind, begun) is DropReason.PAST
    assert dropped(kind, Subject(SubjectState.DONE, 1)) is DropReason.DONE
    assert dropped(kind, None) is DropReason.GONE


def test_a_cancelling_is_told_only_while_it_is_true() -> None:
    kind = MessageKind.SLOT_CANCELLED

    assert dropped(kind, CANCELLED, written_for=2) is None
    assert dropped(kind, BOOKED) is DropReason.CHANGED


def test_a_driver_still_gets_the_link_of_a_run_that_has_begun() -> None:
    begun = Subject(SubjectState.ACTIVE, 1, happens_at=NOW - timedelta(hours=1))

    assert dropped(MessageKind.RUN_LINK, begun) is None


@pytest.mark.parametrize("kind", MessageKind)
def test_who_wants_no_messages_gets_none(kind) -> None:
    unwilling = Subject(SubjectState.ACTIVE, 1, opted_out=True)

    assert dropped(kind, unwilling) is DropReason.OPTED_OUT


def test_of_two_moves_only_the_last_is_told() -> None:
    twice_moved = Subject(SubjectState.ACTIVE, 2, happens_at=BOOKED.happens_at)
    told = [
        n
        for n in (1, 2)
        if dropped(MessageKind.SLOT_MOVED, twice_moved, written_for=n) is None
    ]

    assert told == [2]


def test_a_receipt_ends_it_and_keeps_the_providers_id() -> None:
    verdict = after_attempt(Receipt("abc"), attempts=1, now=NOW)

    assert (verdict.state, verdict.provider_id) == (MessageState.SENT, "abc")


def test_a_rejection_ends_it_visibly() -> None:
    verdict = after_attempt(Rejected(Failure.INVALID_NUMBER), attempts=1, now=NOW)

    assert verdict.state is MessageState.FAILED
    assert verdict.failure is Failure.INVALID_NUMBER


def test_waits_grow_from_try_to_try_until_it_gives_up() -> None:
    verdicts = [
        after_attempt(TryLater(Failure.TIMEOUT), attempts=n, now=NOW)
        for n in range(1, len(WAITS) + 2)
    ]

    *waiting, last = verdicts
    assert [v.not_before - NOW for v in waiting] == sorted(WAITS)
    assert {v.state for v in waiting} == {MessageState.QUEUED}
    assert (last.state, last.failure) == (MessageState.FAILED, Failure.TIMEOUT)


@given(st.integers(0, 10**9), st.integers(1, len(WAITS)))
def test_a_wait_that_was_asked_for_is_kept_within_reason(asked, attempts) -> None:
    outcome = TryLater(Failure.TOO_MANY, Seconds(asked))
    verdict = after_attempt(outcome, attempts=attempts, now=NOW)

    wait = verdict.not_before - NOW
    assert WAITS[attempts - 1] <= wait <= WAITS[-1]
    assert wait >= min(timedelta(seconds=asked), WAITS[-1])


def test_a_message_that_a_killed_worker_left_comes_up_again() -> None:
    leased_until = NOW + LEASE

    assert not is_due(MessageState.SENDING, leased_until, NOW)
    assert is_due(MessageState.SENDING, leased_until, NOW + LEASE)
    assert is_due(MessageState.QUEUED, NOW, NOW)


@pytest.mark.parametrize(
    "state", [MessageState.SENT, MessageState.FAILED, MessageState.DROPPED]
)
def test_what_is_over_is_never_taken(state) -> None:
    assert not is_due(state, NOW - timedelta(days=1), NOW)


@pytest.mark.parametrize("to", MessageState)
def test_what_was_sent_or_dropped_stays_so(to) -> None:
    for state in (MessageState.SENT, MessageState.DROPPED):
        with pytest.raises(WrongMessageStateError):
            check_way(state, to)


def test_a_failed_message_can_be_queued_again_by_hand_but_not_sent_past_it() -> None:
    check_way(MessageState.FAILED, MessageState.QUEUED)
    with pytest.raises(WrongMessageStateError):
        check_way(MessageState.FAILED, MessageState.SENT)


def test_every_verdict_is_a_way_that_exists() -> None:
    for outcome in (
        Receipt(None),
        Rejected(Failure.REFUSED),
        TryLater(Failure.TIMEOUT),
    ):
        for attempts in (1, len(WAITS) + 1):
            verdict = after_attempt(outcome, attempts=attempts, now=NOW)
            check_way(MessageState.SENDING, verdict.state)


def test_the_same_cause_has_the_same_key_and_another_has_another() -> None:
    booking = UUID("6f1c2d3e-0000-4000-8000-000000000001")
    key = idempotency_key(MessageKind.SLOT_MOVED, booking, 1)

    assert key == idempotency_key(MessageKind.SLOT_MOVED, booking, 1)
    assert key != idempotency_key(MessageKind.SLOT_MOVED, booking, 2)
    assert key != idempotency_key(MessageKind.SLOT_REMINDER, booking, 1)
    assert "|" not in key
    assert len(key) <= 120


def test_everything_that_people_see_has_a_label() -> None:
    assert set(KIND_LABELS) == set(MessageKind)
    assert set(STATE_LABELS) == set(MessageState)
    assert set(FAILURE_LABELS) == set(Failure)
    assert set(DROP_LABELS) == set(DropReason)

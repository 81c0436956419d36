"""A message's way through the outbox: its states, and when it is no longer true."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.language import N_
from distribution.core.units import Seconds
from distribution.messages.errors import WrongMessageStateError


class MessageKind(StrEnum):
    """What a message says."""

    SLOT_CONFIRMED = "slot_confirmed"
    SLOT_MOVED = "slot_moved"
    SLOT_CANCELLED = "slot_cancelled"
    SLOT_REMINDER = "slot_reminder"
    BOOKING_LINK = "booking_link"
    RUN_LINK = "run_link"


KIND_LABELS: dict[MessageKind, str] = {
    MessageKind.SLOT_CONFIRMED: N_("potwierdzenie terminu"),
    MessageKind.SLOT_MOVED: N_("zmiana terminu"),
    MessageKind.SLOT_CANCELLED: N_("odwołanie terminu"),
    MessageKind.SLOT_REMINDER: N_("przypomnienie o terminie"),
    MessageKind.BOOKING_LINK: N_("link do wyboru terminu"),
    MessageKind.RUN_LINK: N_("link do trasy"),
}


_OF_SLOTS = frozenset(kind for kind in MessageKind if kind.startswith("slot_"))


class MessageState(StrEnum):
    """Where a message stands. ``sent`` means that the provider took it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


STATE_LABELS: dict[MessageState, str] = {
    MessageState.QUEUED: N_("czeka na wysłanie"),
    MessageState.SENDING: N_("w trakcie wysyłania"),
    MessageState.SENT: N_("przyjęta przez operatora"),
    MessageState.FAILED: N_("niewysłana"),
    MessageState.DROPPED: N_("pominięta"),
}

_WAYS: dict[MessageState, frozenset[MessageState]] = {
    MessageState.QUEUED: frozenset({MessageState.SENDING, MessageState.DROPPED}),
    MessageState.SENDING: frozenset(set(MessageState)),
    MessageState.SENT: frozenset(),
    MessageState.FAILED: frozenset({MessageState.QUEUED}),
    MessageState.DROPPED: frozenset(),
}
"""A failed one may be queued again by hand; what was sent or dropped stays so."""


def check_way(state: MessageState, to: MessageState) -> None:
    """Return if a message may go from *state* to *to*.

    Raises:
        WrongMessageStateError: It may not; nothing is ever sent twice by a click.
    """
    if to not in _WAYS[state]:
        raise WrongMessageStateError(state=state, to=to)


class Failure(StrEnum):
    """Why a message was not sent, now or for good. No personal data in any."""

    INVALID_NUMBER = "invalid_number"
    OPTED_OUT = "opted_out"
    TEXT_REFUSED = "text_refused"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    PROVIDER_DOWN = "provider_down"
    TOO_MANY = "too_many"
    ACCOUNT = "account"
    NO_CREDIT = "no_credit"
    UNREADABLE = "unreadable"


FAILURE_LABELS: dict[Failure, str] = {
    Failure.INVALID_NUMBER: N_("nieprawidłowy numer telefonu"),
    Failure.OPTED_OUT: N_("odbiorca nie chce wiadomości"),
    Failure.TEXT_REFUSED: N_("operator nie przyjął treści"),
    Failure.REFUSED: N_("operator odmówił"),
    Failure.TIMEOUT: N_("operator nie odpowiedział na czas"),
    Failure.UNREACHABLE: N_("brak połączenia z operatorem"),
    Failure.PROVIDER_DOWN: N_("awaria u operatora"),
    Failure.TOO_MANY: N_("zbyt wiele wiadomości naraz"),
    Failure.ACCOUNT: N_("błąd konta u operatora: sprawdź ustawienia"),
    Failure.NO_CREDIT: N_("brak środków na koncie u operatora"),
    Failure.UNREADABLE: N_("niezrozumiała odpowiedź operatora"),
}


class Receipt(msgspec.Struct, frozen=True):
    """The provider took the message. No id if it had taken it at an earlier try."""

    provider_id: str | None


class Rejected(msgspec.Struct, frozen=True):
    """The provider will never send this message."""

    failure: Failure


class TryLater(msgspec.Struct, frozen=True):
    """Nobody knows whether it was taken; ``after`` is the wait that was asked for."""

    failure: Failure
    after: Seconds | None = None


Outcome = Receipt | Rejected | TryLater

WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240))
"""Waits between tries: a provider may be down for a working day, not for two [P]."""

LEASE = timedelta(minutes=5)
"""A message in ``sending`` for longer was lost by its worker, and is taken again."""


def is_due(state: MessageState, not_before: datetime, now: datetime) -> bool:
    """Say whether a worker may take the message now.

    Whoever takes it sets ``sending`` and ``not_before = now + LEASE``; so one that a
    killed worker left behind comes up again. The idempotency key keeps the provider
    from sending it twice.
    """
    waits = state in {MessageState.QUEUED, MessageState.SENDING}
    return waits and not_before <= now


class Verdict(msgspec.Struct, frozen=True):
    """What becomes of a message after a try; ``not_before`` if it is queued again."""

    state: MessageState
    not_before: datetime | None = None
    provider_id: str | None = None
    failure: Failure | None = None


def after_attempt(outcome: Outcome, *, attempts: int, now: datetime) -> Verdict:
    """Return what becomes of a message that was just tried.

    Args:
        outcome: What the sender answered.
        attempts: How often it was tried, this time included.
        now: The present instant. Quiet hours are looked at again at the next try.
    """
    match outcome:
        case Receipt():
            return Verdict(MessageState.SENT, provider_id=outcome.provider_id)
        case Rejected():
            return Verdict(MessageState.FAILED, failure=outcome.failure)
        case TryLater():
            if attempts > len(WAITS):
                return Verdict(MessageState.FAILED, failure=outcome.failure)
            asked = timedelta(seconds=outcome.after or 0)
            wait = min(max(WAITS[attempts - 1], asked), WAITS[-1])
            return Verdict(MessageState.QUEUED, now + wait, failure=outcome.failure)


class SubjectState(StrEnum):
    """What has become of a message's subject, as its domain sees it now."""

    ACTIVE = "active"
    CANCELLED = "cancelled"
    DONE = "done"


class Subject(msgspec.Struct, frozen=True):
    """What is true of a message's subject at the moment of sending.

    ``sequence`` goes up with every change. ``happens_at``: when the slot or the run
    begins. ``opted_out``: the household wants no messages (``DOMAIN.md`` 6.4).
    """

    state: SubjectState
    sequence: int
    happens_at: datetime | None = None
    opted_out: bool = False


class DropReason(StrEnum):
    """Why a message is not sent after all."""

    GONE = "gone"
    OPTED_OUT = "opted_out"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DONE = "done"
    PAST = "past"


DROP_LABELS: dict[DropReason, str] = {
    DropReason.GONE: N_("usunięto to, czego dotyczyła"),
    DropReason.OPTED_OUT: N_("odbiorca nie chce wiadomości"),
    DropReason.CHANGED: N_("zmieniło się to, czego dotyczyła"),
    DropReason.CANCELLED: N_("odwołano to, czego dotyczyła"),
    DropReason.DONE: N_("sprawa jest już załatwiona"),
    DropReason.PAST: N_("termin już minął"),
}


def drop_reason(
    kind: MessageKind, *, written_for: int, subject: Subject | None, now: datetime
) -> DropReason | None:
    """Return why the message must not be sent any more, or ``None`` if it holds.

    Looked at right before sending (E43, N6): a reminder dies with the booking that it
    speaks of, and of two moves only the last one is told.

    Args:
        kind: What it says.
        written_for: The subject's sequence when the message was written.
        subject: What is true now; ``None`` if there is no such thing any more.
        now: The present instant.
    """
    if subject is None:
        return DropReason.GONE
    cancelled = subject.state is SubjectState.CANCELLED
    tells_it = kind is MessageKind.SLOT_CANCELLED
    begun = subject.happens_at is not None and subject.happens_at <= now
    checks = (
        (subject.opted_out, DropReason.OPTED_OUT),
        (subject.state is SubjectState.DONE, DropReason.DONE),
        (cancelled and not tells_it, DropReason.CANCELLED),
        (tells_it and not cancelled, DropReason.CHANGED),
        (subject.sequence != written_for, DropReason.CHANGED),
        (begun and kind in _OF_SLOTS, DropReason.PAST),
    )
    return next((reason for holds, reason in checks if holds), None)


def idempotency_key(kind: MessageKind, subject: UUID, sequence: int) -> str:
    """Return the key by which a message exists once, here and at the provider.

    The same cause written twice is one message. It is random to whoever reads it, and
    holds no ``|``, which separates keys at SMSAPI (``DOMAIN.md`` 7.6).
    """
    return f"{kind}-{subject.hex}-{sequence}"

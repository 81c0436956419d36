"""What messages can tell. Reads only; never a number in clear, never a text."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one
from distribution.messages.errors import MessageNotFoundError
from distribution.messages.rules.outbox import MessageKind, MessageState
from distribution.messages.rules.sms import masked_number


class MessageFacts(msgspec.Struct, frozen=True):
    """A message as staff see it. ``failure`` is a `Failure` or a `DropReason`."""

    id: UUID
    kind: MessageKind
    number: str
    state: MessageState
    attempts: int
    not_before: datetime
    created_at: datetime
    sent_at: datetime | None
    failure: str | None
    subject: UUID
    household: UUID | None = None
    """Whom it goes to; none if to a driver, whose run is the subject."""


_MESSAGE = (
    "SELECT id, kind, recipient, state, attempts, not_before, created_at, sent_at,"
    " failure, subject, household FROM outbox_message"
)

_OLDER = (
    "($2::uuid IS NULL OR (created_at, id) <"
    " (SELECT created_at, id FROM outbox_message WHERE id = $2))"
)


async def messages(
    *, state: MessageState | None = None, until: UUID | None = None, most: int = 200
) -> list[MessageFacts]:
    """Return messages, the newest first.

    Args:
        state: Only those of one state.
        until: Only those older than this one, for the next page.
        most: Messages at most.
    """
    rows = await fetch(
        f"{_MESSAGE} WHERE ($1::text IS NULL OR state = $1) AND {_OLDER}"
        " ORDER BY created_at DESC, id DESC LIMIT $3",
        state,
        until,
        most,
    )
    return [_message_of(row) for row in rows]


async def message(message_id: UUID) -> MessageFacts:
    """Return one message.

    Raises:
        MessageNotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_MESSAGE} WHERE id = $1", message_id)
    if row is None:
        raise MessageNotFoundError
    return _message_of(row)


async def message_counts() -> dict[MessageState, int]:
    """Return how many messages there are in each state that occurs."""
    rows = await fetch(
        "SELECT state, count(*) AS messages FROM outbox_message GROUP BY state"
    )
    return {MessageState(row["state"]): row["messages"] for row in rows}


async def messages_about(subjects: Collection[UUID]) -> list[MessageFacts]:
    """Return the messages about these bookings or runs, the newest first."""
    rows = await fetch(
        f"{_MESSAGE} WHERE subject = ANY($1::uuid[]) ORDER BY created_at DESC, id",
        list(subjects),
    )
    return [_message_of(row) for row in rows]


def _message_of(row: Row) -> MessageFacts:
    return MessageFacts(
        id=row["id"],
        kind=MessageKind(row["kind"]),
        number=masked_number(row["recipient"]),
        state=MessageState(row["state"]),
        attempts=row["attempts"],
        not_before=row["not_before"],
        created_at=row["created_at"],
        sent_at=row["sent_at"],
        failure=row["failure"],
        subject=row["subject"],
        household=row["household"],
    )

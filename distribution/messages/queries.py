"""What messages can tell. Reads only; never a number in clear, never a text."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch
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


_MESSAGE = (
    "SELECT id, kind, recipient, state, attempts, not_before, created_at, sent_at,"
    " failure, subject FROM outbox_message"
)


async def messages(
    *, state: MessageState | None = None, most: int = 200
) -> list[MessageFacts]:
    """Return messages, the newest first; those of one state if it is given."""
    rows = await fetch(
        f"{_MESSAGE} WHERE $1::text IS NULL OR state = $1"
        " ORDER BY created_at DESC, id LIMIT $2",
        state,
        most,
    )
    return [_message_of(row) for row in rows]


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
    )

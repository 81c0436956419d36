"""What becomes of a message: taken by a worker, sent, dropped, tried once more."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import Row, execute, fetch, fetch_one
from distribution.core.language import Language
from distribution.core.transaction import transaction
from distribution.messages.errors import MessageNotFoundError
from distribution.messages.rules.outbox import (
    LEASE,
    DropReason,
    MessageKind,
    MessageState,
    Verdict,
    check_way,
)

_GONE_FOR_GOOD = {MessageState.SENT, MessageState.DROPPED}


class LeasedMessage(msgspec.Struct, frozen=True):
    """A message that one worker has to itself until the lease is over."""

    id: UUID
    kind: MessageKind
    number: str
    language: Language
    facts: dict[str, Any]
    subject: UUID
    subject_sequence: int
    key: str
    attempts: int


async def lease_messages(
    actor: Actor, *, now: datetime, kinds: Collection[MessageKind], most: int
) -> list[LeasedMessage]:
    """Take messages that are due, those that a dead worker left behind too.

    No other worker gets them for as long as the lease lasts; each take is a try.

    Args:
        actor: The worker.
        now: The present instant.
        kinds: Those that may go out at this hour.
        most: Messages at most; so many must be sent within the lease.
    """
    actor.must(Permission.SEND_MESSAGES)
    async with transaction(actor):
        rows = await fetch(
            "UPDATE outbox_message SET state = 'sending', attempts = attempts + 1,"
            " not_before = $2 WHERE id IN (SELECT id FROM outbox_message"
            "  WHERE state IN ('queued', 'sending') AND not_before <= $1"
            "  AND kind = ANY($3::text[]) ORDER BY not_before, id LIMIT $4"
            "  FOR UPDATE SKIP LOCKED) RETURNING *",
            now,
            now + LEASE,
            [kind.value for kind in kinds],
            most,
        )
    return [_leased(row) for row in sorted(rows, key=lambda row: row["created_at"])]


async def settle_message(
    actor: Actor, message: LeasedMessage, verdict: Verdict, *, now: datetime
) -> None:
    """Write down what became of a try; a link is blanked once it has gone out.

    Nothing is changed if the lease ran out and another worker took the message.
    """
    actor.must(Permission.SEND_MESSAGES)
    async with transaction(actor):
        await _settle(
            message,
            verdict.state,
            failure=verdict.failure,
            not_before=verdict.not_before,
            provider_id=verdict.provider_id,
            sent_at=now if verdict.state is MessageState.SENT else None,
        )


async def drop_message(
    actor: Actor, message: LeasedMessage, reason: DropReason
) -> None:
    """Keep a message from being sent, since it is no longer true (E43)."""
    actor.must(Permission.SEND_MESSAGES)
    async with transaction(actor):
        await _settle(message, MessageState.DROPPED, failure=reason)


async def queue_again(
    actor: Actor, message: UUID, *, now: datetime, number: str | None = None
) -> None:
    """Have a failed message tried again, once what was wrong is mended.

    Args:
        actor: Who has mended it.
        message: Which.
        now: The present instant.
        number: Where to, in E.164, if the recipient has another number by now.

    Raises:
        MessageNotFoundError: The centre has none of this id.
        WrongMessageStateError: It has not failed; nothing is sent twice by a click.
    """
    actor.must(Permission.SEND_MESSAGES)
    async with transaction(actor):
        row = await fetch_one(
            "SELECT state FROM outbox_message WHERE id = $1 FOR UPDATE", message
        )
        if row is None:
            raise MessageNotFoundError
        check_way(MessageState(row["state"]), MessageState.QUEUED)
        await execute(
            "UPDATE outbox_message SET state = 'queued', attempts = 0,"
            " failure = NULL, not_before = $2, recipient = coalesce($3, recipient)"
            " WHERE id = $1",
            message,
            now,
            number,
        )


async def _settle(
    message: LeasedMessage,
    state: MessageState,
    *,
    failure: str | None,
    not_before: datetime | None = None,
    provider_id: str | None = None,
    sent_at: datetime | None = None,
) -> None:
    await execute(
        "UPDATE outbox_message SET state = $3, failure = $4,"
        " not_before = coalesce($5, not_before), provider_id = $6, sent_at = $7,"
        " facts = CASE WHEN $8 THEN facts - 'link' ELSE facts END"
        " WHERE id = $1 AND state = 'sending' AND attempts = $2",
        message.id,
        message.attempts,
        state.value,
        failure,
        not_before,
        provider_id,
        sent_at,
        state in _GONE_FOR_GOOD,
    )


def _leased(row: Row) -> LeasedMessage:
    return LeasedMessage(
        id=row["id"],
        kind=MessageKind(row["kind"]),
        number=row["recipient"],
        language=row["language"],
        facts=msgspec.json.decode(row["facts"]),
        subject=row["subject"],
        subject_sequence=row["subject_sequence"],
        key=row["idempotency_key"],
        attempts=row["attempts"],
    )

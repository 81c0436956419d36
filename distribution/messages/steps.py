"""What other domains may do with messages, inside their own command."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.database import execute, require_transaction
from distribution.core.language import Language
from distribution.messages.rules.outbox import MessageKind, idempotency_key
from distribution.messages.rules.timing import send_not_before
from distribution.messages.texts import Facts


class Recipient(msgspec.Struct, frozen=True):
    """Who is written to. ``number`` is E.164, with its plus."""

    number: str
    language: Language = "pl"
    household: UUID | None = None


class Draft(msgspec.Struct, frozen=True):
    """A message to be: who gets it, what its text names, and what it is about."""

    recipient: Recipient
    facts: Facts
    subject: UUID
    sequence: int


async def enqueue(
    actor: Actor,
    kind: MessageKind,
    recipient: Recipient,
    facts: Facts,
    *,
    subject: UUID,
    sequence: int,
    not_before: datetime,
) -> bool:
    """Put a message into the outbox; it exists exactly if the command commits.

    The same kind for the same subject and sequence is one message, however often it
    is asked for.

    Args:
        actor: Who gives the cause.
        kind: What it says.
        recipient: Who gets it.
        facts: What its text names; a link is a path (``/t/…``), which gets its
            origin when the message is sent, and is blanked afterwards.
        subject: What it is about, looked at again right before sending.
        sequence: The subject's sequence as it is now.
        not_before: When it may go out; quiet hours put it off further.

    Returns:
        Whether the message is new.
    """
    require_transaction()
    draft = Draft(recipient, facts, subject, sequence)
    return await enqueue_all(actor, kind, [draft], not_before=not_before) == 1


async def enqueue_all(
    actor: Actor, kind: MessageKind, drafts: Sequence[Draft], *, not_before: datetime
) -> int:
    """Put messages of one kind into the outbox, as ``enqueue`` does with one.

    Returns:
        How many are new.
    """
    require_transaction()
    status = await execute(
        "INSERT INTO outbox_message (id, centre, kind, state, not_before, recipient,"
        " language, facts, subject, subject_sequence, household, idempotency_key)"
        " SELECT gen_random_uuid(), $1, $2, 'queued', $3, * FROM unnest($4::text[],"
        "  $5::text[], $6::jsonb[], $7::uuid[], $8::int[], $9::uuid[], $10::text[])"
        " ON CONFLICT (centre, idempotency_key) DO NOTHING",
        actor.centre,
        kind.value,
        send_not_before(kind, not_before, WARSAW),
        [one.recipient.number for one in drafts],
        [one.recipient.language for one in drafts],
        [msgspec.json.encode(one.facts).decode() for one in drafts],
        [one.subject for one in drafts],
        [one.sequence for one in drafts],
        [one.recipient.household for one in drafts],
        [idempotency_key(kind, one.subject, one.sequence) for one in drafts],
    )
    return int(status.rsplit(" ", 1)[1])

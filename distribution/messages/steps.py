"""What other domains may do with messages, inside their own command."""

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
    status = await execute(
        "INSERT INTO outbox_message (id, centre, kind, recipient, language, facts,"
        " subject, subject_sequence, household, idempotency_key, state, not_before)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10)"
        " ON CONFLICT (centre, idempotency_key) DO NOTHING",
        actor.centre,
        kind.value,
        recipient.number,
        recipient.language,
        msgspec.json.encode(facts).decode(),
        subject,
        sequence,
        recipient.household,
        idempotency_key(kind, subject, sequence),
        send_not_before(kind, not_before, WARSAW),
    )
    return status.endswith(" 1")

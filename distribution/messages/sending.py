"""Empties the outbox: looks again at what each message speaks of, then sends it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock
from distribution.core.jobs import Periodic
from distribution.core.reading import reading
from distribution.core.settings import Settings, settings
from distribution.core.transaction import perform
from distribution.core.web import log
from distribution.messages.commands import (
    LeasedMessage,
    drop_message,
    lease_messages,
    settle_message,
)
from distribution.messages.rules.outbox import (
    Failure,
    MessageKind,
    MessageState,
    Outcome,
    Rejected,
    Subject,
    after_attempt,
    drop_reason,
)
from distribution.messages.rules.timing import send_not_before
from distribution.messages.senders import ConsoleSender, OutgoingMessage, Sender
from distribution.messages.smsapi import smsapi_sender
from distribution.messages.texts import compose, facts_of

LookUp = Callable[[UUID], Awaitable[Subject | None]]
"""Tells what is true of a subject now. Runs within ``reading``."""

Subjects = Mapping[MessageKind, LookUp]
"""Who to ask, by kind. The application brings it, since messages know no booking."""

OpenSender = Callable[[], AbstractAsyncContextManager[Sender]]

_AT_ONCE = 10
"""Messages a lease: fifteen seconds of patience each are within five minutes."""

_EVERY = "* * * * * */15"


class SendingReport(msgspec.Struct, frozen=True):
    """What one run did, in messages."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    put_off: int = 0

    def plus(self, state: MessageState) -> "SendingReport":
        """Return the report with one more message that ended in *state*."""
        name = {
            MessageState.SENT: "sent",
            MessageState.DROPPED: "dropped",
            MessageState.FAILED: "failed",
        }.get(state, "put_off")
        return msgspec.structs.replace(self, **{name: getattr(self, name) + 1})


def opening_sender(current: Settings) -> OpenSender:
    """Return how to open the sender that the operator has chosen."""
    if current.sms_sender == "smsapi" and current.smsapi_token:
        return partial(
            smsapi_sender,
            token=current.smsapi_token,
            sender_name=current.smsapi_from,
            origin=current.smsapi_url,
        )
    return _console


def sending_job(subjects: Subjects) -> Periodic:
    """Return the job that empties the outbox of each centre, for the workers."""

    async def run(actor: Actor, clock: Clock) -> None:
        current = settings()
        async with opening_sender(current)() as sender:
            report = await send_due(
                actor,
                clock,
                sender=sender,
                subjects=subjects,
                origin=origin_of(current),
            )
        if report != SendingReport():
            log.info("messages_sent", **msgspec.structs.asdict(report))

    return Periodic("messages.send", run, _EVERY)


def origin_of(current: Settings) -> str:
    """Return what stands before the path of a link: scheme, host and port."""
    return current.public_url or f"http://{current.host}:{current.port}"


async def send_due(
    actor: Actor, clock: Clock, *, sender: Sender, subjects: Subjects, origin: str
) -> SendingReport:
    """Send what is due in the actor's centre; nothing is sent inside a transaction.

    Each message is leased, looked at again, sent and settled. A worker that dies in
    between leaves a lease that runs out; the next one tries again with the same key,
    by which the provider knows it.

    Args:
        actor: The worker, for one centre.
        clock: Asked before each message: sending takes its time.
        sender: Who carries them out.
        subjects: Whom to ask whether a message still holds.
        origin: Put before the path of a link: ``https://kromka.example``.
    """
    report = SendingReport()
    while leased := await _lease(actor, clock, subjects):
        for message in leased:
            look_up = subjects[message.kind]
            if await _still_holds(actor, message, look_up, clock()):
                outcome = await _hand_over(message, sender, origin)
                state = await _settle(actor, message, outcome, clock())
            else:
                state = MessageState.DROPPED
            report = report.plus(state)
    return report


async def _lease(actor: Actor, clock: Clock, subjects: Subjects) -> list[LeasedMessage]:
    now = clock()
    kinds = [k for k in subjects if send_not_before(k, now, WARSAW) <= now]
    return await perform(lease_messages, actor, now=now, kinds=kinds, most=_AT_ONCE)


async def _still_holds(
    actor: Actor, message: LeasedMessage, look_up: LookUp, now: datetime
) -> bool:
    """Say whether what the message speaks of is still so; drop it if not (E43)."""
    async with reading(actor):
        subject = await look_up(message.subject)
    stale = drop_reason(
        message.kind, written_for=message.subject_sequence, subject=subject, now=now
    )
    if stale is not None:
        await perform(drop_message, actor, message, stale)
    return stale is None


async def _settle(
    actor: Actor, message: LeasedMessage, outcome: Outcome, now: datetime
) -> MessageState:
    verdict = after_attempt(outcome, attempts=message.attempts, now=now)
    await perform(settle_message, actor, message, verdict, now=now)
    return verdict.state


async def _hand_over(message: LeasedMessage, sender: Sender, origin: str) -> Outcome:
    try:
        facts = facts_of(message.kind, _with_origin(message.facts, origin))
    except msgspec.ValidationError:
        return Rejected(Failure.TEXT_REFUSED)
    text = compose(message.kind, facts, message.language)
    return await sender.send(
        OutgoingMessage(message.key, message.kind, message.number, text)
    )


def _with_origin(facts: dict[str, Any], origin: str) -> dict[str, Any]:
    link = facts.get("link")
    return {**facts, "link": f"{origin}{link}"} if link else facts


@asynccontextmanager
async def _console() -> AsyncIterator[Sender]:
    yield ConsoleSender(log)

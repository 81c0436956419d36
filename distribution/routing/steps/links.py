"""Giving a run its link, and telling its driver."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.accounts.secrets import new_link_token, token_hash
from distribution.core.actor import Actor
from distribution.core.database import execute, require_transaction
from distribution.core.language import Language
from distribution.messages.rules.outbox import MessageKind
from distribution.messages.steps import Recipient, enqueue
from distribution.messages.texts import LinkFacts
from distribution.routing.queries.runs import link_sequence


class RunLink(msgspec.Struct, frozen=True):
    """The link of a run: shown once to who asked for it, stored as a hash."""

    run: UUID
    driver_name: str
    path: str
    """``/r/…``; the reader's own address of the service goes before it."""

    told: bool
    """Whether a message brings it to the driver."""


class Driven(msgspec.Struct, frozen=True):
    """Who drives a run, as far as a link concerns them."""

    run: UUID
    day: date
    driver_name: str
    phone: str | None
    language: Language


async def give_link(actor: Actor, driven: Driven, *, now: datetime) -> RunLink:
    """Make a new link for a run; the one before works no more."""
    require_transaction()
    token = new_link_token()
    hashed = token_hash(token)
    await execute("UPDATE run SET token_hash = $2 WHERE id = $1", driven.run, hashed)
    path = f"/r/{token}"
    if driven.phone:
        await enqueue(
            actor,
            MessageKind.RUN_LINK,
            Recipient(driven.phone, driven.language),
            LinkFacts(path, driven.day),
            subject=driven.run,
            sequence=link_sequence(hashed),
            not_before=now,
        )
    return RunLink(driven.run, driven.driver_name, path, told=bool(driven.phone))

"""Writes down what happened: hand-outs, scans, conflicts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, require_transaction
from distribution.core.transaction import say_last
from distribution.vouchers.shortfalls import Short
from distribution.vouchers.steps.looking_up import Found
from distribution.vouchers.substitutes import Substitute


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-out as it is recorded."""

    id: UUID
    site: UUID
    nonce: UUID
    channel: str
    recipient: str
    authorisation: UUID | None
    scanned_at: datetime
    recorded_at: datetime
    offline: bool
    conflict: str | None
    pin_used: bool = False


def record_handout(actor: Actor, found: Found, event: Event) -> None:
    """Write the hand-out as the command commits; a second active one is refused then.

    With a conflict, a case for the coordinator is opened beside it.
    """
    judged = event.scanned_at if event.offline else event.recorded_at
    say_last(
        "SELECT kromka_record_handout($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
        " $12, $13, $14, $15, $16, $17)",
        event.id,
        actor.centre,
        found.id,
        found.household,
        found.round,
        event.site,
        event.nonce,
        event.channel,
        event.recipient,
        event.authorisation,
        event.scanned_at,
        local_day(judged),
        event.recorded_at,
        event.offline,
        event.conflict,
        actor.label,
        event.pin_used,
    )
    if event.conflict is not None:
        say_last(
            "INSERT INTO conflict_case (centre, handout, reason, opened_at)"
            " VALUES ($1, $2, $3, $4)",
            actor.centre,
            event.id,
            event.conflict,
            event.recorded_at,
        )


def record_shorts(actor: Actor, handout: UUID, shorts: Mapping[UUID, Short]) -> None:
    """Write what of the voucher was not handed over, as the command commits."""
    for article, short in shorts.items():
        say_last(
            "INSERT INTO handout_short (id, centre, handout, article, packs, reason,"
            " note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            uuid4(),
            actor.centre,
            handout,
            article,
            short.packs,
            short.reason.value if short.reason else None,
            short.note,
        )


def record_substitutes(
    actor: Actor, handout: UUID, substitutes: Iterable[Substitute]
) -> None:
    """Write what went in the place of something, as the command commits."""
    for one in substitutes:
        say_last(
            "INSERT INTO handout_substitute (id, centre, handout, article, instead_of,"
            " packs) VALUES ($1, $2, $3, $4, $5, $6)",
            uuid4(),
            actor.centre,
            handout,
            one.article,
            one.instead_of,
            one.packs,
        )


class KeptScan(msgspec.Struct, frozen=True, kw_only=True):
    """A look at a voucher that handed nothing out, or was refused."""

    site: UUID | None
    channel: str
    voucher: UUID | None
    nonce: UUID | None
    purpose: str
    refusal: str | None
    offline: bool
    at: datetime


async def keep_scan(actor: Actor, scan: KeptScan) -> None:
    """Keep a scan; refused ones are evidence too (V12)."""
    require_transaction()
    await execute(
        "INSERT INTO scan (centre, at, actor, site, channel, voucher, nonce, purpose,"
        " refusal, offline) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        actor.centre,
        scan.at,
        actor.label,
        scan.site,
        scan.channel,
        scan.voucher,
        scan.nonce,
        scan.purpose,
        scan.refusal,
        scan.offline,
    )

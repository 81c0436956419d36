"""Refusals that phones said without signal, kept when they are back (V12)."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_value
from distribution.core.transaction import transaction
from distribution.vouchers.rules import Channel
from distribution.vouchers.steps.looking_up import decode


class ReportedRefusal(msgspec.Struct, frozen=True):
    """A refusal that happened: the phone's own id of it, the code, and its word why."""

    nonce: UUID
    code: str
    reason: str
    scanned_at: datetime


async def report_refusal(
    actor: Actor, refusal: ReportedRefusal, *, now: datetime
) -> None:
    """Keep a refusal that a device said without signal, once however often sent.

    The code itself is not kept: only whose voucher it was, where it was anybody's.
    """
    actor.must(Permission.HAND_OUT)
    code = await decode(refusal.code, actor.centre)
    async with transaction(actor):
        voucher = await fetch_value(
            "SELECT id FROM voucher WHERE id = $1 OR short_code = $2",
            code.voucher,
            code.short_code,
        )
        await execute(
            "INSERT INTO scan (centre, at, recorded_at, actor, site, channel,"
            " voucher, nonce, purpose, refusal, offline)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'reported', $9, true)"
            " ON CONFLICT (nonce, centre) WHERE purpose = 'reported' DO NOTHING",
            actor.centre,
            min(refusal.scanned_at, now),  # a phone's clock may be fast
            now,
            actor.label,
            actor.site,
            Channel.PICKUP.value,
            voucher,
            refusal.nonce,
            refusal.reason,
        )

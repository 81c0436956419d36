"""Refusals that phones said without signal, kept when they are back (V12)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch
from distribution.core.transaction import transaction
from distribution.vouchers.rules import Channel, RefusalReason
from distribution.vouchers.steps.looking_up import decode


class ReportedRefusal(msgspec.Struct, frozen=True):
    """A refusal that happened: the phone's own id of it, the code, and why."""

    nonce: UUID
    code: str
    reason: RefusalReason
    scanned_at: datetime


async def report_refusals(
    actor: Actor, refusals: Sequence[ReportedRefusal], *, now: datetime
) -> None:
    """Keep refusals that a device said without signal, each once however often sent.

    The code itself is not kept: only whose voucher it was, where it was anybody's.
    """
    actor.must(Permission.HAND_OUT)
    codes = [await decode(one.code, actor.centre) for one in refusals]
    async with transaction(actor):
        known = await fetch(
            "SELECT id, short_code FROM voucher"
            " WHERE id = ANY($1::uuid[]) OR short_code = ANY($2::text[])",
            [code.voucher for code in codes if code.voucher],
            [code.short_code for code in codes if code.short_code],
        )
        by_code = {row["short_code"]: row["id"] for row in known}
        ids = {row["id"] for row in known}
        for refusal, code in zip(refusals, codes, strict=True):
            of_token = code.voucher if code.voucher in ids else None
            await execute(
                "INSERT INTO scan (centre, at, recorded_at, actor, site, channel,"
                " voucher, nonce, purpose, refusal, offline)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'reported', $9, true)"
                " ON CONFLICT (nonce, centre) WHERE purpose = 'reported' DO NOTHING",
                actor.centre,
                refusal.scanned_at,
                now,
                actor.label,
                actor.site,
                Channel.PICKUP.value,
                of_token or by_code.get(code.short_code),
                refusal.nonce,
                refusal.reason.value,
            )

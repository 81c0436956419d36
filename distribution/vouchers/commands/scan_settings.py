"""Setting how the scanners of a centre go on without signal."""

import asyncio
import secrets
from datetime import datetime

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute
from distribution.core.transaction import transaction
from distribution.vouchers.pin import ITERATIONS, SALT_BYTES, check_pin, pin_hash


async def set_revocations_good_for(actor: Actor, *, seconds: int) -> None:
    """Set how old a phone's list of revoked vouchers may be without a PIN (E4).

    Args:
        actor: Who decides.
        seconds: From a quarter of an hour to a day; the database holds to it.
    """
    actor.must(Permission.KEEP_DEVICES)
    async with transaction(actor):
        await execute(
            "INSERT INTO scan_setting (centre, revocations_good_for) VALUES ($1, $2)"
            " ON CONFLICT (centre) DO UPDATE SET revocations_good_for = $2",
            actor.centre,
            seconds,
        )


async def set_pin(actor: Actor, pin: str, *, now: datetime) -> None:
    """Set the supervisor's PIN, or another one; only its hash is stored.

    Raises:
        InvalidInputError: It is no PIN, or the first one that anybody would guess.
    """
    actor.must(Permission.KEEP_DEVICES)
    check_pin(pin)
    salt = secrets.token_bytes(SALT_BYTES)
    kept = await asyncio.to_thread(pin_hash, pin, salt)
    async with transaction(actor):
        await _note_change(actor, now)
        await execute(
            "INSERT INTO scan_pin (centre, salt, iterations, pin_hash)"
            " VALUES ($1, $2, $3, $4) ON CONFLICT (centre)"
            " DO UPDATE SET salt = $2, iterations = $3, pin_hash = $4",
            actor.centre,
            salt,
            ITERATIONS,
            kept,
        )


async def remove_pin(actor: Actor, *, now: datetime) -> None:
    """Do without a PIN: phones that were too long without signal hand nothing out."""
    actor.must(Permission.KEEP_DEVICES)
    async with transaction(actor):
        await _note_change(actor, now)
        await execute("DELETE FROM scan_pin WHERE centre = $1", actor.centre)


async def _note_change(actor: Actor, now: datetime) -> None:
    """Leave the trace that phones and the audit see; the hash itself has none."""
    await execute(
        "INSERT INTO scan_setting (centre, pin_changed_at) VALUES ($1, $2)"
        " ON CONFLICT (centre) DO UPDATE SET pin_changed_at = $2",
        actor.centre,
        now,
    )

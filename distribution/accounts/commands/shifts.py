"""Somebody's phone as a scanner for a shift: begun, heard of, ended."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts import steps
from distribution.accounts.rules import Permission
from distribution.accounts.secrets import new_token, token_hash
from distribution.core.actor import Actor
from distribution.core.clock import end_of_day
from distribution.core.database import execute, fetch_value
from distribution.core.errors import ForbiddenError
from distribution.core.transaction import transaction


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A shift that began; ``token`` goes to the phone and is never shown again."""

    device: UUID
    token: str
    site: UUID
    site_name: str
    expires_at: datetime


async def start_shift(actor: Actor, *, site: UUID, name: str, now: datetime) -> Shift:
    """Let the phone of whoever is signed in act for a site until the day is over.

    Raises:
        ForbiddenError: A device asks, which has no shift to give.
        NotFoundError: The centre has no such site in use.
    """
    actor.must(Permission.HAND_OUT)
    if actor.kind != "staff" or actor.id is None:
        raise ForbiddenError
    async with transaction(actor):
        await steps.require_open_sites([site])
        made = Shift(
            device=uuid4(),
            token=new_token(),
            site=site,
            site_name=await fetch_value("SELECT name FROM site WHERE id = $1", site),
            expires_at=end_of_day(now),
        )
        await execute(
            "INSERT INTO device (id, centre, site, name, token_hash, enrolled_at,"
            " started_by, expires_at, last_seen_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6)",
            made.device,
            actor.centre,
            site,
            name,
            token_hash(made.token),
            now,
            actor.id,
            made.expires_at,
        )
    return made


async def report_device(
    actor: Actor, *, waiting: int, ready: bool, as_of: datetime | None, now: datetime
) -> None:
    """Note what a device says of itself, for the office.

    Args:
        actor: The device.
        waiting: Hand-outs that it has not sent yet.
        ready: Whether it could go on without signal.
        as_of: How old its extract is; None if it has none.
        now: When it says so.
    """
    actor.must(Permission.HAND_OUT)
    async with transaction(actor):
        await execute(
            "UPDATE device SET last_seen_at = $2, waiting = $3, ready = $4,"
            " extract_at = $5 WHERE id = $1",
            actor.id,
            now,
            waiting,
            ready,
            as_of,
        )


async def end_shift(actor: Actor, *, now: datetime) -> None:
    """End the shift of a phone, which is nobody from then on.

    A device that stays has no shift: it is only noted that nothing waits there.
    """
    actor.must(Permission.HAND_OUT)
    async with transaction(actor):
        await execute(
            "UPDATE device SET last_seen_at = $2, waiting = 0, ready = false,"
            " extract_at = NULL WHERE id = $1",
            actor.id,
            now,
        )
        await execute(
            "UPDATE device SET revoked_at = $2"
            " WHERE id = $1 AND started_by IS NOT NULL",
            actor.id,
            now,
        )

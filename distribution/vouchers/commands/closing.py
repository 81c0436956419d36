"""Closing a round: none of its vouchers is redeemed any more, and none keeps food."""

from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.transaction import transaction
from distribution.inventory.steps.reserving import release
from distribution.programmes import steps as programmes


async def close_round(actor: Actor, round_id: UUID, *, now: datetime) -> None:
    """Close a round for good; what was kept for its vouchers is free again at once.

    Raises:
        NotFoundError: The centre has no such round.
        RoundClosedError: Somebody closed it before.
    """
    actor.must(Permission.STEER_ROUNDS)
    async with transaction(actor):
        await programmes.close_round(round_id, now=now)
        rows = await fetch("SELECT id FROM voucher WHERE round = $1", round_id)
        await release([row["id"] for row in rows])

"""Writing down what would make stops fit that a plan leaves out."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_one
from distribution.core.transaction import transaction
from distribution.routing.rules.remedies import Remedy


async def store_remedies(
    actor: Actor, plan: UUID, found: Mapping[str, Sequence[Remedy]], *, version: int
) -> bool:
    """Keep what was *found* by voucher; False if the plan was changed meanwhile."""
    actor.must(Permission.PLAN_ROUTES)
    rows = [{"voucher": key, "remedies": list(each)} for key, each in found.items()]
    async with transaction(actor):
        row = await fetch_one(
            "UPDATE plan SET remedies_for = version WHERE id = $1 AND version = $2"
            " AND state = 'solved' RETURNING id",
            plan,
            version,
        )
        if row is None:
            return False
        await execute(
            "UPDATE stop SET remedies = row.remedies"
            " FROM jsonb_to_recordset($2::jsonb) AS row(voucher uuid, remedies jsonb)"
            " WHERE stop.plan = $1 AND stop.voucher = row.voucher AND stop.run IS NULL"
            " AND stop.remedies <> row.remedies",
            plan,
            msgspec.json.encode(rows).decode(),
        )
    return True

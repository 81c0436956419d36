"""Holding lots back: quarantine, recall, and lifting either."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import Row, execute, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.inventory.errors import LotStateError
from distribution.inventory.queries.tracing import LotTrace, trace
from distribution.inventory.rules.lot_numbers import UNKNOWN
from distribution.inventory.rules.lots import LotState


class Withdrawal(StrEnum):
    """How a lot is held back."""

    QUARANTINE = "quarantine"
    RECALL = "recall"


_STATES = {
    Withdrawal.QUARANTINE: LotState.QUARANTINE,
    Withdrawal.RECALL: LotState.RECALLED,
}


class Withdrawn(msgspec.Struct, frozen=True):
    """Where the lots are and went, as it was before their reservations were dropped."""

    traces: list[LotTrace]
    released: int
    """Reserved packs that are no longer kept for anybody."""


async def withdraw(
    actor: Actor, lot: UUID, *, kind: Withdrawal, reason: str, now: datetime
) -> Withdrawn:
    """Hold back a lot, and every other lot of the same article and number, at once.

    The same number received on another day or by another fund is the same food, so
    a notice of the food authorities means all of them. Their reservations are
    dropped in the same transaction; the hand-out relies on that.

    Raises:
        NotFoundError: The centre has no such lot.
        LotStateError: It is held back that way already.
    """
    actor.must(Permission.RECALL)
    state = _STATES[kind]
    async with transaction(actor):
        every = await _lock_lots(lot)
        # A quarantine is the weaker of the two: it changes no lot that is recalled.
        ids = [r["id"] for r in every if r["state"] not in (state, LotState.RECALLED)]
        if not ids:
            named = every[0]
            raise LotStateError(lot=named["number"], article=named["article_name"])
        traces = [await trace(one) for one in ids]
        await _lock_balances(ids)
        await _set_state(ids, state, reason)
        released = await _drop_reservations(ids)
        for one in ids:
            await execute(
                "INSERT INTO recall (id, centre, lot, kind, reason, announced_at)"
                " VALUES ($1, $2, $3, $4, $5, $6)",
                uuid4(),
                actor.centre,
                one,
                kind,
                reason,
                now,
            )
    return Withdrawn(traces, released)


async def lift(actor: Actor, lot: UUID, *, reason: str, now: datetime) -> list[UUID]:
    """Let a lot be used again, and every other lot of its article and number.

    Returns:
        The lots that may be used again.

    Raises:
        NotFoundError: The centre has no such lot.
        LotStateError: Nothing holds it back.
    """
    actor.must(Permission.RECALL)
    async with transaction(actor):
        lots = await _lock_lots(lot)
        ids = [row["id"] for row in lots if row["state"] != LotState.USABLE]
        if not ids:
            named = lots[0]
            raise LotStateError(lot=named["number"], article=named["article_name"])
        await _lock_balances(ids)
        await _set_state(ids, LotState.USABLE, reason)
        await execute(
            "UPDATE recall SET lifted_at = $2 WHERE lot = ANY($1)"
            " AND lifted_at IS NULL",
            ids,
            now,
        )
    return ids


async def _lock_lots(lot: UUID) -> list[Row]:
    """Lock a lot and all of its article and number, by id; the lot itself first."""
    named = await fetch_one("SELECT article, number FROM lot WHERE id = $1", lot)
    if named is None:
        raise NotFoundError
    alone = named["number"] == UNKNOWN
    rows = await fetch(
        "SELECT l.id, l.state, l.number, a.name AS article_name FROM lot AS l"
        " JOIN article AS a ON a.id = l.article WHERE l.id = $1"
        " OR (l.article = $2 AND l.number = $3 AND NOT $4::boolean)"
        " ORDER BY l.id FOR NO KEY UPDATE OF l",
        lot,
        named["article"],
        named["number"],
        alone,
    )
    return sorted(rows, key=lambda row: row["id"] != lot)


async def _lock_balances(lots: list[UUID]) -> None:
    await fetch(
        "SELECT b.id FROM stock_balance AS b WHERE b.lot = ANY($1)"
        " ORDER BY b.id FOR NO KEY UPDATE",
        lots,
    )


async def _set_state(lots: list[UUID], state: LotState, reason: str) -> None:
    await execute(
        "UPDATE lot SET state = $2, state_reason = $3 WHERE id = ANY($1)",
        lots,
        state,
        reason,
    )


async def _drop_reservations(lots: list[UUID]) -> int:
    rows = await fetch(
        "WITH dropped AS (DELETE FROM reservation AS r USING stock_balance AS b"
        " WHERE b.id = r.balance AND b.lot = ANY($1) RETURNING r.balance, r.packs),"
        " sums AS (SELECT balance, sum(packs) AS packs FROM dropped GROUP BY balance),"
        " lowered AS (UPDATE stock_balance AS b SET reserved = b.reserved - s.packs"
        " FROM sums AS s WHERE b.id = s.balance)"
        " SELECT coalesce(sum(packs), 0)::int AS packs FROM dropped",
        lots,
    )
    return int(rows[0]["packs"])

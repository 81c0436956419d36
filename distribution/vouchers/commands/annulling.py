"""Undoing a hand-out by compensating entries, and settling conflicts."""

from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, local_day
from distribution.core.database import Row, execute, fetch, fetch_one, fetch_value
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.core.units import Packs
from distribution.households import steps as households
from distribution.inventory.steps import handing_out as stock
from distribution.inventory.steps.reserving import Wish, reserve
from distribution.vouchers.errors import (
    AlreadyAnnulledError,
    ConflictSettledError,
    HandoutNotFoundError,
)
from distribution.vouchers.handouts import Handout
from distribution.vouchers.queries.handouts import handout
from distribution.vouchers.rules import RefusalReason


async def annul(
    actor: Actor, handout_id: UUID, *, reason: str, now: datetime
) -> Handout:
    """Undo a hand-out: stock and entitlement come back, the fact stays visible.

    The voucher can be handed out again, and its parcel is reserved again as far as
    the stock allows; unless another hand-out of it, kept as a conflict until now, is
    then the one that counts, or its round is closed.

    Raises:
        HandoutNotFoundError: The centre has none of this id.
        AlreadyAnnulledError: It was annulled before; carries when.
    """
    actor.must(Permission.ANNUL)
    today = local_day(now)
    async with transaction(actor):
        row = await _lock(handout_id)
        if row["annulled_at"] is not None:
            at = row["annulled_at"].astimezone(WARSAW)
            raise AlreadyAnnulledError(annulled_at=f"{at:%d.%m.%Y, %H:%M}")
        await execute(
            "UPDATE handout SET annulled_at = $2, annulment = $3, annulled_by = $4"
            " WHERE id = $1",
            handout_id,
            now,
            reason,
            actor.label,
        )
        await execute(
            "UPDATE conflict_case SET settled_at = $2, settled_by = $3,"
            " settlement = $4 WHERE handout = $1 AND settled_at IS NULL",
            handout_id,
            now,
            actor.label,
            reason,
        )
        taken = await fetch(
            "SELECT l.article, -sum(m.packs)::int AS packs FROM movement AS m"
            " JOIN lot AS l ON l.id = m.lot"
            " WHERE m.handout = $1 AND m.reason = 'handed_out' GROUP BY l.article",
            handout_id,
        )
        articles = [line["article"] for line in taken]
        packs = [Packs(line["packs"]) for line in taken]
        await households.credit_entitlement(row["referral"], articles, packs)
        await stock.give_back(actor.centre, handout_id, day=today)
        stands = await _let_another_stand(actor, row, reason=reason, now=now)
        waits = row["closed_at"] is None and row["last_valid_day"] >= today
        if row["conflict"] is None and waits and not stands:
            due = await fetch(
                "SELECT article, packs FROM voucher_line WHERE voucher = $1",
                row["voucher"],
            )
            await reserve(
                actor.centre,
                [Wish(row["voucher"], {one["article"]: one["packs"] for one in due})],
                fund=row["fund"],
                holds_until=row["last_valid_day"],
                site=row["site"],
            )
        return await handout(handout_id)


async def settle_conflict(
    actor: Actor, case: UUID, *, settlement: str, now: datetime
) -> None:
    """Note how a conflict was settled; both hand-outs stay as facts.

    Raises:
        NotFoundError: The centre has no such conflict.
        ConflictSettledError: Somebody settled it before.
    """
    actor.must(Permission.SETTLE_CONFLICTS)
    async with transaction(actor):
        row = await fetch_one(
            "SELECT settled_at FROM conflict_case WHERE id = $1 FOR UPDATE", case
        )
        if row is None:
            raise NotFoundError
        if row["settled_at"] is not None:
            raise ConflictSettledError
        await execute(
            "UPDATE conflict_case SET settled_at = $2, settled_by = $3,"
            " settlement = $4 WHERE id = $1",
            case,
            now,
            actor.label,
            settlement,
        )


async def _let_another_stand(
    actor: Actor, annulled: Row, *, reason: str, now: datetime
) -> bool:
    """Let the earliest second hand-out of the voucher be its hand-out, if there is one.

    It was a conflict only beside the one that is undone: the household has its parcel.
    What else was against that one, as of a blocked voucher, is against this one now.
    """
    conflict = annulled["conflict"]
    if conflict == RefusalReason.ALREADY_HANDED_OUT:
        return False
    second = await fetch_value(
        "UPDATE handout SET conflict = $3 WHERE id = ("
        "SELECT id FROM handout WHERE voucher = $1 AND annulled_at IS NULL"
        " AND conflict = $2 ORDER BY scanned_at, id LIMIT 1) RETURNING id",
        annulled["voucher"],
        RefusalReason.ALREADY_HANDED_OUT.value,
        conflict,
    )
    if conflict is not None:
        await execute(
            "UPDATE conflict_case SET reason = $2 WHERE handout = $1", second, conflict
        )
        return second is not None
    await execute(
        "UPDATE conflict_case SET settled_at = $2, settled_by = $3, settlement = $4"
        " WHERE handout = $1 AND settled_at IS NULL",
        second,
        now,
        actor.label,
        f"Pierwsze wydanie cofnięto: {reason}",
    )
    return second is not None


async def _lock(handout_id: UUID) -> Row:
    """Lock the voucher of a hand-out, then return both; its round stays as it is."""
    await execute(
        "SELECT v.id FROM voucher AS v JOIN handout AS d ON d.voucher = v.id"
        " WHERE d.id = $1 FOR UPDATE OF v",
        handout_id,
    )
    row = await fetch_one(
        "SELECT d.voucher, d.annulled_at, d.conflict, d.site, v.referral,"
        " v.last_valid_day, r.sub_programme AS fund, r.closed_at"
        " FROM handout AS d JOIN voucher AS v ON v.id = d.voucher"
        " JOIN round AS r ON r.id = d.round WHERE d.id = $1 FOR SHARE OF r",
        handout_id,
    )
    if row is None:
        raise HandoutNotFoundError
    return row

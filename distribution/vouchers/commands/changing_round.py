"""Changing a round: its vouchers decide how much of it may still change."""

from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.errors import InvalidInputError, NotFoundError
from distribution.core.standing import refuse_overwriting
from distribution.core.transaction import transaction
from distribution.programmes import steps as programmes
from distribution.programmes.errors import RoundIssuedError
from distribution.programmes.queries.rounds import packs_by_field, round_as_planned
from distribution.programmes.rounds import RoundPlan, plan_faults
from distribution.vouchers.queries.standing import has_vouchers


async def change_round(
    actor: Actor,
    round_id: UUID,
    *,
    name: str,
    note: str,
    plan: RoundPlan | None,
    seen: str | None = None,
) -> None:
    """Change what people read of a round and, before its first voucher, its plan.

    Args:
        actor: Who changes it.
        round_id: The round; its key stays, so that addresses of pages hold.
        name: What people read.
        note: For those who hand out.
        plan: New days and packs; None leaves them.
        seen: The `standing` of `round_as_planned` when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has no such round, or no such article.
        RoundClosedError: The round was closed.
        RoundIssuedError: A plan is given, and vouchers were issued already.
        InvalidInputError: The days are the wrong way round, or an article is twice.
        RoundOutsideSubProgrammeError: The days are not within the sub-programme's.
        TooFewGroupsError: Fewer than three commodity groups (R-PAR-1).
    """
    actor.must(Permission.STEER_ROUNDS)
    faults = plan_faults(plan) if plan else []
    if faults:
        raise InvalidInputError(faults)
    written: dict[str, object] = {"name": name, "note": note}
    if plan is not None:
        written |= {"starts_on": plan.starts_on, "ends_on": plan.ends_on}
        written |= packs_by_field(plan.lines)
    with refusing({"round_line_article_exists": NotFoundError}):
        async with transaction(actor):
            # Issuing locks the round as well: no voucher slips in before the commit.
            known_as = await programmes.lock_open_round(round_id)
            known = await round_as_planned(round_id)
            if plan is None:
                known = {field: known[field] for field in written}
            refuse_overwriting(seen, known, written)
            await programmes.name_round(round_id, name=name, note=note)
            if plan is not None:
                if await has_vouchers(round_id):
                    raise RoundIssuedError(name=known_as)
                await programmes.plan_round(actor.centre, round_id, plan)

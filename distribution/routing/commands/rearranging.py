"""Changing a plan by hand before anybody drives it (R12): moves, locks, undo.

Every change names the version of the plan that was looked at, so that of two who
change it at once the second sees what the first did, and nothing is overwritten.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.routing.errors import NothingToUndoError
from distribution.routing.rules.board import (
    Arrangement,
    moved,
    with_firm,
    with_lock,
)
from distribution.routing.steps.rearranging import Held, arrange, hold, remember


async def move_stop(
    actor: Actor,
    plan: UUID,
    voucher: UUID,
    *,
    shift: UUID | None,
    place: int,
    version: int,
    now: datetime,
) -> int:
    """Put a stop at a place of a driver's route; nothing else changes its order.

    What breaks a rule is put down all the same, and named: only publishing refuses.

    Args:
        actor: Who moves it.
        plan: A plan that is made and not yet driven.
        voucher: Whose parcel.
        shift: Who is to bring it; None takes it off its route.
        place: From 1, counted without the stop itself; beyond the last is the last.
        version: The plan's version that was looked at.
        now: The present instant.

    Returns:
        The plan's version from now on.

    Raises:
        NotFoundError: The plan, its stop or its shift is not there.
        PlanClosedError: The plan is not made yet, or was driven.
        PlanChangedError: Somebody else changed it since *version*.
    """
    actor.must(Permission.PLAN_ROUTES)
    key = None if shift is None else str(shift)

    def change(held: Held) -> Arrangement:
        _known_stop(held, voucher)
        if key is not None:
            _known_shift(held, key)
        return moved(held.arrangement, str(voucher), key, place - 1)

    return await _changed(actor, plan, version, change, about=voucher, now=now)


async def lock_stop(
    actor: Actor,
    plan: UUID,
    voucher: UUID,
    *,
    locked: bool,
    version: int,
    now: datetime,
) -> int:
    """Tie a stop to its driver when the plan is solved again, or free it.

    Raises:
        NotFoundError: The plan or its stop is not there.
        PlanClosedError: The plan is not made yet, or was driven.
        PlanChangedError: Somebody else changed it since *version*.
    """
    actor.must(Permission.PLAN_ROUTES)

    def change(held: Held) -> Arrangement:
        _known_stop(held, voucher)
        return with_lock(held.arrangement, str(voucher), locked=locked)

    return await _changed(actor, plan, version, change, about=voucher, now=now)


async def lock_order(
    actor: Actor,
    plan: UUID,
    shift: UUID,
    *,
    stops: int,
    version: int,
    now: datetime,
) -> int:
    """Keep the first stops of a route in their order when it is solved again.

    Args:
        actor: Who locks them.
        plan: A plan that is made and not yet driven.
        shift: Whose route.
        stops: How many; 0 frees them.
        version: The plan's version that was looked at.
        now: The present instant.

    Raises:
        NotFoundError: The plan or its shift is not there.
        PlanClosedError: The plan is not made yet, or was driven.
        PlanChangedError: Somebody else changed it since *version*.
    """
    actor.must(Permission.PLAN_ROUTES)

    def change(held: Held) -> Arrangement:
        _known_shift(held, str(shift))
        return with_firm(held.arrangement, str(shift), stops)

    return await _changed(actor, plan, version, change, about=shift, now=now)


async def undo_change(actor: Actor, plan: UUID, *, version: int, now: datetime) -> int:
    """Take back the last change by hand that was not taken back yet.

    Raises:
        NotFoundError: The centre has no such plan.
        PlanClosedError: The plan is not made yet, or was driven.
        PlanChangedError: Somebody else changed it since *version*.
        NothingToUndoError: It is as it was made.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        held = await hold(plan, version)
        last = await fetch_one(
            "DELETE FROM plan_edit WHERE id = (SELECT id FROM plan_edit"
            " WHERE plan = $1 ORDER BY version DESC LIMIT 1) RETURNING before",
            plan,
        )
        if last is None:
            raise NothingToUndoError
        before = msgspec.json.decode(last["before"], type=Arrangement)
        return await arrange(actor, held, before, now=now)


async def _changed(
    actor: Actor,
    plan: UUID,
    version: int,
    change: Callable[[Held], Arrangement],
    *,
    about: UUID,
    now: datetime,
) -> int:
    async with transaction(actor):
        await _known(plan, about)
        held = await hold(plan, version)
        new = change(held)
        if new == held.arrangement:
            return held.facts.version
        await remember(actor, held, now=now)
        return await arrange(actor, held, new, now=now)


async def _known(plan: UUID, about: UUID) -> None:
    """Refuse what the centre does not have, whatever the plan's state."""
    row = await fetch_one(
        "SELECT FROM plan WHERE id = $1 AND (EXISTS (SELECT FROM shift WHERE id = $2)"
        " OR EXISTS (SELECT FROM stop WHERE stop.plan = $1 AND voucher = $2))",
        plan,
        about,
    )
    if row is None:
        raise NotFoundError


def _known_stop(held: Held, voucher: UUID) -> None:
    if all(stop.id != str(voucher) for stop in held.solved.problem.stops):
        raise NotFoundError


def _known_shift(held: Held, shift: str) -> None:
    if all(one.id != shift for one in held.solved.problem.shifts):
        raise NotFoundError

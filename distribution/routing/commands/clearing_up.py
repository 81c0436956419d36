"""What is left of the road: parcels of nobody's run, and problems to deal with."""

from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.routing.errors import FollowUpHandledError
from distribution.routing.rules.doors import (
    LONGEST_NOTE,
    NEVER_LOADED,
    Outcome,
    ParcelCondition,
)
from distribution.routing.steps.releasing import check_reason, release_stops


async def release_run(actor: Actor, run: UUID, *, reason: str, now: datetime) -> int:
    """Take all that is left off a run whose driver will not come (E59).

    Each parcel is free to be planned again; returns how many there were.

    Raises:
        NotFoundError: The centre has no such run.
        RunOverError: Nothing is left on it.
        InvalidInputError: The reason is missing or too long.
    """
    actor.must(Permission.PLAN_ROUTES)
    check_reason(reason)
    async with transaction(actor):
        if await fetch_one("SELECT id FROM run WHERE id = $1", run) is None:
            raise NotFoundError
        return await release_stops(actor, run, reason, now=now)


async def handle_follow_up(
    actor: Actor,
    follow_up: UUID,
    *,
    condition: ParcelCondition | None = None,
    resolution: str = "",
    now: datetime,
) -> None:
    """Write down that something from the road was dealt with (D9).

    A parcel that came back is looked at first: *condition* says how it is (I25). What
    is no longer good is then taken off the stock as a loss.

    Raises:
        NotFoundError: The centre has no such follow-up.
        FollowUpHandledError: Somebody was quicker.
        InvalidInputError: Nobody said how the parcel came back, or it has not yet.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        row = await fetch_one(
            "SELECT f.handled_at, o.outcome FROM follow_up AS f"
            " JOIN stop_outcome AS o ON o.id = f.outcome WHERE f.id = $1"
            " FOR UPDATE OF f",
            follow_up,
        )
        if row is None:
            raise NotFoundError
        if row["handled_at"] is not None:
            raise FollowUpHandledError
        _check_condition(Outcome(row["outcome"]), condition, resolution)
        await execute(
            "UPDATE follow_up SET handled_at = $2, handled_by = $3, condition = $4,"
            " resolution = $5 WHERE id = $1",
            follow_up,
            now,
            actor.name or actor.label,
            condition.value if condition else "",
            resolution.strip(),
        )


def _check_condition(
    outcome: Outcome, condition: ParcelCondition | None, resolution: str
) -> None:
    faults = []
    comes_back = outcome is not Outcome.HANDED_OVER and outcome not in NEVER_LOADED
    if comes_back and condition is None:
        sentence = N_("Wybierz, w jakim stanie wróciła paczka.")
        faults.append(FieldError("condition", sentence))
    if condition is ParcelCondition.NOT_BACK:
        sentence = N_("Sprawa zostaje otwarta, aż paczka wróci.")
        faults.append(FieldError("condition", sentence))
    if len(resolution) > LONGEST_NOTE:
        sentence = N_("Skróć notatkę do {most} znaków.")
        facts = {"most": LONGEST_NOTE}
        faults.append(FieldError("resolution", sentence, facts))
    if faults:
        raise InvalidInputError(faults)

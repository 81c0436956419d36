"""The road: a run is opened, each door ends in an outcome, the rest is taken off."""

from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import UniqueViolationError

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_one
from distribution.core.errors import (
    FieldError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.language import N_
from distribution.core.transaction import TryAgainError, transaction
from distribution.routing.errors import StopEndedError, StopNotDrivenError
from distribution.routing.queries.runs import (
    Door,
    OutcomeFacts,
    check_own,
    door,
    outcome_of_nonce,
)
from distribution.routing.rules.doors import LONGEST_NOTE
from distribution.routing.steps.outcomes import Report, finish_run, write_outcome
from distribution.vouchers.errors import NonceReusedError


class Reported(msgspec.Struct, frozen=True):
    """What is on record, and whether this report made it or an earlier one had."""

    outcome: OutcomeFacts
    repeated: bool


async def open_run(actor: Actor, run: UUID, *, now: datetime) -> None:
    """Note that the driver has seen the run.

    Raises:
        NotFoundError: The centre has no such run.
        NotYourStopError: It is somebody else's.
    """
    actor.must(Permission.DRIVE)
    async with transaction(actor):
        await _own_run(actor, run)
        await execute(
            "UPDATE run SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL",
            run,
            now,
        )


async def pledge(actor: Actor, run: UUID, *, now: datetime) -> None:
    """Note that the driver promised to keep what the run shows to themselves (D6).

    Raises:
        NotFoundError: The centre has no such run.
        NotYourStopError: It is somebody else's.
    """
    actor.must(Permission.DRIVE)
    async with transaction(actor):
        await _own_run(actor, run)
        await execute(
            "UPDATE run SET pledged_at = coalesce(pledged_at, $2),"
            " opened_at = coalesce(opened_at, $2) WHERE id = $1",
            run,
            now,
        )


async def record_outcome(
    actor: Actor, stop: UUID, report: Report, *, now: datetime
) -> Reported:
    """Write down how a stop ended. The same nonce again is the same outcome.

    A stop ends once; only a hand-over may follow a failure, for a household that
    came home after all. A parcel that was not handed over has left no trace in the
    books: it stays reserved for its voucher, whose next delivery or pickup uses it.

    Raises:
        NotFoundError: The centre has no such stop.
        NotYourStopError: It is on somebody else's run.
        StopNotDrivenError: It is on no published run.
        StopEndedError: It has ended already.
        NonceReusedError: The nonce belongs to another report.
        InvalidInputError: The note is too long.
        TryAgainError: The same report is being written at this moment.
    """
    _must_drive(actor)
    if len(report.note) > LONGEST_NOTE:
        sentence = N_("Skróć notatkę do {most} znaków.")
        raise InvalidInputError([FieldError("note", sentence, {"most": LONGEST_NOTE})])
    try:
        async with transaction(actor):
            return await _record(actor, stop, report, now)
    except UniqueViolationError as violation:
        if violation.constraint_name == "stop_outcome_nonce_once":
            raise TryAgainError("the same report came first") from violation
        raise


def _must_drive(actor: Actor) -> None:
    """Refuse who neither drives nor plans: who plans writes down what is phoned in."""
    if not (actor.may(Permission.DRIVE) or actor.may(Permission.PLAN_ROUTES)):
        raise ForbiddenError(permission=Permission.DRIVE.value)


async def _own_run(actor: Actor, run: UUID) -> None:
    row = await fetch_one(
        "SELECT s.driver FROM run AS r JOIN shift AS s ON s.id = r.shift"
        " WHERE r.id = $1 FOR NO KEY UPDATE OF r",
        run,
    )
    if row is None:
        raise NotFoundError
    check_own(actor, run, row["driver"])


async def _record(actor: Actor, stop: UUID, report: Report, now: datetime) -> Reported:
    here = await door(stop, lock=True)
    check_own(actor, here.run, here.driver)
    earlier = await outcome_of_nonce(report.nonce)
    if earlier is not None:
        if (earlier.stop, earlier.outcome) != (stop, report.outcome):
            raise NonceReusedError
        return Reported(earlier, repeated=True)
    _check_open(here, report)
    await write_outcome(actor, stop, report, now=now)
    if here.run is not None:
        await finish_run(here.run, now=now)
    made = await outcome_of_nonce(report.nonce)
    if made is None:
        raise RuntimeError("an outcome just written cannot be read")
    return Reported(made, repeated=False)


def _check_open(here: Door, report: Report) -> None:
    """A hand-out that was made is always written down, whatever became of the plan."""
    if report.handout is not None:
        return
    if here.run is None or not here.published:
        raise StopNotDrivenError
    if here.closed:
        raise StopEndedError

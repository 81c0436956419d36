"""What worries a driver at a door: told to social workers, and to nobody else.

For all others the door ended with "another reason": neither the list of what came back
from the road nor the trail says more.
"""

from datetime import datetime
from uuid import UUID, uuid4

from asyncpg import UniqueViolationError

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_one, fetch_value
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import TryAgainError, transaction
from distribution.routing.errors import (
    ConcernAnsweredError,
    StopNotDrivenError,
)
from distribution.routing.queries.runs import check_own, door, outcome_of_nonce
from distribution.routing.rules.doors import LONGEST_NOTE, Outcome
from distribution.routing.steps.outcomes import Report, finish_run, write_outcome
from distribution.vouchers.errors import NonceReusedError

_NONCE_ONCE = {"stop_outcome_nonce_once", "concern_nonce_once"}


async def report_concern(
    actor: Actor,
    stop: UUID,
    *,
    nonce: UUID,
    note: str,
    happened_at: datetime,
    now: datetime,
) -> None:
    """Tell social workers what is wrong at a door.

    A door that has not ended ends with it, and the parcel goes back; after a hand-over,
    or any other end, nothing else changes. The same nonce again is the same report.

    Raises:
        NotFoundError: The centre has no such stop.
        NotYourStopError: It is on somebody else's run.
        StopNotDrivenError: It is on no published run.
        NonceReusedError: The nonce belongs to another report.
        InvalidInputError: The note is missing or too long.
        TryAgainError: The same report is being written at this moment.
    """
    actor.must(Permission.DRIVE)
    words = _checked(note, "note")
    report = Report(outcome=Outcome.OTHER, nonce=nonce, happened_at=happened_at)
    try:
        async with transaction(actor):
            await _report(actor, stop, report, words, now)
    except UniqueViolationError as violation:
        if violation.constraint_name in _NONCE_ONCE:
            raise TryAgainError("the same report came first") from violation
        raise


async def answer_concern(
    actor: Actor, concern: UUID, *, resolution: str, now: datetime
) -> None:
    """Write down what a social worker did about a concern.

    Raises:
        NotFoundError: The centre has none of this id.
        ConcernAnsweredError: Somebody was quicker.
        InvalidInputError: Nobody said what was done.
    """
    actor.must(Permission.ASSESS)
    words = _checked(resolution, "resolution")
    try:
        async with transaction(actor):
            if await fetch_one("SELECT id FROM concern WHERE id = $1", concern) is None:
                raise NotFoundError
            await execute(
                "INSERT INTO concern_answer (id, centre, concern, resolution,"
                " answered_at, answered_by) VALUES ($1, $2, $3, $4, $5, $6)",
                uuid4(),
                actor.centre,
                concern,
                words,
                now,
                actor.label,
            )
    except UniqueViolationError as violation:
        if violation.constraint_name == "concern_answer_once":
            raise ConcernAnsweredError from violation
        raise


def _checked(words: str, field: str) -> str:
    if not 0 < len(words.strip()) <= LONGEST_NOTE:
        sentence = N_("Napisz, co się dzieje, do {most} znaków.")
        raise InvalidInputError([FieldError(field, sentence, {"most": LONGEST_NOTE})])
    return words.strip()


async def _report(
    actor: Actor, stop: UUID, report: Report, note: str, now: datetime
) -> None:
    here = await door(stop, lock=True)
    check_own(actor, here.run, here.driver)
    if await _is_told(stop, report):
        return
    if here.run is None or not here.published:
        raise StopNotDrivenError
    if not here.closed:
        await write_outcome(actor, stop, report, now=now)
    await execute(
        "INSERT INTO concern (id, centre, stop, nonce, note, happened_at, recorded_at,"
        " recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        uuid4(),
        actor.centre,
        stop,
        report.nonce,
        note,
        report.happened_at,
        now,
        actor.label,
    )
    await finish_run(here.run, now=now)


async def _is_told(stop: UUID, report: Report) -> bool:
    ended = await outcome_of_nonce(report.nonce)
    told = await fetch_value("SELECT stop FROM concern WHERE nonce = $1", report.nonce)
    if told not in (None, stop) or (
        ended is not None and (ended.stop, ended.outcome) != (stop, report.outcome)
    ):
        raise NonceReusedError
    return told is not None or ended is not None

"""Taking what is left off a run, so that each parcel is free to be planned again."""

from datetime import datetime
from uuid import UUID, uuid4

from distribution.core.actor import Actor
from distribution.core.database import fetch, require_transaction
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.routing.errors import RunOverError
from distribution.routing.rules.doors import LONGEST_NOTE, Outcome
from distribution.routing.steps.outcomes import Report, finish_run, write_outcome


def check_reason(reason: str) -> None:
    """Refuse a reason that is missing or too long.

    Raises:
        InvalidInputError: It is.
    """
    if not 0 < len(reason.strip()) <= LONGEST_NOTE:
        sentence = N_("Podaj powód, do {most} znaków.")
        raise InvalidInputError(
            [FieldError("reason", sentence, {"most": LONGEST_NOTE})]
        )


async def release_stops(actor: Actor, run: UUID, reason: str, *, now: datetime) -> int:
    """End every open stop of a run as taken off; returns how many there were.

    Raises:
        RunOverError: Nothing is left on it.
    """
    require_transaction()
    left = await fetch(
        "SELECT id FROM stop WHERE run = $1 AND published AND NOT closed"
        " ORDER BY id FOR NO KEY UPDATE",
        run,
    )
    if not left:
        raise RunOverError
    for row in left:
        report = Report(
            outcome=Outcome.UNASSIGNED,
            nonce=uuid4(),
            happened_at=now,
            note=reason.strip(),
        )
        await write_outcome(actor, row["id"], report, now=now)
    await finish_run(run, now=now)
    return len(left)

"""Writing down how a stop ended, and when nothing is left of a run."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from distribution.core.actor import Actor
from distribution.core.database import execute, require_transaction
from distribution.routing.rules.doors import Outcome, Tried, needs_follow_up


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a driver says of a stop. ``handout`` is the hand-out made at the door."""

    outcome: Outcome
    nonce: UUID
    happened_at: datetime
    note: str = ""
    tried: tuple[Tried, ...] = ()
    handout: UUID | None = None
    took_less: bool = False
    conflict: bool = False


async def write_outcome(
    actor: Actor, stop: UUID, report: Report, *, now: datetime
) -> None:
    """End a stop, and open a follow-up for anything but a smooth hand-over."""
    require_transaction()
    made = uuid4()
    await execute(
        "INSERT INTO stop_outcome (id, centre, stop, nonce, outcome, note, handout,"
        " happened_at, recorded_at, recorded_by, steps)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        made,
        actor.centre,
        stop,
        report.nonce,
        report.outcome.value,
        report.note.strip(),
        report.handout,
        report.happened_at,
        now,
        actor.label,
        msgspec.json.encode(report.tried).decode(),
    )
    await execute("UPDATE stop SET closed = true WHERE id = $1", stop)
    if needs_follow_up(
        report.outcome,
        note=report.note.strip(),
        took_less=report.took_less,
        conflict=report.conflict,
    ):
        await execute(
            "INSERT INTO follow_up (id, centre, outcome, opened_at)"
            " VALUES (gen_random_uuid(), $1, $2, $3)",
            actor.centre,
            made,
            now,
        )


async def finish_run(run: UUID, *, now: datetime) -> None:
    """Note when the last stop of a run has ended."""
    require_transaction()
    await execute(
        "UPDATE run SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL"
        " AND NOT EXISTS (SELECT FROM stop WHERE run = $1 AND NOT closed)",
        run,
        now,
    )

"""Sheets of a round: asked for, made by a worker, forgotten after some days."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch, fetch_one, fetch_value
from distribution.core.jobs import defer
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.programmes.queries.rounds import round_by
from distribution.vouchers.errors import (
    NothingToPrintError,
    PrintInWorkError,
    PrintNotFoundError,
)
from distribution.vouchers.prints import GIVEN_UP_AFTER, KEPT
from distribution.vouchers.queries.prints import vouchers_of_print
from distribution.vouchers.queries.vouchers import printable
from distribution.vouchers.steps.copying import give_copy_numbers

JOB = "vouchers.print"
"""The name of the job that makes sheets; its function stands in ``jobs``."""

_LOST = N_("Nie udało się przygotować arkuszy na czas. Spróbuj jeszcze raz.")


async def request_print(
    actor: Actor,
    round_id: UUID | str,
    *,
    only_new: bool = False,
    only: Collection[UUID] | None = None,
    now: datetime,
) -> UUID:
    """Ask for the sheets of a round; the same question while they are made, once.

    Args:
        actor: Who asks.
        round_id: Its id or key.
        only_new: Leaves out what was printed before.
        only: Leaves out all others; those that cannot be redeemed are left out too.
        now: The present instant.

    Returns:
        The id of the print.

    Raises:
        NotFoundError: The centre has no such round.
        NothingToPrintError: No voucher is left.
        PrintInWorkError: Other sheets of the round are being made; names their print.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    day = local_day(now)
    async with transaction(actor):
        round_ = await round_by(round_id, day)
        await execute("SELECT id FROM round WHERE id = $1 FOR UPDATE", round_.id)
        rows = await printable(day=day, round_id=round_.id, only=only)
        wanted = {row.id for row in rows if not (only_new and row.printed)}
        if not wanted:
            raise NothingToPrintError
        await _give_up_lost(round_.id, now)
        busy = await fetch_value(
            "SELECT id FROM print_job WHERE round = $1"
            " AND state IN ('queued', 'making')",
            round_.id,
        )
        if busy is not None and await vouchers_of_print(busy) != wanted:
            raise PrintInWorkError(print=str(busy))
        return busy or await _queue(actor, round_.id, wanted, now)


async def take_copy_numbers(actor: Actor, vouchers: Iterable[UUID]) -> dict[UUID, int]:
    """Return the number that the next copy of each voucher is to carry, for ever its.

    Called before anything is drawn; what was drawn is counted by ``count_prints``.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        return await give_copy_numbers(vouchers)


async def count_prints(actor: Actor, vouchers: Iterable[UUID]) -> None:
    """Note that sheets were made: *only the new ones* leaves these out from now on."""
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        await _count(vouchers)


async def begin_print(actor: Actor, print_id: UUID) -> bool:
    """Mark a print as being made; False if it was made or given up already.

    Its vouchers get the numbers of their copies here, and keep them: a job may be done
    again after its worker died, and then it makes the same sheets. Of two workers who
    make them, ``store_print`` keeps one's.

    Raises:
        PrintNotFoundError: The centre has none of this id.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        row = await fetch_one(
            "SELECT state FROM print_job WHERE id = $1 FOR UPDATE", print_id
        )
        if row is None:
            raise PrintNotFoundError
        if row["state"] == "queued":
            await execute(
                "UPDATE print_job SET state = 'making' WHERE id = $1", print_id
            )
        if row["state"] in ("queued", "making"):
            await _number_copies(print_id)
    return row["state"] in ("queued", "making")


async def store_print(
    actor: Actor,
    print_id: UUID,
    content: bytes,
    vouchers: Iterable[UUID],
    *,
    now: datetime,
) -> bool:
    """Keep the sheets, and count each of their vouchers as printed (E63): once.

    Returns:
        False if they were made or given up meanwhile; nothing is counted then.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        changed = await fetch_value(
            "UPDATE print_job SET state = 'made', made_at = $2"
            " WHERE id = $1 AND state = 'making' RETURNING id",
            print_id,
            now,
        )
        if changed is None:
            return False
        await execute(
            "INSERT INTO print_file (centre, print_job, content) VALUES ($1, $2, $3)",
            actor.centre,
            print_id,
            content,
        )
        await _count(vouchers)
    return True


async def fail_print(actor: Actor, print_id: UUID, sentence: str) -> None:
    """Write down in words why there are no sheets."""
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        await execute(
            "UPDATE print_job SET state = 'failed', failure = $2"
            " WHERE id = $1 AND state IN ('queued', 'making')",
            print_id,
            sentence,
        )


async def forget_prints(actor: Actor, *, now: datetime) -> int:
    """Delete what was asked for more than ``KEPT`` ago, and say how many there were."""
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        rows = await fetch("SELECT id FROM print_job WHERE asked_at < $1", now - KEPT)
        old = [row["id"] for row in rows]
        await execute("DELETE FROM print_file WHERE print_job = ANY($1)", old)
        await execute("DELETE FROM print_item WHERE print_job = ANY($1)", old)
        await execute("DELETE FROM print_job WHERE id = ANY($1)", old)
    return len(old)


async def _number_copies(print_id: UUID) -> None:
    """Number the copies of a print that have no number yet."""
    rows = await fetch(
        "SELECT voucher FROM print_item WHERE print_job = $1 AND copy = 0", print_id
    )
    numbers = await give_copy_numbers(row["voucher"] for row in rows)
    await execute(
        "UPDATE print_item AS i SET copy = n.copy FROM unnest($2::uuid[], $3::int[])"
        " AS n (voucher, copy) WHERE i.print_job = $1 AND i.voucher = n.voucher",
        print_id,
        list(numbers),
        list(numbers.values()),
    )


async def _count(vouchers: Iterable[UUID]) -> None:
    await fetch(
        "WITH wanted AS (SELECT id FROM voucher WHERE id = ANY($1)"
        " ORDER BY id FOR NO KEY UPDATE) UPDATE voucher AS v"
        " SET printed = v.printed + 1 FROM wanted WHERE v.id = wanted.id"
        " RETURNING v.id",
        sorted(vouchers),
    )


async def _give_up_lost(round_id: UUID, now: datetime) -> None:
    await execute(
        "UPDATE print_job SET state = 'failed', failure = $3 WHERE round = $1"
        " AND state IN ('queued', 'making') AND asked_at < $2",
        round_id,
        now - GIVEN_UP_AFTER,
        _LOST,
    )


async def _queue(
    actor: Actor, round_id: UUID, vouchers: set[UUID], now: datetime
) -> UUID:
    made = uuid4()
    await execute(
        "INSERT INTO print_job (id, centre, round, state, asked_by, asked_at)"
        " VALUES ($1, $2, $3, 'queued', $4, $5)",
        made,
        actor.centre,
        round_id,
        actor.label,
        now,
    )
    await execute(
        "INSERT INTO print_item (centre, print_job, voucher)"
        " SELECT $1, $2, * FROM unnest($3::uuid[])",
        actor.centre,
        made,
        sorted(vouchers),
    )
    await defer(JOB, print_id=made)
    return made

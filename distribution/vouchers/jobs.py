"""What vouchers bring for the workers: making sheets, and forgetting old ones."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import structlog

from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import DomainError
from distribution.core.jobs import Job, Periodic
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.vouchers.commands.printing import (
    JOB,
    begin_print,
    fail_print,
    forget_prints,
    store_print,
)
from distribution.vouchers.errors import NothingToPrintError
from distribution.vouchers.printing import TimesOf, read_round, sheets_of
from distribution.vouchers.queries.prints import copies_of_print, print_job

_FAULT = N_("Przygotowanie arkuszy przerwał błąd programu. Spróbuj jeszcze raz.")

_LOST = N_(
    "Przygotowanie arkuszy przerwało się kilka razy, bo program, który to robi, "
    "przestawał działać. Zamów je jeszcze raz; jeśli to się powtórzy, zawiadom "
    "administratora."
)

log = structlog.get_logger("kromka.vouchers")

MasterKey = Callable[[], bytes]
"""Returns the installation's key when it is needed, not before."""


def printing_job(master_key: MasterKey, times: TimesOf) -> Job:
    """Return the job that makes the sheets of a round, for the workers.

    Args:
        master_key: Opens the signing keys.
        times: Tells when households may come.
    """

    async def run(actor: Actor, clock: Clock, *, print_id: UUID) -> None:
        await make_sheets(actor, clock, print_id, master_key=master_key, times=times)

    return Job(JOB, run, lost=give_up)


async def make_sheets(
    actor: Actor, clock: Clock, print_id: UUID, *, master_key: MasterKey, times: TimesOf
) -> None:
    """Make sheets that were asked for: read, set in a thread, write.

    No transaction is open while they are set. It may be called again for the same
    print: what is made or given up stays as it is. A failure is kept in words.

    Raises:
        PrintNotFoundError: The centre has no such print.
        DomainError: What went wrong, once it has been written down.
    """
    if not await perform(begin_print, actor, print_id):
        return
    try:
        await _make(actor, clock, print_id, master_key=master_key, times=times)
    except DomainError as no:
        await perform(fail_print, actor, print_id, no.says())
        raise
    except Exception:
        log.exception("printing_failed")
        await perform(fail_print, actor, print_id, _FAULT)
        raise


async def give_up(actor: Actor, clock: Clock, *, print_id: UUID) -> None:
    """Write down that nobody makes these sheets any more."""
    del clock
    await perform(fail_print, actor, print_id, _LOST)


async def _make(
    actor: Actor, clock: Clock, print_id: UUID, *, master_key: MasterKey, times: TimesOf
) -> None:
    now = clock()
    async with reading(actor):
        asked = await print_job(print_id)
        copies = await copies_of_print(print_id)
    printout = await read_round(
        actor,
        asked.round,
        master_key=master_key(),
        now=now,
        times=times,
        only=list(copies),
    )
    if not printout.rows:
        raise NothingToPrintError
    sheets = await asyncio.to_thread(sheets_of, printout, copies, made_at=now)
    printed = [row.id for row in printout.rows]
    await perform(store_print, actor, print_id, sheets, printed, now=clock())


async def _forget(actor: Actor, clock: Clock) -> None:
    await perform(forget_prints, actor, now=clock())


FORGETTING = Periodic("vouchers.forget_prints", _forget, "17 * * * *")
"""Every hour: a machine that is off at night forgets all the same."""

"""What the workers can do: the jobs of every domain, put together.

A domain lists its own in ``jobs.py``; this module and ``app`` alone know them all.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import structlog

from distribution.accounts.queries import centres
from distribution.accounts.rules import Permission
from distribution.core.clock import Clock
from distribution.core.jobs import USUAL_PACE, Pace, Periodic, Work, run_worker
from distribution.core.settings import Settings, master_key, settings
from distribution.messages.sending import sending_job
from distribution.pickup.jobs import SUBJECTS as BOOKINGS
from distribution.pickup.queries.card_times import card_times
from distribution.routing.jobs import FORGETTING as PHOTOS
from distribution.routing.jobs import JOBS as PLANNING
from distribution.routing.jobs import SUBJECTS as RUNS
from distribution.vouchers.jobs import FORGETTING, printing_job

PERIODIC: list[Periodic] = [sending_job({**BOOKINGS, **RUNS}), FORGETTING, PHOTOS]

_BREATH = 2.0
"""Seconds before a worker that lost the database tries again."""

log = structlog.get_logger("kromka.worker")


def all_work(current: Settings | None = None) -> Work:
    """Return everything that a worker of this installation can do.

    Args:
        current: The operator's settings; read from the environment if left out.
    """
    printing = printing_job(lambda: master_key(current or settings()), card_times)
    return Work(
        jobs=[*PLANNING, printing],
        periodic=PERIODIC,
        permissions=frozenset(permission.value for permission in Permission),
        centres=_every_centre,
    )


async def keep_working(
    dsn: str, work: Work, *, clock: Clock, pace: Pace = USUAL_PACE
) -> None:
    """Run a worker until cancelled, and again whenever the database had gone."""
    while True:
        try:
            await run_worker(dsn, work, clock=clock, pace=pace)
        except Exception as fault:
            log.warning("worker_failed", exc_info=fault)
        if (task := asyncio.current_task()) and task.cancelling():
            raise asyncio.CancelledError  # swallowed on the way while it was starting
        await asyncio.sleep(_BREATH)


@asynccontextmanager
async def working(
    dsn: str, clock: Clock, current: Settings | None = None
) -> AsyncIterator[None]:
    """Run a worker beside the body, and stop it in order at its end."""
    worker = asyncio.create_task(keep_working(dsn, all_work(current), clock=clock))
    try:
        yield
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def _every_centre() -> Sequence[UUID]:
    return [centre.id for centre in await centres()]

"""Work that takes longer than a request: the only module that knows procrastinate.

A command puts a job into the queue within its own transaction, so that the job
exists exactly if the command's rows do. A worker, in ``serve`` or in ``kromka
worker`` on any machine, takes it and calls the job's function::

    async def make_plan(actor: Actor, clock: Clock, *, plan: UUID) -> None: ...

    JOBS = [Job("routing.plan", make_plan)]

    await defer("routing.plan", plan=plan)  # in a command

A job runs at least once, so what it does must bear being done again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import msgspec
import procrastinate
import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from psycopg_pool import AsyncConnectionPool

from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.database import fetch_value
from distribution.core.errors import DomainError

QUEUE = "kromka"

_SCHEMA_OPTIONS = "-c search_path=procrastinate"
_AT_ONCE = 4
"""Jobs that one worker runs at the same time."""

_GRACE = 5
"""Seconds that running jobs get to end when their worker stops."""

_MOST_DEATHS = 5
"""A job that was cut off so often is what kills its workers: it is given up."""

JobFunction = Callable[..., Awaitable[None]]
"""Gets an actor of the job's centre, the clock, and the ids by their names."""

log = structlog.get_logger("kromka.worker")

Centres = Callable[[], Awaitable[Sequence[UUID]]]
"""Says which centres there are, for what is done for each of them."""


class Job(msgspec.Struct, frozen=True):
    """A kind of job: its stable name, and the function that does it.

    A domain's "no" ends a job; any other error has it tried again. ``lost`` writes
    down that a job was given up, whose workers died of it: nobody waits in vain.
    """

    name: str
    run: JobFunction
    tries: int = 3
    lost: JobFunction | None = None


class Periodic(msgspec.Struct, frozen=True):
    """A job that is due by the calendar, once for every centre.

    ``when`` is a crontab line, with seconds at its end if it has six fields.
    """

    name: str
    run: JobFunction
    when: str


class Pace(msgspec.Struct, frozen=True):
    """How soon a dead worker's jobs are taken up again, in seconds."""

    heartbeat: float = 10.0
    stalled_after: float = 30.0
    look: str = "* * * * * */20"
    """When to look for them: a crontab line with seconds at its end."""


USUAL_PACE = Pace()


class Work(msgspec.Struct, frozen=True):
    """All that a worker can do, and as whom."""

    jobs: Sequence[Job]
    periodic: Sequence[Periodic]
    permissions: frozenset[str]
    centres: Centres


async def defer(
    name: str, /, *, not_before: datetime | None = None, **ids: UUID
) -> int:
    """Queue a job in the open transaction; it is gone if that is rolled back.

    Args:
        name: The name of a ``Job``.
        not_before: The job waits until this instant.
        **ids: What the function gets. Ids alone, since the queue is no place for
            personal data; the centre is added from the transaction.

    Returns:
        The number of the job.
    """
    facts = {key: str(value) for key, value in ids.items()}
    number = await fetch_value(
        "SELECT (procrastinate.procrastinate_defer_jobs_v1(array[row($1, $2, 0, NULL,"
        " NULL, $3::jsonb || jsonb_build_object('centre', kromka_centre()), $4)"
        "::procrastinate.procrastinate_job_to_defer_v1]))[1]",
        QUEUE,
        name,
        msgspec.json.encode(facts).decode(),
        not_before,
    )
    return int(number)


async def run_worker(
    dsn: str, work: Work, *, clock: Clock, pace: Pace = USUAL_PACE
) -> None:
    """Take jobs and do them until cancelled.

    The jobs' own queries go through the engine's pool, which the caller has opened;
    the queue has two or three connections of its own.

    Args:
        dsn: The address of the service role.
        work: What can be done.
        clock: Handed to every job.
        pace: How soon a dead worker's jobs are taken up again.
    """
    app = procrastinate.App(connector=procrastinate.PsycopgConnector())
    for job in work.jobs:
        _register(app, job, work, clock)
    for periodic in work.periodic:
        _register_periodic(app, periodic, work, clock)
    _register_rescue(app, work, clock, pace)
    async with _queue_pool(dsn) as pool, app.open_async(pool):
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=_AT_ONCE,
            install_signal_handlers=False,
            shutdown_graceful_timeout=_GRACE,
            update_heartbeat_interval=pace.heartbeat,
            stalled_worker_timeout=pace.stalled_after,
            delete_jobs="successful",
        )


@asynccontextmanager
async def _queue_pool(dsn: str) -> AsyncIterator[AsyncConnectionPool]:
    """Keep the queue's connections for the body.

    Opened without waiting for the first one: a worker that is stopped while it waits
    there would never end.
    """
    pool = AsyncConnectionPool(
        dsn,
        kwargs={"options": _SCHEMA_OPTIONS},
        min_size=1,
        max_size=3,
        open=False,
        check=AsyncConnectionPool.check_connection,
    )
    await pool.open(wait=False)
    try:
        yield pool
    finally:
        await pool.close()


class _Again(BaseRetryStrategy):
    """Tries again after a fault, later each time; at once after an orderly stop."""

    def __init__(self, tries: int) -> None:
        self._tries = tries

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, DomainError) or job.attempts + 1 >= self._tries:
            return None
        return RetryDecision(retry_in={"seconds": 2 ** (job.attempts + 1)})


def _register(app: procrastinate.App, job: Job, work: Work, clock: Clock) -> None:
    async def run(**facts: str) -> None:
        await _call(job.run, facts, job, work, clock)

    app.task(name=job.name, queue=QUEUE, retry=_Again(job.tries))(run)


async def _call(
    function: JobFunction,
    facts: Mapping[str, object],
    job: Job,
    work: Work,
    clock: Clock,
) -> None:
    """Call a function of *job* with what is in the queue of it."""
    ids = {name: UUID(str(value)) for name, value in facts.items()}
    actor = _system(ids.pop("centre"), job.name, work)
    await function(actor, clock, **ids)


def _register_periodic(
    app: procrastinate.App, periodic: Periodic, work: Work, clock: Clock
) -> None:
    async def run(timestamp: int) -> None:
        del timestamp  # when it was due; what counts is now
        faults = []
        for centre in await work.centres():
            try:
                await periodic.run(_system(centre, periodic.name, work), clock)
            except Exception as fault:  # noqa: BLE001 (one centre must not stop others)
                faults.append(fault)
        if faults:
            raise ExceptionGroup(periodic.name, faults)

    task = app.task(name=periodic.name, queue=QUEUE)(run)
    app.periodic(cron=periodic.when)(task)


def _register_rescue(
    app: procrastinate.App, work: Work, clock: Clock, pace: Pace
) -> None:
    """Take up the jobs of workers that died, once for all workers together."""
    known = {job.name: job for job in work.jobs}

    async def give_up(dead: QueuedJob) -> None:
        job = known.get(dead.task_name)
        if job is not None and job.lost is not None:
            try:
                await _call(job.lost, dead.task_kwargs, job, work, clock)
            except Exception as fault:
                log.warning("loss_not_said", job=job.name, exc_info=fault)
                return  # the next look tries it again
        await app.job_manager.finish_job(dead, status=Status.FAILED, delete_job=False)

    async def rescue(timestamp: int) -> None:
        del timestamp
        for job in await app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=pace.stalled_after
        ):
            try:
                if job.attempts + 1 >= _MOST_DEATHS:
                    await give_up(job)
                else:
                    await app.job_manager.retry_job(job)
            except ConnectorException:  # it ended in the meantime
                continue

    task = app.task(name="jobs.rescue", queue=QUEUE)(rescue)
    app.periodic(cron=pace.look)(task)


def _system(centre: UUID, name: str, work: Work) -> Actor:
    return Actor(
        centre=centre,
        kind="system",
        id=None,
        name=name,
        permissions=work.permissions,
    )

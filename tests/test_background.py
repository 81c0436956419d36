"""The worker goes on after the database was away, as it does beside the web."""

import asyncio
from contextlib import suppress
from uuid import UUID, uuid4

import asyncpg

from distribution.background import all_work, keep_working, working
from distribution.core.actor import Actor
from distribution.core.clock import Clock, utc_now
from distribution.core.jobs import Job, Pace, defer
from distribution.core.postgres.server import Server
from distribution.core.settings import Settings
from distribution.core.transaction import transaction
from tests.core.test_jobs import work_of

_PATIENCE = 20.0


async def test_a_worker_that_loses_its_connections_comes_back(
    actor: Actor, database: Server
) -> None:
    name, done = f"back.{uuid4()}", asyncio.Event()

    async def note(_actor: Actor, _clock: Clock, *, subject: UUID) -> None:
        del subject
        done.set()

    superuser = await asyncpg.connect(database.superuser_dsn)
    worker = asyncio.create_task(
        keep_working(
            database.service_dsn,
            work_of(Job(name, note)),
            clock=utc_now,
            pace=Pace(heartbeat=0.5),
        )
    )
    try:
        await asyncio.sleep(1)
        cut = await superuser.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'kromka_service' AND query ILIKE '%procrastinate%'"
        )
        async with transaction(actor):
            await defer(name, subject=uuid4())
        await asyncio.wait_for(done.wait(), _PATIENCE)
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
        await superuser.close()

    assert cut


async def test_the_service_starts_and_stops_its_worker(
    database: Server, test_settings: Settings
) -> None:
    async with working(database.service_dsn, utc_now, test_settings):
        await asyncio.sleep(0.2)

    assert all(job.name for job in all_work().jobs)

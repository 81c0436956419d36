"""Jobs: queued with the command's own rows, run at least once, never forgotten."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID, uuid4

import asyncpg
import pytest
from procrastinate.schema import migrations_path

from distribution.accounts.commands.keeping import add_site
from distribution.accounts.errors import LoginTakenError
from distribution.accounts.queries import centres, sites
from distribution.core.actor import Actor
from distribution.core.clock import Clock, utc_now
from distribution.core.database import NoTransactionError, fetch_value
from distribution.core.jobs import Job, Pace, Periodic, Work, defer, run_worker
from distribution.core.piccolo_migrations.core_jobs import NEWEST
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.core.transaction import transaction

_PATIENCE = 20.0
_QUICK = Pace(heartbeat=0.5, stalled_after=2.0, look="* * * * * *")


class Diary:
    """Notes each run of a job, and lets a test wait for it."""

    def __init__(self) -> None:
        self.runs: list[tuple[Actor, UUID]] = []
        self.noted = asyncio.Event()

    async def note(self, actor: Actor, clock: Clock, *, subject: UUID) -> None:
        assert clock().tzinfo is not None
        self.runs.append((actor, subject))
        self.noted.set()


def work_of(*jobs: Job, periodic: tuple[Periodic, ...] = ()) -> Work:
    async def every_centre() -> list[UUID]:
        return [centre.id for centre in await centres()]

    return Work(
        jobs=jobs,
        periodic=periodic,
        permissions=frozenset({"hand_out"}),
        centres=every_centre,
    )


@asynccontextmanager
async def a_worker(
    server: Server, work: Work, pace: Pace = _QUICK
) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(
        run_worker(server.service_dsn, work, clock=utc_now, pace=pace)
    )
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, _PATIENCE)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


async def queued(owner: asyncpg.Connection, name: str) -> list[asyncpg.Record]:
    return await owner.fetch(
        "SELECT status::text, args, attempts FROM procrastinate.procrastinate_jobs"
        " WHERE task_name = $1",
        name,
    )


async def test_a_job_of_a_command_that_fails_was_never_queued(
    actor: Actor, owner: asyncpg.Connection
) -> None:
    name = f"never.{uuid4()}"

    async def changes_its_mind() -> None:
        async with transaction(actor):
            await defer(name, subject=uuid4())
            raise LoginTakenError(login="x")

    with pytest.raises(LoginTakenError):
        await changes_its_mind()

    assert await queued(owner, name) == []


async def test_a_job_holds_ids_and_its_centre_and_nothing_else(
    actor: Actor, owner: asyncpg.Connection
) -> None:
    name, subject = f"waits.{uuid4()}", uuid4()

    async with transaction(actor):
        await defer(name, subject=subject)

    (job,) = await queued(owner, name)
    assert job["status"] == "todo"
    assert job["args"] == (f'{{"centre": "{actor.centre}", "subject": "{subject}"}}')


async def test_outside_a_command_nothing_is_queued(database: Server) -> None:
    with pytest.raises(NoTransactionError):
        await defer("lost", subject=uuid4())


async def test_a_job_runs_once_as_the_system_of_its_centre(
    actor: Actor, database: Server, owner: asyncpg.Connection
) -> None:
    name, diary, subject = f"once.{uuid4()}", Diary(), uuid4()

    async with a_worker(database, work_of(Job(name, diary.note))):
        async with transaction(actor):
            await defer(name, subject=subject)
        await asyncio.wait_for(diary.noted.wait(), _PATIENCE)
        await asyncio.sleep(1.5)

    ((ran_as, seen),) = diary.runs
    assert (ran_as.centre, ran_as.kind, ran_as.name) == (actor.centre, "system", name)
    assert ran_as.permissions == {"hand_out"}
    assert seen == subject
    assert await queued(owner, name) == []


async def test_what_a_job_does_bears_the_jobs_name_in_the_trail(
    actor: Actor, database: Server
) -> None:
    name, done = f"site.{uuid4()}", asyncio.Event()

    async def build(actor: Actor, _clock: Clock, *, subject: UUID) -> None:
        full = Actor(
            actor.centre, "system", None, actor.name, frozenset({"keep_centre"})
        )
        await add_site(
            full,
            key=subject.hex[:8],
            name="Z zadania",
            address="ul. Próbna 9",
            is_pickup=True,
            is_warehouse=False,
        )
        done.set()

    async with a_worker(database, work_of(Job(name, build))):
        async with transaction(actor):
            await defer(name, subject=uuid4())
        await asyncio.wait_for(done.wait(), _PATIENCE)

    async with reading(actor):
        assert [site.name for site in await sites()] == ["Z zadania"]
        assert (
            await fetch_value("SELECT actor FROM audit_entry WHERE relation = 'site'")
            == f"system:{name}"
        )


async def test_a_fault_is_tried_again_and_a_no_is_not(
    actor: Actor, database: Server, owner: asyncpg.Connection
) -> None:
    faulty, refused = f"faulty.{uuid4()}", f"refused.{uuid4()}"
    calls = {faulty: 0, refused: 0}

    async def fails(actor: Actor, _clock: Clock, *, subject: UUID) -> None:
        calls[actor.name] += 1
        if actor.name == refused:
            raise LoginTakenError(login=str(subject))
        raise LookupError

    work = work_of(Job(faulty, fails, tries=2), Job(refused, fails))
    async with a_worker(database, work):
        async with transaction(actor):
            await defer(faulty, subject=uuid4())
            await defer(refused, subject=uuid4())
        async with asyncio.timeout(_PATIENCE):
            while [job["status"] for job in await queued(owner, faulty)] != ["failed"]:
                await asyncio.sleep(0.1)

    assert calls == {faulty: 2, refused: 1}
    assert [job["status"] for job in await queued(owner, refused)] == ["failed"]


async def test_a_periodic_job_runs_for_each_centre_even_if_it_fails_for_one(
    actor: Actor, database: Server
) -> None:
    name, seen = f"tick.{uuid4()}", set()

    async def tick(actor: Actor, _clock: Clock) -> None:
        seen.add(actor.centre)
        raise LookupError

    every_second = Periodic(name, tick, "* * * * * *")
    async with a_worker(database, work_of(periodic=(every_second,))):
        known = {centre.id for centre in await centres()}
        await until(lambda: seen >= known)

    assert actor.centre in seen


async def test_a_worker_that_stops_gives_its_job_to_the_next(
    actor: Actor, database: Server
) -> None:
    name, diary, begun = f"handed.{uuid4()}", Diary(), asyncio.Event()

    async def endless(*_: object, **__: object) -> None:
        begun.set()
        await asyncio.sleep(600)

    async with a_worker(database, work_of(Job(name, endless))):
        async with transaction(actor):
            await defer(name, subject=uuid4())
        await asyncio.wait_for(begun.wait(), _PATIENCE)

    async with a_worker(database, work_of(Job(name, diary.note))):
        await asyncio.wait_for(diary.noted.wait(), _PATIENCE)
    assert len(diary.runs) == 1


_DOOMED = """
import asyncio, sys
from distribution.core.clock import utc_now
from distribution.core.jobs import Job, Pace, Work, run_worker

async def endless(actor, clock, *, subject):
    print("begun", flush=True)
    await asyncio.sleep(600)

async def no_centres():
    return []

work = Work(jobs=[Job(sys.argv[2], endless)], periodic=[], permissions=frozenset(),
            centres=no_centres)
pace = Pace(heartbeat=0.5, stalled_after=2.0)
asyncio.run(run_worker(sys.argv[1], work, clock=utc_now, pace=pace))
"""


async def test_the_job_of_a_worker_that_was_killed_is_run_by_another(
    actor: Actor, database: Server
) -> None:
    name, diary, subject = f"orphan.{uuid4()}", Diary(), uuid4()
    async with transaction(actor):
        await defer(name, subject=subject)
    doomed = subprocess.Popen(
        [sys.executable, "-c", _DOOMED, database.service_dsn, name],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert await asyncio.to_thread(doomed.stdout.readline) == "begun\n"
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.wait()
    doomed.stdout.close()

    async with a_worker(database, work_of(Job(name, diary.note))):
        await asyncio.wait_for(diary.noted.wait(), _PATIENCE)

    assert [seen for _, seen in diary.runs] == [subject]


def test_the_queue_is_as_new_as_the_library() -> None:
    """A newer procrastinate needs a migration of ours that runs its own."""
    newest = max(file.name for file in migrations_path.glob("*.sql"))

    assert newest.startswith(NEWEST)

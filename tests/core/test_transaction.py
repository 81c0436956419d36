"""One command, one transaction: kept whole, given back, tried again.

A pool of two shows a leak at once: after two lost connections every query hangs.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from distribution.accounts.commands.keeping import add_site
from distribution.accounts.queries import sites
from distribution.core.actor import Actor
from distribution.core.database import (
    NoTransactionError,
    connected,
    engine,
    execute,
    fetch_before_centre,
    fetch_value,
    require_transaction,
)
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.core.transaction import (
    CommitFailedError,
    perform,
    say_last,
    transaction,
)

_PATIENCE = 10.0


@asynccontextmanager
async def a_pool_of_two(server: Server, **settings: str) -> AsyncIterator[None]:
    """Put a small pool in the place of the suite's own for the body."""
    found = engine()
    kept = found.pool, found.config
    found.pool = None
    try:
        async with connected(server.service_dsn, pool_size=2, **settings):
            yield
    finally:
        found.pool, found.config = kept


@pytest.fixture
async def small_pool(database: Server) -> AsyncIterator[None]:
    async with a_pool_of_two(database):
        yield


@pytest.fixture
async def picky_table(owner: asyncpg.Connection) -> AsyncIterator[str]:
    """A table that objects at COMMIT, and not before."""
    await owner.execute(
        "CREATE TABLE commit_trial"
        " (number integer UNIQUE DEFERRABLE INITIALLY DEFERRED);"
        " GRANT SELECT, INSERT ON commit_trial TO kromka_service"
    )
    yield "commit_trial"
    await owner.execute("DROP TABLE commit_trial")


async def a_site(actor: Actor, key: str) -> UUID:
    return await add_site(
        actor,
        key=key,
        name=f"Punkt {key}",
        address="ul. Próbna 3",
        is_pickup=True,
        is_warehouse=False,
    )


async def still_works(actor: Actor) -> None:
    """Use both connections of the small pool at the same time."""
    together = asyncio.Barrier(2)

    async def look() -> None:
        async with reading(actor):
            await together.wait()
            assert await fetch_value("SELECT 1") == 1

    await asyncio.wait_for(asyncio.gather(look(), look()), _PATIENCE)


async def test_a_failing_commit_gives_its_connection_back(
    actor: Actor, small_pool: None, picky_table: str
) -> None:
    async def twice_the_same() -> None:
        async with transaction(actor):
            await execute(f"INSERT INTO {picky_table} VALUES (1), (1)")

    for _ in range(5):
        with pytest.raises(asyncpg.UniqueViolationError):
            await asyncio.wait_for(twice_the_same(), _PATIENCE)

    await still_works(actor)
    with pytest.raises(NoTransactionError):
        require_transaction()
    async with transaction(actor):
        assert await fetch_value(f"SELECT count(*) FROM {picky_table}") == 0


async def test_a_body_that_fails_keeps_nothing_and_no_connection(
    actor: Actor, small_pool: None
) -> None:
    async def half_done() -> None:
        async with transaction(actor):
            await execute(
                "INSERT INTO site (centre, key, name, address, is_pickup)"
                " VALUES ($1, 'half', 'Pół', 'ul. Próbna 1', true)",
                actor.centre,
            )
            raise LookupError

    for _ in range(5):
        with pytest.raises(LookupError):
            await asyncio.wait_for(half_done(), _PATIENCE)

    await still_works(actor)
    async with reading(actor):
        assert await sites() == []


async def test_a_lost_server_process_costs_no_place_in_the_pool(
    actor: Actor, small_pool: None, owner: asyncpg.Connection, migrated: Server
) -> None:
    superuser = await asyncpg.connect(migrated.superuser_dsn)

    async def cut_off() -> None:
        async with transaction(actor):
            backend = await fetch_value("SELECT pg_backend_pid()")
            await superuser.execute("SELECT pg_terminate_backend($1)", backend)
            await execute("SELECT pg_sleep(1)")

    for _ in range(3):
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await asyncio.wait_for(cut_off(), _PATIENCE)
    await superuser.close()

    await still_works(actor)


async def test_a_cancelled_command_gives_its_connection_back_and_keeps_nothing(
    actor: Actor, small_pool: None
) -> None:
    async def slow(begun: asyncio.Event) -> None:
        async with transaction(actor):
            await execute(
                "INSERT INTO site (centre, key, name, address, is_pickup)"
                " VALUES ($1, 'slow', 'Wolny', 'ul. Próbna 1', true)",
                actor.centre,
            )
            begun.set()
            await execute("SELECT pg_sleep(60)")

    for _ in range(5):
        begun = asyncio.Event()
        running = asyncio.create_task(slow(begun))
        await asyncio.wait_for(begun.wait(), _PATIENCE)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(running, _PATIENCE)

    await still_works(actor)
    async with reading(actor):
        assert await sites() == []


async def test_a_query_that_will_not_be_cancelled_is_left_behind(
    actor: Actor, small_pool: None
) -> None:
    """As when the notice to cancel comes before the query itself, and is lost."""
    stubborn = (
        "DO $$ BEGIN PERFORM pg_sleep(60);"
        " EXCEPTION WHEN query_canceled THEN PERFORM pg_sleep(60); END $$"
    )

    async def slow(begun: asyncio.Event) -> None:
        async with transaction(actor):
            begun.set()
            await execute(stubborn)

    for _ in range(3):
        begun = asyncio.Event()
        running = asyncio.create_task(slow(begun))
        await asyncio.wait_for(begun.wait(), _PATIENCE)
        await asyncio.sleep(0.2)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(running, _PATIENCE)

    await still_works(actor)


async def test_a_transaction_within_a_transaction_is_refused(actor: Actor) -> None:
    with pytest.raises(TransactionError):
        async with transaction(actor):
            await a_site(actor, "inner")

    async with reading(actor):
        assert await sites() == []


async def test_a_read_within_a_transaction_is_refused_too(actor: Actor) -> None:
    with pytest.raises(TransactionError):
        async with transaction(actor), reading(actor):
            pass


async def test_an_error_that_was_swallowed_inside_is_no_success(actor: Actor) -> None:
    async def looks_away() -> None:
        async with transaction(actor):
            with suppress(asyncpg.DivisionByZeroError):
                await execute("SELECT 1 / 0")

    with pytest.raises(CommitFailedError):
        await looks_away()


async def test_reading_refuses_to_write(actor: Actor) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with reading(actor):
            await execute("UPDATE site SET name = name")


async def test_a_query_outside_any_transaction_is_a_fault(database: Server) -> None:
    with pytest.raises(NoTransactionError):
        await fetch_value("SELECT 1")


async def test_without_a_centre_nothing_is_seen(actor: Actor) -> None:
    await a_site(actor, "seen")

    assert await fetch_before_centre("SELECT id FROM site") == []
    assert await fetch_before_centre("SELECT id FROM centre") == []


async def test_centre_and_actor_are_gone_after_the_transaction(
    actor: Actor, small_pool: None
) -> None:
    for _ in range(3):
        async with transaction(actor):
            assert await fetch_value("SELECT kromka_centre()") == actor.centre
        left = await fetch_before_centre(
            "SELECT kromka_centre() AS centre,"
            " current_setting('kromka.actor', true) AS actor"
        )
        assert left[0]["centre"] is None
        assert not left[0]["actor"]


async def test_the_label_of_an_actor_cannot_break_out_of_its_quotes(
    actor: Actor,
) -> None:
    nasty = Actor(
        centre=actor.centre,
        kind="cli",
        id=None,
        name="o'neill'); DROP TABLE site; --\x00",
        permissions=actor.permissions,
    )

    await a_site(nasty, "quoted")

    async with reading(actor):
        trail = await fetch_value(
            "SELECT actor FROM audit_entry WHERE relation = 'site'"
        )
    assert trail == "cli:o'neill'); DROP TABLE site; --"


class Crossing:
    """A command that changes two rows in the order given, and counts its calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.both_hold_one = asyncio.Barrier(2)

    async def __call__(self, actor: Actor, first: UUID, second: UUID) -> None:
        self.calls += 1
        first_time = self.calls <= 2
        async with transaction(actor):
            await self._rename(first)
            if first_time:
                await self.both_hold_one.wait()
            await self._rename(second)

    @staticmethod
    async def _rename(site: UUID) -> None:
        await execute("UPDATE site SET name = name || '+' WHERE id = $1", site)


async def test_a_deadlock_is_tried_again_as_a_whole(actor: Actor) -> None:
    one, other = await a_site(actor, "one"), await a_site(actor, "other")
    crossing = Crossing()

    await asyncio.wait_for(
        asyncio.gather(
            perform(crossing, actor, one, other),
            perform(crossing, actor, other, one),
        ),
        _PATIENCE,
    )

    assert crossing.calls in (3, 4)  # PostgreSQL may end both
    async with reading(actor):
        assert {site.name for site in await sites()} == {"Punkt one++", "Punkt other++"}


async def test_without_the_edge_the_same_two_commands_do_fail(actor: Actor) -> None:
    one, other = await a_site(actor, "one"), await a_site(actor, "other")
    crossing = Crossing()

    outcomes = await asyncio.wait_for(
        asyncio.gather(
            crossing(actor, one, other),
            crossing(actor, other, one),
            return_exceptions=True,
        ),
        _PATIENCE,
    )

    failed = [found for found in outcomes if found is not None]
    assert failed
    assert all(isinstance(each, asyncpg.DeadlockDetectedError) for each in failed)


async def test_a_serialization_failure_is_tried_again_as_a_whole(
    actor: Actor, database: Server
) -> None:
    site = await a_site(actor, "shared")
    both_have_read = asyncio.Barrier(2)
    calls = 0

    async def lengthen() -> None:
        nonlocal calls
        calls += 1
        first_time = calls <= 2
        async with transaction(actor):
            name = await fetch_value("SELECT name FROM site WHERE id = $1", site)
            if first_time:
                await both_have_read.wait()
            await execute("UPDATE site SET name = $2 WHERE id = $1", site, name + "+")

    strict = {"default_transaction_isolation": "repeatable read"}
    async with a_pool_of_two(database, **strict):
        await asyncio.wait_for(
            asyncio.gather(perform(lengthen), perform(lengthen)), _PATIENCE
        )

    assert calls == 3
    async with reading(actor):
        assert [found.name for found in await sites()] == ["Punkt shared++"]


async def test_the_edge_gives_up_after_three_tries(actor: Actor) -> None:
    calls = 0

    async def never_works() -> None:
        nonlocal calls
        calls += 1
        async with transaction(actor):
            await execute("DO $$ BEGIN RAISE 'no' USING ERRCODE = '40001'; END $$")

    with pytest.raises(asyncpg.SerializationError):
        await perform(never_works)

    assert calls == 3


@pytest.mark.parametrize("where", ["before the end", "as the last words"])
async def test_what_was_committed_is_on_the_disk_when_the_command_ends(
    actor: Actor, migrated: Server, owner: asyncpg.Connection, where: str
) -> None:
    """Locks may go earlier; the answer may not."""
    size = 1_000_000
    write = "SELECT pg_logical_emit_message(true, 'test', repeat('x', $1))"
    before = await owner.fetchval("SELECT pg_current_wal_flush_lsn()")

    async with a_pool_of_two(migrated, synchronous_commit="on"), transaction(actor):
        if where == "as the last words":
            say_last(write, size)
        else:
            await execute(write, size)

    flushed = await owner.fetchval(
        "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), $1::pg_lsn)", before
    )
    assert flushed >= size

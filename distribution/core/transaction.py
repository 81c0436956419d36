"""Where a transaction starts and ends: in a command, and nowhere else.

Not in a Litestar dependency and not in a middleware: both commit requests that
failed, or leave writes outside (``docs/decisions/0003-transactions.md``).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Self, TypeVar

from asyncpg import (
    Connection,
    DeadlockDetectedError,
    PostgresError,
    SerializationError,
)
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from distribution.core.actor import Actor
from distribution.core.database import NoTransactionError, engine
from distribution.core.errors import UnauthenticatedError
from distribution.core.sql import inline, literal

_TRIES = 3

_ROLLBACK_PATIENCE = 2.0
"""Seconds; a rollback has nothing to do but wait for the query before it."""

_WRITING = "READ WRITE"

_PLANS = ", set_config('plan_cache_mode', 'force_generic_plan', true)"
"""Commands look rows up by key, so one plan serves all; planning a hand-out's look-up
anew each time took longer than the look-up itself (benchmarks/handouts.py)."""

_TRY_AGAIN = "KR002"
"""SQLSTATE by which a function of ours says that a race was lost."""

_NOT_LET_IN = "KR003"
"""SQLSTATE by which it says that the actor's proof does not hold."""

_LET_GO = "SELECT set_config('synchronous_commit', 'off', true)"
_FLUSH = "SELECT pg_logical_emit_message(true, 'kromka', '')"
"""Last words lock what every command of a kind shares. PostgreSQL lets locks go only
when the disk has the commit, so that all would wait for one write each. Here they are
let go first; the answer waits for a second, empty transaction, whose commit is later
in the log: when the disk (and a synchronous standby) has it, it has ours."""

_CALL = "SELECT kromka_"
"""A last word that begins so is the call of one function and nothing else. Calls in a
row go as one SELECT, which works them off in their order: each statement costs
PostgreSQL more than the call does."""

T = TypeVar("T")


class TryAgainError(RuntimeError):
    """Another command changed what this one had read; run it again as a whole."""


class CommitFailedError(RuntimeError):
    """PostgreSQL answered COMMIT with ROLLBACK: an error inside was swallowed."""


class CentreTransaction(PostgresTransaction):
    """A Piccolo transaction for one actor that always returns its connection.

    Piccolo's own gives the connection back only after a COMMIT or ROLLBACK that
    worked, so each failing one costs the pool a connection for ever
    (``docs/decisions/0003-transactions.md``). BEGIN, the two settings and what has to
    be proven of the actor travel in one round trip.
    """

    __slots__ = ("_begin", "_calling", "_last_words")

    def __init__(self, found: PostgresEngine, actor: Actor, mode: str) -> None:
        super().__init__(found, allow_nested=False)
        self._last_words = ""
        self._calling = True  # the first call goes with _LET_GO
        self._begin = (
            f"BEGIN {mode}; SELECT set_config('kromka.centre', '{actor.centre}', true),"
            f" set_config('kromka.actor', {literal(actor.label)}, true)"
            f"{_PLANS if mode == _WRITING else ''}{actor.proof and f', {actor.proof}'}"
        )

    async def __aenter__(self) -> Self:
        self.connection = await self._take_connection()
        try:
            await self.connection.execute(self._begin)
        except BaseException as refused:
            await self._give_back_unopened(refused)
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def _give_back_unopened(self, refused: BaseException) -> None:
        """Return the connection of a transaction that did not begin.

        Raises:
            UnauthenticatedError: The actor's proof did not hold.
        """
        shut_out = getattr(refused, "sqlstate", None) == _NOT_LET_IN
        broken = True
        try:
            if shut_out:
                broken = not await self._roll_back_in_time()
        finally:
            await self._give_back(broken=broken)
        if shut_out:
            raise UnauthenticatedError from refused

    async def __aexit__(self, kind: object, error: object, traceback: object) -> bool:
        broken = True
        try:
            if error is not None:
                broken = not await self._roll_back_in_time()
            else:
                await self._commit()
                broken = False
        except PostgresError as refused:
            # COMMIT or the last words were refused: the connection itself is sound.
            await self.connection.execute("ROLLBACK")
            broken = False
            if refused.sqlstate == _TRY_AGAIN:
                raise TryAgainError(str(refused)) from refused
            raise
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back(broken=broken)
        return False

    async def _roll_back_in_time(self) -> bool:
        """Roll back; False if the server is still busy with what was cancelled.

        The notice that cancels a query is lost if it comes before the query does.
        Nobody waits for its end then: the connection is given up.
        """
        try:
            async with asyncio.timeout(_ROLLBACK_PATIENCE):
                await self.connection.execute("ROLLBACK")
        except TimeoutError:
            return False
        return True

    async def _commit(self) -> None:
        if self._last_words:  # they raise if an error inside was swallowed
            words = f"{_LET_GO}{self._last_words}; COMMIT; {_FLUSH}"
            await self.connection.execute(words)
        elif await self.connection.execute("COMMIT") == "ROLLBACK":
            raise CommitFailedError

    def say_last(self, statement: str) -> None:
        """Let *statement* travel with COMMIT."""
        called = statement.startswith(_CALL)
        if called and self._calling:
            self._last_words += f", {statement.removeprefix('SELECT ')}"
        else:
            self._last_words += f"; {statement}"
        self._calling = called

    async def _take_connection(self) -> Connection:
        pool = self.engine.pool
        return await (pool.acquire() if pool else self.engine.get_new_connection())

    async def _give_back(self, *, broken: bool) -> None:
        """Return the connection, closed first if its state is not known."""
        if broken:
            self.connection.terminate()
        if self.engine.pool:
            await self.engine.pool.release(self.connection)  # shields itself
        elif not broken:
            await self.connection.close()


def say_last(query: str, *arguments: Any) -> None:  # noqa: ANN401 (sql.Literal)
    """Let a statement travel with the COMMIT of the open transaction.

    For what nobody reads before the end, and above all for what every command of a
    kind locks and so must lock last: no round trip while the others wait. They run
    in the order they were said. If one raises, the transaction is rolled back and
    the error leaves ``async with transaction``.

    Raises:
        NoTransactionError: No command is open.
    """
    current = engine().current_transaction.get()
    if not isinstance(current, CentreTransaction):
        raise NoTransactionError("steps run only inside a command's transaction")
    current.say_last(inline(query, *arguments))


@asynccontextmanager
async def transaction(actor: Actor) -> AsyncIterator[None]:
    """Run the body in one transaction of *actor*: commit at its end, or roll back.

    Raises:
        TransactionError: A transaction is already open, so a command was
            called from within a command. Call a step instead.
    """
    async with CentreTransaction(engine(), actor, _WRITING):
        yield


async def perform(
    command: Callable[..., Awaitable[T]],
    *arguments: Any,  # noqa: ANN401 (handed on)
    **facts: Any,  # noqa: ANN401
) -> T:
    """Run a command, again as a whole if PostgreSQL ended it for another's sake.

    The one place that retries: api, pages and the command line call commands
    through it. A deadlock, a serialization failure or a lost race is tried three
    times.
    """
    for _ in range(_TRIES - 1):
        try:
            return await command(*arguments, **facts)
        except (DeadlockDetectedError, SerializationError, TryAgainError):
            await asyncio.sleep(0)
    return await command(*arguments, **facts)

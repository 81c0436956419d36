"""Solves in a process of its own, so that a server goes on serving meanwhile.

A solver holds the interpreter for as long as it searches. The child is killed when
the caller is cancelled, overruns its time, or dies.
"""

import asyncio
import contextlib
import ctypes
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext

import msgspec

from distribution.routing.errors.input_faults import InvalidProblemError
from distribution.routing.greedy import Orders, greedy_orders, mended
from distribution.routing.locking import with_locked, without_locked
from distribution.routing.reasons import explained
from distribution.routing.rules.checker import faults
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Problem
from distribution.routing.rules.timing import assemble
from distribution.routing.rules.validation import problem_errors

GRACE = 15
"""Seconds beyond the search: to start, check and explain on a busy machine."""

_PAUSE = 0.2
"""Seconds between two plans told, at least."""

_LENGTH = 8
"""Bytes that say how long the message is that follows."""

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that this process gets when its parent dies."""


class _Task(msgspec.Struct, frozen=True):
    problem: Problem
    seconds: float
    seed: int
    engine: Engine


class Found(msgspec.Struct, frozen=True, tag=True):
    """A plan better than all before: the stops of each shift, and what it costs."""

    orders: dict[str, list[str]]
    cost: int

    @property
    def served(self) -> int:
        """Return how many stops it serves."""
        return sum(map(len, self.orders.values()))


class _Done(msgspec.Struct, frozen=True, tag=True):
    plan: Plan


@asynccontextmanager
async def searcher() -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a process that loads the solver's libraries and waits for its problem.

    It is gone when the body ends, whether it was asked or not.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "distribution.routing.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield child
    finally:
        _kill(child)
        await child.wait()


def _kill(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        child.kill()


async def solve_in_process(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 1,
    engine: Engine = Engine.BEST,
    better: Callable[[Found], None] = lambda _found: None,
    enough: asyncio.Event | None = None,
    child: asyncio.subprocess.Process | None = None,
) -> Plan:
    """Return what ``planning.solve`` answers, searched for in another process.

    Where that process fails or overruns, the plan is the last one it told of, or
    the greedy one: there is always an answer. Cancelling the caller kills the search.

    Args:
        problem: What to plan.
        seconds: Bound of the search, as in ``planning.solve``.
        seed: As in ``planning.solve``.
        engine: Who searches.
        better: Told of plans better than all before, a few times a second.
        enough: Once set, the search ends and its best plan is the answer.
        child: A ``searcher`` of the caller's that was not asked yet; else a new one.

    Raises:
        InvalidProblemError: The problem is malformed; carries every fault.
    """
    errors = problem_errors(problem)
    if errors:
        raise InvalidProblemError(errors)
    task = msgspec.msgpack.encode(_Task(problem, seconds, seed, engine))
    heard = _Heard(better)
    async with nullcontext(child) if child else searcher() as asked:
        listening = asyncio.create_task(heard.listen(asked, task))
        try:
            await _until_done(listening, seconds, enough)
        finally:
            listening.cancel()
            _kill(asked)
            await asyncio.gather(listening, return_exceptions=True)
    if heard.plan is not None:
        return heard.plan
    return await asyncio.to_thread(_fallback, problem, heard.last)


class _Heard:
    """What a child has said so far."""

    def __init__(self, better: Callable[[Found], None]) -> None:
        self.last: Found | None = None
        self.plan: Plan | None = None
        self._better = better

    async def listen(self, child: asyncio.subprocess.Process, task: bytes) -> None:
        """Hand *task* to the child, and hear it to the end."""
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            child.stdin.write(task)
            child.stdin.write_eof()
            await child.stdin.drain()
            while self.plan is None:
                size = int.from_bytes(await child.stdout.readexactly(_LENGTH))
                body = await child.stdout.readexactly(size)
                said = msgspec.msgpack.decode(body, type=Found | _Done)
                if isinstance(said, _Done):
                    self.plan = said.plan
                else:
                    self.last = said
                    self._better(said)


async def _until_done(
    listening: asyncio.Task[None], seconds: float, enough: asyncio.Event | None
) -> None:
    """Wait for the child's last word, or until there is no more to wait for."""
    waits = {listening}
    if enough is not None:
        waits.add(asyncio.create_task(_wait_for(enough)))
    try:
        await asyncio.wait(
            waits, timeout=seconds + GRACE, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for one in waits - {listening}:
            one.cancel()


async def _wait_for(event: asyncio.Event) -> None:
    await event.wait()


def _fallback(problem: Problem, last: Found | None) -> Plan:
    """Return the last plan told of, or else the greedy one."""
    free = without_locked(problem)
    orders = greedy_orders(free)
    if last is not None:
        stops = {stop.id: stop for stop in free.stops}
        told = {
            shift: [stops[stop] for stop in route]
            for shift, route in last.orders.items()
        }
        found = mended(free, told)
        plan = _assembled(problem, free, found)
        if not faults(problem, plan):
            return plan
    return _assembled(problem, free, orders)


def _assembled(problem: Problem, free: Problem, orders: Orders) -> Plan:
    return assemble(problem, with_locked(problem, orders), explained(free, orders))


def _main() -> None:
    """Read one task from standard input; write what is found to standard output."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Imported here: the parent must not load the solver's libraries.
    from distribution.routing.limits import Watch  # noqa: PLC0415
    from distribution.routing.planning import solve  # noqa: PLC0415

    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Task)
    speaker = _Speaker()
    plan = solve(
        task.problem,
        seconds=task.seconds,
        seed=task.seed,
        engine=task.engine,
        watch=Watch(better=speaker.tell),
    )
    speaker.say(_Done(plan))


class _Speaker:
    """Tells what is found, a few times a second; the last of it always."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._waiting: Found | None = None
        self._last = 0.0

    def tell(self, orders: Orders, cost: int) -> None:
        """Tell of a plan better than all before, at once or after the pause."""
        ids = {shift: [stop.id for stop in route] for shift, route in orders.items()}
        with self._lock:
            is_due = self._waiting is not None
            self._waiting = Found(ids, cost)
        if not is_due:
            pause = max(0.0, self._last + _PAUSE - time.monotonic())
            if pause:
                timer = threading.Timer(pause, self._tell_waiting)
                timer.daemon = True
                timer.start()
            else:
                self._tell_waiting()

    def say(self, message: Found | _Done) -> None:
        """Write *message* to standard output."""
        body = msgspec.msgpack.encode(message)
        with self._lock:
            self._waiting = None
            sys.stdout.buffer.write(len(body).to_bytes(_LENGTH) + body)
            sys.stdout.buffer.flush()

    def _tell_waiting(self) -> None:
        with self._lock:
            self._last = time.monotonic()
            if self._waiting is not None:
                self.say(self._waiting)


if __name__ == "__main__":
    _main()

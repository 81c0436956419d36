"""Solves in a process of its own, so that a server goes on serving meanwhile.

A solver holds the interpreter for as long as it searches. The child is killed when
the caller is cancelled, overruns its time, or dies.
"""

import asyncio
import ctypes
import signal
import sys

import msgspec

from distribution.routing.errors import InvalidProblemError
from distribution.routing.greedy import greedy_orders
from distribution.routing.reasons import explained
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Problem
from distribution.routing.rules.timing import assemble
from distribution.routing.rules.validation import problem_errors

GRACE = 15
"""Seconds beyond the search: to start, check and explain on a busy machine."""

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that this process gets when its parent dies."""


class _Task(msgspec.Struct, frozen=True):
    problem: Problem
    seconds: float
    seed: int


async def solve_in_process(problem: Problem, *, seconds: float, seed: int = 1) -> Plan:
    """Return what ``planning.solve`` answers, searched for in another process.

    Where that process fails or overruns, the plan is the greedy one: there is always
    an answer. Cancelling the caller kills the search.

    Args:
        problem: What to plan.
        seconds: Bound of the search, as in ``planning.solve``.
        seed: As in ``planning.solve``.

    Raises:
        InvalidProblemError: The problem is malformed; carries every fault.
    """
    errors = problem_errors(problem)
    if errors:
        raise InvalidProblemError(errors)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "distribution.routing.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    task = msgspec.msgpack.encode(_Task(problem, seconds, seed))
    try:
        async with asyncio.timeout(seconds + GRACE):
            answer, _ = await child.communicate(task)
    except TimeoutError:
        answer = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode == 0 and answer:
        return msgspec.msgpack.decode(answer, type=Plan)
    return await asyncio.to_thread(_greedy_plan, problem)


def _greedy_plan(problem: Problem) -> Plan:
    orders = greedy_orders(problem)
    return assemble(problem, orders, explained(problem, orders))


def _main() -> None:
    """Read one task from standard input, write its plan to standard output."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Imported here: the parent must not load the solver's libraries.
    from distribution.routing.planning import solve  # noqa: PLC0415

    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Task)
    plan = solve(task.problem, seconds=task.seconds, seed=task.seed)
    sys.stdout.buffer.write(msgspec.msgpack.encode(plan))


if __name__ == "__main__":
    _main()

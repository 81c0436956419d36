"""Searches in processes of their own, beside the one that searches here.

``Mate`` is this side: it starts a process, hands it a problem, and hears of every
better plan. ``python -m distribution.routing.crew`` is the other side. A mate that
dies or is late is done without; mates wait for the next problem, since starting one
takes longer than a small town needs to be planned.
"""

import contextlib
import ctypes
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from distribution.routing.rules.columns import Column
from distribution.routing.rules.problem import Problem

if TYPE_CHECKING:
    from distribution.routing.local_search.climbing import Climb

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that this process gets when its parent dies."""

_LENGTH = 8
"""Bytes that say how long the message is that follows."""


_PAUSE = 0.1
"""Seconds between two plans told, at least: the first second brings hundreds."""


class Begin(msgspec.Struct, frozen=True, tag=True):
    """A problem to search; ``task`` numbers whatever is said of it."""

    task: int
    problem: Problem
    complete: bool
    seed: int
    patience: int
    memory: int


class Go(msgspec.Struct, frozen=True, tag=True):
    """Search until an instant of the monotonic clock, or for so many rounds."""

    task: int
    until: float
    rounds: int | None


class Adopt(msgspec.Struct, frozen=True, tag=True):
    """A plan to go on from, if it is better."""

    task: int
    plan: list[Column]


class Better(msgspec.Struct, frozen=True, tag=True):
    """A plan better than all before."""

    task: int
    plan: list[Column]
    cost: int


class Report(msgspec.Struct, frozen=True, tag=True):
    """What a ``Go`` came to: the best plan, and good routes.

    ``cost`` is None where no plan that keeps all rules has been found.
    """

    task: int
    plan: list[Column]
    cost: int | None
    columns: list[Column]


def _send(stream: BinaryIO, message: msgspec.Struct) -> None:
    body = msgspec.msgpack.encode(message)
    stream.write(len(body).to_bytes(_LENGTH))
    stream.write(body)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes | None:
    """Return the next message, None after the last."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    body = stream.read(int.from_bytes(head))
    return body or None


class Mate:
    """One process that searches."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "distribution.routing.crew"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._said: queue.SimpleQueue[Better | Report] = queue.SimpleQueue()
        self._asked: queue.SimpleQueue[msgspec.Struct | None] = queue.SimpleQueue()
        self.idle = True
        for work, stream in (
            (self._write, self._child.stdin),
            (self._read, self._child.stdout),
        ):
            threading.Thread(target=work, args=(stream,), daemon=True).start()

    @property
    def alive(self) -> bool:
        """Return whether the process still runs."""
        return self._child.poll() is None

    def ask(self, message: Begin | Go | Adopt) -> None:
        """Hand over *message* without waiting for anything."""
        self._asked.put(message)
        if isinstance(message, Go):
            self.idle = False

    def hear(self, task: int, seconds: float = 0) -> Better | Report | None:
        """Return what the mate says of *task* within so many *seconds*, if anything."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                said = self._said.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                return None
            if isinstance(said, Report):
                self.idle = True
            if said.task == task:
                return said

    def dismiss(self) -> None:
        """End the process."""
        self._asked.put(None)
        self._child.kill()
        self._child.wait()

    def _write(self, stream: BinaryIO) -> None:
        with contextlib.suppress(OSError), stream:
            while (message := self._asked.get()) is not None:
                _send(stream, message)

    def _read(self, stream: BinaryIO) -> None:
        with stream:
            while (body := _receive(stream)) is not None:
                self._said.put(msgspec.msgpack.decode(body, type=Better | Report))


def _main() -> None:
    """Do what standard input asks, until it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Imported here: the other side need not load the solver's libraries.
    from distribution.routing.local_search.climbing import Climb  # noqa: PLC0415
    from distribution.routing.local_search.model import Model  # noqa: PLC0415

    climb: Climb | None = None
    while (body := _receive(sys.stdin.buffer)) is not None:
        asked = msgspec.msgpack.decode(body, type=Begin | Go | Adopt)
        if isinstance(asked, Begin):
            model = Model(asked.problem, complete=asked.complete)
            climb = Climb(model, asked.seed, asked.patience, asked.memory)
        elif climb is not None and isinstance(asked, Adopt):
            climb.adopt(asked.plan)
        elif climb is not None and isinstance(asked, Go):
            _go(climb, asked)


def _go(climb: "Climb", asked: Go) -> None:
    said = sys.stdout.buffer
    last = 0.0
    for cost in climb.improvements(asked.until, asked.rounds):
        if time.monotonic() > last + _PAUSE:
            last = time.monotonic()
            _send(said, Better(asked.task, climb.plan, cost))
    _send(said, Report(asked.task, climb.plan, climb.cost, climb.columns))


if __name__ == "__main__":
    _main()

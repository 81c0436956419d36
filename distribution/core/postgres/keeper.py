"""The process that keeps PostgreSQL: ``python -m distribution.core.postgres.keeper``.

Its one argument is an ``Order``. On standard output it says once, in one line, that
the server is ready, or why not; from then on it watches. It has a session of its
own, so that Ctrl-C reaches its users and not it.
"""

import os
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from distribution.core.errors import DomainError
from distribution.core.postgres.binaries import find_postgres_bin, runnable_by
from distribution.core.postgres.cluster import (
    Cluster,
    State,
    account_for,
    socket_directory,
    write_whole,
)
from distribution.core.postgres.errors import PostgresFailedError
from distribution.core.postgres.locks import FileLock
from distribution.core.postgres.postmaster import Postmaster

_WATCH_SECONDS = 0.2
"""How often the keeper looks after its server and for users."""

_MOST_RESTARTS = 5
"""Restarts in a row that fail before the keeper gives up."""

_LOG_BYTES = 5_000_000
"""A log longer than this is put aside at the next start."""


class Order(msgspec.Struct, frozen=True):
    """What a keeper is to keep."""

    id: str
    home: str
    pg_bin: str | None = None
    options: tuple[str, ...] = ()

    @property
    def cluster(self) -> Cluster:
        """The cluster to keep."""
        return Cluster(id=self.id, home=Path(self.home))


class Report(msgspec.Struct, frozen=True):
    """The keeper's one line: *outcome* is ready, busy, or an error's reason."""

    outcome: str
    facts: dict[str, Any] = {}


def main() -> int:
    """Keep PostgreSQL until no user is left; return the exit status."""
    order = msgspec.json.decode(sys.argv[1], type=Order)
    keeper = FileLock(order.cluster.keeper_lock)
    if not keeper.try_take():
        _say(Report("busy"))
        return 0
    keeper.write(str(os.getpid()))
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    postmaster = None
    try:
        postmaster = _prepared(order)
        postmaster.start()
        postmaster.set_up()
        state = State(str(postmaster.socket), str(postmaster.binaries))
        write_whole(order.cluster.state, msgspec.json.encode(state))
    except (DomainError, OSError) as error:
        if postmaster is not None:
            postmaster.stop()
        _say(_refusal(order, error))
        return 1
    _say(Report("ready"))
    users = FileLock(order.cluster.users_lock)
    try:
        return _watch(postmaster, users, stopping)
    finally:
        order.cluster.state.unlink(missing_ok=True)
        postmaster.stop()
        with suppress(OSError):
            postmaster.socket.rmdir()


def _prepared(order: Order) -> Postmaster:
    """Return the server that is ordered, ready to start."""
    cluster = order.cluster
    cluster.state.unlink(missing_ok=True)
    if cluster.log.exists() and cluster.log.stat().st_size > _LOG_BYTES:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))
    account = account_for(cluster.data)
    binaries = find_postgres_bin(Path(order.pg_bin) if order.pg_bin else None)
    postmaster = Postmaster(
        cluster=cluster,
        binaries=runnable_by(account, binaries),
        account=account,
        socket=socket_directory(cluster, account),
        options=order.options,
    )
    postmaster.make()
    return postmaster


def _watch(postmaster: Postmaster, users: FileLock, stopping: threading.Event) -> int:
    """Restart the server when it crashed; return when it is to stop.

    The lock that proves that no user is left stays taken: whoever comes now waits,
    and then starts a keeper of its own.
    """
    failures = 0
    while not stopping.wait(_WATCH_SECONDS) and not users.try_take():
        if not postmaster.has_ended():
            failures = 0
            continue
        try:
            postmaster.start()
        except PostgresFailedError:
            failures += 1
            traceback.print_exc()
            if failures == _MOST_RESTARTS:
                return 1
    return 0


def _refusal(order: Order, error: DomainError | OSError) -> Report:
    if isinstance(error, DomainError):
        return Report(error.reason, error.facts)
    facts = {"home": str(order.cluster.home), "problem": str(error)}
    return Report(PostgresFailedError.reason, facts)


def _say(report: Report) -> None:
    """Write the one line, and let go of standard output."""
    with suppress(BrokenPipeError):  # whoever asked is gone; the watch will notice
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.flush()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.close(quiet)


if __name__ == "__main__":
    sys.exit(main())

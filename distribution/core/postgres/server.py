"""Use a PostgreSQL: the one that is named, or our own, started where it is not there.

::

    with database_server(settings()) as server:
        ...  # server.service_dsn

"""

import getpass
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import msgspec

from distribution.core.postgres.cluster import Cluster, State, find_cluster
from distribution.core.postgres.errors import (
    BY_REASON,
    OwnerUrlMissingError,
    PostgresFailedError,
)
from distribution.core.postgres.keeper import Order, Report
from distribution.core.postgres.locks import FileLock, is_taken, locked
from distribution.core.postgres.postmaster import is_ready
from distribution.core.settings import Settings

OWNER_ROLE = "kromka_owner"
"""Owns the schema of the embedded database."""

SERVICE_ROLE = "kromka_service"
"""What the service connects as: bound by the policies, owns nothing."""

NO_WAITING_FOR_THE_DISK = ("fsync=off", "full_page_writes=off")
"""Options for data that may go when the machine's power does; a kill harms none."""

_POLL = 0.02
_PATIENCE = 330.0
"""Seconds to wait for somebody else's keeper: recovery, and a little more."""

_STOP_PATIENCE = 60.0
"""Seconds that a keeper gets to stop its server."""


class Server(msgspec.Struct, frozen=True):
    """How to reach the database, by role."""

    service_dsn: str
    owner_dsn: str | None = None
    superuser_dsn: str | None = None
    owned: bool = False
    """Whether this process started it; an external server never is."""

    def owner(self) -> str:
        """Return the owner's address, which migrate, demo and backup need.

        Raises:
            OwnerUrlMissingError: The server is external and only the service is known.
        """
        if self.owner_dsn is None:
            raise OwnerUrlMissingError
        return self.owner_dsn

    @property
    def service_role(self) -> str:
        """The role that the service connects as, which migrations grant to."""
        parts = urlsplit(self.service_dsn)
        asked = parse_qs(parts.query).get("user", [""])[-1]
        return unquote(parts.username or "") or asked or getpass.getuser()

    def __repr__(self) -> str:
        return f"Server(owned={self.owned})"


@contextmanager
def database_server(settings: Settings) -> Iterator[Server]:
    """Hold a database server for the body: the external one, or our own.

    Raises:
        DomainError: Our own could not be started; says why.
    """
    if settings.database_url is not None:
        yield Server(settings.database_url, settings.owner_url)
        return
    with embedded_postgres(settings.data_dir, pg_bin=settings.pg_bin) as server:
        yield server


@contextmanager
def embedded_postgres(
    data_dir: Path, *, pg_bin: Path | None = None, options: tuple[str, ...] = ()
) -> Iterator[Server]:
    """Hold our own PostgreSQL in *data_dir* for the body, and start it if need be.

    However many processes hold it, in whatever order they come and go: it runs
    until the last one ends. The last one to leave waits until it has stopped.
    *options* (``name=value``) count only for the process that starts it.

    Raises:
        DomainError: It could not be started; says why.
    """
    cluster = find_cluster(data_dir)
    users = FileLock(cluster.users_lock)
    keeper: subprocess.Popen[bytes] | None = None
    try:
        users.share()  # waits while a keeper is stopping its server
        with locked(cluster.start_lock):
            keeper = _running_keeper(_order(cluster, pg_bin, options))
        state = msgspec.json.decode(cluster.state.read_bytes(), type=State)
        yield _server(Path(state.socket), owned=keeper is not None)
    finally:
        if users.try_take():  # the last one
            _stop_keeper(cluster)
            if keeper is not None:
                keeper.wait(_STOP_PATIENCE)
        elif keeper is not None:  # the others keep it; its end is noted all the same
            threading.Thread(target=keeper.wait, daemon=True).start()
        users.close()


@contextmanager
def throwaway_postgres(*, options: tuple[str, ...] = ()) -> Iterator[Server]:
    """Hold a new PostgreSQL for tests: quick, not safe against a power cut.

    It lies in a temporary directory that is removed afterwards.
    """
    quick = (*NO_WAITING_FOR_THE_DISK, "synchronous_commit=off")
    directory = Path(tempfile.mkdtemp(prefix="kromka-"))
    directory.chmod(0o711)  # root's PostgreSQL runs as another account
    home = directory
    try:
        home = find_cluster(directory).home
        with embedded_postgres(directory, options=(*quick, *options)) as server:
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _server(socket: Path, *, owned: bool) -> Server:
    def dsn(role: str) -> str:
        host = quote(str(socket), safe="/")
        return f"postgresql://{role}@/kromka?host={host}&port=5432"

    return Server(dsn(SERVICE_ROLE), dsn(OWNER_ROLE), dsn("postgres"), owned=owned)


def _order(cluster: Cluster, pg_bin: Path | None, options: tuple[str, ...]) -> Order:
    programs = None if pg_bin is None else str(pg_bin)
    return Order(cluster.id, str(cluster.home), programs, options)


def _running_keeper(order: Order) -> subprocess.Popen[bytes] | None:
    """Return once the server takes connections; the keeper if we started it."""
    cluster = order.cluster
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if is_taken(cluster.keeper_lock):
            if _takes_connections(cluster):
                return None
            time.sleep(_POLL)
            continue
        keeper, report = _start_keeper(order)
        if report.outcome == "ready":
            return keeper
        keeper.wait()
        if report.outcome != "busy":
            raise BY_REASON[report.outcome](**report.facts)
    raise PostgresFailedError(home=str(cluster.home), problem="timeout")


def _start_keeper(order: Order) -> tuple[subprocess.Popen[bytes], Report]:
    """Start a keeper and return it with what it reports."""
    path = [str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")]
    cluster = order.cluster
    with cluster.open_log() as log:
        keeper = subprocess.Popen(  # noqa: S603 (ourselves)
            [
                *(sys.executable, "-m", "distribution.core.postgres.keeper"),
                msgspec.json.encode(order).decode(),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd="/",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
            start_new_session=True,
        )
    if keeper.stdout is None:
        raise RuntimeError("the keeper was started without a pipe")
    with keeper.stdout as said:
        line = said.readline()
    if not line:
        keeper.wait()
        problem = cluster.log.read_text("utf-8", "replace")[-800:]
        raise PostgresFailedError(home=str(cluster.home), problem=problem)
    return keeper, msgspec.json.decode(line, type=Report)


def _takes_connections(cluster: Cluster) -> bool:
    """Return whether the keeper has said where its server is, and that answers."""
    try:
        state = msgspec.json.decode(cluster.state.read_bytes(), type=State)
    except FileNotFoundError:
        return False
    return is_ready(Path(state.binaries), Path(state.socket))


def _stop_keeper(cluster: Cluster) -> None:
    """Let the keeper stop its server, and wait for it; nobody else uses it."""
    deadline = time.monotonic() + _STOP_PATIENCE
    if is_taken(cluster.keeper_lock):
        with suppress(ValueError, ProcessLookupError):
            os.kill(int(cluster.keeper_lock.read_text("ascii")), signal.SIGTERM)
    while is_taken(cluster.keeper_lock) and time.monotonic() < deadline:
        time.sleep(_POLL)

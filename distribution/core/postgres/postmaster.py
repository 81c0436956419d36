"""One run of PostgreSQL over one cluster: made, started, stopped."""

import os
import shutil
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import msgspec

from distribution.core.postgres.binaries import major_version
from distribution.core.postgres.cluster import (
    BARE_ENVIRONMENT,
    Account,
    Cluster,
    run_as,
)
from distribution.core.postgres.errors import PostgresFailedError, PostgresVersionError
from distribution.core.processes import die_with_parent

_BUILTIN_LOCALE_SINCE = 17
"""The first major version with a locale that no operating system changes."""

_PATIENCE = 300.0
"""Seconds that recovery after a crash may take."""

_STOPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
"""How to stop it, with the seconds it gets: fast, immediate, at any price."""

_POLL = 0.02

_OPTIONS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_preload_libraries=",
    "jit=off",
    # A log must hold no personal data: no statements, no rows in an error's detail.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    "log_checkpoints=off",
)


class Postmaster(msgspec.Struct, kw_only=True):
    """PostgreSQL over *cluster*, as a child of the thread that starts it."""

    cluster: Cluster
    binaries: Path
    account: Account | None
    socket: Path
    options: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the cluster's files if there are none; all of them or nothing.

        Raises:
            PostgresVersionError: The files are of another major version.
            PostgresFailedError: They cannot be made.
        """
        installed = major_version(self.binaries, self.account)
        marker = self.cluster.data / "PG_VERSION"
        if not marker.exists():
            self._initialise(installed)
        found = marker.read_text("ascii").strip()
        if found != str(installed):
            raise PostgresVersionError(
                data=str(self.cluster.data), found=found, installed=installed
            )

    def start(self) -> None:
        """Start the server and wait until it takes connections.

        Raises:
            PostgresFailedError: It ended, or recovery takes too long; with the end
                of its log.
        """
        self._clear_stale_files()
        settings = [part for option in self._all_options() for part in ("-c", option)]
        with self.cluster.open_log() as log:
            log_begins = log.tell()
            self.process = subprocess.Popen(  # noqa: S603 (our own program)
                [self.binaries / "postgres", "-D", self.cluster.data, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=BARE_ENVIRONMENT,
                start_new_session=True,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                preexec_fn=partial(die_with_parent, os.getpid(), signal.SIGINT),  # noqa: PLW1509 (the keeper has one thread)
            )
        deadline = time.monotonic() + _PATIENCE
        while not is_ready(self.binaries, self.socket):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise self._failed(_tail(self.cluster.log, log_begins))
            time.sleep(_POLL)

    def set_up(self) -> None:
        """Make the roles and the database that are not there yet.

        Raises:
            PostgresFailedError: A statement failed.
        """
        answer = run_as(
            self.account,
            *(self.binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"),
            *("-h", self.socket, "-U", "postgres", "-d", "postgres"),
            stdin=Path(__file__).with_name("setup.sql").read_text("utf-8"),
        )
        if answer.returncode != 0:
            raise self._failed(answer.stderr)

    def stop(self) -> None:
        """Stop the server: fast first, then harder."""
        if self.process is None:
            return
        for how, seconds in _STOPS:
            if self.process.poll() is not None:
                return
            self.process.send_signal(how)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue

    def has_ended(self) -> bool:
        """Return whether the server that was started is gone."""
        return self.process is not None and self.process.poll() is not None

    def _all_options(self) -> tuple[str, ...]:
        name = str(self.socket).replace('"', '""')
        return (*_OPTIONS, f'unix_socket_directories="{name}"', *self.options)

    def _initialise(self, major: int) -> None:
        """Run initdb in a directory of its own, and give it its name when done."""
        draft = self.cluster.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account is not None:
            os.chown(draft, self.account.uid, self.account.gid)
        locale: tuple[str, ...] = ("--locale=C.UTF-8",)
        if major >= _BUILTIN_LOCALE_SINCE:
            locale = (
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            )
        unsafe = ("--no-sync",) if "fsync=off" in self.options else ()
        answer = run_as(
            self.account,
            *(self.binaries / "initdb", "-D", draft, "-U", "postgres", "-E", "UTF8"),
            *("--auth=trust", "--data-checksums", *locale, *unsafe),
            bound=True,
        )
        if answer.returncode != 0:
            raise self._failed(answer.stderr)
        draft.rename(self.cluster.data)

    def _clear_stale_files(self) -> None:
        """Wait for processes of an earlier run, then remove the files it left.

        PostgreSQL judges a ``postmaster.pid`` by its number being alive, and numbers
        come again in containers. Here the keeper's lock is held, and every process
        of a server works in its data directory; so when none does, the file is old.
        Never while one does: then two servers could write the same data.
        """
        if not Path("/proc/self").exists():
            return  # no such view of processes on this system: PostgreSQL decides
        deadline = time.monotonic() + sum(seconds for _, seconds in _STOPS)
        while working := _processes_in(self.cluster.data):
            if time.monotonic() > deadline:
                raise self._failed(f"postgres: {working}")
            time.sleep(_POLL)
        (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink()

    def _failed(self, problem: str) -> PostgresFailedError:
        return PostgresFailedError(
            home=str(self.cluster.home), problem=problem.strip() or "timeout"
        )


def is_ready(binaries: Path, socket: Path) -> bool:
    """Return whether the server behind *socket* takes connections."""
    asks = (binaries / "pg_isready", "-q", "-h", socket, "-U", "postgres")
    return run_as(None, *asks).returncode == 0


def _processes_in(data: Path) -> list[int]:
    """Return the PostgreSQL processes that work in *data*."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_postgres = (entry / "comm").read_text().startswith("postgres")
            if is_postgres and (entry / "cwd").samefile(data):
                found.append(int(entry.name))
        except OSError:  # it ended, or it is another user's
            continue
    return found


def _tail(log: Path, begin: int) -> str:
    with log.open("rb") as file:
        file.seek(begin)
        return file.read().decode("utf-8", "replace")[-800:]

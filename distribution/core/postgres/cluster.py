"""Where a database lies, and as whom PostgreSQL runs.

``cluster.json`` in the data directory gives the cluster its random id. Whatever has
to lie elsewhere is named by that id: a directory that was deleted and made again
is a new database. Root cannot run PostgreSQL, so for root another account does; if
it cannot reach the data directory, the cluster lies in ``/var/lib/kromka/ID``.
"""

import os
import pwd
import secrets
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from distribution.core.postgres.errors import (
    DataMissingError,
    DataUnreachableError,
    PostgresFailedError,
)
from distribution.core.postgres.locks import locked
from distribution.core.processes import die_with_parent

ACCOUNTS = ("kromka", "postgres", "nobody")
"""Whom root lets PostgreSQL run as: the first that exists. One of its own is best."""

ELSEWHERE = Path("/var/lib/kromka")
"""Where root keeps what the account could not reach."""

_SOCKET_PATH_BYTES = 107
"""The longest path of a Unix socket that Linux takes (103 elsewhere)."""


class Account(msgspec.Struct, frozen=True):
    """The user of the machine that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int


class Cluster(msgspec.Struct, frozen=True):
    """One database cluster: its id, and the directory that holds all of it."""

    id: str
    home: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own directory."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        """What PostgreSQL and its keeper said."""
        return self.home / "postgres.log"

    @property
    def state(self) -> Path:
        """Written by the keeper when the server is ready: where its socket is."""
        return self.home / "postgres.json"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper while it lives; holds its process id."""
        return self.home / "postgres.keeper"

    @property
    def users_lock(self) -> Path:
        """Shared by all who use the server."""
        return self.home / "postgres.users"

    @property
    def start_lock(self) -> Path:
        """Held by the one who starts a keeper and waits for it."""
        return self.home / "postgres.start"

    def open_log(self) -> BinaryIO:
        """Open the log for adding to it; nobody else on the machine reads it."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "ab")


class State(msgspec.Struct, frozen=True):
    """What users must know of a running server."""

    socket: str
    binaries: str


class _ClusterFile(msgspec.Struct, frozen=True):
    id: str
    relocated: str | None = None


def find_cluster(data_dir: Path) -> Cluster:
    """Return the cluster of *data_dir*; decide where it lies on first need.

    Raises:
        DataMissingError: It lies elsewhere, and is no longer there.
        PostgresFailedError: The data directory cannot be made or written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
        with locked(data_dir / "cluster.lock"):
            known = _read(data_dir) or _create(data_dir)
    except OSError as error:
        raise PostgresFailedError(home=str(data_dir), problem=str(error)) from error
    home = Path(known.relocated) if known.relocated else data_dir.resolve()
    if not home.is_dir():
        raise DataMissingError(data_dir=str(data_dir), home=str(home))
    return Cluster(id=known.id, home=home)


def _read(data_dir: Path) -> _ClusterFile | None:
    try:
        content = (data_dir / "cluster.json").read_bytes()
    except FileNotFoundError:
        return None
    try:
        return msgspec.json.decode(content, type=_ClusterFile)
    except msgspec.DecodeError as error:
        raise PostgresFailedError(
            home=str(data_dir), problem=f"cluster.json: {error}"
        ) from None


def _create(data_dir: Path) -> _ClusterFile:
    made = _ClusterFile(id=secrets.token_hex(8))
    account = account_for(data_dir / "postgres")
    if account is not None and not can_enter(data_dir, account):
        home = ELSEWHERE / made.id
        home.mkdir(parents=True, mode=0o755)
        made = _ClusterFile(id=made.id, relocated=str(home))
    write_whole(data_dir / "cluster.json", msgspec.json.encode(made))
    return made


def write_whole(path: Path, content: bytes) -> None:
    """Write *content* so that a reader, or a crash, meets all of it or nothing."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def account_for(data: Path) -> Account | None:
    """Return whom PostgreSQL must run as, or None for the present user.

    A directory that exists decides by its owner, so that an account that was added
    to the machine later does not lock the database out.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        entry = pwd.getpwuid(owner)
        return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise PostgresFailedError(
        home=str(data.parent), problem="no account: " + ", ".join(ACCOUNTS)
    )


def run_as(
    account: Account | None,
    *command: str | Path,
    stdin: str = "",
    bound: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run *command* as *account* with a bare environment; return what it said.

    A *bound* one dies with this process; only where it has a single thread.
    """
    return subprocess.run(  # noqa: S603 (our own programs, arguments apart)
        [str(part) for part in command],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=BARE_ENVIRONMENT,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=partial(die_with_parent, os.getpid()) if bound else None,
    )


BARE_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C", "TZ": "UTC"}
"""PostgreSQL must not depend on the environment of whoever starts it."""


def can_enter(directory: Path, account: Account) -> bool:
    """Return whether *account* reaches *directory*, by the kernel's own judgement."""
    return run_as(account, "/usr/bin/test", "-x", directory).returncode == 0


def socket_directory(cluster: Cluster, account: Account | None) -> Path:
    """Return a private directory for the socket, with a path short enough for one.

    Beside the data where that fits; else in the machine's place for such things,
    by the cluster's id.

    Raises:
        DataUnreachableError: The account cannot enter the cluster's directory.
        PostgresFailedError: Somebody else's directory bears that name.
    """
    if account is not None and not can_enter(cluster.home, account):
        raise DataUnreachableError(account=account.name, home=str(cluster.home))
    directory = cluster.home / "socket"
    path = os.fsencode(directory / ".s.PGSQL.5432")
    if len(path) > _SOCKET_PATH_BYTES or b"," in path:  # libpq splits hosts there
        directory = _runtime_base() / f"kromka-{cluster.id}"
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    wanted = account.uid if account else os.geteuid()
    if directory.is_symlink() or found.st_uid not in {wanted, os.geteuid()}:
        raise PostgresFailedError(home=str(cluster.home), problem=str(directory))
    directory.chmod(0o700)
    if account is not None:
        os.chown(directory, account.uid, account.gid)
    return directory


def _runtime_base() -> Path:
    """Return the first place for sockets that may be written and is short."""
    own = os.environ.get("XDG_RUNTIME_DIR") if os.geteuid() else "/run"
    for base in (own, tempfile.gettempdir()):
        if base and os.access(base, os.W_OK) and len(os.fsencode(base)) < 60:  # noqa: PLR2004 (leaves room for the name)
            return Path(base)
    return Path("/tmp")  # noqa: S108 (the directory in it is private and checked)

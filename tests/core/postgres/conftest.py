"""Users of the embedded server as real processes, and what they leave behind."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

PROGRAM = Path(__file__).with_name("user.py")
ROOT = Path(__file__).parents[3]


class User:
    """A process that uses the database of a directory."""

    def __init__(
        self, data_dir, *, program=PROGRAM, account=None, stderr=None, **environment
    ):
        self.process = subprocess.Popen(
            [sys.executable, "-P", program, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            user=account,
            group=account,
            extra_groups=None if account is None else [],
            start_new_session=True,
        )
        self._facts = None

    @property
    def facts(self):
        """What it says when it has the server; waits for it."""
        if self._facts is None:
            self._facts = json.loads(self.process.stdout.readline() or "{}")
        return self._facts

    def leave(self):
        """End in order; return the exit status."""
        self.process.stdin.close()
        return self.process.wait(60)

    def ends_by(self, number):
        """End by a signal; return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(60)

    def reads(self):
        """Return how many users the database has met, over a new connection."""
        with psycopg.connect(self.facts["dsn"]) as connection:
            return connection.execute("SELECT count(*) FROM met").fetchone()[0]

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@contextmanager
def a_data_dir():
    """Lend a directory that any account can enter, with all that it starts."""
    base = Path(tempfile.mkdtemp(prefix="kromka-test-"))
    base.chmod(0o755)
    yield base / "data"
    eventually(lambda: not processes_of(base))
    shutil.rmtree(base)


@pytest.fixture
def data_dir():
    """A directory that any account can enter, gone afterwards with all it started."""
    with a_data_dir() as found:
        yield found


@pytest.fixture
def user(data_dir):
    """Start a user of *data_dir*, or of another directory."""
    users = []

    def start(directory=data_dir, **how):
        users.append(User(directory, **how))
        return users[-1]

    yield start
    for each in users:
        each.close()


def processes_of(directory):
    """Return the keepers and servers that run for anything in *directory*."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            place = str((entry / "cwd").readlink())
        except OSError:
            continue
        if place.startswith(str(directory)) or (
            "postgres.keeper" in command and str(directory) in command
        ):
            found[int(entry.name)] = command
    return found


def eventually(holds, seconds=30):
    """Wait until *holds* returns something true, and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := holds()):
        assert time.monotonic() < deadline, f"still not: {holds}"
        time.sleep(0.02)
    return answer


def server_pid(data_dir):
    """Return the process id of the postmaster, or None while there is none."""
    try:
        text = (data_dir / "postgres" / "postmaster.pid").read_text()
    except FileNotFoundError:
        return None
    return int(text.split()[0]) if text else None


def keeper_pid(data_dir):
    """Return the process id of the keeper."""
    return int((data_dir / "postgres.keeper").read_text())

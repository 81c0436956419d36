"""A small demo town, served on a port by a process of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

from distribution.core.postgres.cluster import find_cluster
from distribution.core.postgres.server import NO_WAITING_FOR_THE_DISK, embedded_postgres

HOUSEHOLDS = 30
_PATIENCE = 60.0
"""Seconds in which the service must answer."""


class Town(msgspec.Struct, frozen=True):
    """Where the service answers, and how to call its commands."""

    address: str
    data_dir: Path
    owner_dsn: str
    """For what can be looked up nowhere else: the text of an SMS."""

    def kromka(self, *arguments: str) -> str:
        """Run a command beside the service; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "distribution.cli", *arguments],
            env=_environment(self.data_dir),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def serving_demo() -> Iterator[Town]:
    """Load the demo into a database of its own and serve it for the body."""
    # Root's PostgreSQL runs as another account, which must be able to get there.
    data_dir = Path(tempfile.mkdtemp(prefix="kromka-e2e-"))
    data_dir.chmod(0o711)
    home = find_cluster(data_dir).home
    try:
        with embedded_postgres(data_dir, options=NO_WAITING_FOR_THE_DISK) as server:
            town = Town(f"http://127.0.0.1:{_free_port()}", data_dir, server.owner())
            town.kromka("demo", "--households", str(HOUSEHOLDS))
            with _service(town, server.service_dsn):
                yield town
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _service(town: Town, dsn: str) -> Iterator[None]:
    port = town.address.rpartition(":")[2]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory"]
    service = subprocess.Popen(
        [*command, "--port", port, "tests.e2e.clocked:app"],
        cwd=Path(__file__).parents[2],
        env={
            **_environment(town.data_dir),
            "KROMKA_DATABASE_URL": dsn,
            "KROMKA_DEMO": "1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(town.address, service)
        yield
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _environment(data_dir: Path) -> dict[str, str]:
    bare = {k: v for k, v in os.environ.items() if not k.startswith("KROMKA_")}
    return {
        **bare,
        "KROMKA_DATA_DIR": str(data_dir),
        "KROMKA_CENTRE": "krasnik",
        "LC_ALL": "pl_PL.UTF-8",
    }


def _wait_for(address: str, service: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert service.poll() is None, "the service ended"
        try:
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service does not answer")

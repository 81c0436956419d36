"""Runs an application as the service runs: Granian, one worker, a port of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from distribution.core.postgres.server import Server


@contextmanager
def serving(target: str, server: Server) -> Iterator[int]:
    """Run one worker of an application; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory"),
            *("--workers", "1", "--loop", "uvloop", "--port", str(port)),
            *("--no-ws", "--log-level", "error", target),
        ],
        env={**os.environ, "KROMKA_DATABASE_URL": server.service_dsn},
        stderr=subprocess.DEVNULL,  # a line a request
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(0.5)
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")

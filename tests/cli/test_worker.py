"""``kromka worker`` as a real process: does jobs, and ends in order."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from distribution.core.postgres.server import Server
from tests.cli.running import on_server

_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_starts_and_ends_in_order(
    database: Server, tmp_path: Path, number: signal.Signals
) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "distribution.cli", "worker"],
        cwd=_ROOT,
        env={**os.environ, **on_server(database, tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    with worker.stderr as said:
        assert said.readline() == "Working.\n"
        worker.send_signal(number)
        rest = said.read()

    assert worker.wait(30) == 0
    assert "Traceback" not in rest

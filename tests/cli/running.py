"""Runs the ``kromka`` command as people do: as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from distribution.core.postgres.server import Server
from distribution.core.settings import encode_master_key

_ROOT = Path(__file__).parents[2]


def kromka(
    *arguments: str, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command with *environment* and none of the developer's own settings."""
    bare = {k: v for k, v in os.environ.items() if not k.startswith("KROMKA_")}
    return subprocess.run(
        [sys.executable, "-m", "distribution.cli", *arguments],
        cwd=_ROOT,
        env={**bare, "LC_ALL": "pl_PL.UTF-8", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def on_server(server: Server, data_dir: Path) -> dict[str, str]:
    """Return the environment of a command that works on a server of one's own."""
    return {
        "KROMKA_DATA_DIR": str(data_dir),
        "KROMKA_DATABASE_URL": server.service_dsn,
        "KROMKA_OWNER_URL": server.owner(),
        "KROMKA_MASTER_KEY": encode_master_key(bytes(range(32))),
    }

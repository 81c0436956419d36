"""A user of the database as a process of its own, for the tests.

``python user.py DATA_DIR`` holds the server, says what it got and what it read, and
ends when its standard input closes, or by a signal.
"""

import json
import os
import signal
import sys
from pathlib import Path

import psycopg

from distribution.core.errors import DomainError
from distribution.core.postgres.server import NO_WAITING_FOR_THE_DISK, embedded_postgres


def say(**facts):
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # A shell that runs the tests in the background has it ignored, and so would this.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with embedded_postgres(
            Path(sys.argv[1]), options=NO_WAITING_FOR_THE_DISK
        ) as server:
            with psycopg.connect(str(server.owner_dsn)) as connection:
                connection.execute("SELECT pg_advisory_xact_lock(1)")
                connection.execute("CREATE TABLE IF NOT EXISTS met (pid int)")
                connection.execute("INSERT INTO met VALUES (%s)", [os.getpid()])
                rows = connection.execute("SELECT count(*) FROM met").fetchone()
            say(owned=server.owned, met=rows[0], dsn=server.owner_dsn)
            sys.stdin.read()
    except DomainError as error:
        say(reason=error.reason, says=error.says())
        sys.exit(1)

"""PostgreSQL's own programs for writing a database to a stream and reading it back."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from distribution.core.errors import ConflictError
from distribution.core.language import N_
from distribution.core.postgres.binaries import find_postgres_bin
from distribution.core.postgres.cluster import BARE_ENVIRONMENT

_PIECE = 256 * 1024


class DumpFailedError(ConflictError):
    """One of PostgreSQL's own programs could not do it."""

    reason = "dump_failed"
    sentence = N_("PostgreSQL odmówił: {problem}")


class Roles(msgspec.Struct, frozen=True):
    """The two roles of a database; their names differ from server to server."""

    owner: str
    service: str


def dump(dsn: str, pg_bin: Path | None = None) -> Iterator[bytes]:
    """Return the database as ``pg_dump`` writes it, in one snapshot, in pieces.

    Raises:
        DumpFailedError: It failed; says what it said last.
    """
    program = find_postgres_bin(pg_bin) / "pg_dump"
    with tempfile.TemporaryFile() as said:
        dumping = _start(program, "-Fc", "-Z6", "-d", dsn, stderr=said)
        output = _pipe(dumping.stdout)
        with output:
            yield from iter(partial(output.read, _PIECE), b"")
        if dumping.wait() != 0:
            raise _failed(said)


def load(
    dsn: str, source: Path, *, then: Roles, now: Roles, pg_bin: Path | None = None
) -> None:
    """Clear the database and fill it from a dump, in one transaction.

    Args:
        dsn: The owner's address.
        source: What ``dump`` wrote.
        then: The roles that the dump grants to.
        now: Who gets those privileges here.
        pg_bin: Where the programs are.

    Raises:
        DumpFailedError: It failed, and nothing was changed.
    """
    binaries = find_postgres_bin(pg_bin)
    psql = (binaries / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", "-")
    with tempfile.TemporaryFile() as said:
        loading = _start(*psql, "-d", dsn, stdin=subprocess.PIPE, stderr=said)
        output = _pipe(loading.stdout)
        with suppress(BrokenPipeError), _pipe(loading.stdin) as script:
            script.write(_CLEAR.encode())
            script.flush()
            # Comments are those of extensions, which may belong to the superuser.
            without = ("--no-owner", "--no-acl", "--no-comments")
            restore = (binaries / "pg_restore", *without, "-f", "-", source)
            whole = _run(*restore, stdout=script.fileno()).returncode == 0
            script.write(_grants(source, then, now, binaries) if whole else _NEVER)
        with output:
            output.read()
        if loading.wait() != 0:
            raise _failed(said)


_NEVER = b"SELECT 1 / 0;"
"""Ends the transaction of a dump that could not be read to its end."""


def _grants(source: Path, then: Roles, now: Roles, binaries: Path) -> bytes:
    """Return the privileges in a dump, for the roles of this server."""
    program = binaries / "pg_restore"
    listed = _run(program, "-l", source).stdout.decode().splitlines()
    chosen = source.with_name(f"{source.name}.acl")
    chosen.write_text(
        "\n".join(line for line in listed if _IS_GRANT.search(line)), encoding="utf-8"
    )
    wanted = (program, "--no-owner", "-L", chosen, "-f", "-", source)
    script = _run(*wanted).stdout.decode()
    for before, after in ((then.owner, now.owner), (then.service, now.service)):
        name = re.compile(rf'\b(TO|FROM) "?{re.escape(before)}"?;')
        quoted = after.replace('"', '""')
        script = name.sub(rf'\1 "{quoted}";', script)
    return script.encode()


_IS_GRANT = re.compile(r" ACL (?!- SCHEMA public|- DATABASE)")
"""A line of a dump's list; who may enter the schema is the server's own affair."""


def _start(
    *command: str | Path, stderr: IO[bytes], stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (PostgreSQL's own programs)
        [str(part) for part in command],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=BARE_ENVIRONMENT,
        cwd="/",
    )


def _run(
    *command: str | Path, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 (PostgreSQL's own programs)
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=BARE_ENVIRONMENT,
        cwd="/",
        check=False,
    )


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise RuntimeError("the program was started without a pipe")
    return end


def _failed(said: IO[bytes]) -> DumpFailedError:
    """Return what the program said last, less any row that it quotes."""
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    told = [line for line in lines if not line.startswith(("DETAIL", "CONTEXT"))]
    return DumpFailedError(problem=told[-1] if told else "?")


_CLEAR = """
DO $$ DECLARE thing record; BEGIN
    FOR thing IN SELECT nspname AS name FROM pg_namespace
        WHERE nspowner = current_user::regrole AND nspname <> 'public' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', thing.name);
    END LOOP;
    FOR thing IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND relowner = current_user::regrole LOOP
        EXECUTE format('DROP TABLE %s CASCADE', thing.name);
    END LOOP;
    FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc AS p
        WHERE pronamespace = 'public'::regnamespace
          AND proowner = current_user::regrole AND NOT EXISTS
          (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', thing.name);
    END LOOP;
    FOR thing IN SELECT extname AS name FROM pg_extension
        WHERE extowner = current_user::regrole LOOP
        EXECUTE format('DROP EXTENSION %I CASCADE', thing.name);
    END LOOP;
END $$;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
SELECT public.similarity('', '');
"""
"""Ends by loading pg_trgm: only then may functions be made that set its thresholds."""

"""``kromka backup`` and ``kromka restore``: the database in one encrypted file."""

import asyncio
import hashlib
from pathlib import Path

import click

from distribution.cli.acting import prepare
from distribution.core import backup as backups
from distribution.core.clock import utc_now
from distribution.core.errors import ConflictError
from distribution.core.language import N_
from distribution.core.postgres.server import Server, database_server
from distribution.core.settings import (
    Settings,
    decode_master_key,
    master_key,
    settings,
)

_SHORTEST = 16
"""Bytes that a key file must hold at least."""

_file = click.Path(dir_okay=False, path_type=Path)
_there = click.Path(exists=True, dir_okay=False, path_type=Path)

key_file_option = click.option(
    "--key-file",
    type=_there,
    help="Encrypt with what this file holds.  [default: the master key]",
)


class WeakKeyFileError(ConflictError):
    """The file holds too little to be a key."""

    reason = "weak_key_file"
    sentence = N_("Plik {path} jest za krótki na klucz: potrzeba 16 bajtów.")


class MasterKeyMissingError(ConflictError):
    """A restore must not make a new master key: it would open nothing."""

    reason = "master_key_missing"
    sentence = N_(
        "Brak klucza głównego. Skopiuj plik master.key do {data_dir} albo ustaw"
        " KROMKA_MASTER_KEY, a potem odtwórz kopię."
    )


@click.command()
@click.argument("file", type=_file)
@key_file_option
def backup(file: Path, key_file: Path | None) -> None:
    """Write all but the master key to FILE, encrypted; beside a running service.

    Keep the master key elsewhere: without it the backup is of no use.
    """
    current = settings()
    own = master_key(current)
    with database_server(current) as server:
        size = asyncio.run(
            backups.back_up(
                server,
                file,
                key=key_of(key_file, own),
                master_key=own,
                now=utc_now(),
                pg_bin=current.pg_bin,
            )
        )
    click.echo(f"{file}: {size / 1_000_000:.1f} MB", err=True)


@click.command()
@click.argument("file", type=_there)
@key_file_option
@click.option(
    "--replace", is_flag=True, help="Put it in the place of a database in use."
)
def restore(*, file: Path, key_file: Path | None, replace: bool) -> None:
    """Put the backup in FILE in the place of the database; the service must be down."""
    current = settings()
    if current.master_key is None and not (current.data_dir / "master.key").exists():
        raise MasterKeyMissingError(data_dir=str(current.data_dir))
    own = master_key(current)
    with database_server(current) as server:
        asyncio.run(
            _restore(server, file, key_of(key_file, own), own, current, replace=replace)
        )
    click.echo(f"{file}: restored", err=True)


async def _restore(
    server: Server,
    file: Path,
    key: bytes,
    own: bytes,
    current: Settings,
    *,
    replace: bool,
) -> None:
    await backups.restore(
        server, file, key=key, master_key=own, replace=replace, pg_bin=current.pg_bin
    )
    await prepare(server)


def key_of(key_file: Path | None, own: bytes) -> bytes:
    """Return what a backup is sealed with; a copy of ``master.key`` serves too.

    Raises:
        WeakKeyFileError: The file holds fewer than 16 bytes.
    """
    if key_file is None:
        return own
    content = key_file.read_bytes().strip()
    try:
        return decode_master_key(content.decode("ascii"))
    except ValueError:
        if len(content) < _SHORTEST:
            raise WeakKeyFileError(path=str(key_file)) from None
        return hashlib.sha256(content).digest()

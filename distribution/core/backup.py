"""The whole database into one sealed file, and back: all of it or nothing.

``pg_dump`` writes it in one snapshot, beside a running service. ``psql`` reads it
back in one transaction that first clears the database, so a restore that fails has
changed nothing. The master key is never in it: without that key neither the file
nor the signing keys in the database can be read.
"""

import os
import tempfile
from datetime import datetime
from pathlib import Path

import asyncpg
import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from distribution.core.errors import ConflictError
from distribution.core.language import N_
from distribution.core.migrations import known_migrations
from distribution.core.postgres.dumping import Roles, dump, load
from distribution.core.postgres.server import Server
from distribution.core.sealed_file import facts_of, seal, unseal


class NotEmptyError(ConflictError):
    """The database holds a centre, and nobody said that it may go."""

    reason = "database_not_empty"
    sentence = N_("Baza danych nie jest pusta. Aby zastąpić ją kopią, dodaj --replace.")


class InUseError(ConflictError):
    """A service works with the database."""

    reason = "database_in_use"
    sentence = N_("Usługa jest połączona z bazą ({count}). Najpierw ją zatrzymaj.")


class NewerBackupError(ConflictError):
    """A newer version of the program wrote the backup."""

    reason = "newer_backup"
    sentence = N_("Kopię zapisała nowsza wersja programu. Najpierw go zaktualizuj.")


class OtherMasterKeyError(ConflictError):
    """The backup's signing keys lie under another master key."""

    reason = "other_master_key"
    sentence = N_(
        "Kopia pochodzi z instalacji o innym kluczu głównym. Przenieś jej plik"
        " master.key do katalogu danych albo ustaw KROMKA_MASTER_KEY."
    )


class BackupFacts(msgspec.Struct, frozen=True):
    """What the header of a backup says: nothing secret, nothing of people."""

    made_at: datetime
    migrations: list[tuple[str, str]]
    roles: Roles
    master_key: str
    """A fingerprint, to tell one key from another."""


async def back_up(
    server: Server,
    target: Path,
    *,
    key: bytes,
    master_key: bytes,
    now: datetime,
    pg_bin: Path | None = None,
) -> int:
    """Write the database to *target*, sealed with *key*; return the file's bytes.

    A file that is there is replaced once the new one is whole.

    Raises:
        DumpFailedError: ``pg_dump`` failed; says what it said.
    """
    owner = await asyncpg.connect(server.owner())
    try:
        begun = await owner.fetchval("SELECT to_regclass('public.migration')")
        query = "SELECT app_name, name FROM migration"
        rows = await owner.fetch(query) if begun else []
        role = await owner.fetchval("SELECT current_user::text")
    finally:
        await owner.close()
    facts = BackupFacts(
        made_at=now,
        migrations=[(row["app_name"], row["name"]) for row in rows],
        roles=Roles(role, server.service_role),
        master_key=fingerprint(master_key),
    )
    return _write(server.owner(), target, key, facts, pg_bin)


async def restore(
    server: Server,
    source: Path,
    *,
    key: bytes,
    master_key: bytes,
    replace: bool,
    pg_bin: Path | None = None,
) -> None:
    """Put the backup in *source* in the place of the database.

    Everything is read and proven before anything is changed.

    Raises:
        NotSealedError, WrongKeyError, DamagedFileError: By the file.
        NewerBackupError, OtherMasterKeyError: It does not fit this installation.
        NotEmptyError: There are centres, and *replace* was not said.
        InUseError: A service is connected.
        DumpFailedError: PostgreSQL refused; nothing was changed.
    """
    with tempfile.TemporaryDirectory(prefix="kromka-restore-") as place:
        plain = Path(place) / "dump"
        facts = _read(source, plain, key)
        if not {(app, name) for app, name in facts.migrations} <= known_migrations():
            raise NewerBackupError
        if facts.master_key != fingerprint(master_key):
            raise OtherMasterKeyError
        owner = await asyncpg.connect(server.owner())
        try:
            role = await owner.fetchval("SELECT current_user::text")
            await _must_be_free(owner, server.service_role, replace=replace)
        finally:
            await owner.close()
        here = Roles(role, server.service_role)
        load(server.owner(), plain, then=facts.roles, now=here, pg_bin=pg_bin)


def _write(
    dsn: str, target: Path, key: bytes, facts: BackupFacts, pg_bin: Path | None
) -> int:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            take = seal(file, key, facts)
            for piece in dump(dsn, pg_bin):
                take(piece)
            take(b"")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def _read(source: Path, plain: Path, key: bytes) -> BackupFacts:
    """Open the seal to the very end, and leave what was in it in *plain*."""
    with source.open("rb") as sealed, plain.open("wb") as file:
        facts = facts_of(sealed, BackupFacts)
        for piece in unseal(sealed, key):
            file.write(piece)
    return facts


def fingerprint(master_key: bytes) -> str:
    """Return what tells one master key from another, and nothing about it."""
    derive = HKDF(SHA256(), length=8, salt=None, info=b"kromka fingerprint")
    return derive.derive(master_key).hex()


async def _must_be_free(
    owner: asyncpg.Connection, service_role: str, *, replace: bool
) -> None:
    table = await owner.fetchval("SELECT to_regclass('public.centre')")
    filled = table and await owner.fetchval("SELECT EXISTS (SELECT FROM centre)")
    if filled and not replace:
        raise NotEmptyError
    count = await owner.fetchval(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = $1",
        service_role,
    )
    if count:
        raise InUseError(count=count)

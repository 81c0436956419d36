"""Backup and restore: everything comes back, or nothing was changed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from distribution.core.backup import (
    InUseError,
    NewerBackupError,
    NotEmptyError,
    OtherMasterKeyError,
    back_up,
    restore,
)
from distribution.core.database import engine
from distribution.core.migrations import migrate
from distribution.core.postgres.server import SERVICE_ROLE, Server
from distribution.core.sealed_file import DamagedFileError, WrongKeyError
from tests.cli.running import kromka
from tests.core.postgres.conftest import data_dir
from tests.core.test_transaction import a_pool_of_two
from tests.worlds import NOON, a_centre
from tests.worlds_vouchers import a_counter

__all__ = ["data_dir"]

_KEY = bytes(range(32))
_OTHER_KEY = bytes(range(1, 33))


async def a_database(server: Server, name: str, service: str = SERVICE_ROLE) -> Server:
    superuser = await asyncpg.connect(server.superuser_dsn)
    await superuser.execute(f"CREATE DATABASE {name} OWNER kromka_owner")
    await superuser.close()

    def moved(dsn: str | None) -> str:
        assert dsn is not None
        return dsn.replace("/kromka?", f"/{name}?").replace(SERVICE_ROLE, service)

    return msgspec.structs.replace(
        server,
        service_dsn=moved(server.service_dsn),
        owner_dsn=moved(server.owner_dsn),
        superuser_dsn=moved(server.superuser_dsn),
    )


async def drop(server: Server, name: str) -> None:
    superuser = await asyncpg.connect(server.superuser_dsn)
    await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await superuser.close()


@pytest.fixture(scope="module")
async def source(server: Server) -> AsyncIterator[Server]:
    """A database with a round in the middle, and no service at work."""
    found = await a_database(server, "kromka_source")
    kept, engine().pool = engine().pool, None
    await migrate(found.owner(), SERVICE_ROLE)
    engine().pool = kept
    async with a_pool_of_two(found):
        owner = await asyncpg.connect(found.owner())
        await a_counter(await a_centre(owner), households=2)
        await owner.close()
    yield found
    await drop(server, "kromka_source")


@pytest.fixture
async def target(server: Server) -> AsyncIterator[Server]:
    """An empty database for a service role of another name."""
    superuser = await asyncpg.connect(server.superuser_dsn)
    await superuser.execute('CREATE ROLE "inna-usluga" LOGIN')
    yield await a_database(server, "kromka_target", "inna-usluga")
    await drop(server, "kromka_target")
    await superuser.execute('DROP ROLE "inna-usluga"')
    await superuser.close()


@pytest.fixture
async def file(source: Server, tmp_path: Path) -> Path:
    path = tmp_path / "kopia.kromka"
    await back_up(source, path, key=_KEY, master_key=_KEY, now=NOON)
    return path


async def restored(
    server: Server, file: Path, key: bytes = _KEY, *, replace: bool = False
) -> None:
    await restore(server, file, key=key, master_key=_KEY, replace=replace)


async def content(server: Server) -> dict[str, list[str]]:
    """Return every row of every table as text."""
    owner = await asyncpg.connect(server.owner())
    try:
        tables = await owner.fetch(
            "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r'"
            " AND relowner = current_user::regrole ORDER BY 1"
        )
        return {
            name: [
                row["line"]
                for row in await owner.fetch(
                    f"SELECT t::text AS line FROM {name} AS t ORDER BY 1"
                )
            ]
            for name in (row["name"] for row in tables)
        }
    finally:
        await owner.close()


async def privileges(server: Server) -> set[tuple[str, ...]]:
    """Return what the service may do with each table and function."""
    owner = await asyncpg.connect(server.owner())
    try:
        rows = await owner.fetch(
            "SELECT c.oid::regclass::text, a.privilege_type, a.grantee::regrole::text"
            " FROM pg_class AS c, aclexplode(c.relacl) AS a"
            " WHERE c.relowner = current_user::regrole AND a.grantee <> c.relowner"
            " UNION ALL SELECT p.oid::regprocedure::text, a.privilege_type,"
            " CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END"
            " FROM pg_proc AS p,"
            " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a"
            " WHERE p.proowner = current_user::regrole AND a.grantee <> p.proowner"
        )
        return {tuple(row) for row in rows}
    finally:
        await owner.close()


async def test_everything_comes_back_and_belongs_to_the_roles_of_the_new_server(
    source: Server, target: Server, file: Path
) -> None:
    before = await content(source)

    await restored(target, file)

    assert (
        len(
            before[
                "public.audit_entry"
                if "public.audit_entry" in before
                else "audit_entry"
            ]
        )
        > 10
    )
    assert await content(target) == before
    assert await privileges(target) == {
        (thing, may, who.replace(SERVICE_ROLE, '"inna-usluga"'))
        for thing, may, who in await privileges(source)
    }


async def test_the_service_works_on_what_came_back_and_sees_one_centre(
    target: Server, file: Path
) -> None:
    await restored(target, file)

    async with a_pool_of_two(target):
        pool = engine().pool
        assert await pool.fetch("SELECT id FROM voucher") == []
        (centre,) = await pool.fetch("SELECT id FROM kromka_centres()")
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('kromka.centre', $1, true)", str(centre["id"])
            )
            assert await connection.fetchval("SELECT count(*) FROM voucher") == 2
            await connection.execute("UPDATE voucher SET printed = 1")
            audited = "SELECT count(*) FROM audit_entry WHERE relation = 'voucher'"
            assert await connection.fetchval(audited) == 4


async def test_a_file_can_be_read_by_its_owner_alone_and_holds_nothing_in_clear(
    file: Path,
) -> None:
    written = file.read_bytes()

    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Pr\xc3\xb3bna" not in written
    assert b"PGDMP" not in written
    assert list(file.parent.iterdir()) == [file]


async def test_a_wrong_key_a_cut_file_or_a_full_database_changes_nothing(
    source: Server, file: Path
) -> None:
    before = await content(source)
    cut = file.with_name("cut")
    cut.write_bytes(file.read_bytes()[:-100])

    with pytest.raises(WrongKeyError):
        await restored(source, file, _OTHER_KEY, replace=True)
    with pytest.raises(DamagedFileError):
        await restored(source, cut, replace=True)
    with pytest.raises(NotEmptyError):
        await restored(source, file)

    assert await content(source) == before


async def test_a_restore_that_fails_in_the_middle_changes_nothing(
    source: Server, target: Server, file: Path, server: Server
) -> None:
    """A table of somebody else in the way: known only once half is loaded."""
    await restored(target, file)
    superuser = await asyncpg.connect(target.superuser_dsn)
    await superuser.execute("ALTER TABLE stop_outcome OWNER TO postgres")
    before = await content(target)

    with pytest.raises(Exception, match="stop_outcome"):
        await restored(target, file, replace=True)

    assert await content(target) == before
    await superuser.close()


async def test_replace_puts_the_copy_in_the_place_of_what_is_there(
    source: Server, target: Server, file: Path
) -> None:
    await restored(target, file)
    owner = await asyncpg.connect(target.owner())
    await a_centre(owner, "Założony po kopii")
    await owner.close()

    await restored(target, file, replace=True)

    assert await content(target) == await content(source)


async def test_a_service_at_work_is_not_pulled_from_under(
    source: Server, file: Path
) -> None:
    async with a_pool_of_two(source):
        with pytest.raises(InUseError):
            await restored(source, file, replace=True)


async def test_a_backup_is_made_beside_a_service_at_work(
    source: Server, tmp_path: Path
) -> None:
    async with a_pool_of_two(source):
        size = await back_up(
            source, tmp_path / "beside", key=_KEY, master_key=_KEY, now=NOON
        )

    assert size == (tmp_path / "beside").stat().st_size > 10_000


async def test_an_installation_with_another_master_key_says_so(
    target: Server, file: Path
) -> None:
    with pytest.raises(OtherMasterKeyError):
        await restore(target, file, key=_KEY, master_key=_OTHER_KEY, replace=False)


async def test_a_newer_programs_backup_is_not_half_understood(
    source: Server, target: Server, tmp_path: Path
) -> None:
    owner = await asyncpg.connect(source.owner())
    await owner.execute(
        "INSERT INTO migration (name, app_name) VALUES ('2030-01-01', 'vouchers')"
    )
    newer = tmp_path / "newer"
    await back_up(source, newer, key=_KEY, master_key=_KEY, now=NOON)
    await owner.execute("DELETE FROM migration WHERE name = '2030-01-01'")
    await owner.close()

    with pytest.raises(NewerBackupError):
        await restored(target, newer)


def test_from_one_machine_to_another(data_dir: Path, tmp_path: Path) -> None:
    """As people do it: files, two data directories, and the command line."""
    old, new = {"KROMKA_DATA_DIR": str(data_dir)}, data_dir.with_name("new")
    file, phrase = str(tmp_path / "kopia"), tmp_path / "phrase"
    phrase.write_text("krótkie\n", encoding="utf-8")
    kromka("centre", "add", "krasnik", "MOPS", **old)
    before = kromka("centres", "--json", **old).stdout
    there = {"KROMKA_DATA_DIR": str(new)}

    weak = kromka("backup", file, "--key-file", str(phrase), **old)
    phrase.write_text("cztery zupełnie przypadkowe słowa\n", encoding="utf-8")
    made = kromka("backup", file, "--key-file", str(phrase), **old)
    keyless = kromka("restore", file, "--key-file", str(phrase), **there)
    new.mkdir(exist_ok=True)
    (new / "master.key").write_bytes((data_dir / "master.key").read_bytes())
    wrong = kromka("restore", file, **there)
    done = kromka("restore", file, "--key-file", str(phrase), **there)
    again = kromka("restore", file, "--key-file", str(phrase), **there)

    assert weak.returncode == 1
    assert made.returncode == 0, made.stderr
    assert keyless.returncode == 1
    assert "master.key" in keyless.stderr
    assert wrong.returncode == 1
    assert "klucz" in wrong.stderr
    assert done.returncode == 0, done.stderr
    assert again.returncode == 1
    assert "--replace" in again.stderr
    assert json.loads(kromka("centres", "--json", **there).stdout) == json.loads(before)

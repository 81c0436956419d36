"""The embedded server: who starts it, who shares it, when it ends."""

import os
import shutil
import signal
import stat
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from distribution.core.postgres.errors import OwnerUrlMissingError
from distribution.core.postgres.server import (
    NO_WAITING_FOR_THE_DISK,
    database_server,
    embedded_postgres,
    throwaway_postgres,
)
from distribution.core.settings import Settings
from tests.core.postgres.conftest import (
    eventually,
    keeper_pid,
    processes_of,
    server_pid,
)


def test_data_survive_and_nothing_runs_afterwards(user, data_dir):
    first = user()
    assert first.facts["owned"]
    assert first.leave() == 0
    assert not processes_of(data_dir)
    assert user().facts["met"] == 2


def test_two_that_start_at_once_share_one_server(user, data_dir):
    both = [user(), user()]
    assert sorted(one.facts["owned"] for one in both) == [False, True]
    assert {one.reads() for one in both} == {2}
    assert sum("bin/postgres" in run for run in processes_of(data_dir).values()) == 1


def test_the_server_outlives_the_short_command_that_started_it(
    user, data_dir, tmp_path
):
    said = tmp_path / "said"
    with said.open("wb") as stderr:
        short = user(stderr=stderr, PYTHONWARNINGS="always::ResourceWarning")
    assert short.facts["owned"]
    lasting = user()
    assert not lasting.facts["owned"]
    before = server_pid(data_dir)
    assert short.leave() == 0
    assert said.read_text() == ""
    assert lasting.reads() == 2
    assert server_pid(data_dir) == before
    assert lasting.leave() == 0
    assert not processes_of(data_dir)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_its_last_user_however_that_ends(user, data_dir, number):
    only = user()
    assert only.facts["met"] == 1
    only.ends_by(number)
    eventually(lambda: not processes_of(data_dir))
    assert "database system is shut down" in (data_dir / "postgres.log").read_text()
    assert user().facts["met"] == 2


def test_killing_the_starter_leaves_the_server_to_the_other_user(user, data_dir):
    starter = user()
    assert starter.facts["owned"]
    other = user()
    assert other.facts["met"] == 2
    starter.ends_by(signal.SIGKILL)
    assert other.reads() == 2
    other.ends_by(signal.SIGKILL)
    eventually(lambda: not processes_of(data_dir))


def test_a_server_that_was_killed_comes_back_with_what_it_acknowledged(user, data_dir):
    lasting = user()
    assert lasting.facts["met"] == 1
    before = server_pid(data_dir)
    os.kill(before, signal.SIGKILL)

    def is_back():
        try:
            return lasting.reads() == 1
        except psycopg.OperationalError:
            return False

    eventually(is_back)
    assert server_pid(data_dir) != before


def test_without_its_keeper_the_server_ends_and_the_next_user_starts_anew(
    user, data_dir
):
    lasting = user()
    assert lasting.facts["met"] == 1
    os.kill(keeper_pid(data_dir), signal.SIGKILL)
    following = user()
    assert following.facts == {**lasting.facts, "met": 2, "owned": True}


def test_killing_everything_at_once_loses_nothing(user, data_dir):
    only = user()
    assert only.facts["met"] == 1
    for pid in processes_of(data_dir):
        with suppress(ProcessLookupError):  # it may end with the one before it
            os.kill(pid, signal.SIGKILL)
    only.ends_by(signal.SIGKILL)
    assert user().facts["met"] == 2


def test_a_new_directory_of_the_same_name_is_a_new_database(user, data_dir):
    first = user()
    assert first.facts["met"] == 1
    first.leave()
    shutil.rmtree(data_dir)
    assert user().facts["met"] == 1


def test_a_directory_that_was_moved_takes_its_database_along(user, data_dir):
    assert user().leave() == 0
    moved = data_dir.rename(data_dir.with_name("elsewhere"))
    assert user(moved).facts["met"] == 2


def test_a_long_path_with_blanks_and_polish_letters_works(user, data_dir):
    deep = data_dir / ("część paczek " * 12).strip() / "mąka i ryż"
    assert len(os.fsencode(deep)) > 150
    assert user(deep).facts["met"] == 1


def test_a_stale_pid_file_that_names_a_living_stranger_does_no_harm(user, data_dir):
    first = user()
    assert first.facts["met"] == 1
    text = (data_dir / "postgres" / "postmaster.pid").read_text()
    first.leave()
    owner = (data_dir / "postgres").stat()
    stranger = data_dir / "postgres" / "postmaster.pid"
    stranger.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    os.chown(stranger, owner.st_uid, owner.st_gid)
    assert user().facts["met"] == 2


def test_an_interrupted_first_start_is_made_good(user, data_dir):
    (data_dir / "postgres.new").mkdir(parents=True)
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert user().facts["met"] == 1
    assert not (data_dir / "postgres.new").exists()


def test_data_of_another_major_version_are_refused_with_the_way_out(user, data_dir):
    user().leave()
    (data_dir / "postgres" / "PG_VERSION").write_text("9\n")
    refused = user()
    assert refused.facts["reason"] == "postgres_version"
    assert "kromka restore" in refused.facts["says"]
    assert refused.leave() == 1


def test_a_server_that_cannot_start_shows_the_end_of_its_log(user, data_dir):
    user().leave()
    settings = data_dir / "postgres" / "postgresql.conf"
    settings.write_text(settings.read_text() + "\nshared_buffers = 'dużo'\n")
    refused = user()
    assert refused.facts["reason"] == "postgres_failed"
    assert "shared_buffers" in refused.facts["says"]


def test_only_the_account_of_the_server_enters_its_socket(user, data_dir):
    assert user().facts["met"] == 1
    for private in ("socket", "postgres"):
        assert stat.S_IMODE((data_dir / private).stat().st_mode) == 0o700
    assert stat.S_IMODE((data_dir / "postgres.log").stat().st_mode) == 0o600


def test_the_service_role_owns_nothing_and_cannot_pass_the_policies(tmp_path):
    with throwaway_postgres() as server:
        with psycopg.connect(server.service_dsn) as service:
            role = service.execute(
                "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert role == (False, False, False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                service.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(server.owner()) as owner:
            owner.execute("CREATE TABLE theirs (name text)")
            plain = owner.execute("SELECT lower(unaccent('ŻÓŁĆ'))").fetchone()
            assert plain == ("zolc",)
            extensions = owner.execute("SELECT extname FROM pg_extension").fetchall()
    assert {"pg_trgm", "unaccent", "btree_gist"} <= {name for (name,) in extensions}


def test_options_reach_the_server_and_a_throwaway_leaves_no_file():
    with throwaway_postgres(options=("work_mem=7MB",)) as server:
        with psycopg.connect(server.service_dsn) as service:
            wanted = {"work_mem": "7MB", "fsync": "off", "jit": "off"}
            for name, value in wanted.items():
                assert service.execute(f"SHOW {name}").fetchone() == (value,)
        with psycopg.connect(server.superuser_dsn) as superuser:
            (data,) = superuser.execute("SHOW data_directory").fetchone()
    assert not Path(data).parent.exists()


def test_an_external_server_is_used_as_it_is(data_dir):
    service = "postgresql://service@db.example.org/kromka"
    with database_server(Settings(data_dir, database_url=service)) as server:
        assert (server.service_dsn, server.owned) == (service, False)
        assert server.service_role == "service"
        with pytest.raises(OwnerUrlMissingError):
            server.owner()
    assert not data_dir.exists()


def test_the_settings_of_the_callers_shell_do_not_reach_the_server(
    data_dir, monkeypatch
):
    monkeypatch.setenv("LANG", "pl_PL.UTF-8")
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=1MB")
    monkeypatch.setenv("PGPORT", "5999")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with embedded_postgres(data_dir, options=NO_WAITING_FOR_THE_DISK) as server:
        assert server.owned
        assert (data_dir / "socket" / ".s.PGSQL.5432").is_socket()
        with psycopg.connect(server.superuser_dsn) as superuser:
            assert superuser.execute("SHOW timezone").fetchone() == ("UTC",)

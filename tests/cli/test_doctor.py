"""``kromka doctor`` notices what is wrong, and each such line says what to do."""

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.settings import RoadEngine, Settings
from distribution.examination import examine_database, examine_machine
from distribution.examination.finding import Verdict
from distribution.routing.commands.roads import NewRoadMap, take_roads_into_use
from tests.cli.running import kromka, on_server
from tests.worlds import NOON, a_centre
from tests.worlds_routing import a_car, a_driver, a_shift, a_start


def settings(place: Path, **changes: object) -> Settings:
    return Settings(data_dir=place, **changes)


def found(current: Settings, subject: str) -> Verdict:
    return next(
        one.verdict for one in examine_machine(current) if one.subject == subject
    )


def test_a_key_that_others_can_read_is_bad(tmp_path: Path) -> None:
    key = tmp_path / "master.key"

    assert found(settings(tmp_path), "master key") is Verdict.WARNING
    key.write_text("x")
    key.chmod(0o644)
    assert found(settings(tmp_path), "master key") is Verdict.BAD
    key.chmod(0o600)
    assert found(settings(tmp_path), "master key") is Verdict.GOOD


@pytest.mark.parametrize(
    ("choices", "verdict"),
    [
        ({}, Verdict.WARNING),
        ({"public_url": "http://paczki.example.org"}, Verdict.WARNING),
        ({"public_url": "https://paczki.example.org"}, Verdict.WARNING),
        (
            {
                "public_url": "https://paczki.example.org",
                "trusted_proxies": ("10.0.0.0/8",),
            },
            Verdict.GOOD,
        ),
        ({"tls_cert": Path("c"), "tls_key": Path("k")}, Verdict.GOOD),
    ],
)
def test_phones_need_https(
    choices: dict[str, object], verdict: Verdict, tmp_path: Path
) -> None:
    assert found(settings(tmp_path, **choices), "address") is verdict


@pytest.mark.parametrize(
    ("choices", "verdict"),
    [
        ({}, Verdict.WARNING),
        ({"sms_sender": "smsapi", "smsapi_token": "t"}, Verdict.WARNING),
        (
            {"sms_sender": "smsapi", "smsapi_token": "t", "smsapi_from": "MOPS"},
            Verdict.GOOD,
        ),
    ],
)
def test_messages_that_go_nowhere_are_said(
    choices: dict[str, object], verdict: Verdict, tmp_path: Path
) -> None:
    assert found(settings(tmp_path, **choices), "sms") is verdict


def test_this_machine_has_the_typeface_and_room(tmp_path: Path) -> None:
    assert found(settings(tmp_path), "fonts") is Verdict.GOOD
    assert found(settings(tmp_path / "not" / "yet"), "data") is Verdict.GOOD


def test_valhalla_that_was_chosen_and_is_not_there_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings(tmp_path, roads="valhalla")

    monkeypatch.setitem(sys.modules, "valhalla", None)
    assert found(settings(tmp_path), "roads") is Verdict.GOOD
    assert found(chosen, "roads") is Verdict.BAD
    there = ModuleType("valhalla")
    there.__version__ = "3.9.1"
    monkeypatch.setitem(sys.modules, "valhalla", there)
    assert found(chosen, "roads") is Verdict.GOOD


@pytest.mark.parametrize(
    ("free", "verdict"),
    [(10**8, Verdict.BAD), (10**9, Verdict.WARNING), (10**11, Verdict.GOOD)],
)
def test_a_full_disk_is_noticed_before_it_is_full(
    free: int, verdict: Verdict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = os.statvfs(tmp_path)
    monkeypatch.setattr(
        "distribution.examination.shutil.disk_usage",
        lambda _: type("Usage", (), {"free": free, "total": usage.f_blocks}),
    )

    assert found(settings(tmp_path), "disk") is verdict


async def verdicts(server: Server) -> dict[str, Verdict]:
    found = await examine_database(server, Settings(data_dir=Path()))
    return {one.subject: one.verdict for one in found if one.subject != "roads"}


async def test_it_says_of_each_centre_who_drives_on_its_roads(
    actor: Actor, database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def imported(tiles: bytes | None) -> str:
        made = NewRoadMap(
            version=uuid4().hex,
            file_name=f"{uuid4()}.osm.pbf",
            extract_of=NOON,
            roads=1,
            kilometres=1,
            content=b"roads",
            tiles=tiles,
        )
        await take_roads_into_use(actor, made, now=NOON)
        return made.file_name

    async def said(engine: RoadEngine, file: str) -> Verdict:
        current = Settings(data_dir=Path(), roads=engine)
        found = await examine_database(database, current)
        (one,) = [one for one in found if one.facts.get("file") == file]
        assert one.facts["day"] == NOON.date().isoformat()
        return one.verdict

    monkeypatch.setattr("distribution.examination.roads.is_installed", lambda: True)
    bare = await imported(None)
    assert await said("own", bare) is Verdict.GOOD
    assert await said("valhalla", bare) is Verdict.WARNING
    tiled = await imported(b"tiles")
    assert await said("valhalla", tiled) is Verdict.GOOD
    monkeypatch.setattr("distribution.examination.roads.is_installed", lambda: False)
    assert await said("valhalla", tiled) is Verdict.WARNING


async def test_who_brings_parcels_home_without_roads_is_told(
    owner: asyncpg.Connection, database: Server
) -> None:
    name = f"GOPS {uuid4()}"
    actor = await a_centre(owner, name)

    async def said() -> list[Verdict]:
        found = await examine_database(database, Settings(data_dir=Path()))
        return [one.verdict for one in found if one.facts.get("centre") == name]

    assert await said() == []
    site, driver = await a_start(actor), await a_driver(actor)
    await a_shift(actor, driver, await a_car(actor), site)
    assert await said() == [Verdict.WARNING]


async def test_a_sound_database_is_good(database: Server) -> None:
    assert await verdicts(database) == {
        "postgresql": Verdict.GOOD,
        "schema": Verdict.GOOD,
        "role": Verdict.GOOD,
    }


@pytest.fixture
async def superuser(database: Server) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.superuser_dsn)
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    ("spoil", "mend"),
    [
        (
            "ALTER ROLE kromka_service BYPASSRLS",
            "ALTER ROLE kromka_service NOBYPASSRLS",
        ),
        (
            "GRANT kromka_owner TO kromka_service",
            "REVOKE kromka_owner FROM kromka_service",
        ),
    ],
)
async def test_a_service_above_the_policies_is_bad(
    spoil: str, mend: str, database: Server, superuser: asyncpg.Connection
) -> None:
    await superuser.execute(spoil)
    try:
        assert (await verdicts(database))["role"] is Verdict.BAD
    finally:
        await superuser.execute(mend)


async def test_the_owner_as_the_service_is_bad(database: Server) -> None:
    confused = msgspec.structs.replace(database, service_dsn=database.owner())

    assert (await verdicts(confused))["role"] is Verdict.BAD


async def test_a_database_that_is_not_there_is_bad(database: Server) -> None:
    gone = msgspec.structs.replace(
        database, service_dsn=database.service_dsn.replace("/kromka?", "/nie_ma?")
    )

    assert await verdicts(gone) == {"database": Verdict.BAD}


def test_the_command_shows_every_line_and_fails_on_what_is_bad(
    database: Server, tmp_path: Path
) -> None:
    (tmp_path / "master.key").write_text("x")
    (tmp_path / "master.key").chmod(0o644)
    environment = on_server(database, tmp_path)

    sound = kromka("doctor", **environment)
    del environment["KROMKA_MASTER_KEY"]
    unsound = kromka("doctor", **environment)

    assert sound.returncode == 0, sound.stderr
    assert sound.stdout.count("ok  ") >= 6
    assert "warn  address" in sound.stdout
    assert unsound.returncode == 1
    assert "chmod 600" in unsound.stderr

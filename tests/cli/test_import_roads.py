"""``kromka import roads``."""

from pathlib import Path

import pytest

from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.routing.queries.roads import stored_map
from distribution.routing.roads.in_use import roads_in_use
from tests.cli.running import kromka, on_server
from tests.worlds_routing import a_start, a_town, at_home

FILE = Path(__file__).parents[1] / "data" / "roads" / "liechtenstein-latest.osm.pbf"
VADUZ = (47.1410, 9.5209)


@pytest.fixture
async def key(actor: Actor, owner) -> str:
    return await owner.fetchval("SELECT key FROM centre WHERE id = $1", actor.centre)


async def test_roads_come_in_and_say_whom_they_do_not_reach(
    actor: Actor, key: str, migrated: Server, tmp_path: Path
) -> None:
    await a_town(actor, homes=[at_home(latitude=VADUZ[0], longitude=VADUZ[1])])
    await a_start(actor, (47.10, 9.60))
    where = on_server(migrated, tmp_path)

    done = kromka("import", "roads", str(FILE), "--centre", key, "--whole", **where)

    assert done.returncode == 0, done.stderr
    assert "5744 roads" in done.stdout
    assert "as of 2015-07-27: in use from the next plan on." in done.stdout
    assert "reading ways: 4753" in done.stderr
    assert "site Centrum Kultury: outside these roads" in done.stderr
    assert "household" not in done.stderr
    assert not (await roads_in_use(actor)).is_estimate

    again = kromka("import", "roads", str(FILE), "--centre", key, "--whole", **where)
    assert "in use already." in again.stdout


async def test_a_bad_file_is_named_and_loses_nothing(
    actor: Actor, key: str, migrated: Server, tmp_path: Path
) -> None:
    await a_town(actor)
    where = on_server(migrated, tmp_path)
    kromka("import", "roads", str(FILE), "--centre", key, "--whole", **where)
    async with reading(actor):
        before = await stored_map([])
    bad = tmp_path / "lubelskie.osm.pbf"
    bad.write_bytes(FILE.read_bytes()[:700_000])

    cut_off = kromka("import", "roads", str(bad), "--centre", key, **where)
    elsewhere = kromka("import", "roads", str(FILE), "--centre", key, **where)

    assert cut_off.returncode == elsewhere.returncode == 1
    assert str(bad) in cut_off.stderr
    assert "Pobierz jeszcze raz" in cut_off.stderr
    assert "w promieniu 10 km" in elsewhere.stderr
    async with reading(actor):
        assert await stored_map([]) == before is not None

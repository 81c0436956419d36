"""Valhalla's tiles: they come in with the roads, and drivers are told their way."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest

from admin_ui.run_legs import told_ways
from distribution.core.actor import Actor
from distribution.core.settings import Settings
from distribution.core.units import Seconds
from distribution.routing.commands.roads import NewRoadMap, take_roads_into_use
from distribution.routing.roads import in_use, tiles
from distribution.routing.roads.importing import prepare
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.valhalla_roads import ValhallaRoads
from distribution.routing.rules.plan import Reload
from tests.admin_ui.test_routing_pages import driven
from tests.routing.valhalla_answers import HOME, PLACES, Recorded, small_town
from tests.worlds import NOON

TILES = b"packed tiles"


@pytest.fixture
def made(tmp_path: Path) -> NewRoadMap:
    """Return the roads of the recorded town, without tiles."""
    file = small_town(tmp_path / "town.osm.pbf")
    return prepare(file, [], whole=True, progress=lambda _what, _count: None).roads


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Let Valhalla be installed and answer as recorded; return what it opened."""
    opened: list[bytes] = []

    def open_tiles(content: bytes) -> Recorded:
        opened.append(content)
        return Recorded()

    monkeypatch.setattr(tiles, "is_installed", lambda: True)
    monkeypatch.setattr(tiles, "open_tiles", open_tiles)
    monkeypatch.setattr(in_use, "_graphs", type(in_use._graphs)())
    return opened


def tiled(made: NewRoadMap) -> NewRoadMap:
    return msgspec.structs.replace(made, tiles=TILES)


async def test_who_drives_is_the_operators_choice(
    actor: Actor, made: NewRoadMap, opened: list[bytes]
):
    await take_roads_into_use(actor, tiled(made), now=NOON)

    own = await roads_in_use(actor)
    valhalla = await roads_in_use(actor, "valhalla")

    assert type(own) is RoadGraph
    assert isinstance(valhalla, ValhallaRoads)
    assert valhalla.matrix(PLACES).seconds[0][1] == 224
    assert await roads_in_use(actor, "valhalla") is valhalla
    assert await roads_in_use(actor, "own") is own
    assert opened == [TILES]


async def test_our_own_graph_drives_where_valhalla_cannot(
    actor: Actor,
    made: NewRoadMap,
    opened: list[bytes],
    monkeypatch: pytest.MonkeyPatch,
):
    await take_roads_into_use(actor, made, now=NOON)
    without_tiles = await roads_in_use(actor, "valhalla")
    await take_roads_into_use(actor, tiled(made), now=NOON)
    with_tiles = await roads_in_use(actor, "valhalla")
    monkeypatch.setattr(tiles, "is_installed", lambda: False)
    not_installed = await roads_in_use(actor, "valhalla")

    assert type(without_tiles) is RoadGraph
    assert isinstance(with_tiles, ValhallaRoads)
    assert type(not_installed) is RoadGraph


async def test_the_same_roads_come_in_again_only_for_tiles_that_are_missing(
    actor: Actor, made: NewRoadMap
):
    assert await take_roads_into_use(actor, made, now=NOON)
    assert await take_roads_into_use(actor, tiled(made), now=NOON)
    assert not await take_roads_into_use(actor, tiled(made), now=NOON)
    assert not await take_roads_into_use(actor, made, now=NOON)


async def test_a_driver_is_told_the_way_to_each_door_in_the_pages_language(
    actor: Actor,
    client: httpx.AsyncClient,
    made: NewRoadMap,
    opened: list[bytes],
    monkeypatch: pytest.MonkeyPatch,
):
    await take_roads_into_use(actor, tiled(made), now=NOON)
    _, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    silent = (await client.get(path)).text
    chosen = Settings(data_dir=Path(), roads="valhalla")
    monkeypatch.setattr(in_use, "settings", lambda: chosen)

    told = (await client.get(path)).text
    client.cookies.set("kromka_language", "uk")
    in_ukrainian = (await client.get(path)).text

    last = day.stops[-1]
    section = told.partition(f'data-stop-ahead="{last.id}"')[2].partition("<section")[0]
    assert f"Jak dojechać z: {day.stops[0].address}" in section
    steps = re.findall(r"<li>(.*?)</li>", section.partition("</ol>")[0])
    assert re.match(r"Jedź na północ w stronę: Młyńska\. .*445\xa0m", steps[0])
    assert steps[-1] == "Dotarłeś do celu."
    assert "drive__turns" not in silent
    assert "Їдьте на північ по Młyńska." in in_ukrainian


async def test_who_loads_again_is_led_to_the_site_first(
    actor: Actor,
    made: NewRoadMap,
    opened: list[bytes],
    monkeypatch: pytest.MonkeyPatch,
):
    await take_roads_into_use(actor, tiled(made), now=NOON)
    _, day, _ = await driven(actor)
    chosen = Settings(data_dir=Path(), roads="valhalla")
    monkeypatch.setattr(in_use, "settings", lambda: chosen)
    neighbours = tuple(
        msgspec.structs.replace(stop, latitude=HOME.lat, longitude=HOME.lon)
        for stop in day.runs[0].stops
    )
    once = msgspec.structs.replace(day.runs[0], stops=neighbours)
    again = Reload(1, 0, Seconds(0), Seconds(0), Seconds(0))

    told_once = await told_ways(actor, once, "pl")
    twice = msgspec.structs.replace(once, reloads=(again,))
    told_twice = await told_ways(actor, twice, "pl")

    first, second = (stop.id for stop in neighbours)
    assert set(told_once) == {first}
    assert told_twice[first] == told_once[first]
    assert told_twice[second].since == neighbours[0].address
    assert [step.sentence.split()[2] for step in told_twice[second].steps[::2]] == [
        "południe",
        "północ",
    ]

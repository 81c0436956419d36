"""Valhalla behind the interface of roads: recorded answers, and a stand-in program.

All of it runs without Valhalla; ``./dev bench valhalla`` drives the real one.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from distribution.core.language import Language
from distribution.routing.roads import Point
from distribution.routing.roads import tiles as door
from distribution.routing.roads.errors import TilesFailedError, ValhallaMissingError
from distribution.routing.roads.importing import prepare
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.tiles import NoWayError
from distribution.routing.roads.valhalla_roads import ValhallaRoads
from distribution.routing.rules.problem import UNREACHABLE
from tests.routing.small_roads import at, read_map
from tests.routing.valhalla_answers import (
    BACKYARD,
    FIELD,
    ISLE,
    MARKET,
    MILL,
    PLACES,
    Recorded,
    roads_of,
    small_town,
)


@pytest.fixture
def recorded() -> Recorded:
    return Recorded()


@pytest.fixture
def roads(tmp_path: Path, recorded: Recorded) -> ValhallaRoads:
    return roads_of(tmp_path, recorded)


def sizes(asked: list[str]) -> list[tuple[int, int]]:
    """Return from how many to how many places each matrix was asked for."""
    questions = [json.loads(one.removeprefix("matrix ")) for one in asked]
    return [(len(one["sources"]), len(one["targets"])) for one in questions]


def test_times_are_valhallas_and_the_stretch_to_the_door_is_ours(roads: ValhallaRoads):
    matrix = roads.matrix(PLACES)
    market, mill, backyard = (PLACES.index(one) for one in (MARKET, MILL, BACKYARD))

    assert (matrix.seconds[market][mill], matrix.metres[market][mill]) == (224, 2178)
    # 44.5 m at 10 km/h.
    assert matrix.seconds[market][backyard] == 224 + 17
    assert matrix.metres[market][backyard] == 2178 + 45
    assert matrix.seconds[mill][backyard] == 17
    assert matrix.seconds[backyard][backyard] == matrix.metres[mill][mill] == 0
    assert not matrix.is_estimate
    assert not roads.is_estimate


def test_a_place_that_no_road_reaches_is_not_asked_about(
    roads: ValhallaRoads, recorded: Recorded
):
    matrix = roads.matrix(PLACES)
    field = PLACES.index(FIELD)

    for other in range(field):
        assert not matrix.has_road(field, other)
        assert not matrix.has_road(other, field)
    assert matrix.seconds[field][field] == 0
    assert set(roads.off_road(PLACES)) == {FIELD}
    assert roads.matrix([FIELD]).seconds == [[0]]
    assert roads.ways([MARKET, FIELD]) == [(MARKET, FIELD)]
    assert roads.steps([MARKET, FIELD, MARKET], "pl") == [[], []]
    assert len(recorded.asked) == 1
    assert sizes(recorded.asked) == [(3, 3)]


def test_where_valhalla_knows_no_way_there_is_no_road(
    tmp_path: Path, recorded: Recorded
):
    bridged = roads_of(tmp_path, recorded, bridge=True)

    matrix = bridged.matrix([MARKET, ISLE])

    assert bridged.off_road([ISLE]) == {}
    assert matrix.seconds[0][1] == matrix.seconds[1][0] == UNREACHABLE
    assert matrix.metres[0][1] == UNREACHABLE
    assert bridged.ways([MARKET, ISLE]) == [(MARKET, ISLE)]
    assert bridged.steps([MARKET, ISLE], "pl") == [[]]
    assert recorded.asked[-1].startswith("route"), "it was asked"


class Choosy:
    """Tiles that refuse a question with a place that they do not know."""

    def __init__(self, unknown: Point) -> None:
        self._unknown = {"lat": unknown.lat, "lon": unknown.lon}

    def matrix(self, question: str) -> str:
        asked = json.loads(question)
        if self._unknown in asked["sources"] + asked["targets"]:
            raise NoWayError
        row = [60.0] * len(asked["targets"])
        rows = [row for _ in asked["sources"]]
        return json.dumps(
            {"sources_to_targets": {"durations": rows, "distances": rows}}
        )

    def route(self, question: str) -> str:
        raise NotImplementedError(question)


@pytest.mark.parametrize("bad", range(5))
def test_a_place_that_valhalla_has_no_road_near_leaves_nobody_else_out(
    bad: int, tmp_path: Path
):
    places = [at(x, 0) for x in (0, 3, 6, 9, 12)]

    matrix = roads_of(tmp_path, Choosy(places[bad])).matrix(places)

    for origin in range(5):
        for goal in range(5):
            knows = origin == goal or bad not in {origin, goal}
            assert matrix.has_road(origin, goal) is knows


def test_a_pair_is_asked_for_once(roads: ValhallaRoads, recorded: Recorded):
    roads.matrix(PLACES)
    roads.matrix(PLACES)
    assert len(recorded.asked) == 1

    roads.matrix([MARKET, MILL, at(6, 0)])

    assert sorted(sizes(recorded.asked[1:])) == [(1, 3), (2, 1)]
    roads.steps([MARKET, MILL], "pl")
    roads.ways([MARKET, MILL])
    assert len(recorded.asked) == 4


def test_the_way_goes_round_the_corners(roads: ValhallaRoads):
    (way,) = roads.ways([MARKET, MILL])

    assert way[0] == MARKET
    assert way[-1] == MILL
    assert Point(50.932, 22.22) in way


@pytest.mark.parametrize(
    ("language", "turn"),
    [
        ("pl", "Skręć w prawo w Ogrodowa."),
        ("en", "Turn right onto Ogrodowa."),
        ("uk", "Поверніть праворуч на Ogrodowa."),
    ],
)
def test_the_way_is_told_in_the_readers_language(
    language: Language, turn: str, roads: ValhallaRoads
):
    (steps,) = roads.steps([MARKET, MILL], language)

    assert [step.metres for step in steps] == [1336, 842, 0]
    assert steps[1].sentence == turn
    assert "Polna" in steps[0].sentence


def test_our_own_roads_have_no_words(tmp_path: Path):
    graph = RoadGraph(read_map(small_town(tmp_path / "town.osm.pbf")))

    assert graph.steps([MARKET, MILL, MARKET], "pl") == [[], []]


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "valhalla", None)
    asked: list[str] = []

    with pytest.raises(ValhallaMissingError) as refused:
        prepare(
            tmp_path / "large.osm.pbf",
            [],
            whole=True,
            progress=lambda what, _count: asked.append(what),
            tiled=True,
        )

    assert "requirements/valhalla.lock" in refused.value.says()
    assert "kromka[valhalla]" in refused.value.says()
    assert asked == [], "nothing was read in vain"
    assert not door.is_installed()
    with pytest.raises(ValhallaMissingError):
        door.open_tiles(b"")


class RefusedError(RuntimeError):
    """What the package raises."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Actor:
    """An actor that shows what it was given, and refuses by number."""

    def __init__(self, settings: Path) -> None:
        self.config = json.loads(settings.read_bytes())
        self.tiles = Path(self.config["mjolnir"]["tile_extract"]).read_bytes()

    def matrix(self, question: str) -> str:
        raise RefusedError(int(question))

    def route(self, question: str) -> str:
        return f"{question} {self.tiles.count(b'a tile')}"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand a package in for Valhalla's; return where its program lies."""
    program = tmp_path / "bin" / "valhalla_build_tiles"
    program.parent.mkdir()
    monkeypatch.setitem(
        sys.modules,
        "valhalla",
        SimpleNamespace(
            PYVALHALLA_DIR=tmp_path,
            ValhallaError=RefusedError,
            Actor=Actor,
            get_config=lambda **_: {
                "mjolnir": {"admin": "/data/admin.sqlite", "tile_dir": ""},
                "service_limits": {"auto": {"max_locations": 20}},
                "thor": {"costmatrix": {}},
            },
        ),
    )
    return program


def does(program: Path, script: str) -> None:
    program.write_text(f"#!{sys.executable}\nimport json, sys, pathlib\n{script}\n")
    program.chmod(0o755)


WRITES = """
config = json.loads(pathlib.Path(sys.argv[2]).read_bytes())["mjolnir"]
assert "admin" not in config, config
for name in ("2/000/789/878.gph", "0/003/107.gph"):
    file = pathlib.Path(config["tile_dir"], name)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a tile")
pathlib.Path(config["tile_dir"], "left.bin").write_bytes(b"not a tile")
for line in ("Parsing ways...", "Finished", "Parsing relations...", "Parsing nodes..."):
    print("[INFO]", line)
"""


def test_tiles_are_made_packed_and_opened(package: Path, tmp_path: Path):
    does(package, WRITES)
    heard: list[tuple[str, int]] = []

    content = door.build_tiles(
        tmp_path / "town.osm.pbf", lambda what, count: heard.append((what, count))
    )
    opened = door.open_tiles(content)

    assert [count for _, count in heard] == [10, 20, 30]
    assert opened.route("how many?") == "how many? 2"


def test_tiles_that_fail_say_why(package: Path, tmp_path: Path):
    does(package, "print('PBF error: invalid BlobHeader size')\nsys.exit(3)")

    with pytest.raises(TilesFailedError) as failed:
        door.build_tiles(tmp_path / "town.osm.pbf", lambda _what, _count: None)

    assert "invalid BlobHeader size" in failed.value.says()


def test_no_way_is_an_answer_and_any_other_refusal_an_error(package: Path):
    does(package, WRITES)
    opened = door.open_tiles(door.build_tiles(package, lambda _what, _count: None))

    with pytest.raises(door.NoWayError):
        opened.matrix("442")
    with pytest.raises(RefusedError):
        opened.matrix("100")

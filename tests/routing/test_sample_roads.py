"""The roads of a whole country, as OpenStreetMap has them."""

import hashlib
import random
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import pytest

from distribution.core.units import Metres
from distribution.routing.roads import Point, great_circle
from distribution.routing.roads.box import box_of, widened
from distribution.routing.roads.errors import (
    DamagedExtractError,
    NoRoadsInExtractError,
    UnreadableExtractError,
)
from distribution.routing.roads.extract import read_extract, write_part
from distribution.routing.roads.importing import prepare
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.road_map import RoadMap
from distribution.routing.rules.problem import UNREACHABLE
from tests.routing.small_roads import read_map

DATA = Path(__file__).parents[1] / "data" / "roads"
FILE = DATA / "liechtenstein-latest.osm.pbf"
VADUZ = Point(47.1410, 9.5209)
BALZERS = Point(47.0667, 9.5036)


def in_silence(_what: str, _count: int) -> None:
    """Say nothing of progress."""


@pytest.fixture(scope="module")
def country() -> RoadMap:
    return read_map(FILE)


@pytest.fixture(scope="module")
def graph(country: RoadMap) -> RoadGraph:
    return RoadGraph(country)


@pytest.fixture(scope="module")
def doors(country: RoadMap) -> list[Point]:
    """Forty places at, or a little off, roads that everybody may use."""
    drawn = random.Random(7)
    roads = [road for road in range(country.roads) if not country.ends_only[road]]
    return [
        Point(place.lat + drawn.uniform(-2e-4, 2e-4), place.lon)
        for place in (
            drawn.choice(country.shape(road)) for road in drawn.sample(roads, 40)
        )
    ]


def test_the_file_is_the_one_that_was_published():
    named = (DATA / "SHA256SUMS").read_text().split()
    assert named == [hashlib.sha256(FILE.read_bytes()).hexdigest(), FILE.name]


def test_everywhere_leads_everywhere(graph: RoadGraph, doors: list[Point]):
    matrix = graph.matrix(doors)
    assert max(map(max, matrix.seconds)) < UNREACHABLE
    assert not matrix.is_estimate
    assert graph.off_road(doors) == {}


def test_a_door_is_at_its_nearest_road(country: RoadMap, graph: RoadGraph):
    drawn = random.Random(3)
    box = widened(country.box, Metres(20_000))
    usable = {direction >> 1 for direction in graph._usable}
    corners = [corner for road in usable for corner in country.shape(road)]
    for _ in range(25):
        place = Point(
            drawn.uniform(box.south, box.north), drawn.uniform(box.west, box.east)
        )
        snapped = graph.snapped(place)
        nearest = min(great_circle(place, corner) for corner in corners)
        assert snapped.metres == pytest.approx(great_circle(place, snapped.place))
        assert snapped.metres < 1.01 * nearest + 100


def test_no_road_is_shorter_than_the_straight_line(
    graph: RoadGraph, doors: list[Point]
):
    matrix = graph.matrix(doors)
    for (a, one), (b, other) in product(enumerate(doors), repeat=2):
        assert matrix.metres[a][b] >= great_circle(one, other) - 1


def test_no_detour_is_quicker(graph: RoadGraph, doors: list[Point]):
    seconds = graph.matrix(doors).seconds
    for a, b, c in product(range(len(doors)), repeat=3):
        assert seconds[a][c] <= seconds[a][b] + seconds[b][c]


def test_ways_are_as_long_as_the_matrix_says(graph: RoadGraph, doors: list[Point]):
    matrix = graph.matrix(doors)
    for number, way in enumerate(graph.ways(doors)):
        driven = sum(great_circle(one, other) for one, other in pairwise(way))
        assert driven == pytest.approx(matrix.metres[number][number + 1], abs=5)


def test_the_capital_to_the_south_takes_a_quarter_of_an_hour(graph: RoadGraph):
    matrix = graph.matrix([VADUZ, BALZERS])
    assert 8_500 < matrix.metres[0][1] < 11_000
    assert 9 * 60 < matrix.seconds[0][1] < 16 * 60


def test_the_same_file_makes_the_same_roads(country: RoadMap):
    assert read_map(FILE) == country


def test_roads_far_from_the_places_are_left_out(country: RoadMap):
    around = widened(box_of([VADUZ]), Metres(1_000))
    extract = read_extract(FILE, around, in_silence)
    assert 0 < len(extract.lines) < country.roads / 5


def test_a_part_of_an_extract_has_the_same_roads(tmp_path: Path):
    around = widened(box_of([VADUZ]), Metres(1_500))
    part = tmp_path / "part.osm.pbf"

    write_part(FILE, around, part)

    whole, cut = (read_extract(file, around, in_silence) for file in (FILE, part))
    assert [line.way for line in cut.lines] == [line.way for line in whole.lines]
    assert [line.drive for line in cut.lines] == [line.drive for line in whole.lines]
    assert cut.places == whole.places
    for line in cut.lines:
        for node in line.nodes:
            assert (node in cut.barred) == (node in whole.barred)
            assert cut.delays.get(node) == whole.delays.get(node)
    ways = {line.way for line in cut.lines}
    turns = [one for one in whole.turns if {one.from_way, one.to_way} <= ways]
    assert turns == cut.turns
    assert part.stat().st_size < FILE.stat().st_size / 4


@pytest.fixture(params=["cut off", "no extract", "empty"])
def bad_file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    contents = {
        "cut off": FILE.read_bytes()[:600_000],
        "no extract": b"<html>404</html>",
        "empty": b"",
    }
    file = tmp_path / "roads.osm.pbf"
    file.write_bytes(contents[request.param])
    return file


def test_a_bad_file_is_named(bad_file: Path):
    with pytest.raises(UnreadableExtractError) as refused:
        prepare(bad_file, [], whole=True, progress=in_silence)
    assert str(bad_file) in str(refused.value)


def test_a_file_that_its_sum_does_not_fit_is_refused(tmp_path: Path):
    file = tmp_path / "roads.osm.pbf"
    file.write_bytes(FILE.read_bytes())
    beside = tmp_path / "roads.osm.pbf.md5"
    beside.write_text(f"{hashlib.md5(FILE.read_bytes()).hexdigest()}  {file.name}\n")
    assert prepare(file, [], whole=True, progress=in_silence).roads.roads > 0
    beside.write_text(f"{'0' * 32}  {file.name}\n")
    with pytest.raises(DamagedExtractError):
        prepare(file, [], whole=True, progress=in_silence)


def test_an_extract_without_roads_is_refused(tmp_path: Path):
    from tests.routing.small_roads import write_extract

    file = write_extract(tmp_path / "sea.osm.pbf", {"a": (0, 0)}, {})
    with pytest.raises(NoRoadsInExtractError):
        prepare(file, [], whole=True, progress=in_silence)

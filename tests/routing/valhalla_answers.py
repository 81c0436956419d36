"""Valhalla's answers, recorded, for tests that run without it.

``python -m tests.routing.valhalla_answers`` asks anew what the tests ask; it needs the
extra ``kromka[valhalla]``. A question that was not recorded fails the test.
"""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from distribution.core.language import LANGUAGES
from distribution.routing.roads import Point
from distribution.routing.roads.importing import prepare
from distribution.routing.roads.tiles import NoWayError, Tiles, open_tiles
from distribution.routing.roads.valhalla_roads import ValhallaRoads
from tests.routing.small_roads import Street, at, read_map, write_extract

FOLDER = Path(__file__).parents[1] / "data" / "valhalla"
FILE = FOLDER / "answers.json"

MARKET, MILL, ISLE = at(0, 0), at(12, 12), at(25, 20)
"""Two corners of the town, and one that no road joins with them."""

BACKYARD = Point(MILL.lat + 0.0004, MILL.lon)
"""44 metres north of the mill's corner."""

FIELD = at(0, -20)
"""Over two kilometres from any road."""

PLACES = [MARKET, MILL, BACKYARD, FIELD]

SITE, HOME = Point(50.9246, 22.2267), Point(50.9286, 22.2267)
"""Where runs of ``tests.worlds_routing`` start, also their first door; the second."""


def small_town(file: Path, *, bridge: bool = False) -> Path:
    """Write a square of streets with names, and a triangle that a bridge may join."""
    corners = {
        "a": (0, 0),
        "b": (12, 0),
        "c": (12, 12),
        "d": (0, 12),
        "e": (20, 20),
        "f": (30, 20),
        "g": (30, 30),
    }
    streets = {
        "south": Street("a b", name="Rynek"),
        "east": Street("b c", name="Młyńska"),
        "north": Street("c d", name="Ogrodowa"),
        "west": Street("d a", name="Polna"),
        "isle": Street("e f g e", name="Wyspa"),
    }
    if bridge:
        streets["bridge"] = Street("c e", name="Most")
    return write_extract(file, corners, streets)


class Recorded:
    """Tiles that answer what was recorded, and know nothing else."""

    def __init__(self) -> None:
        self._answers = json.loads(FILE.read_text(encoding="utf-8"))
        self.asked: list[str] = []

    def matrix(self, question: str) -> str:
        return self._answer(f"matrix {question}")

    def route(self, question: str) -> str:
        return self._answer(f"route {question}")

    def _answer(self, question: str) -> str:
        self.asked.append(question)
        answer = self._answers[question]
        if answer is None:
            raise NoWayError
        return json.dumps(answer)


class _Recording:
    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self.answers: dict[str, object] = {}

    def matrix(self, question: str) -> str:
        return self._note(f"matrix {question}", self._tiles.matrix, question)

    def route(self, question: str) -> str:
        return self._note(f"route {question}", self._tiles.route, question)

    def _note(self, key: str, ask: Callable[[str], str], question: str) -> str:
        self.answers[key] = None
        answer = ask(question)
        self.answers[key] = json.loads(answer)
        return answer


def roads_of(folder: Path, tiles: Tiles, *, bridge: bool = False) -> ValhallaRoads:
    """Return the town's roads; tiles never know of the bridge."""
    return ValhallaRoads(
        read_map(small_town(folder / "town.osm.pbf", bridge=bridge)), tiles
    )


def main() -> None:
    """Record what the tests ask."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = small_town(folder / "town.osm.pbf")
        made = prepare(file, [], whole=True, progress=print, tiled=True)
        assert made.roads.tiles is not None
        recording = _Recording(open_tiles(made.roads.tiles))
        roads = roads_of(folder, recording)
        bridged = roads_of(folder, recording, bridge=True)
    roads.matrix(PLACES)
    roads.matrix([MARKET, MILL, at(6, 0)])
    roads.ways([MARKET, MILL])
    for language in LANGUAGES:
        roads.steps([MARKET, MILL], language)
        roads.steps([SITE, HOME, SITE], language)
    bridged.matrix([MARKET, ISLE])
    bridged.ways([MARKET, ISLE])
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(recording.answers, indent=1, ensure_ascii=False, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Travel times over real roads, against rustworkx alone on the same graph.

    python -m benchmarks.roads [--points 100] [--rounds 3] [--file FILE.osm.pbf]

The floor is one bare Dijkstra a point over the same states and arcs, with nothing read
out of it. Ours also finds each door's road, adds the stretches to and from it, and
gives seconds and metres of the same way. All in this process, one after the other,
several rounds; medians. Read ratios, not seconds: these depend on the machine.
"""

import argparse
import os
import platform
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import rustworkx

from distribution.routing.roads import Point
from distribution.routing.roads.building import build
from distribution.routing.roads.extract import read_extract
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.road_map import RoadMap, packed, unpacked
from distribution.routing.roads.states import states_of

SAMPLE = Path("tests/data/roads/liechtenstein-latest.osm.pbf")


def main() -> None:
    options = _options()
    began = time.perf_counter()
    extract = read_extract(options.file, None, lambda _what, _count: None)
    road_map = build(extract)
    content = packed(road_map)
    built = time.perf_counter() - began
    points = doors(road_map, options.points)
    print(
        f"{options.file.name}, {options.points} points, {options.rounds} rounds, medians"
    )
    print(
        f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    )
    print(
        f"{road_map.junctions} junctions, {road_map.roads} roads, {len(content) / 1e6:.2f} MB stored"
    )
    taken: dict[str, list[float]] = {}
    for _ in range(options.rounds):
        _round(content, points, taken)
    _report(built, {what: median(times) for what, times in taken.items()})


def doors(road_map: RoadMap, count: int) -> list[Point]:
    """Return places a little off public roads, the same in every run."""
    drawn = random.Random(1)
    public = [road for road in range(road_map.roads) if not road_map.ends_only[road]]
    places = []
    for _ in range(count):
        place = drawn.choice(road_map.shape(drawn.choice(public)))
        places.append(Point(place.lat + drawn.uniform(-3e-4, 3e-4), place.lon))
    return places


def _round(content: bytes, points: list[Point], taken: dict[str, list[float]]) -> None:
    def note(what: str, work: Callable[[], object]) -> object:
        began = time.perf_counter()
        result = work()
        taken.setdefault(what, []).append(time.perf_counter() - began)
        return result

    road_map = unpacked(content)
    bare, costs, starts = _bare(road_map, len(points))
    note("floor", lambda: [_reached(bare, start, costs) for start in starts])
    graph = note("open", lambda: RoadGraph(unpacked(content)))
    assert isinstance(graph, RoadGraph)
    note("snap", lambda: [graph.snapped(point) for point in points])
    note("matrix", lambda: graph.matrix(points))
    note("again", lambda: graph.matrix(points))
    note("ways", lambda: graph.ways(points))


def _reached(
    bare: "rustworkx.PyDiGraph[None, int]", start: int, costs: list[float]
) -> int:
    return len(rustworkx.dijkstra_shortest_path_lengths(bare, start, costs.__getitem__))


def _bare(
    road_map: RoadMap, count: int
) -> tuple["rustworkx.PyDiGraph[None, int]", list[float], list[int]]:
    states = states_of(road_map)
    bare: rustworkx.PyDiGraph[None, int] = rustworkx.PyDiGraph()
    bare.add_nodes_from([None] * states.count)
    bare.add_edges_from(states.arcs)
    costs = [float(max(0, road_map.milliseconds(d))) for d in range(2 * road_map.roads)]
    begins = sorted(
        {states.after[d] for d in states.after if not road_map.ends_only[d >> 1]}
    )
    return bare, [*costs, 0.0], random.Random(2).sample(begins, min(count, len(begins)))


def _report(built: float, taken: dict[str, float]) -> None:
    floor = taken["floor"]
    print(f"{'extract to stored roads':<30}{built:>8.3f} s")
    print(f"{'stored roads to graph':<30}{taken['open']:>8.3f} s")
    print(f"{'bare Dijkstra, the floor':<30}{floor:>8.3f} s")
    print(f"{'doors to roads':<30}{taken['snap']:>8.3f} s")
    print(f"{'matrix':<30}{taken['matrix']:>8.3f} s{taken['matrix'] / floor:>8.2f} x")
    print(
        f"{'the same matrix again':<30}{taken['again']:>8.3f} s{taken['again'] / floor:>8.2f} x"
    )
    print(f"{'ways, one after another':<30}{taken['ways']:>8.3f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory of this process':<30}{peak:>8.0f} MiB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--file", type=Path, default=SAMPLE)
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Our travel times against Valhalla's, pair by pair, on the roads of a whole country.

    python -m benchmarks.valhalla [--points 100] [--file FILE.osm.pbf]

Needs the extra `kromka[valhalla]` (Python 3.12 or newer). Both read the same extract in
this run, and drive between the same places on public roads, each to each; the stretch
from a door to its road would cost both the same, so there is none. The exit code is 1 if
the median ratio is off by more than 10 %, or if one knows a way where the other knows
none.
"""

import argparse
import os
import platform
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from benchmarks.roads import SAMPLE
from distribution.core.errors import DomainError
from distribution.routing.roads import Point
from distribution.routing.roads.importing import prepare
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.road_map import RoadMap, unpacked
from distribution.routing.roads.tiles import open_tiles, require_valhalla
from distribution.routing.roads.valhalla_roads import ValhallaRoads
from distribution.routing.rules.problem import TravelMatrix

TOLERANCE = 0.1
"""How far from 1 the median ratio may be."""


def main() -> None:
    options = _options()
    try:
        version = require_valhalla()
    except DomainError as missing:
        sys.exit(missing.says())
    began = time.perf_counter()
    made = prepare(
        options.file, [], whole=True, progress=lambda _what, _count: None, tiled=True
    ).roads
    built = time.perf_counter() - began
    assert made.tiles is not None
    road_map = unpacked(made.content)
    ours, theirs = RoadGraph(road_map), ValhallaRoads(road_map, open_tiles(made.tiles))
    points = places(road_map, options.points)
    print(
        f"{options.file.name}: {made.roads} roads, {made.kilometres} km; Valhalla {version}"
    )
    print(
        f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    )
    print(f"{'extract to both':<26}{built:>8.2f} s")
    our_matrix = _timed("our matrix", ours, points)
    their_matrix = _timed("Valhalla's matrix", theirs, points)
    alone = sum(
        our_matrix.has_road(a, b) != their_matrix.has_road(a, b)
        for a, b in _pairs(points)
    )
    print(f"{len(points)} places, {alone} pairs that only one of them has a way for")
    share = _show("seconds", our_matrix.seconds, their_matrix.seconds, their_matrix)
    _show("metres", our_matrix.metres, their_matrix.metres, their_matrix)
    sys.exit(abs(share - 1) > TOLERANCE or alone > 0)


def places(road_map: RoadMap, count: int) -> list[Point]:
    """Return junctions of public roads, the same in every run."""
    public = [road for road in range(road_map.roads) if not road_map.ends_only[road]]
    drawn = random.Random(1).sample(public, count)
    return list(dict.fromkeys(road_map.shape(road)[0] for road in drawn))


def _timed(what: str, network: RoadGraph, points: list[Point]) -> TravelMatrix:
    began = time.perf_counter()
    matrix = network.matrix(points)
    print(f"{what:<26}{time.perf_counter() - began:>8.2f} s")
    return matrix


def _pairs(points: list[Point]) -> Iterator[tuple[int, int]]:
    for a in range(len(points)):
        yield from ((a, b) for b in range(len(points)) if a != b)


def _show(
    what: str, ours: list[list[int]], theirs: list[list[int]], known: TravelMatrix
) -> float:
    """Print how many times Valhalla's ours are, and return the median."""
    ratios = [
        ours[a][b] / theirs[a][b]
        for a in range(len(ours))
        for b in range(len(ours))
        if theirs[a][b] and known.has_road(a, b)
    ]
    twentieths = quantiles(ratios, n=20)
    print(
        f"{what + ', ours to theirs':<26}{len(ratios)} pairs: median {median(ratios):.3f},"
        f" from {twentieths[0]:.3f} (p5) to {twentieths[-1]:.3f} (p95)"
    )
    return median(ratios)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--file", type=Path, default=SAMPLE)
    return parser.parse_args()


if __name__ == "__main__":
    main()

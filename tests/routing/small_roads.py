"""Towns of a few streets, written as OpenStreetMap extracts and read back as roads."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium
from osmium.osm import mutable

from distribution.routing.roads import Point
from distribution.routing.roads.building import build
from distribution.routing.roads.extract import read_extract
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.road_map import RoadMap

STEP = 0.001
"""Degrees between two columns or rows of a town: 111 m to the north."""

SOUTH, WEST = 50.92, 22.22


def at(column: float, row: float) -> Point:
    """Return a place of the grid that small towns lie on."""
    return Point(SOUTH + row * STEP, WEST + column * STEP)


class Street:
    """A way of the extract: names of corners, and tags."""

    def __init__(self, corners: str, **tags: str) -> None:
        self.corners = corners.split()
        self.tags = {"highway": "residential"} | {
            name.replace("__", ":"): value for name, value in tags.items()
        }


Restriction = tuple[str, str, str, str]
"""Kind, names of the streets from and to, and the corner between."""


def write_extract(
    file: Path,
    corners: Mapping[str, tuple[float, float]],
    streets: Mapping[str, Street],
    restrictions: Sequence[Mapping[str, str]] = (),
    corner_tags: Mapping[str, Mapping[str, str]] | None = None,
) -> Path:
    """Write an extract; corners are columns and rows of the grid, by name."""
    nodes = {name: number for number, name in enumerate(corners, 1)}
    ways = {name: number for number, name in enumerate(streets, 1)}
    with osmium.SimpleWriter(str(file), overwrite=True) as writer:
        for name, place in corners.items():
            point = at(*place)
            tags = (corner_tags or {}).get(name, {})
            where = (point.lon, point.lat)
            writer.add_node(mutable.Node(id=nodes[name], location=where, tags=tags))
        for name, street in streets.items():
            refs = [nodes[corner] for corner in street.corners]
            writer.add_way(mutable.Way(id=ways[name], nodes=refs, tags=street.tags))
        for number, one in enumerate(restrictions, 1):
            members = [
                ("w", ways[one["from_"]], "from"),
                ("n", nodes[one["via"]], "via"),
                ("w", ways[one["to"]], "to"),
            ]
            tags = {"type": "restriction", **one.get("tags", {})}
            if "kind" in one:
                tags["restriction"] = one["kind"]
            relation = mutable.Relation(id=number, members=members, tags=tags)
            writer.add_relation(relation)
    return file


def read_map(file: Path) -> RoadMap:
    """Return the road map of an extract."""
    return build(read_extract(file, None, lambda _what, _count: None))


def read_graph(file: Path) -> RoadGraph:
    """Return the roads of an extract."""
    return RoadGraph(read_map(file))

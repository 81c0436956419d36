"""From an extract to roads that can be taken into use. Slow: not in a transaction."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from distribution.core.units import Metres
from distribution.routing.commands.roads import NewRoadMap
from distribution.routing.queries.roads import Place
from distribution.routing.roads import tiles
from distribution.routing.roads.box import Box, box_of, widened
from distribution.routing.roads.building import build
from distribution.routing.roads.errors import NoRoadsInExtractError
from distribution.routing.roads.extract import Progress, read_extract, write_part
from distribution.routing.roads.road_graph import FARTHEST, RoadGraph
from distribution.routing.roads.road_map import RoadMap, packed, version_of

AROUND = Metres(10_000)
"""Roads this far around the box of the centre's places are kept, for detours [P]."""


class OffRoad(msgspec.Struct, frozen=True):
    """A place that no road reaches, and the metres to the nearest one."""

    place: Place
    metres: Metres
    outside: bool
    """Whether it even lies outside the part of the Earth that has roads."""


class Prepared(msgspec.Struct, frozen=True):
    """Roads to take into use, what was passed over, and whom they do not reach."""

    roads: NewRoadMap
    passed_over: dict[str, int]
    off_road: list[OffRoad]


def prepare(
    file: Path,
    places: Sequence[Place],
    *,
    whole: bool,
    progress: Progress,
    tiled: bool = False,
) -> Prepared:
    """Return the roads of *file* around *places*. Blocking: seconds to minutes.

    Args:
        file: An OpenStreetMap extract.
        places: What should be reached.
        whole: Keep all roads of the extract, however far.
        progress: Told how far it is.
        tiled: Make Valhalla's tiles of the same roads as well.

    Raises:
        ValhallaMissingError: Tiles are wanted, and Valhalla is not installed.
        TilesFailedError: Valhalla could not make them.
        UnreadableExtractError: The file is cut off, or no extract.
        DamagedExtractError: The file is not what the sum beside it says.
        NoRoadsInExtractError: It has no roads, or none near any place.
    """
    if tiled:
        tiles.require_valhalla()
    points = [place.point for place in places]
    within = None if whole or not points else widened(box_of(points), AROUND)
    extract = read_extract(file, within, progress)
    progress("joining roads", len(extract.lines))
    road_map = build(extract)
    try:
        graph = RoadGraph(road_map)
    except ValueError as error:
        raise NoRoadsInExtractError(
            file=str(file), kilometres=AROUND // 1000
        ) from error
    progress("packing roads", road_map.roads)
    content = packed(road_map)
    roads = NewRoadMap(
        version=version_of(content),
        file_name=file.name,
        extract_of=road_map.made_at,
        roads=road_map.roads,
        kilometres=sum(road_map.lengths) // 10_000,
        content=content,
        tiles=_tiles(file, within, progress) if tiled else None,
    )
    off_road = _off_road(road_map, graph, places)
    return Prepared(roads, road_map.passed_over, off_road)


def _tiles(file: Path, within: Box | None, progress: Progress) -> bytes:
    if within is None:
        return tiles.build_tiles(file, progress)
    with tempfile.TemporaryDirectory(prefix="kromka-roads-") as place:
        part = Path(place) / "part.osm.pbf"
        write_part(file, within, part)
        return tiles.build_tiles(part, progress)


def _off_road(
    road_map: RoadMap, graph: RoadGraph, places: Sequence[Place]
) -> list[OffRoad]:
    box: Box = widened(road_map.box, FARTHEST)
    away = graph.off_road([place.point for place in places])
    return [
        OffRoad(
            place,
            away[place.point],
            outside=not box.has(place.point.lat, place.point.lon),
        )
        for place in places
        if place.point in away
    ]

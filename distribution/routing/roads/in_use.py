"""The network that a centre plans with, kept in memory until the next import."""

import asyncio
from collections import OrderedDict
from threading import Lock

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.settings import RoadEngine, settings
from distribution.routing.queries.roads import stored_map
from distribution.routing.roads import tiles
from distribution.routing.roads.network import RoadNetwork
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.road_map import unpacked
from distribution.routing.roads.straight_line import StraightLine
from distribution.routing.roads.valhalla_roads import ValhallaRoads

_MOST = 4
"""Graphs in the memory of one process: centres of a region share their roads."""

_Key = tuple[str, bool]
"""A map's version, and whether Valhalla drives on it."""

_graphs: OrderedDict[_Key, RoadGraph] = OrderedDict()
_one_at_a_time = Lock()


async def roads_in_use(actor: Actor, engine: RoadEngine | None = None) -> RoadNetwork:
    """Return the roads of the centre's newest import, or straight lines without one.

    Every call looks which import is the newest, so a running process changes over
    with its next plan. What was begun with the old roads is finished with them.

    Args:
        actor: Whose centre.
        engine: Who drives on them, as the settings say if left out. Where Valhalla
            should and cannot, since it is not installed or was not there when the
            roads came in, our own graph does: nobody waits for an operator.
    """
    known = dict(_graphs)
    chosen = engine or settings().roads
    wants_tiles = chosen == "valhalla" and tiles.is_installed()
    async with reading(actor):
        stored = await stored_map(
            [version for version, tiled in known if not tiled],
            [version for version, tiled in known if tiled] if wants_tiles else None,
        )
    if stored is None:
        return StraightLine()
    if stored.content is None:
        return known[stored.version, stored.tiled]
    return await asyncio.to_thread(
        _opened, (stored.version, stored.tiled), stored.content, stored.tiles
    )


def _opened(key: _Key, content: bytes, packed_tiles: bytes | None) -> RoadGraph:
    """Return the graph of a version; of several who wait for it, one builds it."""
    with _one_at_a_time:
        if key not in _graphs:
            road_map = unpacked(content)
            _graphs[key] = (
                RoadGraph(road_map)
                if packed_tiles is None
                else ValhallaRoads(road_map, tiles.open_tiles(packed_tiles))
            )
        _graphs.move_to_end(key)
        while len(_graphs) > _MOST:
            _graphs.popitem(last=False)
        return _graphs[key]

"""The network that a centre plans with, kept in memory until the next import."""

import asyncio
from collections import OrderedDict
from threading import Lock

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.routing.queries.roads import stored_map
from distribution.routing.roads.network import RoadNetwork
from distribution.routing.roads.road_graph import RoadGraph
from distribution.routing.roads.road_map import unpacked
from distribution.routing.roads.straight_line import StraightLine

_MOST = 4
"""Graphs in the memory of one process: centres of a region share their roads."""

_graphs: OrderedDict[str, RoadGraph] = OrderedDict()
_one_at_a_time = Lock()


async def roads_in_use(actor: Actor) -> RoadNetwork:
    """Return the roads of the centre's newest import, or straight lines without one.

    Every call looks which import is the newest, so a running process changes over
    with its next plan. What was begun with the old roads is finished with them.
    """
    known = dict(_graphs)
    async with reading(actor):
        stored = await stored_map(list(known))
    if stored is None:
        return StraightLine()
    if stored.content is None:
        return known[stored.version]
    return await asyncio.to_thread(_opened, stored.version, stored.content)


def _opened(version: str, content: bytes) -> RoadGraph:
    """Return the graph of a version; of several who wait for it, one builds it."""
    with _one_at_a_time:
        if version not in _graphs:
            _graphs[version] = RoadGraph(unpacked(content))
        _graphs.move_to_end(version)
        while len(_graphs) > _MOST:
            _graphs.popitem(last=False)
        return _graphs[version]

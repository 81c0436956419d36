"""How long it takes to drive between places, and how far it is.

A *network* answers for points on Earth. ``StraightLine`` guesses; ``RoadGraph`` knows
the roads of an OpenStreetMap *extract*, which is read once and becomes a *road map*:
*junctions* joined by *roads*, each with its *shape* and its two *directions* (road
``r`` leads forward as direction ``2 r`` and back as ``2 r + 1``). The *graph* is what
a map becomes in memory: its *states* are junctions, several for a junction where it
matters where a car comes from. A road is *for ends only* if one may begin or end a
drive there but not drive through. Milliseconds and decimetres inside, seconds and
metres outside. ``ValhallaRoads`` is the same graph with Valhalla's times and words: its
*tiles* are made of the same extract, and each *step* of a way is one of its sentences.
"""

from distribution.routing.roads.network import (
    Point,
    RoadNetwork,
    Step,
    Way,
    great_circle,
)
from distribution.routing.roads.straight_line import StraightLine

__all__ = ["Point", "RoadNetwork", "Step", "StraightLine", "Way", "great_circle"]

"""Travel times without a road network.

``StraightLine`` asks nobody and so tells no address to anybody; what comes from it is
an estimate, and is labelled so wherever it is shown.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from distribution.core.language import Language
from distribution.core.units import Metres
from distribution.routing.roads.network import Point, Step, Way, great_circle
from distribution.routing.rules.problem import TravelMatrix


class StraightLine(msgspec.Struct, frozen=True):
    """The great circle, times a detour factor, at a speed that grows with distance.

    Up to ``in_town_metres`` of way the car keeps the speed of a town, the rest it
    drives at the speed of country roads. Speeds are km/h, stops at lights included.

    The defaults suit a small town and its villages, not a city; they are our own
    guess until a road network has been imported.
    """

    factor: float = 1.3
    in_town_speed: float = 24
    between_speed: float = 42
    in_town_metres: Metres = Metres(4_000)

    @property
    def is_estimate(self) -> bool:
        """Return True: no road was asked."""
        return True

    def matrix(self, points: Sequence[Point]) -> TravelMatrix:
        """Return estimated seconds and metres from each point to each, rounded up."""
        size = len(points)
        seconds = [[0] * size for _ in range(size)]
        metres = [[0] * size for _ in range(size)]
        for row, origin in enumerate(points):
            for column in range(row):
                way = self.factor * great_circle(origin, points[column])
                time = self._seconds(way)
                metres[row][column] = metres[column][row] = math.ceil(way)
                seconds[row][column] = seconds[column][row] = math.ceil(time)
        return TravelMatrix(seconds=seconds, metres=metres, is_estimate=True)

    def off_road(self, points: Sequence[Point]) -> Mapping[Point, Metres]:  # noqa: ARG002 (the interface's)
        """Return none: a straight line reaches every place."""
        return {}

    def ways(self, points: Sequence[Point]) -> list[Way]:
        """Return straight lines."""
        return list(pairwise(points))

    def steps(self, points: Sequence[Point], language: Language) -> list[list[Step]]:  # noqa: ARG002 (the interface's)
        """Return no words for any of them."""
        return [[] for _ in pairwise(points)]

    def _seconds(self, way: float) -> float:
        in_town = min(way, self.in_town_metres)
        beyond = way - in_town
        return 3.6 * (in_town / self.in_town_speed + beyond / self.between_speed)

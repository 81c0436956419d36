"""How long it takes to drive between places, and how far it is.

``StraightLine`` asks nobody and so tells no address to anybody; what comes from it is
an estimate, and is labelled so wherever it is shown.
"""

import math
from collections.abc import Sequence
from typing import Protocol

import msgspec

from distribution.core.units import Metres
from distribution.routing.rules.problem import TravelMatrix

_EARTH_RADIUS = 6_371_009
"""Metres: the mean radius of the WGS84 ellipsoid (IUGG)."""


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place on Earth, WGS84 degrees."""

    lat: float
    lon: float

    @property
    def is_on_earth(self) -> bool:
        """Return whether both degrees are in range (and numbers at all)."""
        return abs(self.lat) <= 90 and abs(self.lon) <= 180  # noqa: PLR2004 (degrees)


class RoadNetwork(Protocol):
    """Whoever knows travel times. ``is_estimate`` if it asks no real roads."""

    @property
    def is_estimate(self) -> bool:
        """Return whether times have to be labelled as estimates."""

    def matrix(self, points: Sequence[Point]) -> TravelMatrix:
        """Return seconds and metres from each point to each, in their order."""


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

    def _seconds(self, way: float) -> float:
        in_town = min(way, self.in_town_metres)
        beyond = way - in_town
        return 3.6 * (in_town / self.in_town_speed + beyond / self.between_speed)


def great_circle(one: Point, other: Point) -> float:
    """Return the metres between two points along the surface of a sphere."""
    lat_one, lat_other = math.radians(one.lat), math.radians(other.lat)
    half_lat = (lat_other - lat_one) / 2
    half_lon = math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2
    chord += math.cos(lat_one) * math.cos(lat_other) * math.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS * math.asin(min(1, math.sqrt(chord)))

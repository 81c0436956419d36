"""A part of the Earth between two parallels and two meridians."""

import math
from collections.abc import Sequence

import msgspec

from distribution.core.units import Metres
from distribution.routing.roads.network import Point

_METRES_A_DEGREE = 111_195

UNITS = 10_000_000
"""Whole numbers of this part of a degree, as OpenStreetMap has them: 1 cm."""


class Box(msgspec.Struct, frozen=True):
    """From south to north and from west to east, WGS84 degrees, both included."""

    south: float
    west: float
    north: float
    east: float

    def has(self, lat: float, lon: float) -> bool:
        """Return whether a place lies in it."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def box_of(points: Sequence[Point]) -> Box:
    """Return the smallest box that has all *points*; there must be one."""
    lats = [point.lat for point in points]
    lons = [point.lon for point in points]
    return Box(min(lats), min(lons), max(lats), max(lons))


def widened(box: Box, metres: Metres) -> Box:
    """Return *box* with so much more on each side."""
    up = metres / _METRES_A_DEGREE
    shrink = math.cos(math.radians(max(abs(box.south), abs(box.north))))
    aside = up / max(0.01, shrink)
    return Box(box.south - up, box.west - aside, box.north + up, box.east + aside)

"""Whoever knows how long it takes to drive between places, and how far it is."""

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from distribution.core.language import Language
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


Way = tuple[Point, ...]
"""Where a car drives, point by point."""


class Step(msgspec.Struct, frozen=True):
    """What a driver does next, said in a sentence, and the way until the step after."""

    sentence: str
    metres: Metres


class RoadNetwork(Protocol):
    """Whoever knows travel times. ``is_estimate`` if it asks no real roads."""

    @property
    def is_estimate(self) -> bool:
        """Return whether times have to be labelled as estimates."""

    def matrix(self, points: Sequence[Point]) -> TravelMatrix:
        """Return seconds and metres from each point to each, in their order."""

    def off_road(self, points: Sequence[Point]) -> Mapping[Point, Metres]:
        """Return the points that no road reaches, and how far the nearest one is."""

    def ways(self, points: Sequence[Point]) -> list[Way]:
        """Return the way from each point to the next one: one fewer than points."""

    def steps(self, points: Sequence[Point], language: Language) -> list[list[Step]]:
        """Return each of those ways in words, empty if the network has no words."""


def great_circle(one: Point, other: Point) -> float:
    """Return the metres between two points along the surface of a sphere."""
    return arc(one.lat, one.lon, other.lat, other.lon)


def arc(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return ``great_circle`` of bare degrees: there may be millions of them."""
    from_lat, to_lat = math.radians(lat), math.radians(other_lat)
    half_lon = math.radians(other_lon - lon) / 2
    chord = math.sin((to_lat - from_lat) / 2) ** 2
    chord += math.cos(from_lat) * math.cos(to_lat) * math.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS * math.asin(min(1, math.sqrt(chord)))

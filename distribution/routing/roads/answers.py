"""What Valhalla is asked and what it answers, as its API documents both. Pure.

Seconds, and kilometres with three decimals; shapes are polylines of millionths of a
degree.
"""

import math
from collections.abc import Sequence

import msgspec

from distribution.core.language import Language
from distribution.core.units import Metres
from distribution.routing.roads.network import Point, Step, Way
from distribution.routing.roads.remembered import Leg

_LANGUAGES: dict[Language, str] = {"pl": "pl-PL", "en": "en-GB", "uk": "uk-UA"}
_DECIMALS = 7
"""Of a degree, as OpenStreetMap has them."""

_SHAPE_UNITS = 1_000_000
_CHUNK_BITS = 5
_LAST_OFFSET = 63


class _Table(msgspec.Struct, frozen=True):
    durations: list[list[float | None]]
    distances: list[list[float | None]]


class _Matrix(msgspec.Struct, frozen=True):
    sources_to_targets: _Table


class _Manoeuvre(msgspec.Struct, frozen=True):
    instruction: str
    length: float


class _Stretch(msgspec.Struct, frozen=True):
    maneuvers: list[_Manoeuvre]
    shape: str


class _Trip(msgspec.Struct, frozen=True):
    legs: list[_Stretch]


class _Route(msgspec.Struct, frozen=True):
    trip: _Trip


class Guided(msgspec.Struct, frozen=True):
    """A way and how it is told."""

    way: Way
    steps: list[Step]


def matrix_question(origins: Sequence[Point], goals: Sequence[Point]) -> str:
    """Return how to ask for all pairs of *origins* and *goals*."""
    return _question(
        sources=_places(origins), targets=_places(goals), verbose=False, units="km"
    )


def legs(answer: str) -> list[list[Leg | None]]:
    """Return a row for each origin; None where no way leads."""
    table = msgspec.json.decode(answer, type=_Matrix).sources_to_targets
    return [
        [
            None if time is None or way is None else (math.ceil(time), _metres(way))
            for time, way in zip(times, ways, strict=True)
        ]
        for times, ways in zip(table.durations, table.distances, strict=True)
    ]


def route_question(origin: Point, goal: Point, language: Language) -> str:
    """Return how to ask for the way, told in *language*."""
    return _question(
        locations=_places([origin, goal]),
        units="km",
        language=_LANGUAGES[language],
    )


def guided(answer: str) -> Guided:
    """Return the way of an answer and its steps."""
    (leg,) = msgspec.json.decode(answer, type=_Route).trip.legs
    steps = [Step(one.instruction, _metres(one.length)) for one in leg.maneuvers]
    return Guided(_shape(leg.shape), steps)


def _question(**parts: object) -> str:
    return msgspec.json.encode({**parts, "costing": "auto"}).decode()


def _places(points: Sequence[Point]) -> list[dict[str, float]]:
    return [
        {"lat": round(point.lat, _DECIMALS), "lon": round(point.lon, _DECIMALS)}
        for point in points
    ]


def _metres(kilometres: float) -> Metres:
    return Metres(round(kilometres * 1000))


def _shape(line: str) -> Way:
    """Return the points of a polyline: differences, zigzag, five bits a character."""
    numbers, number, shift = [], 0, 0
    for character in line:
        chunk = ord(character) - _LAST_OFFSET
        number |= (chunk & 0x1F) << shift
        shift += _CHUNK_BITS
        if not chunk & 0x20:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    points, lat, lon = [], 0, 0
    pairs = iter(numbers)
    for north, east in zip(pairs, pairs, strict=True):
        lat, lon = lat + north, lon + east
        points.append(Point(lat / _SHAPE_UNITS, lon / _SHAPE_UNITS))
    return tuple(points)

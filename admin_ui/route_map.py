"""Lays a day's routes out on a drawing: no tiles, no foreign server. Pure.

Places keep their true positions, seen from above, with north up; roads, or straight
lines where none are known, join them in the order of the drive. Doors that would lie on
one another stand side by side; beside roads, a thin line ties each to its place.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from string import ascii_uppercase

import msgspec

WIDTH, HEIGHT = 900, 600
"""The drawing's own units."""

_EDGE = 48
_SPREAD = 36
"""Between two doors of one house: as wide as a number with its circle."""

_APART = 34
"""From middle to middle: so wide is the circle."""

_RIM = _SPREAD / 2
_RINGS = 12
_ABOUT = [(0.0, 0.0)] + [
    (
        ring * _SPREAD * math.cos(math.radians(angle)),
        ring * _SPREAD * math.sin(math.radians(angle)),
    )
    for ring in range(1, _RINGS + 1)
    for angle in (0, 180, 90, 270, 45, 225, 135, 315, 22, 202, 112, 292)
]
"""Where a door goes whose own place is taken: ring by ring, to its side first."""

_METRES_A_DEGREE = 111_195
_SCALES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)

Where = tuple[float, float]
"""Latitude and longitude, WGS84 degrees."""


class Leg(msgspec.Struct, frozen=True):
    """One driver's way, as the drawing wants it."""

    name: str
    start: Where
    stops: Sequence[tuple[int, Where]]
    end: Where | None
    way: Sequence[Where] = ()
    """The roads from start to end; straight lines join the doors if it is empty."""

    loads: Mapping[int, Where] = {}
    """Where the driver loads again, by the number of the door that comes next."""

    @property
    def places(self) -> list[Where]:
        """Return where the driver goes, in order."""
        ends = [] if self.end is None else [self.end]
        return [self.start, *(where for _, where in self.calls), *ends]

    @property
    def sites(self) -> list[Where]:
        """Return where the driver loads."""
        return [self.start, *self.loads.values()]

    @property
    def calls(self) -> list[tuple[int | None, Where]]:
        """Return the doors with their numbers, and, without one, where to load."""
        found: list[tuple[int | None, Where]] = []
        for number, where in self.stops:
            if number in self.loads:
                found.append((None, self.loads[number]))
            found.append((number, where))
        return found


class Dot(msgspec.Struct, frozen=True):
    """A door: its number, where it is drawn, and where it is if that is elsewhere."""

    label: str
    x: float
    y: float
    door: tuple[float, float] | None = None


class Line(msgspec.Struct, frozen=True):
    """A driver's way: a letter, its points for SVG, and its doors."""

    letter: str
    name: str
    kind: int
    points: str
    dots: tuple[Dot, ...]


class Drawing(msgspec.Struct, frozen=True):
    """Everything to draw, and how long a bar of so many metres is."""

    lines: tuple[Line, ...]
    starts: tuple[Dot, ...]
    loose: tuple[Dot, ...]
    """Doors on nobody's way."""

    roads: tuple[str, ...]
    """Roads about them that nobody need take: their points for SVG."""

    bar_metres: int
    bar_length: float


def letter_of(place: int) -> str:
    """Return how a route is called beside its number: A, B, … Z, A1, …."""
    round_, letter = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(round_) if round_ else "")


def drawing(
    legs: Sequence[Leg],
    numbers: Sequence[int] | None = None,
    loose: Sequence[tuple[str, Where]] = (),
    roads: Sequence[Sequence[Where]] = (),
) -> Drawing | None:
    """Return where everything goes; None if there is nothing to draw.

    Args:
        legs: The ways.
        numbers: Which letter and dress each leg has; in their order, if left out.
        loose: Doors on nobody's way: what is written on each, and where it is.
        roads: What else to draw; it may reach beyond the edge.
    """
    places = [place for leg in legs for place in (*leg.places, *leg.way)]
    places += [where for _, where in loose]
    if not places:
        return None
    project, scale = _projection(places)
    sites = dict.fromkeys(project(site) for leg in legs for site in leg.sites)
    taken = [*sites]
    lines = [
        _line(leg, number, project, taken)
        for number, leg in zip(numbers or range(len(legs)), legs, strict=True)
    ]
    beside = []
    for label, where in loose:
        x, y = _free(project(where), taken)
        taken.append((x, y))
        beside.append(Dot(label, x, y))
    metres = max((one for one in _SCALES if one * scale <= WIDTH / 4), default=100)
    return Drawing(
        tuple(lines),
        tuple(Dot("", *site) for site in sites),
        tuple(beside),
        tuple(_points(map(project, road)) for road in roads),
        metres,
        round(metres * scale, 1),
    )


def _line(
    leg: Leg, number: int, project: "_Projection", taken: list[tuple[float, float]]
) -> Line:
    """Return the way of *leg*, with its doors where nothing is *taken* yet."""
    letter = letter_of(number)
    dots = []
    straight = [project(leg.start)]
    for position, where in leg.calls:
        spot = project(where)
        if position is None:
            straight.append(spot)
            continue
        x, y = _free(spot, taken)
        taken.append((x, y))
        straight.append((x, y))
        moved = spot if leg.way and spot != (x, y) else None
        dots.append(Dot(f"{letter}{position}", x, y, moved))
    straight += [] if leg.end is None else [project(leg.end)]
    way = [spot for spot, _ in groupby(map(project, leg.way))] or straight
    return Line(letter, leg.name, number % 6 + 1, _points(way), tuple(dots))


def _points(spots: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


class _Projection(msgspec.Struct, frozen=True):
    """From degrees to the drawing: the same scale both ways, the middle in it."""

    middle: Where
    shrink: float
    scale: float

    def __call__(self, where: Where) -> tuple[float, float]:
        east = (where[1] - self.middle[1]) * self.shrink * _METRES_A_DEGREE
        north = (where[0] - self.middle[0]) * _METRES_A_DEGREE
        x = WIDTH / 2 + east * self.scale
        y = HEIGHT / 2 - north * self.scale
        return round(x, 1), round(y, 1)


def _projection(places: Sequence[Where]) -> tuple[_Projection, float]:
    """Return how to draw *places*, and the drawing's units for a metre."""
    south, north = min(lat for lat, _ in places), max(lat for lat, _ in places)
    west, east = min(lon for _, lon in places), max(lon for _, lon in places)
    middle = (south + north) / 2, (west + east) / 2
    shrink = max(0.01, math.cos(math.radians(middle[0])))
    wide = max((east - west) * shrink * _METRES_A_DEGREE, 200)
    high = max((north - south) * _METRES_A_DEGREE, 200)
    scale = min((WIDTH - 2 * _EDGE) / wide, (HEIGHT - 2 * _EDGE) / high)
    return _Projection(middle, shrink, scale), scale


def _free(
    spot: tuple[float, float], taken: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Return *spot*, or the nearest place about it where no door stands yet.

    On a drawing that is full, doors do lie on one another, rather than off it.
    """
    for right, down in _ABOUT:
        x, y = spot[0] + right, spot[1] + down
        is_on = _RIM <= x <= WIDTH - _RIM and _RIM <= y <= HEIGHT - _RIM
        if is_on and all(math.dist((x, y), other) >= _APART for other in taken):
            return round(x, 1), round(y, 1)
    return spot

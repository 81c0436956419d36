"""Which places an import may hold, and which number of a pair is which axis. Pure.

PRG's older model writes northing first, the newer one easting; geodesists call the
northing x; converted files were published with both orders. A pair that is swapped
often lies in Poland too (DOMAIN.md 7.3), so only a small box tells.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec

from distribution.addresses.rules.projection import Degrees, Grid, to_degrees

EARTH_RADIUS = 6_371_008.8
"""Metres, IUGG mean radius."""

AROUND = 30_000.0
"""Metres about the places of a centre within which its addresses lie [P]."""

_METRES_A_DEGREE = math.radians(1) * EARTH_RADIUS


class Box(msgspec.Struct, frozen=True):
    """A part of the earth between two parallels and two meridians."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, place: Degrees) -> bool:
        """Return whether *place* lies in the box, edges included."""
        return (
            self.south <= place.latitude <= self.north
            and self.west <= place.longitude <= self.east
        )

    @property
    def middle(self) -> Degrees:
        """The place from which distances to the box are told."""
        return Degrees((self.south + self.north) / 2, (self.west + self.east) / 2)


POLAND = Box(49.0, 14.07, 54.9, 24.2)
"""Of no help against swapped axes, but nothing in it is no address of ours."""


class Placed(msgspec.Struct, frozen=True):
    """Where a point lies; *swapped* if its numbers stood in the other order."""

    place: Degrees
    swapped: bool


def box_around(places: Iterable[Degrees], metres: float = AROUND) -> Box | None:
    """Return the box that reaches so many metres beyond *places*; None without any."""
    known = list(places)
    if not known:
        return None
    south = min(one.latitude for one in known)
    north = max(one.latitude for one in known)
    reach = metres / _METRES_A_DEGREE
    wide = reach / math.cos(math.radians((south + north) / 2))
    return Box(
        south - reach,
        min(one.longitude for one in known) - wide,
        north + reach,
        max(one.longitude for one in known) + wide,
    )


def distance(a: Degrees, b: Degrees) -> float:
    """Return the metres between two places on a sphere."""
    half = math.sin(math.radians(b.latitude - a.latitude) / 2) ** 2
    across = math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    both = math.cos(math.radians(a.latitude)) * math.cos(math.radians(b.latitude))
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half + both * across)))


def placed(
    degrees: Degrees | None, grid: Grid | None, box: Box
) -> tuple[Placed | None, Degrees | None]:
    """Return where a point lies, and where it seemed to lie if not in *box*.

    Args:
        degrees: As the file says it, if it does.
        grid: As the file says it, if it does.
        box: Where the point must be. Each pair is tried as it stands, then swapped.
    """
    said: list[Degrees] = []
    if degrees is not None:
        said.append(degrees)
    if grid is not None:
        said.append(to_degrees(grid))
    for place in said:
        if box.holds(place):
            return Placed(place, swapped=False), None
    for place in _other_way_round(degrees, grid):
        if box.holds(place):
            return Placed(place, swapped=True), None
    return None, said[0] if said else None


def _other_way_round(degrees: Degrees | None, grid: Grid | None) -> Sequence[Degrees]:
    other = []
    if degrees is not None:
        other.append(Degrees(degrees.longitude, degrees.latitude))
    if grid is not None:
        other.append(to_degrees(Grid(grid.northing, grid.easting)))
    return other

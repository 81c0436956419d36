"""Poland's national grid to degrees and back. Pure.

EPSG:2180, "ETRF2000-PL / CS92": conversion EPSG:18300 by method EPSG:9807, transverse
Mercator; GRS80 (EPSG:7019), origin 0° N 19° E, scale 0.9993, false easting 500 000 m,
false northing -5 300 000 m. The series is Krüger's to the fourth power of the third
flattening: below a millimetre in Poland. ETRF2000 and WGS84 differ by less than a
metre and are taken for the same.
"""

import math

import msgspec

_AXIS = 6_378_137.0
_FLATTENING = 1 / 298.257222101
_MERIDIAN = 19.0
_SCALE = 0.9993
_FALSE_EASTING = 500_000.0
_FALSE_NORTHING = -5_300_000.0

_N = _FLATTENING / (2 - _FLATTENING)
_RADIUS = _SCALE * _AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ECCENTRICITY = 2 * math.sqrt(_N) / (1 + _N)

_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49_561 * _N**4 / 161_280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161_280,
)
_DELTA = (
    2 * _N - 2 * _N**2 / 3 - 2 * _N**3 + 116 * _N**4 / 45,
    7 * _N**2 / 3 - 8 * _N**3 / 5 - 227 * _N**4 / 45,
    56 * _N**3 / 15 - 136 * _N**4 / 35,
    4279 * _N**4 / 630,
)


class Degrees(msgspec.Struct, frozen=True):
    """A place on earth, WGS84."""

    latitude: float
    longitude: float


class Grid(msgspec.Struct, frozen=True):
    """A place in EPSG:2180, metres."""

    easting: float
    northing: float


def to_degrees(place: Grid) -> Degrees:
    """Return a place of the national grid in degrees."""
    north = (place.northing - _FALSE_NORTHING) / _RADIUS
    east = (place.easting - _FALSE_EASTING) / _RADIUS
    xi, eta = north, east
    for order, beta in enumerate(_BETA, start=1):
        xi -= beta * math.sin(2 * order * north) * math.cosh(2 * order * east)
        eta -= beta * math.cos(2 * order * north) * math.sinh(2 * order * east)
    conformal = math.asin(math.sin(xi) / math.cosh(eta))
    latitude = conformal
    for order, delta in enumerate(_DELTA, start=1):
        latitude += delta * math.sin(2 * order * conformal)
    longitude = math.atan2(math.sinh(eta), math.cos(xi))
    return Degrees(math.degrees(latitude), _MERIDIAN + math.degrees(longitude))


def to_grid(place: Degrees) -> Grid:
    """Return a place in degrees in the national grid."""
    sine = math.sin(math.radians(place.latitude))
    around = math.radians(place.longitude - _MERIDIAN)
    tangent = math.sinh(
        math.atanh(sine) - _ECCENTRICITY * math.atanh(_ECCENTRICITY * sine)
    )
    xi = math.atan2(tangent, math.cos(around))
    eta = math.atanh(math.sin(around) / math.hypot(1, tangent))
    north, east = xi, eta
    for order, alpha in enumerate(_ALPHA, start=1):
        north += alpha * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east += alpha * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    return Grid(_FALSE_EASTING + _RADIUS * east, _FALSE_NORTHING + _RADIUS * north)

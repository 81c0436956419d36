"""Draws the roads about a place for a letter: black on white, no tiles. Pure.

North is up; the place is a cross in a ring, in the middle.
"""

import math
from collections.abc import Iterable

from distribution.routing.roads import Point

WIDTH, HEIGHT = 640, 236
"""The drawing's own units."""

REACH = 600
"""Metres from the place to the sides of the drawing."""

_BAR = 200
_METRES_A_DEGREE = 111_195
_MIDDLE = (WIDTH / 2, HEIGHT / 2)


def site_map(place: Point, roads: Iterable[Iterable[Point]]) -> str:
    """Return an SVG picture of *roads* about a *place*, clipped at its sides."""
    scale = WIDTH / 2 / REACH
    shrink = math.cos(math.radians(place.lat))

    def spot(point: Point) -> str:
        east = (point.lon - place.lon) * shrink * _METRES_A_DEGREE
        north = (point.lat - place.lat) * _METRES_A_DEGREE
        return f"{_MIDDLE[0] + east * scale:.1f},{_MIDDLE[1] - north * scale:.1f}"

    lines = [" ".join(map(spot, road)) for road in roads]
    casing = "".join(_line(points, "#000", 7) for points in lines)
    inside = "".join(_line(points, "#fff", 4) for points in lines)
    x, y = _MIDDLE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{casing}{inside}'
        f'<circle cx="{x}" cy="{y}" r="20" fill="#fff" stroke="#000" stroke-width="4"/>'
        f'<path d="M{x - 9} {y - 9}l18 18m0 -18l-18 18" stroke="#000"'
        f' stroke-width="5"/>{_bar(scale)}'
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" fill="none"'
        ' stroke="#000" stroke-width="2"/></svg>'
    )


def _line(points: str, colour: str, width: int) -> str:
    return (
        f'<polyline fill="none" stroke="{colour}" stroke-width="{width}"'
        f' stroke-linecap="round" stroke-linejoin="round" points="{points}"/>'
    )


def _bar(scale: float) -> str:
    length = round(_BAR * scale, 1)
    left, top = 20, HEIGHT - 46
    return (
        f'<rect x="{left - 8}" y="{top - 4}" width="{length + 16}" height="38"'
        f' fill="#fff"/><path d="M{left} {top + 20}v8h{length}v-8" fill="none"'
        f' stroke="#000" stroke-width="3"/><text x="{left + 4}" y="{top + 16}"'
        f' font-family="Source Sans Pro" font-size="20">{_BAR} m</text>'
    )

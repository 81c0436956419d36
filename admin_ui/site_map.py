"""Draws the roads and streets about a place for a letter: black on white. Pure.

North is up; the place is a cross in a ring, in the middle. Roads are lines. Without
them the doors of the register are dots, so that rows of houses show where streets run.
Each street is named once, at its nearest door, where the name has room.
"""

import math
from collections.abc import Iterable, Sequence
from html import escape

import msgspec

from distribution.routing.roads import Point

WIDTH, HEIGHT = 640, 236
"""The drawing's own units; a page of its own takes a higher one."""

REACH = 450
"""Metres from the place to the sides of the drawing."""

_BAR = 200
_METRES_A_DEGREE = 111_195
_LETTER, _LINE = 9.5, 20
"""About as wide and as high as a letter of a street's name is drawn."""

_MOST_NAMES = 10

Spot = tuple[float, float]
Rectangle = tuple[float, float, float, float]


class Door(msgspec.Struct, frozen=True):
    """A door of the register, and its street."""

    street: str
    place: Point


def site_map(
    place: Point,
    roads: Iterable[Iterable[Point]],
    doors: Sequence[Door] = (),
    *,
    height: int = HEIGHT,
) -> str:
    """Return an SVG picture of what lies about a *place*, clipped at its sides."""
    scale = WIDTH / 2 / REACH
    shrink = math.cos(math.radians(place.lat))
    x, y = middle = WIDTH / 2, height / 2

    def spot(point: Point) -> Spot:
        east = (point.lon - place.lon) * shrink * _METRES_A_DEGREE
        north = (point.lat - place.lat) * _METRES_A_DEGREE
        return x + east * scale, y - north * scale

    lines = [" ".join(f"{x:.1f},{y:.1f}" for x, y in map(spot, way)) for way in roads]
    casing = "".join(_line(points, "#000", 8) for points in lines)
    inside = "".join(_line(points, "#fff", 5) for points in lines)
    spots = [(door.street, spot(door.place)) for door in doors]
    within = [
        one for one in spots if 0 <= one[1][0] <= WIDTH and 0 <= one[1][1] <= height
    ]
    dots = "" if lines else "".join(_dot(at) for _, at in within)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{casing}{inside}{dots}'
        f"{_names(within, middle)}"
        f'<circle cx="{x}" cy="{y}" r="18" fill="#fff" stroke="#000" stroke-width="4"/>'
        f'<path d="M{x - 8} {y - 8}l16 16m0 -16l-16 16" stroke="#000"'
        f' stroke-width="5"/>{_bar(scale, height)}'
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{height - 2}" fill="none"'
        ' stroke="#000" stroke-width="2"/></svg>'
    )


def _line(points: str, colour: str, width: int) -> str:
    return (
        f'<polyline fill="none" stroke="{colour}" stroke-width="{width}"'
        f' stroke-linecap="round" stroke-linejoin="round" points="{points}"/>'
    )


def _dot(at: Spot) -> str:
    return f'<rect x="{at[0] - 3:.1f}" y="{at[1] - 3:.1f}" width="6" height="6"/>'


def _names(spots: Sequence[tuple[str, Spot]], middle: Spot) -> str:
    """Return the streets' names, the nearest first, none over another or the place."""
    x, y = middle
    height = 2 * y
    taken: list[Rectangle] = [
        (x - 24, y - 24, x + 24, y + 24),
        (0, height - 54, 190, height),
    ]
    drawn: dict[str, str] = {}
    for street, at in sorted(spots, key=lambda one: math.dist(one[1], middle)):
        if not street or street in drawn or len(drawn) >= _MOST_NAMES:
            continue
        half = len(street) * _LETTER / 2
        box = (at[0] - half, at[1] - _LINE / 2, at[0] + half, at[1] + _LINE / 2)
        within = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < height
        if within and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            drawn[street] = _name(street, at)
    return "".join(drawn.values())


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def _name(street: str, at: Spot) -> str:
    where = f'x="{at[0]:.1f}" y="{at[1] + 6:.1f}" font-family="Source Sans Pro"'
    style = 'font-size="18" font-weight="600" text-anchor="middle"'
    words = escape(street)
    # The same words in white beneath keep the letters clear of lines and dots.
    halo = f'<text {where} {style} stroke="#fff" stroke-width="5">{words}</text>'
    return f"{halo}<text {where} {style}>{words}</text>"


def _bar(scale: float, height: int) -> str:
    length = round(_BAR * scale, 1)
    left, top = 20, height - 46
    return (
        f'<rect x="{left - 8}" y="{top - 4}" width="{length + 16}" height="38"'
        f' fill="#fff"/><path d="M{left} {top + 20}v8h{length}v-8" fill="none"'
        f' stroke="#000" stroke-width="3"/><text x="{left + 4}" y="{top + 16}"'
        f' font-family="Source Sans Pro" font-size="20">{_BAR} m</text>'
    )

"""Lays a door, its neighbours and its pin out on a drawing: no tiles. Pure.

Places keep their true positions, seen from above, with north up.
"""

import math
from collections.abc import Iterable

import msgspec

WIDTH, HEIGHT = 640, 400
"""The drawing's own units."""

_EDGE = 36
_LEAST_METRES = 60.0
_REACH = 250.0
"""Metres about the door within which neighbours are drawn."""

_METRES_A_DEGREE = 111_195
_SCALES = (10, 20, 50, 100, 200, 500, 1_000, 5_000, 20_000)

Where = tuple[float, float]
"""Latitude and longitude, WGS84 degrees."""


class Spot(msgspec.Struct, frozen=True):
    """A place with a label, and where it is drawn."""

    label: str
    x: float
    y: float


class PinDrawing(msgspec.Struct, frozen=True):
    """Everything to draw, and how long a bar of so many metres is."""

    neighbours: tuple[Spot, ...]
    registered: Spot
    pin: Spot | None
    bar_metres: int
    bar_length: float


def pin_drawing(
    registered: tuple[str, Where],
    pin: Where | None,
    neighbours: Iterable[tuple[str, Where]],
) -> PinDrawing:
    """Return where the door of the register, its pin and its neighbours are drawn."""
    label, home = registered
    near = [
        (name, _metres(home, where))
        for name, where in neighbours
        if math.hypot(*_metres(home, where)) <= _REACH
    ]
    moved = None if pin is None else _metres(home, pin)
    spread = [offset for _, offset in near] + ([moved] if moved else [])
    wide = max([abs(east) for east, _ in spread] + [_LEAST_METRES])
    high = max([abs(north) for _, north in spread] + [_LEAST_METRES])
    scale = min((WIDTH / 2 - _EDGE) / wide, (HEIGHT / 2 - _EDGE) / high)

    def drawn(name: str, offset: tuple[float, float]) -> Spot:
        east, north = offset
        return Spot(
            name,
            round(WIDTH / 2 + east * scale, 1),
            round(HEIGHT / 2 - north * scale, 1),
        )

    metres = max((one for one in _SCALES if one * scale <= WIDTH / 4), default=10)
    return PinDrawing(
        neighbours=tuple(drawn(name, offset) for name, offset in near),
        registered=drawn(label, (0.0, 0.0)),
        pin=None if moved is None else drawn(label, moved),
        bar_metres=metres,
        bar_length=round(metres * scale, 1),
    )


def _metres(home: Where, where: Where) -> tuple[float, float]:
    """Return how far east and north of *home* a place lies."""
    shrink = math.cos(math.radians(home[0]))
    return (
        (where[1] - home[1]) * shrink * _METRES_A_DEGREE,
        (where[0] - home[0]) * _METRES_A_DEGREE,
    )

"""Small towns to plan, made up from a seed: the size that our users have.

Two districts 5 km apart with 60 % and 40 % of the doors, one depot, half of the doors
with a window of 45 to 90 minutes, five minutes at each, vehicles for 15 to 25 parcels
with hours of their own, loaded to about 86 %. Driving takes a detour of 1.3 and goes
at 24 km/h in a district, at 42 km/h between them.
"""

import math
import random

from distribution.core.units import Packs, Seconds
from distribution.routing.rules.problem import (
    Depot,
    Load,
    Problem,
    Shift,
    Stop,
    TravelMatrix,
    Window,
)

SIZES = (20, 40, 60)
SEEDS = range(1, 31)
"""Ten towns of each size: seed 1 has 20 stops, 2 has 40, 3 has 60, 4 has 20 again."""

_HOUR = 3600
_BETWEEN = 5_000
_RADIUS = 1_200
_LOADED = 0.86
_DETOUR = 1.3
_IN_TOWN, _COUNTRY = 24 / 3.6, 42 / 3.6


def town(seed: int) -> Problem:
    """Return the town of *seed*."""
    return made_town(seed, SIZES[(seed - 1) % len(SIZES)])


def made_town(seed: int, size: int) -> Problem:
    """Return a town of *size* stops."""
    chance = random.Random(f"town {size} {seed}")
    spread = _RADIUS * max(1, math.sqrt(size / 60))
    points = [(chance.gauss(0, spread / 2), chance.gauss(0, spread / 2))]
    for number in range(size):
        east = 0 if number < 0.6 * size else _BETWEEN
        points.append((east + chance.gauss(0, spread), chance.gauss(0, spread)))
    packs = [chance.choice((1, 1, 1, 2)) for _ in range(size)]
    stops = tuple(
        Stop(
            id=str(number),
            place=number,
            load=Load(packs=Packs(load)),
            service=Seconds(300),
            windows=_window(chance),
        )
        for number, load in enumerate(packs, start=1)
    )
    seconds, metres = _matrix(points)
    return Problem(
        depots=(Depot("depot", 0),),
        stops=stops,
        shifts=_shifts(chance, sum(packs)),
        travel=TravelMatrix(seconds=seconds, metres=metres, is_estimate=True),
    )


def _window(chance: random.Random) -> tuple[Window, ...]:
    if chance.random() < 0.5:
        return ()
    opens = 9 * _HOUR + 900 * chance.randrange(0, 13)
    return (Window(Seconds(opens), Seconds(opens + 60 * chance.randint(45, 90))),)


def _shifts(chance: random.Random, packs: int) -> tuple[Shift, ...]:
    """Return vehicles until they hold the *packs* with about 14 % to spare."""
    rooms = []
    while sum(rooms) * _LOADED < packs:
        rooms.append(chance.randint(15, 25))
    shifts = []
    for number, room in enumerate(rooms, start=1):
        starts = 9 * _HOUR - 1800 * chance.randint(0, 2)
        shifts.append(
            Shift(
                id=f"driver-{number}",
                driver=f"driver-{number}",
                capacity=Load(packs=Packs(room)),
                starts=Seconds(starts),
                ends=Seconds(13 * _HOUR + 1800 * chance.randint(1, 4)),
                start_place=0,
                end_place=0,
            )
        )
    return tuple(shifts)


def _matrix(points: list[tuple[float, float]]) -> tuple[list[list[int]], ...]:
    seconds, metres = [], []
    for one in points:
        ways = [_DETOUR * math.dist(one, other) for other in points]
        metres.append([math.ceil(way) for way in ways])
        seconds.append(
            [
                math.ceil(min(way, 4000) / _IN_TOWN + max(0, way - 4000) / _COUNTRY)
                for way in ways
            ]
        )
    return seconds, metres

"""Drives between places, found once and remembered."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from distribution.routing.roads.network import Point
from distribution.routing.rules.problem import UNREACHABLE, TravelMatrix

Leg = tuple[int, int]
"""Seconds and metres."""

NO_ROAD: Leg = (UNREACHABLE, UNREACHABLE)

Find = Callable[[Sequence[Point], Sequence[Point]], list[list[Leg]]]
"""Returns the legs from each of the first to each of the second."""

_MOST_PAIRS = 400_000
"""So many are remembered: 600 doors, each to each, in some 60 MB."""


class RememberedLegs:
    """The legs that were asked for, by the places they lead from and to.

    They are remembered here and not in the database: the map is the version, and a
    process that has just opened it finds a day's pairs about as fast as it opened it.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self._legs: dict[Point, dict[Point, Leg]] = {}
        self._pairs = 0

    def matrix(self, points: Sequence[Point]) -> TravelMatrix:
        """Return all pairs of *points*; what is not known yet is found first."""
        known = self._legs
        for goals, origins in _missing(known, points).items():
            found = self._find(origins, goals)
            for origin, legs in zip(origins, found, strict=True):
                known.setdefault(origin, {}).update(zip(goals, legs, strict=True))
                self._pairs += len(goals)
        rows = [[known[a][b] for b in points] for a in points]
        if self._pairs > _MOST_PAIRS:
            self._legs, self._pairs = {}, 0
        return TravelMatrix(
            seconds=[[leg[0] for leg in row] for row in rows],
            metres=[[leg[1] for leg in row] for row in rows],
        )


def _missing(
    known: Mapping[Point, Mapping[Point, Leg]], points: Sequence[Point]
) -> dict[tuple[Point, ...], list[Point]]:
    """Return goals, and the places that no leg to any of them is known from."""
    places = list(dict.fromkeys(points))
    missing: dict[tuple[Point, ...], list[Point]] = defaultdict(list)
    for origin in places:
        reached = known.get(origin, {})
        goals = tuple(goal for goal in places if goal not in reached)
        if goals:
            missing[goals].append(origin)
    return missing

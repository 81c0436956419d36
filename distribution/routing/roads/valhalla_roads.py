"""Our roads with Valhalla's times, ways and words."""

from collections.abc import Sequence
from itertools import pairwise

from distribution.core.language import Language
from distribution.routing.roads.answers import (
    Guided,
    guided,
    legs,
    matrix_question,
    route_question,
)
from distribution.routing.roads.network import Point, Step, Way
from distribution.routing.roads.remembered import NO_ROAD, Leg
from distribution.routing.roads.road_graph import FARTHEST, RoadGraph, aside, whole
from distribution.routing.roads.road_map import RoadMap
from distribution.routing.roads.tiles import NoWayError, Tiles

_MOST_GUIDED = 500
"""So many ways are remembered, for whoever opens the same run again."""


class ValhallaRoads(RoadGraph):
    """The roads of one map, between which Valhalla drives.

    Which road a door is at, and whether any reaches it, is ours to say, as without
    Valhalla; from road to road it is Valhalla's. Without a way there, it says so.
    """

    def __init__(self, road_map: RoadMap, tiles: Tiles) -> None:
        """Build the graph.

        Raises:
            ValueError: The map has no road that leads anywhere and back.
        """
        super().__init__(road_map)
        self._tiles = tiles
        self._guided: dict[tuple[Point, Point, Language], Guided | None] = {}

    def ways(self, points: Sequence[Point]) -> list[Way]:
        """Return Valhalla's way from each point to the next.

        Where no road leads, it is a straight line.
        """
        ways: list[Way] = []
        for origin, goal in pairwise(points):
            found = self._guide(origin, goal, "pl")
            middle = found.way if found else ()
            ways.append((origin, *middle, goal))
        return ways

    def steps(self, points: Sequence[Point], language: Language) -> list[list[Step]]:
        """Return each of those ways in words, empty where no road leads."""
        guides = [self._guide(*pair, language) for pair in pairwise(points)]
        return [guide.steps if guide else [] for guide in guides]

    def _between(
        self, origins: Sequence[Point], goals: Sequence[Point]
    ) -> list[list[Leg]]:
        here = [point for point in origins if self._has_road(point)]
        there = [point for point in goals if self._has_road(point)]
        found = dict(zip(here, self._ask(here, there), strict=True))
        rows = []
        for origin in origins:
            row = dict(zip(there, found.get(origin, ()), strict=False))
            row[origin] = (0, 0)
            rows.append([row.get(goal, NO_ROAD) for goal in goals])
        return rows

    def _ask(self, origins: Sequence[Point], goals: Sequence[Point]) -> list[list[Leg]]:
        """Return the legs between doors, with the stretches to and from their roads.

        Valhalla refuses a question as a whole for a single place that it has no road
        near: then it is asked by halves, and nobody else is left out.
        """
        if not origins or not goals:
            return [[] for _ in origins]
        question = matrix_question(
            [self.snapped(point).place for point in origins],
            [self.snapped(point).place for point in goals],
        )
        try:
            found = legs(self._tiles.matrix(question))
        except NoWayError:
            return self._ask_by_halves(origins, goals)
        return [
            [
                NO_ROAD if leg is None else self._to_the_doors(origin, goal, leg)
                for goal, leg in zip(goals, row, strict=True)
            ]
            for origin, row in zip(origins, found, strict=True)
        ]

    def _ask_by_halves(
        self, origins: Sequence[Point], goals: Sequence[Point]
    ) -> list[list[Leg]]:
        if len(origins) == len(goals) == 1:
            return [[NO_ROAD]]
        left, right = _halves(goals)
        return [
            [*one, *other]
            for part in _halves(origins)
            for one, other in zip(
                self._ask(part, left), self._ask(part, right), strict=True
            )
        ]

    def _to_the_doors(self, origin: Point, goal: Point, leg: Leg) -> Leg:
        both = aside(self.snapped(origin)) + aside(self.snapped(goal))
        seconds, metres = whole(both)
        return leg[0] + seconds, leg[1] + metres

    def _guide(self, origin: Point, goal: Point, language: Language) -> Guided | None:
        key = (origin, goal, language)
        known = self._guided
        if key not in known:
            if len(known) >= _MOST_GUIDED:
                # Not emptied: another thread may be reading what it has found in it.
                known = self._guided = {}
            known[key] = self._ask_the_way(origin, goal, language)
        return known[key]

    def _ask_the_way(
        self, origin: Point, goal: Point, language: Language
    ) -> Guided | None:
        if origin == goal or not (self._has_road(origin) and self._has_road(goal)):
            return None
        ends = self.snapped(origin).place, self.snapped(goal).place
        try:
            return guided(self._tiles.route(route_question(*ends, language)))
        except NoWayError:
            return None

    def _has_road(self, point: Point) -> bool:
        return self.snapped(point).metres <= FARTHEST


def _halves(places: Sequence[Point]) -> tuple[Sequence[Point], Sequence[Point]]:
    """Return the first and the second half; the second is empty of a single place."""
    middle = -(-len(places) // 2)
    return places[:middle], places[middle:]

"""A network that knows the roads."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from distribution.core.language import Language
from distribution.core.units import Metres
from distribution.routing.roads.box import Box, widened
from distribution.routing.roads.car import OFF_ROAD_SPEED
from distribution.routing.roads.costs import Cost, cost_of, parts_of
from distribution.routing.roads.network import Point, Step, Way
from distribution.routing.roads.reach import usable_directions
from distribution.routing.roads.remembered import NO_ROAD, Leg, RememberedLegs
from distribution.routing.roads.road_map import RoadMap
from distribution.routing.roads.shortest import Entry, Graph
from distribution.routing.roads.snapping import Snapped, Snapping, milestones
from distribution.routing.roads.states import states_of
from distribution.routing.rules.problem import TravelMatrix

FARTHEST = Metres(1_000)
"""No road reaches a place that is farther from the nearest one than this [P]."""

_MOST_WAYS = 500
"""So many ways are remembered: drawing a day again asks for the same ones."""


class RoadGraph:
    """The roads of one map. Drives that were asked for once are remembered."""

    def __init__(self, road_map: RoadMap) -> None:
        """Build the graph.

        Raises:
            ValueError: The map has no road that leads anywhere and back.
        """
        self._map = road_map
        self._states = states_of(road_map)
        self._usable = usable_directions(road_map, self._states)
        if not self._usable:
            raise ValueError("a map without roads")
        costs = [
            cost_of(max(0, road_map.milliseconds(d)), road_map.lengths[d >> 1])
            for d in range(2 * road_map.roads)
        ]
        arcs = self._states.arcs
        self._graph = Graph(self._states.count, arcs, [*costs, cost_of(0, 0)])
        self._snapped: dict[Point, Snapped] = {}
        self._entries: dict[Point, list[Entry]] = {}
        self._remembered = RememberedLegs(self._between)
        self._ways: dict[tuple[Point, Point], Way] = {}

    @property
    def is_estimate(self) -> bool:
        """Return False: these are roads."""
        return False

    @cached_property
    def _snapping(self) -> Snapping:
        return Snapping(self._map, sorted({d >> 1 for d in self._usable}))

    def matrix(self, points: Sequence[Point]) -> TravelMatrix:
        """Return seconds and metres of the quickest ways, rounded up.

        Places that no road reaches are ``UNREACHABLE`` from anywhere else.
        """
        return self._remembered.matrix(points)

    def off_road(self, points: Iterable[Point]) -> Mapping[Point, Metres]:
        """Return the points that no road reaches, and how far the nearest one is."""
        away = {point: self.snapped(point).metres for point in points}
        return {
            point: Metres(math.ceil(metres))
            for point, metres in away.items()
            if metres > FARTHEST
        }

    def ways(self, points: Sequence[Point]) -> list[Way]:
        """Return the quickest way from each point to the next.

        Where no road leads, it is a straight line.
        """
        ways = []
        for pair in pairwise(points):
            way = self._ways.get(pair) or self._way(*pair)
            if len(self._ways) >= _MOST_WAYS:
                self._ways.clear()
            self._ways[pair] = way
            ways.append(way)
        return ways

    def steps(self, points: Sequence[Point], language: Language) -> list[list[Step]]:  # noqa: ARG002 (the interface's)
        """Return no words: the map keeps no names of streets."""
        return [[] for _ in pairwise(points)]

    def near(self, point: Point, metres: int) -> list[Way]:
        """Return the roads that pass within some *metres* of a place, whole."""
        here = widened(Box(point.lat, point.lon, point.lat, point.lon), Metres(metres))
        return [
            tuple(self._map.shape(road)) for road in self._snapping.roads_within(here)
        ]

    def snapped(self, point: Point) -> Snapped:
        """Return the place on a usable road that is nearest to *point*."""
        if point not in self._snapped:
            self._snapped[point] = self._snapping.nearest(point)
        return self._snapped[point]

    def _between(
        self, origins: Sequence[Point], goals: Sequence[Point]
    ) -> list[list[Leg]]:
        """Return the legs from each of *origins* to each of *goals*."""
        return [self._find(origin, goals) for origin in origins]

    def _find(self, origin: Point, goals: Sequence[Point]) -> list[Leg]:
        here = self.snapped(origin)
        if here.metres > FARTHEST:
            return [(0, 0) if goal == origin else NO_ROAD for goal in goals]
        there = [self.snapped(goal) for goal in goals]
        ends = [self._ends_at(goal) for goal in goals]
        costs = self._graph.costs(self._begins(here), ends)
        legs = []
        for goal, end, cost in zip(goals, there, costs, strict=True):
            direct = self._direct(here, end)
            least = min((x for x in (cost, direct) if x is not None), default=None)
            if goal == origin:
                legs.append((0, 0))
            elif least is None or end.metres > FARTHEST:
                legs.append(NO_ROAD)
            else:
                legs.append(whole(least + aside(here) + aside(end)))
        return legs

    def _directions(self, snapped: Snapped) -> list[int]:
        both = (2 * snapped.road, 2 * snapped.road + 1)
        return [direction for direction in both if direction in self._usable]

    def _passed(self, direction: int, along: float) -> tuple[int, int]:
        """Return milliseconds and decimetres from a direction's tail to a place."""
        part = 1 - along if direction & 1 else along
        time = self._map.milliseconds(direction)
        return round(part * time), round(part * self._map.lengths[direction >> 1])

    def _begins(self, here: Snapped) -> list[Entry]:
        entries = []
        for direction in self._directions(here):
            time, length = self._passed(direction, here.along)
            whole = self._map.milliseconds(direction), self._map.lengths[here.road]
            cost = cost_of(whole[0] - time, whole[1] - length)
            entries.append((self._states.after[direction], cost))
        return entries

    def _ends(self, there: Snapped) -> list[Entry]:
        return [
            (state, cost_of(*self._passed(direction, there.along)))
            for direction in self._directions(there)
            for state in self._states.before[direction]
        ]

    def _ends_at(self, goal: Point) -> list[Entry]:
        if goal not in self._entries:
            self._entries[goal] = self._ends(self.snapped(goal))
        return self._entries[goal]

    def _direct(self, here: Snapped, there: Snapped) -> Cost | None:
        """Return the cost along the one road that both are at, if they are."""
        if here.road != there.road:
            return None
        costs = []
        for direction in self._directions(here):
            time, length = self._passed(direction, here.along)
            later, farther = self._passed(direction, there.along)
            ahead = there.along - here.along
            if (ahead <= 0) if direction & 1 else (ahead >= 0):
                costs.append(cost_of(later - time, farther - length))
        return min(costs, default=None)

    def _way(self, origin: Point, goal: Point) -> Way:
        here, there = self.snapped(origin), self.snapped(goal)
        if origin == goal or max(here.metres, there.metres) > FARTHEST:
            return (origin, goal)
        begins, ends = self._begins(here), self._ends(there)
        found = self._graph.way(begins, ends)
        direct = self._direct(here, there)
        if found is None and direct is None:
            return (origin, goal)
        if found is None or (direct is not None and direct <= found.cost):
            middle = self._stretch(here.road, here.along, there.along)
            return (origin, here.place, *middle, there.place, goal)
        first = self._directions(here)[found.begins]
        places = self._stretch(here.road, here.along, 1 - (first & 1))
        for direction in found.arcs:
            if direction != self._states.free:
                shape = self._map.shape(direction >> 1)
                places += reversed(shape) if direction & 1 else shape
        last = [
            direction
            for direction in self._directions(there)
            for _ in self._states.before[direction]
        ][found.ends]
        places += self._stretch(there.road, last & 1, there.along)
        return (origin, here.place, *places, there.place, goal)

    def _stretch(self, road: int, begin: float, end: float) -> list[Point]:
        """Return the points of a shape that lie between two places on it."""
        shape = self._map.shape(road)
        marks = milestones(shape)
        low, high = sorted((begin * marks[-1], end * marks[-1]))
        between = [
            point
            for point, mark in zip(shape, marks, strict=True)
            if low <= mark <= high
        ]
        return between if begin <= end else between[::-1]


def aside(snapped: Snapped) -> Cost:
    """Return what it costs from the door to its road."""
    decimetres = round(snapped.metres * 10)
    return cost_of(math.ceil(decimetres * 360 / OFF_ROAD_SPEED), decimetres)


def whole(cost: Cost) -> Leg:
    """Return whole seconds and metres, rounded up."""
    milliseconds, decimetres = parts_of(cost)
    return -(-milliseconds // 1000), -(-decimetres // 10)

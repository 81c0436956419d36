"""From the nodes of a public instance to a routing problem in whole numbers.

Which numbers a published cost belongs to is a matter of convention (see
``benchmarks/data/vrp/README.md``): a route that is feasible in one can miss a window
in another.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from distribution.core.units import Packs, Seconds
from distribution.routing.errors.input_faults import (
    InputCode,
    InvalidProblemError,
    input_fault,
)
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import (
    UNREACHABLE,
    Depot,
    Load,
    Objective,
    Problem,
    Shift,
    Stop,
    TravelMatrix,
    Window,
)

_GUARD = 1e-9
"""Added before a floor, so that an exact tenth stays one in floating point."""


class Distances(StrEnum):
    """How the distance between two points becomes a number."""

    EUCLIDEAN = "euclidean"
    TRUNC1 = "trunc1"
    NEAREST = "nearest"

    @property
    def scale(self) -> int:
        """How many of our whole units make one of the instance's."""
        return {"euclidean": 10_000, "trunc1": 10, "nearest": 1}[self.value]

    def between(self, one: Sequence[float], other: Sequence[float]) -> int:
        """Return the distance of two points in our whole units.

        Euclidean ones are rounded up, so that what is in time here is in time in
        doubles as well.
        """
        exact = math.dist(one, other)
        if self is Distances.NEAREST:
            return int(exact + 0.5)
        if self is Distances.TRUNC1:
            return int(10 * exact + _GUARD)
        return math.ceil(exact * self.scale - _GUARD)


class Node(msgspec.Struct, frozen=True):
    """A depot or customer as the file has it; ``number`` is its name in solutions."""

    number: int
    x: float
    y: float
    demand: int
    opens: float = 0
    closes: float | None = None
    service: float = 0


class Benchmark(msgspec.Struct, frozen=True):
    """A public instance: its problem, and how to speak of it in its own units."""

    problem: Problem
    distances: Distances
    points: dict[str, tuple[float, float]] | None
    """Where each stop and the ``depot`` is; None if the file gives the distances."""

    def cost(self, plan: Plan) -> str:
        """Return the length of *plan* in the instance's unit: 827.3, or 12747.

        Euclidean lengths are added up in doubles, apart from the plan's whole units.
        """
        if self.distances is Distances.NEAREST or self.points is None:
            return str(sum(route.metres for route in plan.routes))
        if self.distances is Distances.TRUNC1:
            return f"{sum(route.metres for route in plan.routes) / 10:.1f}"
        total = 0.0
        for route in plan.routes:
            names = ["depot", *(visit.stop for visit in route.visits), "depot"]
            where = [self.points[name] for name in names]
            total += sum(map(math.dist, where, where[1:]))
        return f"{total:.4f}"


def timed_benchmark(
    depot: Node,
    customers: Sequence[Node],
    *,
    fleet: int,
    capacity: int,
    distances: Distances,
) -> Benchmark:
    """Return an instance with time windows; travel takes as long as it is far."""
    scale = distances.scale
    nodes = [depot, *customers]
    matrix = _matrix(nodes, distances)
    ends = 0 if depot.closes is None else math.floor(depot.closes * scale + _GUARD)
    problem = Problem(
        depots=(Depot("depot", 0),),
        stops=tuple(
            Stop(
                id=str(node.number),
                place=place,
                load=Load(packs=Packs(node.demand)),
                service=Seconds(math.ceil(node.service * scale - _GUARD)),
                windows=(_window(node, scale),),
            )
            for place, node in enumerate(customers, start=1)
        ),
        shifts=_fleet(
            fleet,
            capacity,
            starts=math.ceil(depot.opens * scale - _GUARD),
            ends=ends,
        ),
        travel=TravelMatrix(seconds=matrix, metres=matrix),
        objective=Objective.DISTANCE,
    )
    return Benchmark(problem, distances, _points(nodes))


def capacitated_benchmark(
    customers: Sequence[Node],
    matrix: list[list[int]],
    *,
    fleet: int | None,
    capacity: int,
    longest_route: int | None,
    service: int,
) -> Problem:
    """Return the problem of an instance without windows; place 0 is the depot.

    Where no route may be longer than *longest_route*, distances and the *service*
    at each customer are its hours; else driving takes no time. All are in our
    whole units. Without a *fleet* there are more vehicles than anyone needs.
    """
    if longest_route is None:
        row = [0] * len(matrix)
        seconds = [row] * len(matrix)
        spare = _enough_vehicles([node.demand for node in customers], capacity)
    else:
        seconds = matrix
        spare = len(customers)
    ends = UNREACHABLE - 1 if longest_route is None else longest_route
    return Problem(
        depots=(Depot("depot", 0),),
        stops=tuple(
            Stop(
                id=str(node.number),
                place=place,
                load=Load(packs=Packs(node.demand)),
                service=Seconds(service),
            )
            for place, node in enumerate(customers, start=1)
        ),
        shifts=_fleet(spare if fleet is None else fleet, capacity, starts=0, ends=ends),
        travel=TravelMatrix(seconds=seconds, metres=matrix),
        objective=Objective.DISTANCE,
    )


def euclidean_matrix(nodes: Sequence[Node], distances: Distances) -> list[list[int]]:
    """Return the distances of all *nodes* to each other, in our whole units."""
    return _matrix(nodes, distances)


def _matrix(nodes: Sequence[Node], distances: Distances) -> list[list[int]]:
    points = [(node.x, node.y) for node in nodes]
    matrix = [[0] * len(points) for _ in points]
    for row, one in enumerate(points):
        for column in range(row):
            matrix[row][column] = distances.between(one, points[column])
            matrix[column][row] = matrix[row][column]
    longest = max(map(max, matrix))
    if longest >= UNREACHABLE:
        fault = input_fault(
            InputCode.TOO_LARGE, "x, y", value=longest, limit=UNREACHABLE - 1
        )
        raise InvalidProblemError([fault])
    return matrix


def _points(nodes: Sequence[Node]) -> dict[str, tuple[float, float]]:
    depot, *customers = nodes
    points = {str(node.number): (node.x, node.y) for node in customers}
    return {**points, "depot": (depot.x, depot.y)}


def _window(node: Node, scale: int) -> Window:
    closes = 0.0 if node.closes is None else node.closes
    return Window(
        opens=Seconds(math.ceil(node.opens * scale - _GUARD)),
        closes=Seconds(math.floor(closes * scale + _GUARD)),
    )


def _fleet(
    vehicles: int, capacity: int, *, starts: int, ends: int
) -> tuple[Shift, ...]:
    return tuple(
        Shift(
            id=str(number),
            driver=str(number),
            capacity=Load(packs=Packs(capacity)),
            starts=Seconds(starts),
            ends=Seconds(ends),
            start_place=0,
            end_place=0,
        )
        for number in range(1, vehicles + 1)
    )


def _enough_vehicles(demands: Sequence[int], capacity: int) -> int:
    """Return a number of vehicles that always suffices, and leaves some choice.

    Packing the largest first gives routes that certainly exist; a tenth more and
    two lets a search use shorter routes than those.
    """
    room: list[int] = []
    for demand in sorted(demands, reverse=True):
        for vehicle, left in enumerate(room):
            if demand <= left:
                room[vehicle] -= demand
                break
        else:
            room.append(capacity - demand)
    return min(len(demands), len(room) + 2 + len(room) // 10)

"""What cars hold, in the words of OR-Tools' routing library.

A loading empties the car: it takes away as much as the car holds, and the slack
there, which no stop has, gives back what was not aboard.
"""

from typing import NamedTuple

from ortools.constraint_solver import pywrapcp

from distribution.routing.routing_model.nodes import Nodes
from distribution.routing.rules.problem import DIMENSIONS


class _Room(NamedTuple):
    """One thing that takes up room: at each stop, in each car, and at its start."""

    name: str
    wanted: list[int]
    capacity: list[int]
    taken: list[int]


def limit_loads(
    routing: pywrapcp.RoutingModel, manager: pywrapcp.RoutingIndexManager, nodes: Nodes
) -> None:
    """Let no trip bring more than the car holds, or what was never loaded."""
    for room in (*_sizes(nodes), *_absences(nodes)):
        _limit(routing, manager, nodes, room)


def _sizes(nodes: Nodes) -> list[_Room]:
    """Return what takes up room in some car that does not hold everything at once."""
    shifts = nodes.problem.shifts
    found = []
    for name in DIMENSIONS:
        capacity = [getattr(shift.capacity, name) for shift in shifts]
        taken = [
            min(getattr(shift.taken, name), most)
            for shift, most in zip(shifts, capacity, strict=True)
        ]
        wanted = [getattr(stop.load, name) for stop in nodes.stops]
        left = [most - used for most, used in zip(capacity, taken, strict=True)]
        if sum(wanted) > min(left):
            found.append(_Room(name, wanted, capacity, taken))
    return found


def _absences(nodes: Nodes) -> list[_Room]:
    """Return for each car that is out how it is full for what is not aboard."""
    if not nodes.loadings:
        return []
    shifts, stops = nodes.problem.shifts, nodes.stops
    full = len(stops)
    return [
        _Room(
            f"aboard {shift.id}",
            [int(stop.id not in shift.aboard) for stop in stops],
            [full] * len(shifts),
            [full * (one is shift) for one in shifts],
        )
        for shift in shifts
        if shift.reloads is not None and shift.aboard is not None
    ]


def _limit(
    routing: pywrapcp.RoutingModel,
    manager: pywrapcp.RoutingIndexManager,
    nodes: Nodes,
    room: _Room,
) -> None:
    emptied = [-room.capacity[one.vehicle] for one in nodes.loadings]
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitVector(
            [*room.wanted, *emptied, *([0] * len(nodes.ends))]
        ),
        max(room.capacity) if emptied else 0,
        room.capacity,
        not any(room.taken),
        room.name,
    )
    loads = routing.GetDimensionOrDie(room.name)
    for vehicle, taken in enumerate(room.taken):
        loads.CumulVar(routing.Start(vehicle)).SetValue(taken)
        if emptied:
            loads.SlackVar(routing.Start(vehicle)).SetValue(0)
    if emptied:
        for node in range(len(nodes.stops)):
            loads.SlackVar(manager.NodeToIndex(node)).SetValue(0)

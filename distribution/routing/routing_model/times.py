"""Hours, breaks and cold, in the words of OR-Tools' routing library."""

from ortools.constraint_solver import pywrapcp

from distribution.routing.routing_model.nodes import Nodes
from distribution.routing.rules.problem import UNREACHABLE


def limit_times(
    routing: pywrapcp.RoutingModel, nodes: Nodes, indices: list[int]
) -> None:
    """Keep the hours of shifts and doors, unless they cannot matter.

    *indices* are those of the nodes before the ends.
    """
    if _never_binds(nodes):
        return
    shifts = nodes.problem.shifts
    latest = max(shift.ends for shift in shifts)
    routing.AddDimension(
        routing.RegisterTransitMatrix(nodes.transits()),
        latest,
        latest,
        False,  # noqa: FBT003 (their signature: a shift need not start at zero)
        "time",
    )
    times = routing.GetDimensionOrDie("time")
    for vehicle, shift in enumerate(shifts):
        for end in (routing.Start(vehicle), routing.End(vehicle)):
            times.CumulVar(end).SetRange(shift.starts, shift.ends)
    for index, stop in zip(indices, nodes.stops, strict=False):
        if not stop.windows:
            continue
        begins = times.CumulVar(index)
        begins.SetRange(stop.windows[0].opens, min(stop.windows[-1].closes, latest))
        for earlier, later in zip(stop.windows, stop.windows[1:], strict=False):
            if earlier.closes + 1 <= later.opens - 1:
                begins.RemoveInterval(earlier.closes + 1, later.opens - 1)
    _place_breaks(routing, nodes, indices)
    _keep_cold(routing, nodes, indices)


def _never_binds(nodes: Nodes) -> bool:
    """Return whether windows and hours can be left out of the model."""
    problem = nodes.problem
    if any(stop.windows for stop in nodes.stops) or problem.watches_cold:
        return False
    if any(shift.breaks for shift in problem.shifts):
        return False
    seconds = problem.travel.seconds
    places = {place for place in nodes.places() if place is not None}
    longest = max(seconds[origin][goal] for origin in places for goal in places)
    work = sum(nodes.work()) + sum(stop.set_up for stop in nodes.stops)
    at_most = longest * (nodes.before_ends + 1) + work
    return longest < UNREACHABLE and all(
        shift.starts + at_most <= shift.ends for shift in problem.shifts
    )


def _keep_cold(
    routing: pywrapcp.RoutingModel, nodes: Nodes, indices: list[int]
) -> None:
    """Let each cold parcel be handed over soon after the departure it leaves on.

    ``Element`` picks the departure by the vehicle; a stop left out has vehicle -1,
    and picks an instant that is never too early. Nor is any for who loads again: that
    the cold counts from the last loading is left to who mends the answer.
    """
    problem = nodes.problem
    limit = problem.cold_limit
    if limit is None:
        return
    times, solver = routing.GetDimensionOrDie("time"), routing.solver()
    out_since = [solver.IntVar(UNREACHABLE, UNREACHABLE, "nobody")]
    for vehicle, shift in enumerate(problem.shifts):
        start = times.CumulVar(routing.Start(vehicle))
        if shift.reloads is not None:
            start = out_since[0]
        elif shift.loaded is not None:
            start = solver.IntVar(shift.loaded, shift.loaded, shift.id)
        else:
            routing.AddVariableMaximizedByFinalizer(start)
        out_since.append(start)
    for index, stop in zip(indices, nodes.stops, strict=False):
        if stop.is_cold:
            vehicle = (routing.VehicleVar(index) + 1).Var()
            leaves = solver.Element(out_since, vehicle)
            solver.Add(times.CumulVar(index) <= leaves + limit)


def _place_breaks(
    routing: pywrapcp.RoutingModel, nodes: Nodes, indices: list[int]
) -> None:
    """Keep breaks apart from the work at doors; they may interrupt a drive."""
    times, solver = routing.GetDimensionOrDie("time"), routing.solver()
    work = [0] * routing.Size()
    for index, seconds in zip(indices, nodes.work(), strict=True):
        work[index] = seconds
    for vehicle, shift in enumerate(nodes.problem.shifts):
        breaks = [
            solver.FixedDurationIntervalVar(
                max(one.opens, shift.starts),
                one.closes,
                one.seconds,
                False,  # noqa: FBT003 (their signature: it must be taken)
                f"{shift.id} {number}",
            )
            for number, one in enumerate(shift.breaks)
            if one.closes >= shift.starts
        ]
        if breaks:
            times.SetBreakIntervalsOfVehicle(breaks, vehicle, work)

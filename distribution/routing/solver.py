"""Finds routes with OR-Tools. The only module that knows its routing library.

``planning.solve`` asks it, and checks what it answers. The settings are those that
came first of fourteen tried on public instances: savings as a start, then ruin and
recreate of neighbouring strings of stops (SISR), accepted as simulated annealing
does. They have to be run by ``SolveWithIteratedLocalSearch``:
``SolveWithParameters`` ignores them silently.
"""

import random
import time

import msgspec
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2

from distribution.core.units import Seconds
from distribution.routing.greedy import Orders, fits_somewhere
from distribution.routing.rules.problem import (
    DIMENSIONS,
    UNREACHABLE,
    Depot,
    Load,
    Problem,
    Shift,
    Stop,
    TravelMatrix,
    prices,
)

_ANCHOR = "\0anchor"
"""A stop and a shift that only this module knows; no identifier holds a NUL."""

_MANY_STOPS = 60
"""From so many stops on, all to be served, a plan without a visit cannot come up."""

_SHORTEST_SEARCH = 0.02
"""Seconds below which OR-Tools is not asked at all: it would find nothing."""


class _Model:
    """The problem as OR-Tools sees it: nodes, vehicles, dimensions.

    Nodes are the stops that fit at least one shift, then the ends of shifts, and
    None, where open routes end at no cost. Stops come first because the iterated
    search of 9.15 draws the visit to remove from as many first indices as there are
    stops: of stops behind a depot it would never draw the last.
    """

    def __init__(self, problem: Problem, stops: list[Stop]) -> None:
        self.problem = problem
        self.stops = stops
        places = {shift.start_place for shift in problem.shifts}
        places |= {s.end_place for s in problem.shifts if s.end_place is not None}
        is_open = any(shift.end_place is None for shift in problem.shifts)
        # A node that is neither an end nor a stop would have to be visited, so None
        # exists only where a route is open.
        self.ends: list[int | None] = [*sorted(places), *([None] if is_open else [])]
        node_of = {place: len(stops) + end for end, place in enumerate(self.ends)}
        self.manager = pywrapcp.RoutingIndexManager(
            len(stops) + len(self.ends),
            len(problem.shifts),
            [node_of[shift.start_place] for shift in problem.shifts],
            [node_of[shift.end_place] for shift in problem.shifts],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.indices = [self.manager.NodeToIndex(node) for node in range(len(stops))]
        arcs = self._over_nodes(problem.lengths())
        self.routing.SetArcCostEvaluatorOfAllVehicles(
            self.routing.RegisterTransitMatrix(arcs)
        )
        self._limit_loads()
        if not self._time_never_binds():
            self._limit_times()
        self._price_and_permit()

    def _node_places(self) -> list[int | None]:
        return [*(stop.place for stop in self.stops), *self.ends]

    def _over_nodes(self, matrix: list[list[int]]) -> list[list[int]]:
        """Return *matrix*, which is by place, as one by node."""
        goals = self._node_places()
        return [
            [
                0 if origin is None or goal is None else matrix[origin][goal]
                for goal in goals
            ]
            for origin in goals
        ]

    def _limit_loads(self) -> None:
        shifts = self.problem.shifts
        for dimension in DIMENSIONS:
            wanted = [getattr(stop.load, dimension) for stop in self.stops]
            room = [getattr(shift.capacity, dimension) for shift in shifts]
            if sum(wanted) <= min(room):
                continue
            evaluator = self.routing.RegisterUnaryTransitVector(
                wanted + [0] * len(self.ends)
            )
            self.routing.AddDimensionWithVehicleCapacity(
                evaluator,
                0,
                room,
                True,  # noqa: FBT003 (their signature: every vehicle starts empty)
                dimension,
            )

    def _time_never_binds(self) -> bool:
        """Return whether windows and hours can be left out of the model."""
        if any(stop.windows for stop in self.stops):
            return False
        seconds = self.problem.travel.seconds
        places = {stop.place for stop in self.stops}
        places |= {place for place in self.ends if place is not None}
        longest = max(seconds[origin][goal] for origin in places for goal in places)
        work = sum(stop.service + stop.set_up for stop in self.stops)
        at_most = longest * (len(self.stops) + 1) + work
        return longest < UNREACHABLE and all(
            shift.starts + at_most <= shift.ends for shift in self.problem.shifts
        )

    def _transits(self) -> list[list[int]]:
        """Return the seconds from the start of one node's work to the next one's.

        Service belongs to the node left; set-up to the node reached, unless both
        are at one place.
        """
        transits = self._over_nodes(self.problem.travel.seconds)
        for row, stop in zip(transits, self.stops, strict=False):
            row[:] = [leg + stop.service for leg in row]
        set_ups = [(n, s.set_up, s.place) for n, s in enumerate(self.stops) if s.set_up]
        for row, origin in zip(transits, self._node_places(), strict=True):
            for number, set_up, place in set_ups:
                if place != origin:
                    row[number] += set_up
        return transits

    def _limit_times(self) -> None:
        shifts = self.problem.shifts
        latest = max(shift.ends for shift in shifts)
        self.routing.AddDimension(
            self.routing.RegisterTransitMatrix(self._transits()),
            latest,
            latest,
            False,  # noqa: FBT003 (their signature: a shift need not start at zero)
            "time",
        )
        times = self.routing.GetDimensionOrDie("time")
        for vehicle, shift in enumerate(shifts):
            for end in (self.routing.Start(vehicle), self.routing.End(vehicle)):
                times.CumulVar(end).SetRange(shift.starts, shift.ends)
        for index, stop in zip(self.indices, self.stops, strict=True):
            if not stop.windows:
                continue
            begins = times.CumulVar(index)
            begins.SetRange(stop.windows[0].opens, min(stop.windows[-1].closes, latest))
            for earlier, later in zip(stop.windows, stop.windows[1:], strict=False):
                if earlier.closes + 1 <= later.opens - 1:
                    begins.RemoveInterval(earlier.closes + 1, later.opens - 1)

    def _price_and_permit(self) -> None:
        shifts = self.problem.shifts
        price_of = {
            stop.id: price
            for stop, price in zip(
                self.problem.stops, prices(self.problem), strict=True
            )
        }
        for index, stop in zip(self.indices, self.stops, strict=True):
            allowed = [n for n, shift in enumerate(shifts) if shift.may_serve(stop)]
            if len(allowed) < len(shifts):
                # SetAllowedVehiclesForIndex takes no list in 9.15. -1 is "by nobody".
                self.routing.VehicleVar(index).SetValues([-1, *allowed])
            if stop.id != _ANCHOR:
                self.routing.AddDisjunction([index], price_of[stop.id])

    def orders(self, solution: pywrapcp.Assignment) -> Orders:
        """Return the stops of each shift in driving order."""
        result: Orders = {}
        for vehicle, shift in enumerate(self.problem.shifts):
            route = []
            index = solution.Value(self.routing.NextVar(self.routing.Start(vehicle)))
            while not self.routing.IsEnd(index):
                route.append(self.stops[self.manager.IndexToNode(index)])
                index = solution.Value(self.routing.NextVar(index))
            result[shift.id] = route
        return result


def search(problem: Problem, deadline: float, chance: random.Random) -> Orders | None:
    """Return what OR-Tools finds before *deadline*, or None if it finds nothing."""
    stops = [stop for stop in problem.stops if fits_somewhere(problem, stop)]
    if not stops:
        return {}
    if len(stops) < _MANY_STOPS or any(stop.price is not None for stop in stops):
        problem = _anchored(problem)
        stops.append(problem.stops[-1])
    chance.shuffle(stops)
    model = _Model(problem, stops)
    remaining = deadline - time.monotonic()
    if remaining < _SHORTEST_SEARCH:
        return None
    solution = model.routing.SolveWithIteratedLocalSearch(_settings(remaining))
    if solution is None:
        return None
    orders = model.orders(solution)
    orders.pop(_ANCHOR, None)
    return orders


def _anchored(problem: Problem) -> Problem:
    """Return *problem* with a stop and a shift for it in a world of their own.

    The iterated search of 9.15 never returns once it has come to a plan without any
    visit: it goes on drawing a visit to remove. The anchor is one that must stay.
    """
    here = len(problem.travel.seconds)
    travel = problem.travel
    apart = [UNREACHABLE] * here + [0]
    latest = max(shift.ends for shift in problem.shifts)
    shift = Shift(_ANCHOR, _ANCHOR, Load(), Seconds(0), latest, here, here)
    return msgspec.structs.replace(
        problem,
        depots=(*problem.depots, Depot(_ANCHOR, here)),
        stops=(*problem.stops, Stop(_ANCHOR, here)),
        shifts=(*problem.shifts, shift),
        travel=TravelMatrix(
            seconds=[*([*row, UNREACHABLE] for row in travel.seconds), apart],
            metres=[*([*row, UNREACHABLE] for row in travel.metres), apart],
        ),
    )


def _settings(seconds: float) -> object:
    """Return the search parameters described at the head of this module."""
    settings = pywrapcp.DefaultRoutingSearchParameters()
    settings.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    settings.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    settings.use_iterated_local_search = True
    search = settings.iterated_local_search_parameters
    search.perturbation_strategy = (
        routing_ils_pb2.PerturbationStrategy.RUIN_AND_RECREATE
    )
    ruin = search.ruin_recreate_parameters
    strings = ruin.ruin_strategies.add().sisr
    strings.max_removed_sequence_size = 10
    strings.avg_num_removed_visits = 10
    strings.bypass_factor = 0.01
    ruin.recreate_strategy.heuristic = (
        routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
    )
    search.improve_perturbed_solution = False
    annealing = search.reference_solution_acceptance_strategy.simulated_annealing
    annealing.cooling_schedule_strategy = (
        routing_ils_pb2.CoolingScheduleStrategy.EXPONENTIAL
    )
    annealing.automatic_temperatures = True
    return settings

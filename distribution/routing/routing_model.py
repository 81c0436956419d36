"""A problem in the words of OR-Tools' routing library, and its plans in ours."""

import operator
from collections.abc import Callable

from ortools.constraint_solver import pywrapcp

from distribution.routing.greedy import Orders
from distribution.routing.rules.problem import (
    DIMENSIONS,
    UNREACHABLE,
    Problem,
    Stop,
    prices,
)


class RoutingModel:
    """The problem as OR-Tools sees it: nodes, vehicles, dimensions.

    Nodes are the stops that fit at least one shift, then the ends of shifts, and
    None, where open routes end at no cost. Stops come first because the iterated
    search of 9.15 draws the visit to remove from as many first indices as there are
    stops: of stops behind a depot it would never draw the last.
    """

    def __init__(
        self, problem: Problem, stops: list[Stop], must: frozenset[str] = frozenset()
    ) -> None:
        self.problem = problem
        self._must = must
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
        self._price_ways()
        self._limit_loads()
        self._limit_ways()
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

    def _price_ways(self) -> None:
        """A way costs its length, and more to a door where the driver is a stranger."""
        arcs = self._over_nodes(self.problem.lengths())
        evaluators: dict[str, int] = {}
        for vehicle, shift in enumerate(self.problem.shifts):
            driver = shift.driver if self.problem.stranger_price else ""
            if driver not in evaluators:
                beside = [self.problem.aside(shift, stop) for stop in self.stops]
                beside += [0] * len(self.ends)
                evaluators[driver] = self.routing.RegisterTransitMatrix(
                    [list(map(operator.add, row, beside)) for row in arcs]
                )
            self.routing.SetArcCostEvaluatorOfVehicle(evaluators[driver], vehicle)
            if shift.price:
                self.routing.SetFixedCostOfVehicle(shift.price, vehicle)

    def _limit_ways(self) -> None:
        """Limit the stops, driving, metres and work of each shift (R9).

        The longest work of all has a price, where a fair share of it is wanted (R10).
        """
        travel, shifts = self.problem.travel, self.problem.shifts
        ones = [1] * len(self.stops) + [0] * len(self.ends)
        for name, evaluated in (
            ("most_stops", lambda: self.routing.RegisterUnaryTransitVector(ones)),
            ("most_driving", lambda: self._way(self._over_nodes(travel.seconds))),
            ("most_metres", lambda: self._way(self._over_nodes(travel.metres))),
            ("most_work", lambda: self._way(self._transits())),
        ):
            limits = [getattr(shift, name) for shift in shifts]
            priced = name == "most_work" and self.problem.balance_price
            if set(limits) == {None} and not priced:
                continue
            evaluator = evaluated()
            self.routing.AddDimensionWithVehicleCapacity(
                evaluator,
                0,
                [UNREACHABLE if limit is None else limit for limit in limits],
                True,  # noqa: FBT003 (their signature: every vehicle starts at zero)
                name,
            )
            if priced:
                works = self.routing.GetDimensionOrDie(name)
                works.SetGlobalSpanCostCoefficient(self.problem.balance_price)

    def _way(self, matrix: list[list[int]]) -> int:
        return int(self.routing.RegisterTransitMatrix(matrix))

    def _limit_loads(self) -> None:
        shifts = self.problem.shifts
        for dimension in DIMENSIONS:
            wanted = [getattr(stop.load, dimension) for stop in self.stops]
            room = [
                max(0, getattr(one.capacity, dimension) - getattr(one.taken, dimension))
                for one in shifts
            ]
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
        if any(stop.windows for stop in self.stops) or self.problem.watches_cold:
            return False
        if any(shift.breaks for shift in self.problem.shifts):
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
        self._place_breaks()
        self._keep_cold()

    def _keep_cold(self) -> None:
        """Let each cold parcel be handed over soon after the departure it leaves on.

        ``Element`` picks the departure by the vehicle; a stop left out has vehicle -1,
        and picks an instant that is never too early.
        """
        limit = self.problem.cold_limit
        if limit is None:
            return
        times, solver = self.routing.GetDimensionOrDie("time"), self.routing.solver()
        out_since = [solver.IntVar(UNREACHABLE, UNREACHABLE, "nobody")]
        for vehicle, shift in enumerate(self.problem.shifts):
            start = times.CumulVar(self.routing.Start(vehicle))
            if shift.loaded is not None:
                start = solver.IntVar(shift.loaded, shift.loaded, shift.id)
            else:
                self.routing.AddVariableMaximizedByFinalizer(start)
            out_since.append(start)
        for index, stop in zip(self.indices, self.stops, strict=True):
            if stop.is_cold:
                vehicle = (self.routing.VehicleVar(index) + 1).Var()
                leaves = solver.Element(out_since, vehicle)
                solver.Add(times.CumulVar(index) <= leaves + limit)

    def _place_breaks(self) -> None:
        """Keep breaks apart from the work at doors; they may interrupt a drive."""
        times, solver = self.routing.GetDimensionOrDie("time"), self.routing.solver()
        work = [0] * self.routing.Size()
        for index, stop in zip(self.indices, self.stops, strict=True):
            work[index] = stop.service
        for vehicle, shift in enumerate(self.problem.shifts):
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
            if stop.id not in self._must:
                self.routing.AddDisjunction([index], price_of[stop.id])

    def assignment(self, orders: Orders) -> pywrapcp.Assignment | None:
        """Return *orders* as OR-Tools knows them, None if it finds them broken."""
        number = {stop.id: index for index, stop in enumerate(self.stops)}
        routes = [
            [
                self.indices[number[stop.id]]
                for stop in orders.get(shift.id, ())
                if stop.id in number
            ]
            for shift in self.problem.shifts
        ]
        return self.routing.ReadAssignmentFromRoutes(
            routes,
            True,  # noqa: FBT003 (their signature: unused vehicles stay unused)
        )

    def orders(self, solution: pywrapcp.Assignment) -> Orders:
        """Return the stops of each shift in driving order."""
        return self._orders(
            lambda index: int(solution.Value(self.routing.NextVar(index)))
        )

    def tell(self, better: Callable[[Orders], None]) -> None:
        """Let *better* be told of each plan that is cheaper than all before."""
        best: int | None = None

        def found() -> None:
            nonlocal best
            cost = self.routing.CostVar().Max()
            if best is None or cost < best:
                best = cost
                better(self._orders(lambda index: self.routing.NextVar(index).Value()))

        self.routing.AddAtSolutionCallback(found)

    def _orders(self, after: Callable[[int], int]) -> Orders:
        result: Orders = {}
        for vehicle, shift in enumerate(self.problem.shifts):
            route = []
            index = after(self.routing.Start(vehicle))
            while not self.routing.IsEnd(index):
                route.append(self.stops[self.manager.IndexToNode(index)])
                index = after(index)
            result[shift.id] = route
        return result

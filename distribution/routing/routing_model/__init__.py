"""A problem in the words of OR-Tools' routing library, and its plans in ours."""

import operator
from collections.abc import Callable

from ortools.constraint_solver import pywrapcp

from distribution.routing.greedy import Orders
from distribution.routing.routing_model.loads import limit_loads
from distribution.routing.routing_model.nodes import Loading, Nodes
from distribution.routing.routing_model.times import limit_times
from distribution.routing.rules.problem import UNREACHABLE, Problem, Shift, Stop, prices
from distribution.routing.rules.timing import drive


class RoutingModel:
    """The problem as OR-Tools sees it: nodes, vehicles, dimensions."""

    def __init__(
        self, problem: Problem, stops: list[Stop], must: frozenset[str] = frozenset()
    ) -> None:
        self.problem = problem
        self._must = must
        self.nodes = Nodes(problem, stops)
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.nodes),
            len(problem.shifts),
            [self.nodes.end(shift.start_place) for shift in problem.shifts],
            [self.nodes.end(shift.end_place) for shift in problem.shifts],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.indices = [
            self.manager.NodeToIndex(node) for node in range(self.nodes.before_ends)
        ]
        self._price_ways()
        limit_loads(self.routing, self.manager, self.nodes)
        self._limit_ways()
        limit_times(self.routing, self.nodes, self.indices)
        self._price_and_permit()
        self._permit_loadings()

    def _price_ways(self) -> None:
        """A way costs its length, and more to a door where the driver is a stranger."""
        nodes = self.nodes
        arcs = nodes.over(self.problem.lengths())
        evaluators: dict[str, int] = {}
        for vehicle, shift in enumerate(self.problem.shifts):
            driver = shift.driver if self.problem.stranger_price else ""
            if driver not in evaluators:
                beside = [self.problem.aside(shift, stop) for stop in nodes.stops]
                beside += [0] * (len(nodes) - len(beside))
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
        nodes, shifts = self.nodes, self.problem.shifts
        travel = self.problem.travel
        ones = [1] * len(nodes.stops) + [0] * (len(nodes) - len(nodes.stops))
        for name, evaluated in (
            ("most_stops", lambda: self.routing.RegisterUnaryTransitVector(ones)),
            ("most_driving", lambda: self._way(nodes.over(travel.seconds))),
            ("most_metres", lambda: self._way(nodes.over(travel.metres))),
            ("most_work", lambda: self._way(nodes.transits())),
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

    def _price_and_permit(self) -> None:
        shifts = self.problem.shifts
        price_of = {
            stop.id: price
            for stop, price in zip(
                self.problem.stops, prices(self.problem), strict=True
            )
        }
        for index, stop in zip(self.indices, self.nodes.stops, strict=False):
            allowed = [n for n, shift in enumerate(shifts) if shift.may_serve(stop)]
            if len(allowed) < len(shifts):
                # SetAllowedVehiclesForIndex takes no list in 9.15. -1 is "by nobody".
                self.routing.VehicleVar(index).SetValues([-1, *allowed])
            if stop.id not in self._must:
                self.routing.AddDisjunction([index], price_of[stop.id])

    def _permit_loadings(self) -> None:
        """A car may come back, and to its own loadings alone.

        Not to load costs next to nothing, but something: so a loading that is no
        detour is made, and stops find room behind it.
        """
        turns: dict[tuple[int, int], list[int]] = {}
        own = self.indices[len(self.nodes.stops) :]
        for index, one in zip(own, self.nodes.loadings, strict=True):
            self.routing.VehicleVar(index).SetValues([-1, one.vehicle])
            turns.setdefault((one.vehicle, one.turn), []).append(index)
        for indices in turns.values():
            self.routing.AddDisjunction(indices, 1)

    def assignment(self, orders: Orders) -> pywrapcp.Assignment | None:
        """Return *orders* as OR-Tools knows them, None if it finds them broken."""
        routes = [
            self._route(vehicle, shift, orders)
            for vehicle, shift in enumerate(self.problem.shifts)
        ]
        return self.routing.ReadAssignmentFromRoutes(
            routes,
            True,  # noqa: FBT003 (their signature: unused vehicles stay unused)
        )

    def _route(self, vehicle: int, shift: Shift, orders: Orders) -> list[int]:
        """Return what *shift* visits, with the loading in between."""
        nodes = self.nodes
        number = {stop.id: index for index, stop in enumerate(nodes.stops)}
        stops = [one for one in orders.get(shift.id, ()) if one.id in number]
        found = [self.indices[number[stop.id]] for stop in stops]
        if shift.reloads is None:
            return found
        again = drive(self.problem, shift, stops).reloads
        for turn, one in reversed(list(enumerate(again))):
            node = nodes.loadings.index(
                Loading(vehicle, turn, one.place, shift.reloads.seconds)
            )
            found.insert(one.after, self.indices[len(nodes.stops) + node])
        return found

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
        """Return the stops alone: where to load is worked out from their order."""
        stops = self.nodes.stops
        result: Orders = {}
        for vehicle, shift in enumerate(self.problem.shifts):
            route = []
            index = after(self.routing.Start(vehicle))
            while not self.routing.IsEnd(index):
                node = self.manager.IndexToNode(index)
                if node < len(stops):
                    route.append(stops[node])
                index = after(index)
            result[shift.id] = route
        return result

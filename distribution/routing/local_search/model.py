"""A problem in PyVRP's words, and its plans in ours.

PyVRP knows hours, windows, loads, prizes and alternatives. A requirement becomes a
load: a stop that only some shifts may serve takes a seat that no other shift has.
Trips are its own words; what may wait at a depot for all of them is not (``stock``).
A driver who is a stranger somewhere has a longer way there. What it cannot express
is left out here (``expresses`` says so), and OR-Tools puts it in.
"""

from collections.abc import Sequence

import msgspec
import pyvrp

from distribution.core.units import Seconds
from distribution.routing.greedy import Orders, fits_somewhere
from distribution.routing.local_search.ways import Ways
from distribution.routing.rules.columns import Column
from distribution.routing.rules.problem import (
    DIMENSIONS,
    Objective,
    Problem,
    Shift,
    Stop,
    prices,
)
from distribution.routing.rules.timing import drive

_ENDLESS = 2**40
"""Seconds or loads that nothing reaches."""


class Model:
    """One location a depot, then one a stop; alike shifts are of one type.

    Args:
        problem: What to plan.
        complete: Whether a plan that serves every stop without a price is known to
            exist. Then PyVRP must serve them all, and searches better for it; else
            leaving one out costs its price.
    """

    def __init__(self, problem: Problem, *, complete: bool) -> None:
        self.problem = problem
        self.stops = [stop for stop in problem.stops if fits_somewhere(problem, stop)]
        self._number_of: list[int] = []
        self._complete = complete
        self._pure = not problem.stranger_price
        self._clients_of: dict[str, list[int]] = {}
        places = {shift.start_place for shift in problem.shifts}
        places |= {s.end_place for s in problem.shifts if s.end_place is not None}
        again = [shift.reloads for shift in problem.shifts if shift.reloads]
        places |= {place for reloads in again for place in reloads.places}
        # Open routes end at None, which is no way from anywhere.
        self._ends: list[int | None] = [*sorted(places), None]
        self._dimensions = [
            name
            for name in DIMENSIONS
            if sum(getattr(stop.load, name) for stop in self.stops)
            > min(_room(shift, name) for shift in problem.shifts)
        ]
        self._loadings = sorted(
            {(place, one.seconds) for one in again for place in one.places}
        )
        self._aboard = sorted(
            {one.aboard for one in problem.shifts if one.aboard is not None}, key=sorted
        )
        self._counts = any(s.most_stops is not None for s in problem.shifts)
        self._drivers = self._known_drivers()
        self._seats = self._reserved()
        self.kinds = self._alike()
        places_of = [*self._ends, *(stop.place for stop in self.stops)]
        clients, groups = self._clients()
        ways = Ways(problem, places_of, self.stops, len(self._ends))
        self.data = pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in places_of],
            clients,
            self._depots(),
            [self._vehicles(kind) for kind in self.kinds],
            [ways.lengths_for(driver) for driver in self._drivers],
            [ways.durations] * len(self._drivers),
            groups,
        )

    def _depots(self) -> list[pyvrp.Depot]:
        """Return one depot an end, then those to load at, which takes time."""
        return [
            *(pyvrp.Depot(number) for number in range(len(self._ends))),
            *(
                pyvrp.Depot(self._ends.index(place), service_duration=seconds)
                for place, seconds in self._loadings
            ),
        ]

    def columns(self, solution: pyvrp.Solution) -> list[Column]:
        """Return the routes of *solution*, each as one choice."""
        return [
            Column(
                route.vehicle_type(),
                tuple(self._number_of[one.idx] for one in route if one.is_client()),
                route.distance_cost() + route.fixed_vehicle_cost(),
            )
            for route in solution.routes()
        ]

    @property
    def prices(self) -> list[int | None]:
        """Return what leaving out each of the problem's stops costs, None if never."""
        known = zip(self.problem.stops, prices(self.problem), strict=True)
        return [
            None if self._complete and stop.price is None else price
            for stop, price in known
        ]

    def orders(self, columns: Sequence[Column]) -> Orders:
        """Return the stops of each shift that drives one of *columns*."""
        free = [iter(kind) for kind in self.kinds]
        stops = self.problem.stops
        return {
            next(free[column.kind]).id: [stops[number] for number in column.visits]
            for column in columns
        }

    def solution(self, orders: Orders) -> pyvrp.Solution:
        """Return *orders* as PyVRP knows them; stops it does not know are left out."""
        routes = [
            pyvrp.Route(self.data, visits, number)
            for number, kind in enumerate(self.kinds)
            for shift in kind
            if (visits := self._visits(shift, orders.get(shift.id, ())))
        ]
        return pyvrp.Solution(self.data, routes)

    def _visits(self, shift: Shift, stops: Sequence[Stop]) -> list[pyvrp.Activity]:
        """Return for each stop the client whose window a drive would meet."""
        known = [stop for stop in stops if stop.id in self._clients_of]
        route = drive(self.problem, shift, known)
        loads = {one.after: one.place for one in route.reloads}
        chosen = []
        for number, (stop, visit) in enumerate(zip(known, route.visits, strict=True)):
            if number in loads and shift.reloads is not None:
                depot = self._loading(loads[number], shift.reloads.seconds)
                chosen.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, depot))
            clients = self._clients_of[stop.id]
            passed = sum(window.closes < visit.begins for window in stop.windows)
            client = clients[min(passed, len(clients) - 1)]
            chosen.append(pyvrp.Activity(pyvrp.ActivityType.CLIENT, client))
        return chosen

    def _loading(self, place: int, seconds: Seconds) -> int:
        """Return the depot where loading at *place* takes so many *seconds*."""
        return len(self._ends) + self._loadings.index((place, seconds))

    def _reserved(self) -> list[frozenset[str]]:
        """Return the sets of shifts to which some stops are restricted."""
        everyone = len(self.problem.shifts)
        sets = {self._servers(stop) for stop in self.stops}
        return sorted((s for s in sets if len(s) < everyone), key=sorted)

    def _servers(self, stop: Stop) -> frozenset[str]:
        shifts = self.problem.shifts
        return frozenset(shift.id for shift in shifts if shift.may_serve(stop))

    def _known_drivers(self) -> list[str]:
        """Return those to whom some household is used, after "" for the others."""
        if not self.problem.stranger_price:
            return [""]
        usual = {stop.usual_driver for stop in self.stops}
        return ["", *sorted({s.driver for s in self.problem.shifts} & usual)]

    def _alike(self) -> list[list[Shift]]:
        """Return the shifts by kind: those that can stand in for each other."""
        kinds: dict[tuple[Shift, tuple[bool, ...]], list[Shift]] = {}
        for shift in self.problem.shifts:
            driver = shift.driver if shift.driver in self._drivers else ""
            bare = msgspec.structs.replace(
                shift, id="", driver=driver, skills=frozenset(), crew=1
            )
            seats = tuple(shift.id in allowed for allowed in self._seats)
            kinds.setdefault((bare, seats), []).append(shift)
        return list(kinds.values())

    def _clients(self) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
        """Return a client for each window of each stop; one of them is visited."""
        ids = (stop.id for stop in self.problem.stops)
        price_of = dict(zip(ids, prices(self.problem), strict=True))
        number_of = {stop.id: n for n, stop in enumerate(self.problem.stops)}
        clients: list[pyvrp.Client] = []
        groups: list[pyvrp.ClientGroup] = []
        for location, stop in enumerate(self.stops, start=len(self._ends)):
            must = self._complete and stop.price is None
            windows = [
                (int(window.opens), int(window.closes)) for window in stop.windows
            ]
            numbers = [len(clients) + n for n in range(max(1, len(windows)))]
            group = None
            if len(numbers) > 1:
                group = len(groups)
                groups.append(pyvrp.ClientGroup(numbers, required=must))
            clients += [
                pyvrp.Client(
                    location,
                    self._loads(stop),
                    service_duration=stop.service,
                    tw_early=opens,
                    tw_late=closes,
                    prize=0 if must else price_of[stop.id],
                    required=must and group is None,
                    group=group,
                )
                for opens, closes in windows or [(0, _ENDLESS)]
            ]
            self._number_of += [number_of[stop.id]] * len(numbers)
            self._clients_of[stop.id] = numbers
        return clients, groups

    def _loads(self, stop: Stop) -> list[int]:
        servers = self._servers(stop)
        return [
            *(getattr(stop.load, name) for name in self._dimensions),
            *([1] if self._counts else []),
            *(int(servers == allowed) for allowed in self._seats),
            *(int(stop.id not in aboard) for aboard in self._aboard),
        ]

    def _vehicles(self, kind: list[Shift]) -> pyvrp.VehicleType:
        shift = kind[0]
        room = [
            *(getattr(shift.capacity, name) for name in self._dimensions),
            *([_or_endless(shift.most_stops)] if self._counts else []),
            *(_ENDLESS * (shift.id in allowed) for allowed in self._seats),
        ]
        again = shift.reloads
        return pyvrp.VehicleType(
            len(kind),
            [*room, *([_ENDLESS] * len(self._aboard))],
            # Until it has loaded, a car is full of what it cannot bring anybody.
            initial_load=[
                *(getattr(shift.taken, name) for name in self._dimensions),
                *([0] * (len(room) - len(self._dimensions))),
                *(_ENDLESS * (shift.aboard == aboard) for aboard in self._aboard),
            ],
            reload_depots=[]
            if again is None
            else [self._loading(place, again.seconds) for place in again.places],
            max_reloads=0 if again is None else again.most,
            fixed_cost=shift.price,
            max_distance=self._longest(shift),
            profile=max(
                number
                for number, driver in enumerate(self._drivers)
                if driver in {"", shift.driver}
            ),
            start_depot=self._ends.index(shift.start_place),
            end_depot=self._ends.index(shift.end_place),
            tw_early=shift.starts,
            tw_late=shift.ends,
        )

    def _longest(self, shift: Shift) -> int:
        """Return the shift's limit on what the objective adds up."""
        if not self._pure:
            return _ENDLESS
        if self.problem.objective is Objective.DISTANCE:
            return _or_endless(shift.most_metres)
        return _or_endless(shift.most_driving)


def expresses(problem: Problem) -> bool:
    """Return whether a plan that keeps PyVRP's rules keeps all of *problem*'s.

    It knows no breaks, no balance, no time since loading, and limits what the
    objective adds up, nothing else on the way. Stops it counts as a load, which is
    forgotten where a car loads again.
    """
    of_time = problem.objective is Objective.DRIVING_TIME
    strange = bool(problem.stranger_price)
    if problem.watches_cold or problem.balance_price:
        return False
    return all(
        not shift.breaks
        and shift.most_work is None
        and (shift.most_stops is None or shift.reloads is None)
        and (shift.most_driving is None or (of_time and not strange))
        and (shift.most_metres is None or not (of_time or strange))
        for shift in problem.shifts
    )


def _room(shift: Shift, dimension: str) -> int:
    """Return what the first trip of *shift* has room for."""
    return int(getattr(shift.capacity, dimension) - getattr(shift.taken, dimension))


def _or_endless(limit: int | None) -> int:
    return _ENDLESS if limit is None else limit

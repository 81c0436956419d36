"""A plan in a coordinator's hands: stops moved one by one, and judged. Pure.

Nothing is put into another order than what was asked for (R12). What is locked binds
whoever solves again, never the hand that locked it.
"""

from collections.abc import Mapping

import msgspec

from distribution.routing.rules.checker import Fault, route_faults
from distribution.routing.rules.plan import Route
from distribution.routing.rules.problem import Problem, Shift, Stop
from distribution.routing.rules.timing import drive, fits, length, settled


class Arrangement(msgspec.Struct, frozen=True):
    """Who brings what, by id, and what solving again leaves alone.

    ``orders`` are the stops of each shift that serves any; ``locked`` stops stay with
    their shift; the first ``firm`` stops of a shift keep their order.
    """

    orders: Mapping[str, tuple[str, ...]]
    locked: frozenset[str] = frozenset()
    firm: Mapping[str, int] = {}

    def shift_of(self, stop: str) -> str | None:
        """Return who brings *stop*, None if nobody does."""
        for shift, stops in self.orders.items():
            if stop in stops:
                return shift
        return None


FREE = Arrangement({})
"""Nobody brings anything, and nothing is locked."""


class Judged(msgspec.Struct, frozen=True):
    """A route as it would be driven, and every rule that it breaks."""

    route: Route
    faults: tuple[Fault, ...]


class Insertion(msgspec.Struct, frozen=True):
    """A place for a stop, and what it costs.

    ``position`` counts from 0; ``detour`` is in the objective's unit; ``begins`` is
    when work would begin there; ``faults`` are those that it adds.
    """

    shift: str
    position: int
    detour: int
    begins: int
    faults: tuple[Fault, ...]


def moved(plan: Arrangement, stop: str, shift: str | None, place: int) -> Arrangement:
    """Return *plan* with *stop* at *place*, from 0, of *shift*, or on no route.

    The place counts without the stop itself; beyond the last it is the last.
    """
    orders = {key: list(stops) for key, stops in plan.orders.items()}
    firm = dict(plan.firm)
    for key, stops in orders.items():
        if stop in stops:
            at = stops.index(stop)
            stops.remove(stop)
            if at < firm.get(key, 0):
                firm[key] -= 1
    locked = plan.locked
    if shift is None:
        locked = locked - {stop}
    else:
        stops = orders.setdefault(shift, [])
        place = max(0, min(place, len(stops)))
        stops.insert(place, stop)
        if place < firm.get(shift, 0):
            firm[shift] += 1
    return Arrangement(
        {key: tuple(stops) for key, stops in orders.items() if stops},
        locked,
        {key: first for key, first in firm.items() if first},
    )


def with_lock(plan: Arrangement, stop: str, *, locked: bool) -> Arrangement:
    """Return *plan* with *stop* tied to its driver, or free again."""
    if locked and plan.shift_of(stop) is not None:
        return msgspec.structs.replace(plan, locked=plan.locked | {stop})
    return msgspec.structs.replace(plan, locked=plan.locked - {stop})


def with_firm(plan: Arrangement, shift: str, first: int) -> Arrangement:
    """Return *plan* whose *first* stops of *shift* keep their order; 0 frees them."""
    first = max(0, min(first, len(plan.orders.get(shift, ()))))
    firm = {**plan.firm, shift: first}
    return msgspec.structs.replace(
        plan, firm={key: count for key, count in firm.items() if count}
    )


def judged(problem: Problem, plan: Arrangement) -> dict[str, Judged]:
    """Return the route of each shift that serves anything, and what is wrong with it.

    Stops that *problem* does not know are passed over.
    """
    stops = {stop.id: stop for stop in problem.stops}
    found = {}
    for shift in problem.shifts:
        order = [stops[key] for key in plan.orders.get(shift.id, ()) if key in stops]
        if order:
            route = settled(problem, shift, order)
            found[shift.id] = Judged(route, _faults(problem, shift, route, order))
    return found


def insertions(problem: Problem, plan: Arrangement, stop: str) -> list[Insertion]:
    """Return the best place for *stop* on each shift, the best of all first (R15).

    A place that breaks no further rule comes before any that does; then the shorter
    detour. The stop itself is taken off its route before.
    """
    stops = {one.id: one for one in problem.stops}
    rest = moved(plan, stop, None, 0)
    best = []
    for shift in problem.shifts:
        order = [stops[key] for key in rest.orders.get(shift.id, ()) if key in stops]
        place = min(_places(problem, shift, order, stops[stop]), key=_rank)
        order.insert(place.position, stops[stop])
        begins = settled(problem, shift, order).visits[place.position].begins
        best.append(msgspec.structs.replace(place, begins=begins))
    return sorted(best, key=_rank)


def locked_problem(problem: Problem, plan: Arrangement) -> Problem:
    """Return *problem* so that whoever solves it leaves alone what *plan* locks.

    Stops and shifts that *problem* does not know any more bind nobody, nor does a lock
    that the day has overtaken: of an order, its first stops that still fit are kept.
    """
    known = {shift.id: shift for shift in problem.shifts}
    stops = {
        stop.id: _tied(stop, known.get(plan.shift_of(stop.id) or ""))
        if stop.id in plan.locked
        else stop
        for stop in problem.stops
    }
    shifts = []
    for shift in problem.shifts:
        first = plan.orders.get(shift.id, ())[: plan.firm.get(shift.id, 0)]
        held = [stops[key] for key in first if key in stops]
        while held and not fits(problem, shift, held):
            held.pop()
        names = tuple(stop.id for stop in held)
        shifts.append(msgspec.structs.replace(shift, begins_with=names))
    return msgspec.structs.replace(
        problem, stops=tuple(stops.values()), shifts=tuple(shifts)
    )


def _tied(stop: Stop, home: Shift | None) -> Stop:
    """Return *stop* for *home* alone, if that can still serve it."""
    if home is None or not home.may_serve(stop):
        return stop
    return msgspec.structs.replace(stop, allowed_shifts=frozenset({home.id}))


def _places(
    problem: Problem, shift: Shift, order: list[Stop], stop: Stop
) -> list[Insertion]:
    before = length(problem, shift, order)
    known = set(_if_driven(problem, shift, order)[1]) if order else set()
    found = []
    for position in range(len(order) + 1):
        longer = [*order[:position], stop, *order[position:]]
        route, faults = _if_driven(problem, shift, longer)
        found.append(
            Insertion(
                shift.id,
                position,
                length(problem, shift, longer) - before,
                route.visits[position].begins,
                tuple(one for one in faults if one not in known),
            )
        )
    return found


def _rank(place: Insertion) -> tuple[int, int, int]:
    return len(place.faults), sum(one.by for one in place.faults), place.detour


def _if_driven(
    problem: Problem, shift: Shift, order: list[Stop]
) -> tuple[Route, tuple[Fault, ...]]:
    route = drive(problem, shift, order)
    return route, _faults(problem, shift, route, order)


def _faults(
    problem: Problem, shift: Shift, route: Route, order: list[Stop]
) -> tuple[Fault, ...]:
    return tuple(route_faults(problem, shift, route, order))

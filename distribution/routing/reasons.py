"""Says why a stop is on no route, in numbers and in a sentence. Pure.

No engine gives reasons, so they are found by probing: the stop is put onto every
shift in turn, first alone and then at every position of its route, and the checker
says what breaks and by how much. The shift that breaks least is the closest.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from distribution.core.language import N_
from distribution.routing.greedy import detour_of, longest_work
from distribution.routing.rules.checker import Fault, FaultCode, route_faults
from distribution.routing.rules.plan import Unserved, UnservedCode
from distribution.routing.rules.problem import Problem, Shift, Stop, prices
from distribution.routing.rules.reloading import with_reloads
from distribution.routing.rules.stock import in_stock
from distribution.routing.rules.timing import drive
from distribution.routing.rules.trips import trips

SENTENCES: dict[UnservedCode, str] = {
    UnservedCode.NO_SHIFT: N_("W tym dniu nie ma żadnej zmiany."),
    UnservedCode.NO_SHIFT_MEETS_REQUIREMENTS: N_(
        "Żadna zmiana nie spełnia wymagań: {requirements}."
    ),
    UnservedCode.ONLY_EXCLUDED_DRIVERS: N_(
        "Jadą tylko kierowcy, którzy mają tam nie przyjeżdżać."
    ),
    UnservedCode.CREW_TOO_SMALL: N_(
        "Trzeba tam więcej osób w aucie ({wanted}), a jedzie najwyżej {available}."
    ),
    UnservedCode.NO_ROAD: N_("Z miejsca załadunku nie ma tam drogi."),
    UnservedCode.NO_CAPACITY_GRAMS: N_(
        "Paczka waży {wanted} kg, a pojazd o największej ładowności bierze"
        " {available} kg."
    ),
    UnservedCode.WINDOW_TOO_EARLY: N_(
        "Najwcześniej można tam być {time} po zamknięciu okna."
    ),
    UnservedCode.WINDOW_TOO_LATE: N_(
        "Okno otwiera się za późno: zmiana skończyłaby się {time} po czasie."
    ),
    UnservedCode.SHIFT_TOO_SHORT: N_(
        "Sam dojazd z powrotem jest za długi: zmiana skończyłaby się {time} po czasie."
    ),
    UnservedCode.LIMIT_TOO_LOW: N_(
        "Nawet sam ten przystanek przekroczyłby ustalony limit trasy."
    ),
    UnservedCode.COLD_TOO_FAR: N_(
        "To, co chłodne, dotarłoby tam {time} za późno po załadunku."
    ),
    UnservedCode.VEHICLES_FULL_GRAMS: N_(
        "Pojazdy są pełne: potrzeba {wanted} kg ładowności, najwięcej zostało"
        " {available} kg."
    ),
    UnservedCode.ROUTES_FULL: N_(
        "Trasy są pełne: kolejny przystanek przekroczyłby ustalony limit."
    ),
    UnservedCode.NO_TIME_LEFT: N_(
        "Brakuje czasu: na najbliższej trasie zabrakłoby {time}."
    ),
    UnservedCode.COLD_TOO_LONG: N_(
        "Na najbliższej trasie coś chłodnego byłoby w drodze {time} za długo."
    ),
    UnservedCode.NOT_ABOARD: N_(
        "Tej paczki nie ma w aucie, a kierowca nie wraca już po kolejne."
    ),
    UnservedCode.STOCK_SHORT: N_("W miejscu załadunku nie ma tylu paczek."),
    UnservedCode.NOT_WORTH_PRICE: N_(
        "Objazd ({detour}) kosztuje więcej niż pominięcie ({price})."
    ),
    UnservedCode.NOT_FOUND_IN_TIME: N_(
        "W czasie przeznaczonym na planowanie nie znaleziono miejsca na trasie."
    ),
    UnservedCode.TAKEN_OFF: N_("Zdjęto z trasy ręcznie. Miejsce by się znalazło."),
}
"""What each code means, with its facts in braces, as ``saying`` words them.

Sentences that count things are in ``saying.COUNTED``.
"""

_THOROUGH_UP_TO = 20
"""Stops left out, above which only the cheapest position of a route is probed.

With more, the vehicles or hours plainly do not suffice, and probing every position
would take longer than the planning.
"""

_LIMITS = {
    FaultCode.TOO_MANY_STOPS,
    FaultCode.TOO_MUCH_DRIVING,
    FaultCode.TOO_MUCH_WORK,
    FaultCode.TOO_FAR,
}
_SHUT_OUT = {
    FaultCode.REQUIREMENTS,
    FaultCode.SHIFT_NOT_ALLOWED,
    FaultCode.DRIVER_EXCLUDED,
    FaultCode.CREW_TOO_SMALL,
    FaultCode.NOT_ABOARD,
}

_ALONE_CAPACITY = {
    "packs": UnservedCode.NO_CAPACITY_PACKS,
    "grams": UnservedCode.NO_CAPACITY_GRAMS,
    "cold_boxes": UnservedCode.NO_CAPACITY_COLD_BOXES,
}
_FULL_CAPACITY = {
    "packs": UnservedCode.VEHICLES_FULL_PACKS,
    "grams": UnservedCode.VEHICLES_FULL_GRAMS,
    "cold_boxes": UnservedCode.VEHICLES_FULL_COLD_BOXES,
}


def explained(
    problem: Problem, orders: Mapping[str, Sequence[Stop]]
) -> tuple[Unserved, ...]:
    """Return each stop that *orders*, stops by shift id, leave out, with its reason."""
    served = {stop.id for stops in orders.values() for stop in stops}
    left = [
        (stop, price)
        for stop, price in zip(problem.stops, prices(problem), strict=True)
        if stop.id not in served
    ]
    thorough = len(left) <= _THOROUGH_UP_TO
    return tuple(
        _explain(problem, orders, stop, price, thorough=thorough)
        for stop, price in left
    )


def _explain(
    problem: Problem,
    orders: Mapping[str, Sequence[Stop]],
    stop: Stop,
    price: int,
    *,
    thorough: bool,
) -> Unserved:
    if not problem.shifts:
        return Unserved(stop.id, UnservedCode.NO_SHIFT, None, {})
    allowed = stop.allowed_shifts
    have_it = [one for one in problem.shifts if allowed is None or one.id in allowed]
    asked = have_it or problem.shifts
    alone = [(shift, _probe(problem, shift, [stop])) for shift in asked]
    able = [shift for shift, found in alone if not found]
    if not able:
        shift, found = min(alone, key=lambda pair: _weight(pair[1]))
        return _impossible(problem, shift, stop, found)
    if not any(
        in_stock(problem, {**orders, one.id: [*orders.get(one.id, ()), stop]})
        for one in able
    ):
        return Unserved(stop.id, UnservedCode.STOCK_SHORT, None, {})
    longest = longest_work(problem, orders)
    probes: list[tuple[list[Fault], int, Shift]] = []
    for shift in able:
        route = orders.get(shift.id, ())
        detours = [
            (
                detour_of(problem, shift, route, stop, position, longest=longest),
                position,
            )
            for position in range(len(route) + 1)
        ]
        for detour, position in detours if thorough else [min(detours)]:
            stops = [*route[:position], stop, *route[position:]]
            probes.append((_probe(problem, shift, stops), detour, shift))
    found, detour, shift = min(probes, key=lambda probe: (_weight(probe[0]), probe[1]))
    if found:
        return _crowded_out(problem, orders.get(shift.id, ()), shift, stop, found)
    if detour < price:
        return Unserved(stop.id, UnservedCode.NOT_FOUND_IN_TIME, shift.id, {})
    facts: dict[str, int | str] = {"detour": detour, "price": price}
    return Unserved(stop.id, UnservedCode.NOT_WORTH_PRICE, shift.id, facts)


def _probe(problem: Problem, shift: Shift, stops: list[Stop]) -> list[Fault]:
    return route_faults(problem, shift, drive(problem, shift, stops), stops)


def _weight(found: list[Fault]) -> tuple[int, int]:
    """Order probes by what it would take to mend them, then by how much is missing.

    Requirements and roads cannot be stretched; hours are easier than vehicles.
    """
    codes = {fault.code for fault in found}
    hardest_first = (
        FaultCode.REQUIREMENTS,
        FaultCode.NO_ROAD,
        FaultCode.OVER_CAPACITY,
    )
    codes = {FaultCode.OVER_CAPACITY if c in _LIMITS else c for c in codes}
    codes = {FaultCode.REQUIREMENTS if c in _SHUT_OUT else c for c in codes}
    kind = sum(2 ** (2 - n) for n, code in enumerate(hardest_first) if code in codes)
    return kind, sum(fault.by for fault in found)


def _impossible(
    problem: Problem, shift: Shift, stop: Stop, found: list[Fault]
) -> Unserved:
    """Return why no shift could serve *stop* even if it served nothing else."""
    by_code = {fault.code: fault for fault in found}
    if by_code.keys() & _SHUT_OUT:
        return _shut_out(shift, stop, by_code.keys())
    if FaultCode.NO_ROAD in by_code:
        return Unserved(stop.id, UnservedCode.NO_ROAD, None, {})
    if FaultCode.OVER_CAPACITY in by_code:
        dimension = by_code[FaultCode.OVER_CAPACITY].dimension or ""
        facts = _loads(problem, stop, shift, (), dimension)
        return Unserved(stop.id, _ALONE_CAPACITY[dimension], shift.id, facts)
    if by_code.keys() & _LIMITS:
        return Unserved(stop.id, UnservedCode.LIMIT_TOO_LOW, shift.id, {})
    if by_code.keys() == {FaultCode.COLD_TOO_LONG}:
        code = UnservedCode.COLD_TOO_FAR
    elif FaultCode.OUTSIDE_WINDOWS in by_code:
        code = UnservedCode.WINDOW_TOO_EARLY
    elif _probe(problem, shift, [msgspec.structs.replace(stop, windows=())]):
        code = UnservedCode.SHIFT_TOO_SHORT
    else:
        code = UnservedCode.WINDOW_TOO_LATE
    return Unserved(stop.id, code, shift.id, {"minutes": _minutes(found)})


def _shut_out(shift: Shift, stop: Stop, codes: AbstractSet[FaultCode]) -> Unserved:
    """Return why none of the day's people may come to *stop*."""
    if codes & {FaultCode.REQUIREMENTS, FaultCode.SHIFT_NOT_ALLOWED}:
        wanted = ", ".join(sorted(stop.requirements))
        code = UnservedCode.NO_SHIFT_MEETS_REQUIREMENTS
        return Unserved(stop.id, code, None, {"requirements": wanted})
    if FaultCode.DRIVER_EXCLUDED in codes:
        return Unserved(stop.id, UnservedCode.ONLY_EXCLUDED_DRIVERS, None, {})
    if FaultCode.CREW_TOO_SMALL not in codes:
        return Unserved(stop.id, UnservedCode.NOT_ABOARD, shift.id, {})
    people: dict[str, int | str] = {"wanted": stop.crew_needed, "available": shift.crew}
    return Unserved(stop.id, UnservedCode.CREW_TOO_SMALL, shift.id, people)


def _crowded_out(
    problem: Problem,
    route: Sequence[Stop],
    shift: Shift,
    stop: Stop,
    found: list[Fault],
) -> Unserved:
    """Return why *stop* does not fit beside the stops that *shift* serves."""
    for fault in found:
        if fault.dimension is not None:
            facts = _loads(problem, stop, shift, route, fault.dimension)
            code = _FULL_CAPACITY[fault.dimension]
            return Unserved(stop.id, code, shift.id, facts)
    if {fault.code for fault in found} & _LIMITS:
        return Unserved(stop.id, UnservedCode.ROUTES_FULL, shift.id, {})
    facts = {"minutes": _minutes(found)}
    is_cold = {fault.code for fault in found} == {FaultCode.COLD_TOO_LONG}
    code = UnservedCode.COLD_TOO_LONG if is_cold else UnservedCode.NO_TIME_LEFT
    return Unserved(stop.id, code, shift.id, facts)


def _loads(
    problem: Problem, stop: Stop, shift: Shift, route: Sequence[Stop], dimension: str
) -> dict[str, int | str]:
    """Return what the parcel takes, and what the emptiest of the trips has left."""
    taken = min(
        sum(getattr(other.load, dimension) for other in trip)
        for trip in trips(with_reloads(problem, shift, route))
    )
    return {
        "wanted": getattr(stop.load, dimension),
        "available": max(0, getattr(shift.capacity, dimension) - taken),
    }


def _minutes(found: list[Fault]) -> int:
    """Return the largest shortage of time in *found*, rounded up to whole minutes.

    How long the cold is out counts where nothing else is short.
    """
    late = [fault.by for fault in found if fault.code is not FaultCode.COLD_TOO_LONG]
    return -(-max(late or [fault.by for fault in found]) // 60)

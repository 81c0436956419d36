"""Finds what would make a stop fit that a plan leaves out, and tries it out. Pure.

A change is tried as large as it could be, with everything planned left as it is. What
of it was needed is rounded up to whole minutes people say, and the plan made with that
much alone has to pass the checker: only then is it told. Blocking and CPU-bound.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from distribution.core.units import Seconds
from distribution.routing.greedy import Orders
from distribution.routing.remedy_ways import (
    DAY,
    LIMITS,
    ONE_MORE,
    QUARTER,
    ROOM,
    Way,
    from_second,
    ways,
)
from distribution.routing.rules.checker import Fault, faults, route_faults
from distribution.routing.rules.plan import Route, Unserved, UnservedCode
from distribution.routing.rules.problem import (
    Problem,
    Shift,
    Stop,
    Window,
)
from distribution.routing.rules.remedies import Remedy, RemedyKind
from distribution.routing.rules.timing import assemble, drive

_MIDNIGHT = Seconds(0)
_FIVE = 300

_HOW_MANY: Mapping[RemedyKind, Callable[[Route, Shift, Shift], int]] = {
    RemedyKind.COME_BACK: lambda route, _changed, _usual: len(route.reloads),
    RemedyKind.MORE_STOPS: lambda _route, _changed, _usual: 1,
    RemedyKind.MORE_PEOPLE: lambda _route, changed, usual: changed.crew - usual.crew,
}


_SAYS_ALL = {
    UnservedCode.NO_ROAD,
    UnservedCode.NOT_WORTH_PRICE,
    UnservedCode.NOT_FOUND_IN_TIME,
    UnservedCode.TAKEN_OFF,
}
"""Reasons beside which nobody wonders what else would have to change."""


class _Trial(NamedTuple):
    """A change that was enough: smaller is better, by ``size``."""

    size: int
    stops: tuple[Stop, ...]
    remedy: Remedy
    shift: Shift
    stop: Stop


def remedies(
    problem: Problem,
    orders: Orders,
    stop: Stop,
    *,
    not_before: Seconds = _MIDNIGHT,
) -> tuple[Remedy, ...]:
    """Return the least change of each kind that makes *stop* fit, tried out.

    What is told lies ahead: whoever has no stop yet sets out at *not_before*.

    Args:
        problem: What was planned.
        orders: The stops of each shift as planned; *stop* is not among them.
        stop: What is left out.
        not_before: The present second of the day.
    """
    problem = msgspec.structs.replace(
        problem,
        shifts=tuple(
            shift if orders.get(shift.id) else from_second(shift, not_before)
            for shift in problem.shifts
        ),
    )
    best: dict[RemedyKind, _Trial] = {}
    for way in ways(problem, stop, not_before):
        route = list(orders.get(way.shift.id, ()))
        for place in range(len(route) + 1):
            stops = (*route[:place], way.stop, *route[place:])
            trial = _tried(problem, way, stops, stop, not_before)
            if trial is None:
                continue
            known = best.get(way.kind)
            if known is None or trial.size < known.size:
                best[way.kind] = trial
    return tuple(
        trial.remedy
        for kind in RemedyKind
        if (trial := best.get(kind)) is not None and _holds(problem, orders, trial)
    )


def looked_into(
    problem: Problem,
    orders: Orders,
    stop: Stop,
    code: str | None,
    *,
    not_before: Seconds = _MIDNIGHT,
) -> tuple[Remedy, ...]:
    """Return the ``remedies`` of a stop that is left out for the reason *code*.

    Where there are none, that is told, too: more than one thing is in its way. Of
    routes that break a rule as they are nobody can tell.
    """
    found = remedies(problem, orders, stop, not_before=not_before)
    if found or code in _SAYS_ALL or _faults(problem, orders):
        return found
    return (Remedy(kind=RemedyKind.NOT_ONE_ALONE),)


def _tried(
    problem: Problem, way: Way, stops: tuple[Stop, ...], stop: Stop, now: Seconds
) -> _Trial | None:
    """Return what of *way* is needed for *stops*, None if they break a rule yet."""
    route = drive(problem, way.shift, stops)
    if route_faults(problem, way.shift, route, list(stops)):
        return None
    replace = msgspec.structs.replace
    kind, shift, changed = way.kind, way.shift, way.stop
    begins = next(one.begins for one in route.visits if one.stop == stop.id)
    if begins < now:
        return None
    remedy = Remedy(kind=kind, shift=shift.id)
    size = 1
    if kind is RemedyKind.WINDOW_LATER:
        at = _up(begins, _FIVE)
        size = at - stop.windows[-1].closes
        window = Window(stop.windows[-1].opens, Seconds(at))
        changed = replace(stop, windows=(window,))
        remedy = replace(remedy, at=at)
    elif kind is RemedyKind.WINDOW_EARLIER:
        at = max(begins - begins % _FIVE, now)
        size = stop.windows[0].opens - at
        window = Window(Seconds(at), stop.windows[0].closes)
        changed = replace(stop, windows=(window,))
        remedy = replace(remedy, at=at)
    elif kind in {RemedyKind.SHIFT_LONGER, RemedyKind.ONE_MORE_DRIVER}:
        is_new = kind is RemedyKind.ONE_MORE_DRIVER
        at = _up(route.ends, QUARTER if is_new else _FIVE)
        shift = replace(shift, ends=Seconds(at))
        known = 0 if is_new else _shift_of(problem, shift.id).ends
        size = at - known
        remedy = replace(remedy, at=at, shift=shift.id.removeprefix(ONE_MORE))
    elif kind in ROOM:
        name = ROOM[kind]
        usual = _shift_of(problem, shift.id)
        shift = _with_least_room(problem, usual, stops, name)
        size = getattr(shift.capacity, name) - getattr(usual.capacity, name)
        remedy = replace(remedy, amount=size)
    elif kind in LIMITS:
        shift, size = _with_least_limit(kind, route, _shift_of(problem, shift.id))
        remedy = replace(remedy, amount=size)
    elif kind in _HOW_MANY:
        size = _HOW_MANY[kind](route, shift, _shift_of(problem, shift.id))
        remedy = replace(remedy, amount=size)
    else:
        missing = sorted(stop.requirements - _shift_of(problem, shift.id).skills)
        size = len(missing)
        remedy = replace(remedy, words=", ".join(missing))
    if size <= 0:
        return None
    final = tuple(changed if one.id == stop.id else one for one in stops)
    return _Trial(size, final, remedy, shift, changed)


def _with_least_limit(
    kind: RemedyKind, route: Route, shift: Shift
) -> tuple[Shift, int]:
    """Return *shift* with its limit so much higher that *route* keeps it, and by what.

    In whole minutes or kilometres.
    """
    limit, used, unit = LIMITS[kind]
    more = -(-(getattr(route, used) - getattr(shift, limit)) // unit)
    least = getattr(shift, limit) + unit * more
    return msgspec.structs.replace(shift, **{limit: least}), more


def _with_least_room(
    problem: Problem, shift: Shift, stops: tuple[Stop, ...], name: str
) -> Shift:
    """Return *shift* with so much more room that it brings *stops*, in all its trips.

    With room for all of them at once they break no rule.
    """

    def with_room(room: int) -> Shift:
        capacity = msgspec.structs.replace(shift.capacity, **{name: room})
        return msgspec.structs.replace(shift, capacity=capacity)

    def is_enough(room: int) -> bool:
        car = with_room(room)
        return not route_faults(problem, car, drive(problem, car, stops), list(stops))

    most = getattr(sum((one.load for one in stops), start=shift.taken), name)
    if shift.reloads is None:
        return with_room(most)
    rooms = range(getattr(shift.capacity, name), most)
    return with_room(rooms.start + bisect_left(rooms, x=True, key=is_enough))


def _holds(problem: Problem, orders: Orders, trial: _Trial) -> bool:
    """Return whether the whole day, so changed and no more, passes the checker."""
    known = {shift.id for shift in problem.shifts}
    shifts = [
        trial.shift if one.id == trial.shift.id else one for one in problem.shifts
    ]
    if trial.shift.id not in known:
        shifts.append(trial.shift)
    stops = tuple(
        trial.stop if one.id == trial.stop.id else one for one in problem.stops
    )
    changed = msgspec.structs.replace(problem, shifts=tuple(shifts), stops=stops)
    return not _faults(changed, {**orders, trial.shift.id: trial.stops})


def _faults(problem: Problem, orders: Mapping[str, Sequence[Stop]]) -> list[Fault]:
    """Return what is wrong with *problem* if it is driven in these *orders*."""
    served = {one.id for route in orders.values() for one in route}
    left = [
        Unserved(one.id, UnservedCode.NOT_FOUND_IN_TIME, None, {})
        for one in problem.stops
        if one.id not in served
    ]
    return faults(problem, assemble(problem, orders, left))


def _shift_of(problem: Problem, key: str) -> Shift:
    return next(one for one in problem.shifts if one.id == key)


def _up(moment: int, step: int) -> int:
    return min(DAY, -(-moment // step) * step)

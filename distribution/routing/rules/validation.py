"""Names every fault of a problem before anyone tries to solve it (R18)."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from distribution.routing.errors.input_faults import InputCode, InputFault, input_fault
from distribution.routing.rules.problem import (
    DIMENSIONS,
    UNREACHABLE,
    Break,
    Load,
    Problem,
    Reloading,
    Shift,
    Stop,
    Window,
)
from distribution.routing.rules.stock import in_stock
from distribution.routing.rules.timing import fits

LARGEST = 1_000_000_000_000
"""No price, load or time may be larger: sums of them stay far below 64 bits."""

_LIMITS = ("most_stops", "most_driving", "most_metres", "most_work", "price")
"""What a shift may be limited by, and what it costs."""


def problem_errors(problem: Problem) -> list[InputFault]:
    """Return every fault of *problem*, none if it can be planned.

    A stop that no shift can serve is no fault: it becomes unserved, with a reason.
    """
    found = [
        *_travel_errors("travel.seconds", problem.travel.seconds),
        *_travel_errors("travel.metres", problem.travel.metres),
        *_size_errors(problem),
        *_depot_errors(problem),
        *_stop_errors(problem),
        *_shift_errors(problem),
        *_amounts(
            "problem", problem, ("stranger_price", "cold_limit", "balance_price")
        ),
        *_lock_errors(problem),
    ]
    return found or [*_broken_locks(problem)]


def _travel_errors(path: str, rows: list[list[int]]) -> Iterator[InputFault]:
    for number, row in enumerate(rows):
        if len(row) != len(rows):
            yield input_fault(
                InputCode.NOT_SQUARE,
                f"{path}[{number}]",
                row=number,
                found=len(row),
                wanted=len(rows),
            )
        if row and min(row) < 0:
            yield input_fault(
                InputCode.NEGATIVE_TRAVEL,
                f"{path}[{number}]",
                row=number,
                column=row.index(min(row)),
            )
        if row and max(row) > LARGEST:
            yield _too_large(f"{path}[{number}]", max(row))


def _size_errors(problem: Problem) -> Iterator[InputFault]:
    seconds, metres = problem.travel.seconds, problem.travel.metres
    if len(seconds) != len(metres):
        yield input_fault(
            InputCode.NOT_SQUARE,
            "travel.metres",
            row="metres",
            found=len(metres),
            wanted=len(seconds),
        )


def _depot_errors(problem: Problem) -> Iterator[InputFault]:
    if not problem.depots:
        yield input_fault(InputCode.NO_DEPOT, "depots")
    yield from _duplicates("depots", [depot.id for depot in problem.depots])
    for number, depot in enumerate(problem.depots):
        yield from _place_error(f"depots[{number}].place", depot.place, problem)
        if depot.stock is not None:
            yield from _load_errors(f"depots[{number}].stock", depot.stock)


def _stop_errors(problem: Problem) -> Iterator[InputFault]:
    shifts = {shift.id for shift in problem.shifts}
    yield from _duplicates("stops", [stop.id for stop in problem.stops])
    for number, stop in enumerate(problem.stops):
        path = f"stops[{number}]"
        yield from _place_error(f"{path}.place", stop.place, problem)
        yield from _load_errors(f"{path}.load", stop.load)
        yield from _amounts(path, stop, ("service", "set_up", "price"))
        yield from _window_errors(f"{path}.windows", stop.windows)
        yield from _crew_errors(f"{path}.crew_needed", stop.crew_needed)
        for shift in sorted((stop.allowed_shifts or frozenset()) - shifts):
            yield input_fault(
                InputCode.UNKNOWN_SHIFT, f"{path}.allowed_shifts", shift=shift
            )
        if not 0 <= stop.priority <= 100:  # noqa: PLR2004 (the scale's ends)
            yield input_fault(
                InputCode.BAD_PRIORITY, f"{path}.priority", value=stop.priority
            )


def _shift_errors(problem: Problem) -> Iterator[InputFault]:
    depots = {depot.place for depot in problem.depots}
    yield from _duplicates("shifts", [shift.id for shift in problem.shifts])
    for number, shift in enumerate(problem.shifts):
        path = f"shifts[{number}]"
        yield from _place_error(f"{path}.start_place", shift.start_place, problem)
        if shift.end_place is not None:
            yield from _place_error(f"{path}.end_place", shift.end_place, problem)
        yield from _load_errors(f"{path}.capacity", shift.capacity)
        yield from _load_errors(f"{path}.taken", shift.taken)
        yield from _amounts(path, shift, ("starts", "ends", "loaded"))
        if shift.ends >= UNREACHABLE:
            # Else a shift could be long enough to drive where there is no road.
            yield _too_large(f"{path}.ends", shift.ends, UNREACHABLE - 1)
        yield from _amounts(path, shift, _LIMITS)
        yield from _crew_errors(f"{path}.crew", shift.crew)
        yield from _break_errors(f"{path}.breaks", shift.breaks)
        if shift.ends < shift.starts:
            yield input_fault(
                InputCode.SHIFT_ENDS_FIRST, path, starts=shift.starts, ends=shift.ends
            )
        if shift.loaded is not None and shift.loaded > shift.starts:
            yield input_fault(
                InputCode.LOADED_LATER,
                f"{path}.loaded",
                loaded=shift.loaded,
                starts=shift.starts,
            )
        if depots and shift.start_place not in depots:
            yield input_fault(
                InputCode.STARTS_AT_NO_DEPOT,
                f"{path}.start_place",
                place=shift.start_place,
            )
        if shift.reloads is not None:
            yield from _reload_errors(f"{path}.reloads", shift.reloads, depots)


def _reload_errors(
    path: str, reloads: Reloading, depots: AbstractSet[int]
) -> Iterator[InputFault]:
    """A shift loads again at depots, each named once."""
    yield from _amounts(path, reloads, ("seconds", "most"))
    if not reloads.places:
        yield input_fault(InputCode.RELOADS_NOWHERE, f"{path}.places")
    for number, place in enumerate(reloads.places):
        at = f"{path}.places[{number}]"
        if depots and place not in depots:
            yield input_fault(InputCode.RELOADS_AT_NO_DEPOT, at, place=place)
        if place in reloads.places[:number]:
            yield input_fault(InputCode.DUPLICATE_ID, at, id=place)


def _crew_errors(path: str, people: int) -> Iterator[InputFault]:
    if people < 1:
        yield input_fault(InputCode.BAD_CREW, path, value=people)


def _lock_errors(problem: Problem) -> Iterator[InputFault]:
    """A stop that begins a route exists, and begins one route once."""
    known = {stop.id for stop in problem.stops}
    locked: set[str] = set()
    for number, shift in enumerate(problem.shifts):
        path = f"shifts[{number}].begins_with"
        for name in shift.begins_with:
            if name not in known:
                yield input_fault(InputCode.BAD_LOCK, path, stop=name)
            elif name in locked:
                yield input_fault(InputCode.DUPLICATE_ID, path, id=name)
            locked.add(name)


def _broken_locks(problem: Problem) -> Iterator[InputFault]:
    stops = {stop.id: stop for stop in problem.stops}
    locked = {s.id: [stops[name] for name in s.begins_with] for s in problem.shifts}
    if not in_stock(problem, locked):
        name = next(name for shift in problem.shifts for name in shift.begins_with)
        yield input_fault(InputCode.BAD_LOCK, "depots", stop=name)
        return
    for number, shift in enumerate(problem.shifts):
        first = [stops[name] for name in shift.begins_with]
        for place, stop in enumerate(first, start=1):
            if not fits(problem, shift, first[:place]):
                path = f"shifts[{number}].begins_with[{place - 1}]"
                yield input_fault(InputCode.BAD_LOCK, path, stop=stop.id)
                break


def _window_errors(path: str, windows: Sequence[Window]) -> Iterator[InputFault]:
    for number, window in enumerate(windows):
        yield from _amounts(f"{path}[{number}]", window, ("opens", "closes"))
        if window.closes < window.opens:
            yield input_fault(
                InputCode.WINDOW_CLOSES_FIRST,
                f"{path}[{number}]",
                opens=window.opens,
                closes=window.closes,
            )
    for number, (earlier, later) in enumerate(pairwise(windows), start=1):
        if later.opens <= earlier.closes:
            yield input_fault(InputCode.WINDOWS_OVERLAP, f"{path}[{number}]")


def _break_errors(path: str, breaks: Sequence[Break]) -> Iterator[InputFault]:
    yield from _window_errors(path, [Window(b.opens, b.closes) for b in breaks])
    for number, one in enumerate(breaks):
        yield from _amounts(f"{path}[{number}]", one, ("seconds",))


def _load_errors(path: str, load: Load) -> Iterator[InputFault]:
    yield from _amounts(path, load, DIMENSIONS)


def _amounts(
    path: str,
    holder: Load | Window | Break | Reloading | Stop | Shift | Problem,
    names: Sequence[str],
) -> Iterator[InputFault]:
    for name in names:
        value = getattr(holder, name)
        if value is None:
            continue
        if value < 0:
            yield input_fault(InputCode.NEGATIVE, f"{path}.{name}", value=value)
        if value > LARGEST:
            yield _too_large(f"{path}.{name}", value)


def _too_large(path: str, value: int, limit: int = LARGEST) -> InputFault:
    return input_fault(InputCode.TOO_LARGE, path, value=value, limit=limit)


def _place_error(path: str, place: int, problem: Problem) -> Iterator[InputFault]:
    places = len(problem.travel.seconds)
    if not 0 <= place < places:
        yield input_fault(InputCode.UNKNOWN_PLACE, path, place=place, places=places)


def _duplicates(path: str, ids: Sequence[str]) -> Iterator[InputFault]:
    seen: set[str] = set()
    for number, name in enumerate(ids):
        if name in seen:
            yield input_fault(InputCode.DUPLICATE_ID, f"{path}[{number}].id", id=name)
        seen.add(name)

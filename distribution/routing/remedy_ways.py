"""Ways to change a day so that one more stop may fit, each as far as could be. Pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from distribution.core.units import Seconds
from distribution.routing.rules.problem import (
    Load,
    Problem,
    Reloading,
    Shift,
    Stop,
    Window,
)
from distribution.routing.rules.remedies import RemedyKind

DAY = 24 * 3600 - 1
QUARTER = 900
_MUCH = 1_000_000
ONE_MORE = "\0like "
"""Begins the shift of somebody who might come, like another; no id holds a NUL."""

ROOM: Mapping[RemedyKind, str] = {
    RemedyKind.MORE_PACKS: "packs",
    RemedyKind.MORE_GRAMS: "grams",
    RemedyKind.MORE_COLD_BOXES: "cold_boxes",
}

LIMITS: Mapping[RemedyKind, tuple[str, str, int]] = {
    RemedyKind.MORE_DRIVING: ("most_driving", "driving", 60),
    RemedyKind.MORE_KILOMETRES: ("most_metres", "metres", 1000),
}
"""By kind the limit, what of a route it is on, and the unit that people say."""


class Way(NamedTuple):
    """One way to change a day, as far as could be.

    ``stop`` and ``shift`` are as changed.
    """

    kind: RemedyKind
    stop: Stop
    shift: Shift


def ways(problem: Problem, stop: Stop, not_before: Seconds) -> Iterator[Way]:
    """Yield every change that might let *stop* in; somebody more comes *not_before*."""
    replace = msgspec.structs.replace
    places = _where(problem, stop)
    anybody = replace(stop, allowed_shifts=None)
    for shift in problem.shifts:
        for kind, changed in _windows(stop):
            yield Way(kind, changed, shift)
        longer = replace(shift, ends=Seconds(DAY))
        yield Way(RemedyKind.SHIFT_LONGER, stop, longer)
        for kind, able in _abler(shift, stop):
            yield Way(kind, stop, able)
        for place in places:
            one_more = _one_more(from_second(longer, not_before), place)
            yield Way(RemedyKind.ONE_MORE_DRIVER, anybody, one_more)


def _where(problem: Problem, stop: Stop) -> list[int]:
    """Return where the parcel waits; nowhere, if it is in somebody's car."""
    allowed = stop.allowed_shifts
    return sorted(
        {
            shift.start_place
            for shift in problem.shifts
            if shift.loaded is None and (allowed is None or shift.id in allowed)
        }
    )


def from_second(shift: Shift, second: Seconds) -> Shift:
    """Return what is left of *shift* from *second* on; nothing, once it has ended."""
    starts = max(shift.starts, second)
    ends = max(shift.ends, starts)
    return msgspec.structs.replace(shift, starts=starts, ends=ends)


def _windows(stop: Stop) -> Iterator[tuple[RemedyKind, Stop]]:
    """Yield *stop* with a window that closes later, and one that opens earlier."""
    if not stop.windows:
        return
    later = Window(stop.windows[-1].opens, Seconds(DAY))
    earlier = Window(Seconds(0), stop.windows[0].closes)
    replace = msgspec.structs.replace
    yield RemedyKind.WINDOW_LATER, replace(stop, windows=(later,))
    yield RemedyKind.WINDOW_EARLIER, replace(stop, windows=(earlier,))


def _abler(shift: Shift, stop: Stop) -> Iterator[tuple[RemedyKind, Shift]]:
    """Yield *shift* with more of each thing that may keep it from *stop*."""
    replace = msgspec.structs.replace
    for kind, name in ROOM.items():
        room = replace(shift.capacity, **{name: _MUCH})
        yield kind, replace(shift, capacity=room)
    for kind, (limit, _, _) in LIMITS.items():
        if getattr(shift, limit) is not None:
            yield kind, replace(shift, **{limit: _MUCH})
    if shift.most_stops is not None:
        more = replace(shift, most_stops=shift.most_stops + 1)
        yield RemedyKind.MORE_STOPS, more
    if (again := _again(shift)) is not None:
        yield RemedyKind.COME_BACK, replace(shift, reloads=again)
    if shift.crew < stop.crew_needed:
        yield RemedyKind.MORE_PEOPLE, replace(shift, crew=stop.crew_needed)
    if not stop.requirements <= shift.skills:
        able = replace(shift, skills=shift.skills | stop.requirements)
        yield RemedyKind.SKILLS, able


def _again(shift: Shift) -> Reloading | None:
    """Return how *shift* could come back once more; None if nobody knows where to."""
    if shift.reloads is not None:
        return msgspec.structs.replace(shift.reloads, most=shift.reloads.most + 1)
    if shift.loaded is not None:
        return None
    return Reloading((shift.start_place,), Seconds(QUARTER), 1)


def _one_more(like: Shift, place: int) -> Shift:
    """Return a shift *like* another, newly setting out from *place*."""
    return msgspec.structs.replace(
        like,
        id=ONE_MORE + like.id,
        driver=ONE_MORE,
        start_place=place,
        begins_with=(),
        loaded=None,
        aboard=None,
        taken=Load(),
    )

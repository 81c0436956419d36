"""When the breaks of a shift are taken, so that its route gets on soonest. Pure.

The order of the stops is given. A break is best taken as soon as it may be on one of
the legs; on which, is found by trying all, since being earlier never harms.
"""

from collections.abc import Sequence

import msgspec

from distribution.core.units import Seconds
from distribution.routing.rules.plan import Rest
from distribution.routing.rules.problem import Break, Problem, Shift, Stop


class Pace(msgspec.Struct, frozen=True):
    """A way to have come so far: the time, and how each leg's rests were placed."""

    clock: int
    legs: tuple[tuple[Rest, ...], ...] = ()


def paced(
    problem: Problem, shift: Shift, stops: Sequence[Stop], earliest: int
) -> tuple[tuple[Rest, ...], ...] | None:
    """Return the rests on the leg to each stop and on the last leg, None if none fit.

    The route leaves at *earliest*. A break whose time is over before the shift starts
    has been taken already.
    """
    breaks = [one for one in shift.breaks if one.closes >= shift.starts]
    paces: dict[int, Pace] = {0: Pace(earliest)}
    place = shift.start_place
    for stop in stops:
        way = problem.travel.seconds[place][stop.place]
        way += stop.set_up if stop.place != place else 0
        paces = _arrived(paces, way, breaks)
        paces = {
            taken: msgspec.structs.replace(pace, clock=leaves)
            for taken, pace in paces.items()
            if (leaves := _worked(pace.clock, stop)) is not None
        }
        place = stop.place
    way = 0
    if shift.end_place is not None:
        way = problem.travel.seconds[place][shift.end_place]
    paces = _arrived(paces, way, breaks)
    able = [
        pace
        for taken, pace in paces.items()
        if pace.clock <= shift.ends
        and all(one.closes >= pace.clock for one in breaks[taken:])
    ]
    return min(able, key=lambda pace: pace.clock).legs if able else None


def _arrived(
    paces: dict[int, Pace], way: int, breaks: Sequence[Break]
) -> dict[int, Pace]:
    """Return the best way to have driven one more leg, by the breaks taken so far."""
    result: dict[int, Pace] = {}
    for taken, pace in sorted(paces.items()):
        clock, left = pace.clock, way
        rests: tuple[Rest, ...] = ()
        for number in range(taken, len(breaks) + 1):
            known = result.get(number)
            if known is None or clock + left < known.clock:
                result[number] = Pace(clock + left, (*pace.legs, rests))
            if number == len(breaks):
                break
            begins = max(clock, breaks[number].opens)
            if begins > breaks[number].closes:
                break
            left -= min(left, begins - clock)
            clock = begins + breaks[number].seconds
            rests = (*rests, Rest(Seconds(begins), Seconds(clock)))
    return result


def _worked(ready: int, stop: Stop) -> int | None:
    """Return when the work is done, None if every window has closed."""
    if not stop.windows:
        return ready + stop.service
    for window in stop.windows:
        if ready <= window.closes:
            return max(ready, window.opens) + stop.service
    return None

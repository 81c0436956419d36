"""Where a route comes back to load again, if its shift may (R8). Pure.

The order of the stops is given, as with breaks: where the trips end is found by going
through them once and keeping every way so far that no other beats. Loading is a stop of
its own here, ``with_reloads`` puts it in; nobody else has to know of it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from distribution.core.units import Grams, Packs
from distribution.routing.rules.departing import departure, matters
from distribution.routing.rules.on_paper import on_time_from, work_begins
from distribution.routing.rules.problem import (
    DIMENSIONS,
    Load,
    Problem,
    Reloading,
    Shift,
    Stop,
)
from distribution.routing.rules.trips import loading, loads_fit

_LAST = 2**40
"""An instant after every other."""


_FEW = 12
"""Ways that are followed up at each stop: the shortest, in case there are more."""


class _Way(NamedTuple):
    """A way to have come so far: worse ways are later, longer or fuller.

    The trip left its depot at ``out``, and could have until ``latest``; ``driven`` is
    its work since. ``calls`` are where it loaded: after how many stops, at which place,
    and when it leaves at the earliest.
    """

    clock: int
    length: int
    load: Load
    out: int
    latest: int
    driven: int
    calls: tuple[tuple[int, int, int], ...] = ()


def with_reloads(
    problem: Problem, shift: Shift, stops: Sequence[Stop]
) -> Sequence[Stop]:
    """Return *stops* with the loading in between, so that the way is shortest.

    Only where the car does not hold everything at once, or the cold would be out for
    too long. If no way keeps all rules, the car is filled up each time; what does not
    fit then is too much for it.
    """
    if shift.reloads is None or not stops or _needs_none(problem, shift, stops):
        return stops
    ways = _ways(problem, shift, shift.reloads, stops)
    for way in sorted(ways, key=lambda one: (one.length, one.clock)):
        expanded = _expanded(shift.reloads, stops, way)
        if not shift.breaks or on_time_from(problem, shift, expanded, shift.starts):
            return expanded
    return _filled_up(problem, shift, shift.reloads, stops)


def _needs_none(problem: Problem, shift: Shift, stops: Sequence[Stop]) -> bool:
    if not loads_fit(shift, stops):
        return False
    if not matters(problem, stops):
        return True
    return departure(problem, shift, stops) is not None


def _ways(
    problem: Problem, shift: Shift, reloads: Reloading, stops: Sequence[Stop]
) -> list[_Way]:
    """Return the ways through all *stops* that no other beats, a few of the best."""
    if _is_hopeless(problem, shift, reloads, stops):
        return []
    starts = int(shift.starts)
    out = starts if shift.loaded is None else int(shift.loaded)
    latest = _LAST if shift.loaded is None else out
    ways = [_Way(starts, 0, shift.taken, out, latest, 0)]
    place, rest = shift.start_place, sum((one.load for one in stops), start=Load())
    for number, stop in enumerate(stops):
        onward: list[_Way] = []
        for way in ways:
            begun = [(place, way)]
            if _may_load(problem, shift, way, rest):
                begun += _loaded(problem, reloads, way, number, place)
            for origin, one in begun:
                found = _on_to(problem, shift, one, origin, stop)
                if found is not None:
                    onward.append(found)
        ways = _unbeaten(problem, shift, onward)
        place, rest = stop.place, _less(rest, stop.load)
    if shift.end_place is None:
        return ways
    back = problem.travel.seconds[place][shift.end_place]
    return [way for way in ways if way.clock + back <= shift.ends]


def _is_hopeless(
    problem: Problem, shift: Shift, reloads: Reloading, stops: Sequence[Stop]
) -> bool:
    """Return whether there is no time for as many trips, whatever is in each.

    A quick answer for most routes that have no way at all: the earliest hour at each
    stop is followed for each number of reloads, and nothing else.
    """
    wanted = sum((stop.load for stop in stops), start=shift.taken)
    again = max(
        -(-getattr(wanted, name) // max(1, getattr(shift.capacity, name))) - 1
        for name in DIMENSIONS
    )
    if again > reloads.most:
        return True
    seconds, ends = problem.travel.seconds, int(shift.ends)
    clocks, place = [int(shift.starts), *([_LAST] * max(0, again))], shift.start_place
    for stop in stops:
        leg = seconds[place][stop.place] + (stop.set_up if stop.place != place else 0)
        way = min(seconds[place][at] + seconds[at][stop.place] for at in reloads.places)
        way += reloads.seconds + stop.set_up
        arrivals = [clock + leg for clock in clocks]
        for times, clock in enumerate(clocks[:-1], start=1):
            arrivals[times] = min(arrivals[times], clock + way)
        clocks = [_done(ready, stop, ends) for ready in arrivals]
        place = stop.place
        if min(clocks) == _LAST:
            return True
    back = 0 if shift.end_place is None else seconds[place][shift.end_place]
    return clocks[-1] + back > ends


def _done(ready: int, stop: Stop, ends: int) -> int:
    """Return when the work is over, _LAST if that is too late."""
    begins = work_begins(ready, stop)
    if begins + stop.service > ends:
        return _LAST
    if stop.windows and begins > stop.windows[-1].closes:
        return _LAST
    return begins + stop.service


def _less(rest: Load, load: Load) -> Load:
    return Load(
        packs=Packs(rest.packs - load.packs),
        grams=Grams(rest.grams - load.grams),
        cold_boxes=rest.cold_boxes - load.cold_boxes,
    )


def _may_load(problem: Problem, shift: Shift, way: _Way, rest: Load) -> bool:
    """Return whether it can be of use to load now.

    Nobody does who has room for all the *rest*, unless something is cold.
    """
    if shift.reloads is None or len(way.calls) == shift.reloads.most:
        return False
    full = not (way.load + rest).fits(shift.capacity)
    absent = shift.aboard is not None and not way.calls
    return full or absent or problem.cold_limit is not None


def _loaded(
    problem: Problem, reloads: Reloading, way: _Way, number: int, place: int
) -> Iterator[tuple[int, _Way]]:
    """Yield from where, and how, one goes on after loading at each depot."""
    lengths = problem.lengths()
    for depot in reloads.places:
        arrives = way.clock + problem.travel.seconds[place][depot]
        leaves = arrives + reloads.seconds
        yield (
            depot,
            _Way(
                leaves,
                way.length + lengths[place][depot],
                Load(),
                leaves,
                _LAST,
                0,
                (*way.calls, (number, depot, 0)),
            ),
        )


def _on_to(
    problem: Problem, shift: Shift, way: _Way, place: int, stop: Stop
) -> _Way | None:
    """Return *way* with *stop* behind it, None if that breaks a rule."""
    load = way.load + stop.load
    if not load.fits(shift.capacity):
        return None
    if not way.calls and shift.aboard is not None and stop.id not in shift.aboard:
        return None
    leg = problem.travel.seconds[place][stop.place]
    leg += stop.set_up if stop.place != place else 0
    begins = work_begins(way.clock + leg, stop)
    if stop.windows and begins > stop.windows[-1].closes:
        return None
    clock = begins + stop.service
    if clock > shift.ends:
        return None
    driven, latest, out, calls = way.driven + leg, way.latest, way.out, way.calls
    if stop.windows:
        closes = next(w.closes for w in stop.windows if begins <= w.closes)
        latest = min(latest, closes - driven)
    if problem.cold_limit is not None and stop.is_cold:
        # Leaving later than one must keeps it cold where one would only wait.
        soonest = max(out, begins - problem.cold_limit)
        if soonest > latest or driven > problem.cold_limit:
            return None
        if calls and soonest > out:
            calls = (*calls[:-1], (*calls[-1][:2], soonest))
        out = soonest
    length = way.length + problem.lengths()[place][stop.place]
    return _Way(clock, length, load, out, latest, driven + stop.service, calls)


def _unbeaten(problem: Problem, shift: Shift, ways: list[_Way]) -> list[_Way]:
    """Return those of *ways* than which no other is better in every respect."""
    kept: list[_Way] = []
    for way in sorted(ways, key=lambda one: (one.clock, one.length, len(one.calls))):
        if not any(_beats(problem, shift, other, way) for other in kept):
            kept.append(way)
    return sorted(kept, key=lambda one: one.length)[:_FEW]


def _beats(problem: Problem, shift: Shift, one: _Way, other: _Way) -> bool:
    """Return whether *one*, which is not later, leaves all open that *other* does."""
    if (
        one.length > other.length
        or len(one.calls) > len(other.calls)
        or not one.load.fits(other.load)
    ):
        return False
    if shift.aboard is not None and bool(one.calls) != bool(other.calls):
        return False
    if problem.cold_limit is None:
        return True
    return (
        one.out >= other.out
        and one.latest >= other.latest
        and one.driven <= other.driven
    )


def _expanded(reloads: Reloading, stops: Sequence[Stop], way: _Way) -> list[Stop]:
    """Return *stops* with the loading of *way* in its places."""
    bounds = [0, *(number for number, _, _ in way.calls), len(stops)]
    parts = [list(stops[first:last]) for first, last in pairwise(bounds)]
    found = parts[0]
    for (_, depot, leaves), part in zip(way.calls, parts[1:], strict=True):
        found += [loading(reloads, depot, leaves), *part]
    return found


def _filled_up(
    problem: Problem, shift: Shift, reloads: Reloading, stops: Sequence[Stop]
) -> list[Stop]:
    """Return *stops* with loading wherever the next parcel does not fit any more."""
    seconds = problem.travel.seconds
    found: list[Stop] = []
    load, place, left = shift.taken, shift.start_place, reloads.most
    must_load = shift.aboard is not None
    for stop in stops:
        absent = must_load and stop.id not in (shift.aboard or ())
        if left and (absent or not (load + stop.load).fits(shift.capacity)):
            here = seconds[place]
            ways = {at: here[at] + seconds[at][stop.place] for at in reloads.places}
            depot = min(ways, key=ways.__getitem__)
            found.append(loading(reloads, depot))
            load, left, must_load = Load(), left - 1, False
        found.append(stop)
        load += stop.load
        place = stop.place
    return found

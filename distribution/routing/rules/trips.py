"""The trips of a route that loads again on the way: loading is a stop of its own. Pure.

What loads, drives and waits on paper then needs to know nothing of it.
"""

from collections.abc import Sequence

import msgspec

from distribution.core.units import Seconds
from distribution.routing.rules.plan import Reload, Route, Visit
from distribution.routing.rules.problem import Load, Reloading, Shift, Stop, Window

_LOADING = "\0loading"
"""The stop that is none; no identifier holds a NUL."""

_ALWAYS = Seconds(2**40)


def loading(reloads: Reloading, place: int, leaves: int = 0) -> Stop:
    """Return the loading at *place* as a stop that nobody leaves before *leaves*."""
    opens = Seconds(max(0, leaves - reloads.seconds))
    return Stop(
        _LOADING, place, service=reloads.seconds, windows=(Window(opens, _ALWAYS),)
    )


def is_loading(stop: Stop) -> bool:
    """Return whether *stop* is a loading."""
    return stop.id == _LOADING


def trips(stops: Sequence[Stop]) -> list[list[Stop]]:
    """Return the stops of each trip, without the loading between them."""
    found: list[list[Stop]] = [[]]
    for stop in stops:
        if is_loading(stop):
            found.append([])
        else:
            found[-1].append(stop)
    return found


def loads_fit(shift: Shift, stops: Sequence[Stop]) -> bool:
    """Return whether the car holds each trip, and has what the first one brings."""
    every = trips(stops)
    if shift.aboard is not None and any(s.id not in shift.aboard for s in every[0]):
        return False
    taken = [shift.taken, *([Load()] * (len(every) - 1))]
    return all(
        sum((stop.load for stop in trip), start=already).fits(shift.capacity)
        for trip, already in zip(every, taken, strict=True)
    )


def told(route: Route, stops: Sequence[Stop]) -> Route:
    """Return *route*, which visits *stops*, with its loading as what it is."""
    visits: list[Visit] = []
    reloads: list[Reload] = []
    for visit, stop in zip(route.visits, stops, strict=True):
        if is_loading(stop):
            times = visit.arrives, visit.begins, visit.leaves
            reloads.append(Reload(len(visits), stop.place, *times))
        else:
            visits.append(visit)
    return msgspec.structs.replace(route, visits=tuple(visits), reloads=tuple(reloads))

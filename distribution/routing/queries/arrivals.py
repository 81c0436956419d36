"""When the doors that are still ahead of a run will really be reached."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW, local_day
from distribution.core.units import Metres, Seconds
from distribution.routing.day_problem import SolvedDay
from distribution.routing.loads import loads_ahead, trip_now
from distribution.routing.queries.plans import RunFacts, StopFacts, solved_day
from distribution.routing.rules.arrivals import (
    AT_THE_DOOR,
    Arrival,
    arrivals,
    rests_taken,
)
from distribution.routing.rules.doors import StopState
from distribution.routing.rules.hours import instant_at, seconds_at
from distribution.routing.rules.plan import Rest
from distribution.routing.rules.problem import Stop, TravelMatrix, Window
from distribution.routing.rules.trip_ways import Point, over_trips

_MINUTE = 60
_NOON = 12 * 3600
_LAST = Seconds(24 * 3600 - 1)


class Expected(msgspec.Struct, frozen=True):
    """When somebody comes to a door, and by how many minutes too late, if at all.

    Who is there long before its window opens comes when it does.
    """

    at: datetime
    late_minutes: int
    metres: Metres
    """The drive from the door before, or from where the driver is."""


Expectations = Mapping[UUID, Expected]
"""By stop; only doors that are still ahead."""


class WayStop(msgspec.Struct, frozen=True):
    """A door ahead, as a phone reckons with it; times are seconds of the day."""

    place: int
    set_up: int
    service: int
    windows: tuple[tuple[int, int], ...]


class Way(msgspec.Struct, frozen=True):
    """What a phone without signal needs to say when doors will be reached.

    ``noon`` is when the day's second 43200 is, in seconds since 1970. ``place`` and
    ``left``: where the driver was last, and when they left it. The matrices hold the
    places of this way alone.
    """

    noon: int
    place: int
    left: int
    rests: tuple[tuple[int, int], ...]
    stops: dict[str, WayStop]
    seconds: list[list[int]]
    metres: list[list[int]]


class _Ahead(msgspec.Struct, frozen=True):
    """What is left of a run: ``ids`` are its stops by what the problem calls them."""

    travel: TravelMatrix
    stops: list[Stop]
    ids: dict[str, UUID]
    place: int
    left: Seconds


async def expected_on(runs: Sequence[RunFacts], now: datetime) -> Expectations:
    """Return when the doors ahead of *runs* will be reached, seen from *now*.

    From the last door at which a driver was, and when; for who has not begun, from
    the planned departure. Nothing is expected of a day that is over.
    """
    found: dict[UUID, Expected] = {}
    solved: dict[UUID, SolvedDay | None] = {}
    for run in runs:
        if run.day < local_day(now):
            continue
        if run.plan not in solved:
            solved[run.plan] = await solved_day(run.plan)
        day = solved[run.plan]
        if day is not None:
            found |= _expected(run, day, now)
    return found


async def rests_on(run: RunFacts, now: datetime) -> tuple[Rest, ...]:
    """Return when the breaks of *run* are taken in the order that is driven.

    As they were planned, once its day is over.
    """
    solved = None if run.day < local_day(now) else await solved_day(run.plan)
    if solved is None or not run.rests:
        return run.rests
    ahead = _ahead(run, solved, now)
    return rests_taken(run.rests, _reached(run, ahead, now), left=ahead.left)


async def way_of(run: RunFacts, now: datetime) -> Way | None:
    """Return what the driver's phone needs to reckon by itself; None on another day."""
    solved = None if run.day < local_day(now) else await solved_day(run.plan)
    if solved is None:
        return None
    ahead = _ahead(run, solved, now)
    places = sorted({ahead.place, *(stop.place for stop in ahead.stops)})
    row_of = {place: row for row, place in enumerate(places)}
    return Way(
        noon=int(instant_at(run.day, _NOON, WARSAW).timestamp()),
        place=row_of[ahead.place],
        left=ahead.left,
        rests=tuple((rest.begins, rest.ends) for rest in run.rests),
        stops={
            str(ahead.ids[stop.id]): WayStop(
                row_of[stop.place],
                stop.set_up,
                stop.service,
                tuple((window.opens, window.closes) for window in stop.windows),
            )
            for stop in ahead.stops
        },
        seconds=[[ahead.travel.seconds[a][b] for b in places] for a in places],
        metres=[[ahead.travel.metres[a][b] for b in places] for a in places],
    )


def _expected(run: RunFacts, solved: SolvedDay, now: datetime) -> dict[UUID, Expected]:
    ahead = _ahead(run, solved, now)
    return {
        ahead.ids[one.stop]: Expected(
            instant_at(run.day, one.told, WARSAW),
            -(-one.late // _MINUTE),
            one.metres,
        )
        for one in _reached(run, ahead, now)
    }


def _reached(run: RunFacts, ahead: _Ahead, now: datetime) -> tuple[Arrival, ...]:
    return arrivals(
        ahead.travel,
        ahead.stops,
        place=ahead.place,
        left=ahead.left,
        now=seconds_at(run.day, now, WARSAW),
        rests=run.rests,
    )


def _ahead(run: RunFacts, solved: SolvedDay, now: datetime) -> _Ahead:
    known = {stop.id: stop for stop in solved.problem.stops}
    shifts = {shift.id: shift for shift in solved.problem.shifts}
    ahead = {
        str(stop.voucher): stop
        for stop in run.stops
        if stop.state is StopState.WAITING and str(stop.voucher) in known
    }
    last = _last_door(run)
    if last is not None and str(last.voucher) in known and last.ended_at is not None:
        place = known[str(last.voucher)].place
        left = min(last.ended_at, now)
    else:
        place = shifts[str(run.shift)].start_place
        left = run.leaves_at
    found = _Ahead(
        travel=solved.problem.travel,
        stops=[_as_promised(run, stop, known[key]) for key, stop in ahead.items()],
        ids={key: stop.id for key, stop in ahead.items()},
        place=place,
        left=seconds_at(run.day, left, WARSAW),
    )
    return _past_depots(run, found)


def _past_depots(run: RunFacts, ahead: _Ahead) -> _Ahead:
    """Return what is *ahead* with the loading on the ways from trip to trip.

    What is in the car already is of the trip that is being driven.
    """
    if not run.reloads:
        return ahead
    now, loads = trip_now(run), loads_ahead(run)
    here = Point(now, ahead.place)
    points = [
        Point(now + loads[ahead.ids[stop.id]], stop.place) for stop in ahead.stops
    ]
    rows = sorted({here, *points}, key=lambda one: (one.trip, one.place))
    return msgspec.structs.replace(
        ahead,
        travel=over_trips(ahead.travel, rows, run.reloads),
        stops=[
            msgspec.structs.replace(
                stop,
                place=rows.index(point),
                windows=_once_loaded(run, ahead, stop, point.trip),
            )
            for stop, point in zip(ahead.stops, points, strict=True)
        ],
        place=rows.index(here),
    )


def _once_loaded(
    run: RunFacts, ahead: _Ahead, stop: Stop, trip: int
) -> tuple[Window, ...]:
    """Return when work begins at a door: its trip leaves its depot as planned."""
    if trip <= trip_now(run):
        return stop.windows
    load = run.reloads[trip - 1]
    soonest = load.leaves + ahead.travel.seconds[load.place][stop.place] + stop.set_up
    return tuple(
        Window(Seconds(max(one.opens, soonest)), one.closes)
        for one in stop.windows or (Window(Seconds(0), _LAST),)
    )


def _last_door(run: RunFacts) -> StopFacts | None:
    been = [
        stop
        for stop in run.stops
        if stop.outcome in AT_THE_DOOR and stop.ended_at is not None
    ]
    return max(been, key=lambda stop: (stop.ended_at, stop.position), default=None)


def _as_promised(run: RunFacts, stop: StopFacts, planned: Stop) -> Stop:
    """Return the stop with the window that holds now: it may be promised since."""
    if stop.window_opens is None and stop.window_closes is None:
        return msgspec.structs.replace(planned, windows=())
    opens, closes = (
        None if bound is None else seconds_at(run.day, bound, WARSAW)
        for bound in (stop.window_opens, stop.window_closes)
    )
    window = Window(opens or Seconds(0), _LAST if closes is None else closes)
    return msgspec.structs.replace(planned, windows=(window,))

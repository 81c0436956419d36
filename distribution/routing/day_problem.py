"""From a day's deliveries and shifts to a problem that a solver understands. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

import msgspec

from distribution.core.units import Seconds
from distribution.routing.queries.deliveries import Delivery
from distribution.routing.queries.fleet import ShiftFacts
from distribution.routing.roads import Point, RoadNetwork, StraightLine
from distribution.routing.rules.hours import seconds_of
from distribution.routing.rules.leaving_out import LeftOutCode
from distribution.routing.rules.plan import UnservedCode
from distribution.routing.rules.problem import (
    Break,
    Depot,
    Load,
    Problem,
    Reloading,
    Shift,
    Stop,
    Window,
)
from distribution.routing.rules.under_way import UnderWay
from distribution.routing.rules.wishes import (
    DRIVER_PRICE,
    EVEN_PRICE,
    Aim,
    RoutingRules,
)

SET_UP = Seconds(60)
"""Parking and finding the door, once per address [P]."""

_MIDNIGHT = Seconds(0)
_LAST = Seconds(24 * 3600 - 1)


class DayInput(msgspec.Struct, frozen=True):
    """All that a day is planned from, as it was read."""

    day: date
    deliveries: Sequence[Delivery]
    shifts: Sequence[ShiftFacts]
    under_way: Sequence[UnderWay] = ()
    rules: RoutingRules = RoutingRules()

    def may_bring(self, one: Delivery) -> frozenset[UUID]:
        """Return the shifts that have the parcel in the car, or can still load it."""
        away = {driver.shift: driver.reloaded for driver in self.under_way}
        for driver in self.under_way:
            if one.voucher in driver.aboard:
                return frozenset({driver.shift})
        return frozenset(
            shift.id
            for shift in self.shifts
            if shift.site == one.site
            and (shift.id not in away or away[shift.id] < shift.most_reloads)
        )


class LeftOut(msgspec.Struct, frozen=True):
    """A delivery that no solver needs to see, and why."""

    code: LeftOutCode | UnservedCode
    facts: dict[str, int | str]


class SolvedDay(msgspec.Struct, frozen=True):
    """What was solved: the problem, and where each of its places lies."""

    problem: Problem
    points: tuple[Point, ...]


class Laid(msgspec.Struct, frozen=True):
    """A day laid out: what is to be solved, if anything, and what is left out."""

    solved: SolvedDay | None
    left_out: Mapping[UUID, LeftOut]


def lay_out(
    given: DayInput,
    *,
    not_before: Seconds = _MIDNIGHT,
    aim: Aim = Aim.LEAST_TIME,
    roads: RoadNetwork | None = None,
) -> Laid:
    """Return the problem of a day; every delivery is a stop of it or left out.

    Args:
        given: What was read. Parcels on another day's published run are passed over.
        not_before: No shift starts before this second of the day: its part that is
            over cannot be driven any more.
        aim: What the plan should have little of.
        roads: Who knows travel times; an estimate by straight lines if left out.
    """
    network = roads or StraightLine()
    left_out: dict[UUID, LeftOut] = {}
    served = []
    for one in given.deliveries:
        if one.on_route is not None:
            continue
        no = _why_not(one, given)
        if no is None:
            served.append(one)
        else:
            left_out[one.voucher] = no
    left_out |= _off_road(served, given.shifts, network)
    served = [one for one in served if one.voucher not in left_out]
    if not served or not given.shifts:
        return Laid(None, left_out)
    places = _Places()
    away = {driver.shift: driver for driver in given.under_way}
    shifts = tuple(
        _shift(shift, places, not_before, away.get(shift.id)) for shift in given.shifts
    )
    if aim is Aim.FEWEST_DRIVERS:
        shifts = tuple(msgspec.structs.replace(s, price=DRIVER_PRICE) for s in shifts)
    cold = given.rules.cold_minutes
    stops = tuple(_stop(one, given, places) for one in served)
    starts = {shift.start_place for shift in shifts}
    starts |= {at for s in shifts if s.reloads for at in s.reloads.places}
    points = tuple(places.points)
    problem = Problem(
        depots=tuple(Depot(f"depot-{place}", place) for place in sorted(starts)),
        stops=stops,
        shifts=shifts,
        travel=network.matrix(points),
        stranger_price=60 * given.rules.known_face_minutes,
        cold_limit=None if cold is None else Seconds(60 * cold),
        balance_price=EVEN_PRICE if aim is Aim.EVEN_WORK else 0,
    )
    return Laid(SolvedDay(problem, points), left_out)


class _Places:
    """Gives each point on earth one row of the travel matrix."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self._rows: dict[Point, int] = {}

    def row(self, latitude: float | None, longitude: float | None) -> int:
        point = Point(latitude or 0.0, longitude or 0.0)
        if point not in self._rows:
            self._rows[point] = len(self.points)
            self.points.append(point)
        return self._rows[point]


def _off_road(
    served: Sequence[Delivery], shifts: Sequence[ShiftFacts], network: RoadNetwork
) -> dict[UUID, LeftOut]:
    """Return the deliveries whose door, or whose site, no road reaches."""
    sites = {
        shift.site: Point(shift.site_latitude or 0.0, shift.site_longitude or 0.0)
        for shift in shifts
    }
    doors = {
        one.voucher: Point(one.latitude or 0.0, one.longitude or 0.0) for one in served
    }
    far = network.off_road([*sites.values(), *doors.values()])
    found = {}
    for one in served:
        site, door = sites.get(one.site), doors[one.voucher]
        if site is not None and site in far:
            facts: dict[str, int | str] = {"site": one.site_name, "metres": far[site]}
            found[one.voucher] = LeftOut(LeftOutCode.SITE_OFF_ROAD, facts)
        elif door in far:
            found[one.voucher] = LeftOut(LeftOutCode.OFF_ROAD, {"metres": far[door]})
    return found


def _why_not(one: Delivery, given: DayInput) -> LeftOut | None:
    if one.left_out is not None:
        return LeftOut(one.left_out, {})
    if one.promised_on not in (None, given.day):
        return LeftOut(LeftOutCode.PROMISED_OTHER_DAY, {})
    if not given.shifts:
        return LeftOut(UnservedCode.NO_SHIFT, {})
    return _who_cannot(one, given)


def _who_cannot(one: Delivery, given: DayInput) -> LeftOut | None:
    """Return why none of the day's drivers has the parcel, nor can load it."""
    if any(one.voucher in driver.tried for driver in given.under_way):
        return LeftOut(LeftOutCode.TRIED_TODAY, {})
    if given.may_bring(one):
        return None
    if any(shift.site == one.site for shift in given.shifts):
        return LeftOut(LeftOutCode.DRIVERS_UNDER_WAY, {"site": one.site_name})
    return LeftOut(LeftOutCode.NO_SHIFT_AT_SITE, {"site": one.site_name})


def _stop(one: Delivery, given: DayInput, places: _Places) -> Stop:
    """A parcel waits at one site, or is in one car: only who has it can bring it."""
    allowed = frozenset(str(shift) for shift in given.may_bring(one))
    # Who does not drive that day is no reason to pay for a stranger at the door.
    driving = {shift.driver for shift in given.shifts} - {*one.not_drivers}
    known = one.usual_driver in driving
    return Stop(
        id=str(one.voucher),
        place=places.row(one.latitude, one.longitude),
        load=Load(packs=one.packs, grams=one.grams, cold_boxes=int(one.cold)),
        service=one.service_seconds,
        set_up=SET_UP,
        windows=_windows(one.window_opens, one.window_closes),
        requirements=frozenset(one.needs),
        allowed_shifts=None if len(allowed) == len(given.shifts) else allowed,
        priority=one.priority,
        usual_driver=str(one.usual_driver) if known else None,
        not_drivers=frozenset(map(str, one.not_drivers)),
        crew_needed=one.company.crew(visited=one.visited),
    )


def _windows(opens: time | None, closes: time | None) -> tuple[Window, ...]:
    if opens is None and closes is None:
        return ()
    first = Seconds(0) if opens is None else seconds_of(opens)
    last = _LAST if closes is None else seconds_of(closes)
    return (Window(first, last),)


def _shift(
    given: ShiftFacts, places: _Places, not_before: Seconds, away: UnderWay | None
) -> Shift:
    """Who is under way goes on from the last door, with what is in the car.

    Whose hours are over by then brings that home, however late, and loads no more.
    """
    home = start = places.row(given.site_latitude, given.site_longitude)
    earliest = not_before
    if away is not None:
        start = places.row(away.latitude, away.longitude)
        earliest = max(not_before, away.since)
    end: int | None = home
    if given.open_end:
        end = None
    elif given.end_latitude is not None:
        end = places.row(given.end_latitude, given.end_longitude)
    over = away is not None and seconds_of(given.ends) <= earliest
    ends = _LAST if over else seconds_of(given.ends)
    again = None if over else _reloads(given, home, away)
    return Shift(
        id=str(given.id),
        driver=str(given.driver),
        capacity=Load(
            packs=given.capacity_packs,
            grams=given.capacity_grams,
            cold_boxes=given.cold_boxes,
        ),
        starts=min(max(seconds_of(given.starts), earliest), ends),
        ends=ends,
        start_place=start,
        end_place=end,
        skills=frozenset(given.skills),
        breaks=_breaks(given),
        most_stops=_left(given.most_stops, away.visited if away else 0),
        most_driving=_left(given.most_driving_minutes, 0, of=60),
        most_metres=_left(given.most_kilometres, 0, of=1000),
        crew=given.crew,
        loaded=None if away is None else away.loaded,
        reloads=again,
        aboard=frozenset(map(str, away.aboard))
        if away and given.most_reloads
        else None,
    )


def _reloads(given: ShiftFacts, home: int, away: UnderWay | None) -> Reloading | None:
    """Return how often a driver may still come back to the site for more."""
    left = given.most_reloads - (away.reloaded if away else 0)
    if left <= 0:
        return None
    return Reloading((home,), Seconds(60 * given.reload_minutes), left)


def _breaks(given: ShiftFacts) -> tuple[Break, ...]:
    if given.break_opens is None or given.break_closes is None:
        return ()
    opens, closes = seconds_of(given.break_opens), seconds_of(given.break_closes)
    return (Break(opens, closes, Seconds(60 * given.break_minutes)),)


def _left(most: int | None, done: int, of: int = 1) -> Any:  # noqa: ANN401 (of the limit's unit)
    """Return what is left of a limit, which is in so many units *of* the problem."""
    return None if most is None else max(0, of * most - done)

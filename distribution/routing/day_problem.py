"""From a day's deliveries and shifts to a problem that a solver understands. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, time
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
    Depot,
    Load,
    Problem,
    Shift,
    Stop,
    Window,
)

SET_UP = Seconds(60)
"""Parking and finding the door, once per address [P]."""

_MIDNIGHT = Seconds(0)
_LAST = Seconds(24 * 3600 - 1)


class UnderWay(msgspec.Struct, frozen=True, kw_only=True):
    """A driver on the road: the last door, and when it ended.

    ``aboard`` are the vouchers of the parcels in the car; of those, ``tried`` found
    nobody and go back. Nothing else can be loaded before the driver is back.
    """

    shift: UUID
    latitude: float
    longitude: float
    since: Seconds
    aboard: frozenset[UUID]
    tried: frozenset[UUID] = frozenset()


class DayInput(msgspec.Struct, frozen=True):
    """All that a day is planned from, as it was read."""

    day: date
    deliveries: Sequence[Delivery]
    shifts: Sequence[ShiftFacts]
    under_way: Sequence[UnderWay] = ()

    def may_bring(self, one: Delivery) -> frozenset[UUID]:
        """Return the shifts that have the parcel in the car, or can still load it."""
        away = {driver.shift for driver in self.under_way}
        for driver in self.under_way:
            if one.voucher in driver.aboard:
                return frozenset({driver.shift})
        return frozenset(
            shift.id
            for shift in self.shifts
            if shift.site == one.site and shift.id not in away
        )


class LeftOut(msgspec.Struct, frozen=True):
    """A delivery that no solver needs to see, and why."""

    code: LeftOutCode | UnservedCode
    facts: dict[str, int | str]


class SolvedDay(msgspec.Struct, frozen=True):
    """What was solved: the problem, and where each of its places lies."""

    problem: Problem
    points: tuple[Point, ...]


def same_stop(one: SolvedDay, other: SolvedDay, voucher: str) -> bool:
    """Return whether both days know the stop, and mean the same by it."""
    mine = _placed_stop(one, voucher)
    return mine is not None and mine == _placed_stop(other, voucher)


def same_shift(one: SolvedDay, other: SolvedDay, shift: str) -> bool:
    """Return whether both days mean the same shift; a later start is no matter."""
    mine = _placed_shift(one, shift)
    return mine is not None and mine == _placed_shift(other, shift)


def _placed_stop(day: SolvedDay, key: str) -> tuple[Stop, Point] | None:
    for stop in day.problem.stops:
        if stop.id == key:
            nowhere = msgspec.structs.replace(stop, place=0, allowed_shifts=None)
            return nowhere, day.points[stop.place]
    return None


def _placed_shift(day: SolvedDay, key: str) -> tuple[Shift, Point, Point | None] | None:
    for shift in day.problem.shifts:
        if shift.id == key:
            end = shift.end_place
            bare = msgspec.structs.replace(
                shift, starts=_MIDNIGHT, start_place=0, end_place=None
            )
            where = None if end is None else day.points[end]
            return bare, day.points[shift.start_place], where
    return None


class Laid(msgspec.Struct, frozen=True):
    """A day laid out: what is to be solved, if anything, and what is left out."""

    solved: SolvedDay | None
    left_out: Mapping[UUID, LeftOut]


def lay_out(
    given: DayInput,
    *,
    not_before: Seconds = _MIDNIGHT,
    roads: RoadNetwork | None = None,
) -> Laid:
    """Return the problem of a day; every delivery is a stop of it or left out.

    Args:
        given: What was read. Parcels on another day's published run are passed over.
        not_before: No shift starts before this second of the day: its part that is
            over cannot be driven any more.
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
    stops = tuple(_stop(one, given, places) for one in served)
    starts = sorted({shift.start_place for shift in shifts})
    points = tuple(places.points)
    problem = Problem(
        depots=tuple(Depot(f"depot-{place}", place) for place in starts),
        stops=stops,
        shifts=shifts,
        travel=network.matrix(points),
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
    return Stop(
        id=str(one.voucher),
        place=places.row(one.latitude, one.longitude),
        load=Load(packs=one.packs, grams=one.grams, cold_boxes=int(one.cold)),
        service=one.service_seconds,
        set_up=SET_UP,
        windows=_windows(one.window_opens, one.window_closes),
        allowed_shifts=None if len(allowed) == len(given.shifts) else allowed,
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
    """Who is under way goes on from the last door, with what is in the car."""
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
    ends = seconds_of(given.ends)
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
    )

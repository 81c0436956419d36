"""Whether a day, read again, still means what was planned. Pure.

What only steers a search, as prices do, is no matter.
"""

import msgspec

from distribution.core.units import Seconds
from distribution.routing.day_problem import SolvedDay
from distribution.routing.roads import Point
from distribution.routing.rules.problem import Shift, Stop


def same_stop(one: SolvedDay, other: SolvedDay, voucher: str) -> bool:
    """Return whether both days know the stop, and mean the same by it."""
    mine = _placed_stop(one, voucher)
    return mine is not None and mine == _placed_stop(other, voucher)


def same_shift(one: SolvedDay, other: SolvedDay, shift: str) -> bool:
    """Return whether *other* allows all that *one* does with the shift.

    A later start is no matter, nor is a later end.
    """
    mine, theirs = _placed_shift(one, shift), _placed_shift(other, shift)
    if mine is None or theirs is None:
        return False
    longer = msgspec.structs.replace(mine[0], ends=max(mine[0].ends, theirs[0].ends))
    return (longer, *mine[1:]) == theirs


def _placed_stop(day: SolvedDay, key: str) -> tuple[Stop, Point] | None:
    for stop in day.problem.stops:
        if stop.id == key:
            nowhere = msgspec.structs.replace(
                stop, place=0, allowed_shifts=None, usual_driver=None, priority=0
            )
            return nowhere, day.points[stop.place]
    return None


def _placed_shift(day: SolvedDay, key: str) -> tuple[Shift, Point, Point | None] | None:
    for shift in day.problem.shifts:
        if shift.id == key:
            end = shift.end_place
            bare = msgspec.structs.replace(
                shift,
                starts=Seconds(0),
                start_place=0,
                end_place=None,
                price=0,
                loaded=None,
                reloads=shift.reloads
                and msgspec.structs.replace(shift.reloads, places=()),
                aboard=None,
            )
            where = None if end is None else day.points[end]
            return bare, day.points[shift.start_place], where
    return None

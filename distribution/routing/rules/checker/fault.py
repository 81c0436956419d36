"""What can be wrong with a plan."""

from enum import StrEnum

import msgspec


class FaultCode(StrEnum):
    """What is wrong with a plan."""

    UNKNOWN_SHIFT = "unknown_shift"
    SHIFT_TWICE = "shift_twice"
    EMPTY_ROUTE = "empty_route"
    UNKNOWN_STOP = "unknown_stop"
    STOP_TWICE = "stop_twice"
    STOP_FORGOTTEN = "stop_forgotten"
    SERVED_AND_UNSERVED = "served_and_unserved"
    OVER_CAPACITY = "over_capacity"
    REQUIREMENTS = "requirements"
    SHIFT_NOT_ALLOWED = "shift_not_allowed"
    DRIVER_EXCLUDED = "driver_excluded"
    CREW_TOO_SMALL = "crew_too_small"
    NO_ROAD = "no_road"
    DEPARTS_BEFORE_SHIFT = "departs_before_shift"
    ENDS_AFTER_SHIFT = "ends_after_shift"
    OUTSIDE_WINDOWS = "outside_windows"
    BEGINS_TOO_SOON = "begins_too_soon"
    COLD_TOO_LONG = "cold_too_long"
    WRONG_ARRIVAL = "wrong_arrival"
    WRONG_LEAVING = "wrong_leaving"
    WRONG_END = "wrong_end"
    WRONG_DRIVING = "wrong_driving"
    WRONG_METRES = "wrong_metres"
    WRONG_COST = "wrong_cost"
    BREAK_MISSED = "break_missed"
    BREAK_DURING_WORK = "break_during_work"
    TOO_MANY_STOPS = "too_many_stops"
    TOO_MUCH_DRIVING = "too_much_driving"
    TOO_MUCH_WORK = "too_much_work"
    TOO_FAR = "too_far"
    RELOAD_MISPLACED = "reload_misplaced"
    TOO_MANY_RELOADS = "too_many_reloads"
    NOT_ABOARD = "not_aboard"
    OVER_STOCK = "over_stock"
    LOCK_BROKEN = "lock_broken"


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong: where, and the numbers.

    ``by`` says by how much: packs, grams, boxes, people, reloads, seconds or metres
    over a limit.
    """

    code: FaultCode
    shift: str | None = None
    stop: str | None = None
    dimension: str | None = None
    by: int = 0

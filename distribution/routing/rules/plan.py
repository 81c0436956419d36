"""What a solver answers: who visits whom and when, and who is left out."""

from enum import StrEnum

import msgspec

from distribution.core.units import Metres, Seconds


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stop on a route. Work ``begins`` within a window, and ends at ``leaves``."""

    stop: str
    arrives: Seconds
    begins: Seconds
    leaves: Seconds


class Rest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A break as it is taken."""

    begins: Seconds
    ends: Seconds


class Reload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stay at a depot to load again, ``after`` so many visits of the route.

    Loading ``begins`` there and is done when it ``leaves``. ``place`` is a row of the
    travel matrix.
    """

    after: int
    place: int
    arrives: Seconds
    begins: Seconds
    leaves: Seconds


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The work of one shift, in order.

    ``ends`` is the arrival at the shift's end place, or, on an open route, the end
    of the last visit. ``driving`` and ``metres`` include the way back, if any.
    ``rests`` are the breaks taken before ``ends``, ``reloads`` where its trips end
    and begin.
    """

    shift: str
    departs: Seconds
    visits: tuple[Visit, ...]
    ends: Seconds
    driving: Seconds
    metres: Metres
    rests: tuple[Rest, ...] = ()
    reloads: tuple[Reload, ...] = ()


class UnservedCode(StrEnum):
    """Why a stop is on no route. Stable: part of the API."""

    NO_SHIFT = "no_shift"
    NO_SHIFT_MEETS_REQUIREMENTS = "no_shift_meets_requirements"
    ONLY_EXCLUDED_DRIVERS = "only_excluded_drivers"
    CREW_TOO_SMALL = "crew_too_small"
    NO_ROAD = "no_road"
    NO_CAPACITY_PACKS = "no_capacity_packs"
    NO_CAPACITY_GRAMS = "no_capacity_grams"
    NO_CAPACITY_COLD_BOXES = "no_capacity_cold_boxes"
    WINDOW_TOO_EARLY = "window_too_early"
    WINDOW_TOO_LATE = "window_too_late"
    SHIFT_TOO_SHORT = "shift_too_short"
    LIMIT_TOO_LOW = "limit_too_low"
    COLD_TOO_FAR = "cold_too_far"
    VEHICLES_FULL_PACKS = "vehicles_full_packs"
    VEHICLES_FULL_GRAMS = "vehicles_full_grams"
    VEHICLES_FULL_COLD_BOXES = "vehicles_full_cold_boxes"
    ROUTES_FULL = "routes_full"
    NO_TIME_LEFT = "no_time_left"
    COLD_TOO_LONG = "cold_too_long"
    NOT_ABOARD = "not_aboard"
    STOCK_SHORT = "stock_short"
    NOT_WORTH_PRICE = "not_worth_price"
    NOT_FOUND_IN_TIME = "not_found_in_time"
    TAKEN_OFF = "taken_off"


class Unserved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stop on no route: why, which shift came closest, and the numbers.

    ``reasons.SENTENCES[code]`` names the facts in braces.
    """

    stop: str
    code: UnservedCode
    closest_shift: str | None
    facts: dict[str, int | str]


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every stop is visited once or unserved with a reason.

    ``cost`` is the length of all routes in the objective's unit, plus the price of
    every shift used, of every stop served by a stranger, of every stop left out, and
    of the longest route's work.
    """

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    cost: int

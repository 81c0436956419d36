"""A day of deliveries to plan, in whole numbers.

Times are seconds since local midnight of the planning day (benchmarks: since the
instance's zero); the objective's unit is seconds of driving or metres.
"""

from enum import StrEnum

import msgspec

from distribution.core.units import Grams, Metres, Packs, Seconds

UNREACHABLE = 1_000_000_000
"""Seconds or metres between places with no road between them: over 31 years."""


class Objective(StrEnum):
    """What a good plan has little of."""

    DRIVING_TIME = "driving_time"
    DISTANCE = "distance"


class Load(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one parcel takes up, or what one vehicle can take. E58: never a rest."""

    packs: Packs = Packs(0)
    grams: Grams = Grams(0)
    cold_boxes: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(
            packs=Packs(self.packs + other.packs),
            grams=Grams(self.grams + other.grams),
            cold_boxes=self.cold_boxes + other.cold_boxes,
        )

    def fits(self, capacity: "Load") -> bool:
        """Return whether *capacity* holds this in every dimension."""
        return (
            self.packs <= capacity.packs
            and self.grams <= capacity.grams
            and self.cold_boxes <= capacity.cold_boxes
        )


DIMENSIONS: tuple[str, ...] = ("packs", "grams", "cold_boxes")
"""The fields of ``Load``: every one of them limits a vehicle (R1)."""


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First and last second at which work at a stop may *begin*, both included."""

    opens: Seconds
    closes: Seconds


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rest of ``seconds`` that begins from ``opens`` to ``closes``, both included.

    On the way or at a door, never during the work there. A route that is over by
    ``closes`` needs none (R6).
    """

    opens: Seconds
    closes: Seconds
    seconds: Seconds


class Depot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where parcels are loaded. ``place`` is a row of the travel matrix.

    ``stock`` is what all trips that are loaded there take together; None is enough
    for everybody (R8).
    """

    id: str
    place: int
    stock: Load | None = None


class Reloading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A driver may come back ``most`` times and load again (R8).

    At the ``places``, which are depots', each time for so many ``seconds``.
    """

    places: tuple[int, ...]
    seconds: Seconds = Seconds(0)
    most: int = 1


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One parcel to bring to one door.

    ``set_up`` is spent before the work, unless the stop before is at the same place;
    it may be over before a window opens. No windows means any time. ``price`` is
    what leaving the stop out costs in the objective's unit; without one the stop is
    left out only where nothing else is possible, low ``priority`` (0 to 100) first.
    ``usual_driver`` is whom the household knows; ``Problem.stranger_price`` says what
    another one costs. ``not_drivers`` never come, and fewer people than
    ``crew_needed`` never do.
    """

    id: str
    place: int
    load: Load = Load()
    service: Seconds = Seconds(0)
    set_up: Seconds = Seconds(0)
    windows: tuple[Window, ...] = ()
    requirements: frozenset[str] = frozenset()
    allowed_shifts: frozenset[str] | None = None
    priority: int = 50
    price: int | None = None
    usual_driver: str | None = None
    not_drivers: frozenset[str] = frozenset()
    crew_needed: int = 1

    @property
    def is_cold(self) -> bool:
        """Return whether something in the parcel must not get warm."""
        return self.load.cold_boxes > 0


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One driver with a vehicle, from ``starts`` to ``ends`` at the latest.

    It starts at a depot's place, fully loaded. ``end_place`` is where it must be by
    ``ends`` (E55); None is an open route, over when the last door is done (R7).
    ``begins_with`` are stops by id that come first, in this order, whatever else is
    planned (R14). ``most_*`` limit it (R9); ``most_work`` is on driving, set-up and
    service together, without waiting and breaks. ``price`` is what using the shift at
    all costs, in the objective's unit: high, and few drivers are used; 0, and the way
    alone counts. ``crew`` people are in the car. ``loaded`` is when its parcels left
    the cold, if that was before this route departs. With ``reloads`` it may bring more
    than ``capacity`` in several trips; ``aboard`` are the stops by id whose parcels are
    in the car already, and no others before it has loaded again; until then ``taken``
    is room that something else takes up.
    """

    id: str
    driver: str
    capacity: Load
    starts: Seconds
    ends: Seconds
    start_place: int
    end_place: int | None
    skills: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    most_stops: int | None = None
    most_driving: Seconds | None = None
    most_metres: Metres | None = None
    price: int = 0
    begins_with: tuple[str, ...] = ()
    most_work: Seconds | None = None
    crew: int = 1
    loaded: Seconds | None = None
    reloads: Reloading | None = None
    aboard: frozenset[str] | None = None
    taken: Load = Load()

    def may_serve(self, stop: Stop) -> bool:
        """Return whether these people may come to the stop at all."""
        if stop.allowed_shifts is not None and self.id not in stop.allowed_shifts:
            return False
        carries = self.aboard is None or stop.id in self.aboard
        if self.reloads is None and not carries:
            return False
        if self.driver in stop.not_drivers or self.crew < stop.crew_needed:
            return False
        return stop.requirements <= self.skills


class TravelMatrix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From row to column, by place. ``UNREACHABLE`` or more means no road.

    ``is_estimate`` says that no road network was asked; whoever shows a time from
    it must say so.
    """

    seconds: list[list[int]]
    metres: list[list[int]]
    is_estimate: bool = False

    def has_road(self, origin: int, goal: int) -> bool:
        """Return whether one can drive from *origin* to *goal*."""
        return self.seconds[origin][goal] < UNREACHABLE


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One day to plan.

    ``cold_limit`` is how long after loading a cold parcel is handed over at the
    latest. ``balance_price`` is what each second of the longest route's work costs, in
    the objective's unit: the longest is what a fair plan makes shorter (R10), while a
    price on the difference would reward making short routes long.
    """

    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    shifts: tuple[Shift, ...]
    travel: TravelMatrix
    objective: Objective = Objective.DRIVING_TIME
    stranger_price: int = 0
    cold_limit: Seconds | None = None
    balance_price: int = 0

    @property
    def watches_cold(self) -> bool:
        """Return whether some parcel must be handed over soon after loading."""
        return self.cold_limit is not None and any(s.is_cold for s in self.stops)

    @property
    def limits_stock(self) -> bool:
        """Return whether some depot has not enough for all stops together."""
        wanted = sum((stop.load for stop in self.stops), start=Load())
        return any(
            depot.stock is not None and not wanted.fits(depot.stock)
            for depot in self.depots
        )

    def lengths(self) -> list[list[int]]:
        """Return the matrix that the objective adds up."""
        if self.objective is Objective.DISTANCE:
            return self.travel.metres
        return self.travel.seconds

    def aside(self, shift: Shift, stop: Stop) -> int:
        """Return what it costs, beside the way, that *shift* serves *stop*."""
        if stop.usual_driver in {None, shift.driver}:
            return 0
        return self.stranger_price


def prices(problem: Problem) -> list[int]:
    """Return what leaving out each stop costs, in the order of the stops.

    A stop without a price of its own costs more than any plan is long, so that the
    number left out is least first; a priority of 100 weighs twice one of 0 (R4).
    """
    lengths = problem.lengths()
    places = [stop.place for stop in problem.stops]
    places += [shift.start_place for shift in problem.shifts]
    longest = {place: _longest_leg(lengths[place]) for place in places}
    beyond_any_plan = 1 + sum(longest[place] for place in places)
    beyond_any_plan += sum(shift.price for shift in problem.shifts)
    beyond_any_plan += problem.stranger_price * len(problem.stops)
    if problem.balance_price:
        seconds = problem.travel.seconds
        most = sum(_longest_leg(seconds[place]) for place in places)
        most += sum(stop.set_up + stop.service for stop in problem.stops)
        beyond_any_plan += problem.balance_price * most
    return [
        beyond_any_plan * (100 + stop.priority) // 100
        if stop.price is None
        else stop.price
        for stop in problem.stops
    ]


def _longest_leg(row: list[int]) -> int:
    longest = max(row)
    if longest < UNREACHABLE:
        return longest
    return max((leg for leg in row if leg < UNREACHABLE), default=0)

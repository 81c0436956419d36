"""What OR-Tools' nodes stand for: stops, loadings in between, ends of shifts."""

from collections.abc import Sequence
from typing import NamedTuple

from distribution.routing.rules.problem import Problem, Stop


class Loading(NamedTuple):
    """One time that a vehicle may come back to a place and load (R8).

    Those of one ``turn`` are in each other's stead: one of them at most is used.
    """

    vehicle: int
    turn: int
    place: int
    seconds: int


class Nodes:
    """The stops that fit at least one shift, then loadings, then the ends of shifts.

    The last end is None where routes are open: it is reached at no cost. Stops come
    first because the iterated search of 9.15 draws the visit to remove from as many
    first indices as there are stops: of stops behind a depot it would never draw the
    last.
    """

    def __init__(self, problem: Problem, stops: Sequence[Stop]) -> None:
        self.problem = problem
        self.stops = stops
        self.loadings = _loadings(problem, len(stops))
        places = {shift.start_place for shift in problem.shifts}
        places |= {s.end_place for s in problem.shifts if s.end_place is not None}
        is_open = any(shift.end_place is None for shift in problem.shifts)
        # A node that is neither an end nor a stop would have to be visited, so None
        # exists only where a route is open.
        self.ends: list[int | None] = [*sorted(places), *([None] if is_open else [])]

    def __len__(self) -> int:
        """Return how many nodes there are."""
        return self.before_ends + len(self.ends)

    @property
    def before_ends(self) -> int:
        """Return how many nodes come before the ends."""
        return len(self.stops) + len(self.loadings)

    def end(self, place: int | None) -> int:
        """Return the node of the end at *place*."""
        return self.before_ends + self.ends.index(place)

    def places(self) -> list[int | None]:
        """Return the place of each node."""
        stops, loadings = self.stops, self.loadings
        return [
            *(stop.place for stop in stops),
            *(one.place for one in loadings),
            *self.ends,
        ]

    def over(self, matrix: list[list[int]]) -> list[list[int]]:
        """Return *matrix*, which is by place, as one by node."""
        goals = self.places()
        return [
            [
                0 if origin is None or goal is None else matrix[origin][goal]
                for goal in goals
            ]
            for origin in goals
        ]

    def work(self) -> list[int]:
        """Return the seconds of work at each node before the ends, without set-up."""
        return [
            *(stop.service for stop in self.stops),
            *(one.seconds for one in self.loadings),
        ]

    def transits(self) -> list[list[int]]:
        """Return the seconds from the start of one node's work to the next one's.

        Service belongs to the node left; set-up to the node reached, unless both
        are at one place.
        """
        transits = self.over(self.problem.travel.seconds)
        for row, seconds in zip(transits, self.work(), strict=False):
            row[:] = [leg + seconds for leg in row]
        set_ups = [(n, s.set_up, s.place) for n, s in enumerate(self.stops) if s.set_up]
        for row, origin in zip(transits, self.places(), strict=True):
            for number, set_up, place in set_ups:
                if place != origin:
                    row[number] += set_up
        return transits


def _loadings(problem: Problem, stops: int) -> list[Loading]:
    return [
        Loading(vehicle, turn, place, again.seconds)
        for vehicle, shift in enumerate(problem.shifts)
        if (again := shift.reloads) is not None
        for turn in range(min(again.most, stops))
        for place in again.places
    ]

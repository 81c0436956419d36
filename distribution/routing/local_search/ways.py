"""The matrices between all locations of a problem in PyVRP's words."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from distribution.routing.rules.problem import Problem, Stop

_Matrix = np.ndarray[Any, np.dtype[np.int64]]


class Ways:
    """Lengths, and seconds from the end of one's work to the beginning of the next's.

    Args:
        problem: What to plan.
        places: The place of each location: of the ends of routes, the last of which
            is nowhere, and of the *stops*.
        stops: Whose set-up is to be added.
        first: The location of the first stop.
    """

    def __init__(
        self,
        problem: Problem,
        places: Sequence[int | None],
        stops: Sequence[Stop],
        first: int,
    ) -> None:
        self._problem = problem
        self._stops = stops
        self._first = first
        rows = np.array([0 if place is None else place for place in places])
        cells = np.ix_(rows, rows)
        self._lengths: _Matrix = np.array(problem.lengths(), dtype=np.int64)[cells]
        self.durations = np.array(problem.travel.seconds, dtype=np.int64)[cells]
        set_up = np.zeros(len(rows), dtype=np.int64)
        set_up[first : first + len(stops)] = [stop.set_up for stop in stops]
        same = rows[:, None] == rows[None, :]
        self.durations += np.where(same, 0, set_up[None, :])
        for matrix in (self._lengths, self.durations):
            matrix[first - 1, :] = matrix[:, first - 1] = 0
            np.fill_diagonal(matrix, 0)

    def lengths_for(self, driver: str) -> _Matrix:
        """Return the lengths, longer to doors where *driver* is a stranger."""
        price = self._problem.stranger_price
        if not price:
            return self._lengths
        lengths: _Matrix = self._lengths.copy()
        for location, stop in enumerate(self._stops, start=self._first):
            if stop.usual_driver not in {None, driver}:
                lengths[:, location] += price
                lengths[location, location] = 0
        return lengths

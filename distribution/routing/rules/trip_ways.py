"""The ways between doors of different trips: they lead past the depot. Pure.

Who reckons with them, here or on a phone, needs to know nothing of trips.
"""

from collections.abc import Sequence

import msgspec

from distribution.routing.rules.plan import Reload
from distribution.routing.rules.problem import UNREACHABLE, TravelMatrix


class Point(msgspec.Struct, frozen=True):
    """A place as it is come to in one trip, from 0."""

    trip: int
    place: int


def over_trips(
    travel: TravelMatrix, points: Sequence[Point], reloads: Sequence[Reload]
) -> TravelMatrix:
    """Return the matrix between *points*; on to a later trip with the loading before.

    Back to an earlier trip, whose parcels are in the car, it is the plain way.
    """

    def way(matrix: list[list[int]], origin: Point, goal: Point, loading: int) -> int:
        if goal.trip <= origin.trip:
            return matrix[origin.place][goal.place]
        depot = reloads[goal.trip - 1].place
        there, back = matrix[origin.place][depot], matrix[depot][goal.place]
        return min(UNREACHABLE, there + back + loading)

    def seconds_of(goal: Point) -> int:
        if not goal.trip:
            return 0
        last = reloads[goal.trip - 1]
        return last.leaves - last.begins

    return TravelMatrix(
        seconds=[
            [way(travel.seconds, one, goal, seconds_of(goal)) for goal in points]
            for one in points
        ],
        metres=[
            [way(travel.metres, one, goal, 0) for goal in points] for one in points
        ],
        is_estimate=travel.is_estimate,
    )

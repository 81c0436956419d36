"""Our own JSON for a routing problem: places by coordinates, or a travel matrix."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from distribution.core.units import Seconds
from distribution.routing.errors.input_faults import (
    InputCode,
    InvalidProblemError,
    input_fault,
)
from distribution.routing.roads import Point, RoadNetwork, StraightLine
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import (
    Depot,
    Objective,
    Problem,
    Shift,
    Stop,
    TravelMatrix,
)
from distribution.routing.rules.remedies import Remedy
from distribution.routing.rules.validation import problem_errors

_NONE: Mapping[str, Sequence[Remedy]] = {}


class ProblemFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A routing problem as a file. All times are seconds, weights grams.

    Give ``travel``, or else ``places`` whose travel times are then estimated from
    the straight line. A ``place`` elsewhere is an index into either, from zero.
    """

    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    shifts: tuple[Shift, ...]
    places: Annotated[
        tuple[Point, ...], msgspec.Meta(description="WGS84; needless with travel")
    ] = ()
    travel: Annotated[
        TravelMatrix | None,
        msgspec.Meta(description="1000000000 or more means that no road leads there"),
    ] = None
    objective: Objective = Objective.DRIVING_TIME
    stranger_price: Annotated[
        int,
        msgspec.Meta(
            description="what a stop served by another than its usual_driver costs"
        ),
    ] = 0
    cold_limit: Annotated[
        Seconds | None,
        msgspec.Meta(
            description="seconds after loading until which what is cold is handed over"
        ),
    ] = None
    balance_price: Annotated[
        int,
        msgspec.Meta(description="what each second of the longest route's work costs"),
    ] = 0


def schema() -> dict[str, Any]:
    """Return the JSON Schema of ``ProblemFile``."""
    return msgspec.json.schema(ProblemFile)


def read_json(text: str, roads: RoadNetwork | None = None) -> Problem:
    """Return the problem in *text*; *roads* measures places without a matrix.

    Raises:
        InvalidProblemError: The text does not match the schema (the first mismatch,
            with its path), or the problem is malformed (every fault).
    """
    try:
        file = msgspec.json.decode(text, type=ProblemFile)
    except msgspec.DecodeError as error:
        fault = input_fault(InputCode.BAD_JSON, "$", problem=str(error))
        raise InvalidProblemError([fault]) from error
    travel = file.travel
    if travel is None:
        faults = [
            input_fault(
                InputCode.BAD_COORDINATES,
                f"places[{number}]",
                lat=point.lat,
                lon=point.lon,
            )
            for number, point in enumerate(file.places)
            if not point.is_on_earth
        ]
        if faults:
            raise InvalidProblemError(faults)
        travel = (roads or StraightLine()).matrix(file.places)
    problem = Problem(
        depots=file.depots,
        stops=file.stops,
        shifts=file.shifts,
        travel=travel,
        objective=file.objective,
        stranger_price=file.stranger_price,
        cold_limit=file.cold_limit,
        balance_price=file.balance_price,
    )
    found = problem_errors(problem)
    if found:
        raise InvalidProblemError(found)
    return problem


def write_json(
    problem: Problem, plan: Plan, remedies: Mapping[str, Sequence[Remedy]] = _NONE
) -> str:
    """Return *plan* as JSON, and whether its times are estimates.

    *remedies* are what would make stops fit that are left out, by stop.
    """
    answer = {
        "objective": problem.objective,
        "is_estimate": problem.travel.is_estimate,
        "cost": plan.cost,
        "routes": plan.routes,
        "unserved": plan.unserved,
        "remedies": remedies,
    }
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n"

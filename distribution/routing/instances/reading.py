"""Tells the formats of instance files apart, and writes solutions back."""

from distribution.routing.errors.input_faults import (
    InputCode,
    InvalidProblemError,
    input_fault,
)
from distribution.routing.instances.benchmark import Benchmark, Distances
from distribution.routing.instances.json_file import read_json
from distribution.routing.instances.solomon import read_solomon
from distribution.routing.instances.vrplib import read_vrplib
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Problem


def read_instance(
    content: bytes, distances: Distances | None = None
) -> Benchmark | Problem:
    """Return what *content* holds: a public instance, or our own JSON's problem.

    Args:
        content: A file in UTF-8, with or without a byte order mark.
        distances: How a public instance is measured; without it, as the published
            costs of its format are: ``nearest`` for VRPLIB, ``trunc1`` for Solomon.

    Raises:
        InvalidProblemError: Names every fault with its line or path.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = input_fault(InputCode.NOT_TEXT, f"bajt {error.start}")
        raise InvalidProblemError([fault]) from error
    if text.lstrip().startswith("{"):
        return read_json(text)
    lines = [line.strip().upper() for line in text.splitlines()]
    if "VEHICLE" in lines or "CUSTOMER" in lines:
        return read_solomon(text, distances or Distances.TRUNC1)
    if any(line.partition(":")[0].strip() in _VRPLIB_KEYS for line in lines):
        return read_vrplib(text, distances or Distances.NEAREST)
    raise InvalidProblemError([input_fault(InputCode.UNKNOWN_FORMAT, "wiersz 1")])


def write_solution(benchmark: Benchmark, plan: Plan) -> str:
    """Return *plan* in VRPLIB's solution format, with the cost in its own unit.

    The format cannot say that a customer is left over: ask ``plan.unserved`` first.
    """
    lines = [
        f"Route #{number}: " + " ".join(visit.stop for visit in route.visits)
        for number, route in enumerate(plan.routes, start=1)
    ]
    return "\n".join([*lines, f"Cost {benchmark.cost(plan)}", ""])


_VRPLIB_KEYS = {"DIMENSION", "EDGE_WEIGHT_TYPE", "CAPACITY"}

"""Reads the text format of Solomon (1987) and of Gehring and Homberger (1999)."""

from collections.abc import Iterator

from distribution.routing.errors.input_faults import InputCode
from distribution.routing.instances.benchmark import (
    Benchmark,
    Distances,
    Node,
    timed_benchmark,
)
from distribution.routing.instances.lines import FaultList, at_line

_COLUMNS = 7
"""Number, x, y, demand, ready time, due date, service time."""

_MOST_VEHICLES = 10_000
"""A file that names more vehicles is a mistake, not an instance."""


def read_solomon(text: str, distances: Distances = Distances.TRUNC1) -> Benchmark:
    """Return the instance in *text*.

    The first node is the depot; its ready time and due date are the hours of every
    vehicle, due dates bound the start of service.

    Raises:
        InvalidProblemError: Names every fault with its line.
    """
    faults = FaultList()
    lines = [
        (number, line.split())
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    fleet, capacity = _vehicles(_after(lines, "VEHICLE"), faults)
    nodes = _nodes(_after(lines, "CUSTOMER"), faults)
    faults.stop_if_any()
    depot, *customers = nodes
    return timed_benchmark(
        depot, customers, fleet=fleet, capacity=capacity, distances=distances
    )


def _after(
    lines: list[tuple[int, list[str]]], title: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of numbers that follow the line *title* and its header."""
    inside = False
    for number, words in lines:
        if words[0][:1].isalpha():
            # The header "CUST NO." also begins with letters: it keeps a section open.
            if len(words) == 1:
                inside = words[0].upper() == title
            continue
        if inside:
            yield number, words


def _vehicles(
    lines: Iterator[tuple[int, list[str]]], faults: FaultList
) -> tuple[int, int]:
    for line, words in lines:
        if len(words) != 2:  # noqa: PLR2004 (number and capacity)
            faults.add(
                InputCode.WRONG_COLUMNS, at_line(line), found=len(words), wanted=2
            )
            return 0, 0
        fleet, capacity = (faults.whole(word, line) for word in words)
        if fleet > _MOST_VEHICLES:
            faults.add(
                InputCode.TOO_LARGE, at_line(line), value=fleet, limit=_MOST_VEHICLES
            )
            return 0, 0
        return fleet, capacity
    faults.add(InputCode.MISSING_SECTION, "VEHICLE", section="VEHICLE")
    return 0, 0


def _nodes(lines: Iterator[tuple[int, list[str]]], faults: FaultList) -> list[Node]:
    nodes: list[Node] = []
    seen: set[int] = set()
    for line, words in lines:
        if len(words) != _COLUMNS:
            faults.add(
                InputCode.WRONG_COLUMNS,
                at_line(line),
                found=len(words),
                wanted=_COLUMNS,
            )
            continue
        number, demand = faults.whole(words[0], line), faults.whole(words[3], line)
        x, y, opens, closes, service = (
            faults.number(words[column], line) for column in (1, 2, 4, 5, 6)
        )
        if number in seen:
            faults.add(InputCode.DUPLICATE_NODE, at_line(line), node=number)
        if min(opens, service) < 0:
            faults.add(InputCode.NEGATIVE, at_line(line), value=min(opens, service))
        if closes < opens:
            faults.add(
                InputCode.WINDOW_CLOSES_FIRST,
                at_line(line),
                opens=words[4],
                closes=words[5],
            )
        seen.add(number)
        nodes.append(Node(number, x, y, demand, opens, closes, service))
    if not nodes:
        faults.add(InputCode.MISSING_SECTION, "CUSTOMER", section="CUSTOMER")
    return nodes

"""Reads capacitated instances (CVRP) in the VRPLIB format, a child of TSPLIB's."""

from distribution.routing.errors.input_faults import InputCode
from distribution.routing.instances.benchmark import (
    Benchmark,
    Distances,
    Node,
    capacitated_benchmark,
    euclidean_matrix,
)
from distribution.routing.instances.lines import FaultList, at_line

_Section = list[tuple[int, list[str]]]
"""The lines of a section: line number, words."""

_MOST_NODES = 20_000
"""A matrix for more would not fit into an ordinary machine's memory."""

_EXPLICIT = {
    "FULL_MATRIX": lambda size: [(r, c) for r in range(size) for c in range(size)],
    "LOWER_ROW": lambda size: [(r, c) for r in range(size) for c in range(r)],
    "LOWER_DIAG_ROW": lambda size: [(r, c) for r in range(size) for c in range(r + 1)],
    "UPPER_ROW": lambda size: [(r, c) for r in range(size) for c in range(r + 1, size)],
    "UPPER_DIAG_ROW": lambda size: [
        (r, c) for r in range(size) for c in range(r, size)
    ],
}
"""The cells that each format of given distances lists, in its order."""


def read_vrplib(text: str, distances: Distances = Distances.NEAREST) -> Benchmark:
    """Return the instance in *text*; distances that the file gives are kept as given.

    Customers are numbered from 1 in the order of the file without the depot, as in
    VRPLIB solutions. The fleet is unlimited unless the file has ``VEHICLES``.

    Raises:
        InvalidProblemError: Names every fault with its line.
    """
    faults = FaultList()
    keys, sections = _split(text, faults)
    _supported(keys, faults)
    size = _key_number(keys, "DIMENSION", faults)
    capacity = _key_number(keys, "CAPACITY", faults)
    if size > _MOST_NODES:
        line = at_line(keys["DIMENSION"][0])
        faults.add(InputCode.TOO_LARGE, line, value=size, limit=_MOST_NODES)
    faults.stop_if_any()
    explicit = keys["EDGE_WEIGHT_TYPE"][1] == "EXPLICIT"
    points = {} if explicit else _rows(sections, "NODE_COORD_SECTION", 3, size, faults)
    demands = _rows(sections, "DEMAND_SECTION", 2, size, faults)
    depot = _depot(sections, list(demands), faults)
    numbers = [depot, *(number for number in demands if number != depot)]
    if not explicit:
        for number in demands.keys() - points.keys():
            faults.add(InputCode.UNKNOWN_NODE, "NODE_COORD_SECTION", node=number)
    given = _given(keys, sections, size, faults) if explicit else []
    fleet = _key_number(keys, "VEHICLES", faults) if "VEHICLES" in keys else None
    longest = _key_number(keys, "DISTANCE", faults) if "DISTANCE" in keys else None
    service = _key_number(keys, "SERVICE_TIME", faults) if "SERVICE_TIME" in keys else 0
    faults.stop_if_any()

    nodes = []
    for place, number in enumerate(numbers):
        x, y = points.get(number, (0.0, 0.0))
        nodes.append(Node(place, x, y, int(demands[number][0])))
    if explicit:
        order = [list(demands).index(number) for number in numbers]
        matrix = [[given[row][column] for column in order] for row in order]
    else:
        matrix = euclidean_matrix(nodes, distances)
    scale = 1 if explicit else distances.scale
    problem = capacitated_benchmark(
        nodes[1:],
        matrix,
        fleet=fleet,
        capacity=capacity,
        longest_route=None if longest is None else longest * scale,
        service=service * scale,
    )
    where = {str(node.number): (node.x, node.y) for node in nodes[1:]}
    where["depot"] = (nodes[0].x, nodes[0].y)
    return Benchmark(problem, distances, None if explicit else where)


def _split(
    text: str, faults: FaultList
) -> tuple[dict[str, tuple[int, str]], dict[str, _Section]]:
    """Return the keys with their line and value, and the sections with their lines."""
    keys: dict[str, tuple[int, str]] = {}
    sections: dict[str, _Section] = {}
    open_section: _Section | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line == "EOF":
            break
        if not line:
            continue
        if line[0].isalpha() and ":" in line:
            key, _, value = line.partition(":")
            keys[key.strip().upper()] = (number, value.strip().strip('"'))
            open_section = None
        elif line[0].isalpha() and line.split()[0].endswith("_SECTION"):
            open_section = sections.setdefault(line.split()[0], [])
        elif open_section is not None:
            open_section.append((number, line.split()))
        else:
            faults.add(
                InputCode.UNSUPPORTED, at_line(number), key="wiersz", value=line[:40]
            )
    return keys, sections


def _supported(keys: dict[str, tuple[int, str]], faults: FaultList) -> None:
    supported = {
        "TYPE": {"CVRP", "DCVRP"},
        "EDGE_WEIGHT_TYPE": {"EUC_2D", "EXPLICIT"},
        "EDGE_WEIGHT_FORMAT": {*_EXPLICIT, "FUNCTION"},
    }
    for key, values in supported.items():
        if key in keys and keys[key][1] not in values:
            line, value = keys[key]
            faults.add(InputCode.UNSUPPORTED, at_line(line), key=key, value=value)
    if "EDGE_WEIGHT_TYPE" not in keys:
        name = "EDGE_WEIGHT_TYPE"
        faults.add(InputCode.MISSING_SECTION, name, section=name)


def _key_number(keys: dict[str, tuple[int, str]], key: str, faults: FaultList) -> int:
    if key not in keys:
        faults.add(InputCode.MISSING_SECTION, key, section=key)
        return 0
    line, value = keys[key]
    return faults.whole(value, line)


def _rows(
    sections: dict[str, _Section],
    title: str,
    columns: int,
    size: int,
    faults: FaultList,
) -> dict[int, tuple[float, ...]]:
    """Return the numbers of each node in the section *title*, by node."""
    if title not in sections:
        faults.add(InputCode.MISSING_SECTION, title, section=title)
        return {}
    rows: dict[int, tuple[float, ...]] = {}
    for line, words in sections[title]:
        if len(words) != columns:
            faults.numbers(words, columns, line)
            continue
        node = faults.whole(words[0], line)
        if node in rows:
            faults.add(InputCode.DUPLICATE_NODE, at_line(line), node=node)
        if title == "DEMAND_SECTION":
            rows[node] = (float(faults.whole(words[1], line)),)
        else:
            rows[node] = tuple(faults.number(word, line) for word in words[1:])
    if len(rows) != size:
        faults.add(
            InputCode.WRONG_COUNT, title, section=title, found=len(rows), wanted=size
        )
    return rows


def _depot(sections: dict[str, _Section], known: list[int], faults: FaultList) -> int:
    """Return the only depot's number, the first node's if there is no such section."""
    if "DEPOT_SECTION" not in sections:
        return known[0] if known else 0
    words = [(line, word) for line, row in sections["DEPOT_SECTION"] for word in row]
    named = [(line, word) for line, word in words if word != "-1"]
    if len(named) != 1:
        faults.add(
            InputCode.WRONG_COUNT,
            "DEPOT_SECTION",
            section="DEPOT_SECTION",
            found=len(named),
            wanted=1,
        )
        return 0
    line, word = named[0]
    depot = faults.whole(word, line)
    if depot not in known:
        faults.add(InputCode.UNKNOWN_NODE, at_line(line), node=word)
    return depot


def _given(
    keys: dict[str, tuple[int, str]],
    sections: dict[str, _Section],
    size: int,
    faults: FaultList,
) -> list[list[int]]:
    """Return the distances that the file lists itself."""
    title = "EDGE_WEIGHT_SECTION"
    layout = keys.get("EDGE_WEIGHT_FORMAT", (0, ""))[1]
    if title not in sections or layout not in _EXPLICIT:
        missing = title if title not in sections else "EDGE_WEIGHT_FORMAT"
        faults.add(InputCode.MISSING_SECTION, missing, section=missing)
        return []
    values = [faults.whole(word, line) for line, row in sections[title] for word in row]
    cells = _EXPLICIT[layout](size)
    if len(values) != len(cells):
        faults.add(
            InputCode.WRONG_COUNT,
            title,
            section=title,
            found=len(values),
            wanted=len(cells),
        )
        return []
    matrix = [[0] * size for _ in range(size)]
    for (row, column), value in zip(cells, values, strict=True):
        matrix[row][column] = value
        if layout != "FULL_MATRIX":
            matrix[column][row] = value
    return matrix

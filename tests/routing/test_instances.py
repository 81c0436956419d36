"""Public formats and their conventions, held to routes that are known to be best."""

import contextlib
import csv
import hashlib
import json
import math
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.routing.errors.input_faults import InputCode, InvalidProblemError
from distribution.routing.instances.benchmark import Benchmark, Distances
from distribution.routing.instances.json_file import ProblemFile, schema, write_json
from distribution.routing.instances.reading import read_instance, write_solution
from distribution.routing.planning import solve
from distribution.routing.rules.checker import faults
from distribution.routing.rules.problem import Problem
from distribution.routing.rules.timing import assemble
from tests.routing.days import days, line_day, shift, stop

ALL = Path(__file__).parents[2] / "benchmarks" / "data" / "vrp"
FEW = Path(__file__).parents[1] / "data" / "vrp"

TINY = """\
NAME : tiny
COMMENT : "four corners: one is the depot"
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 0 3
3 4 3
4 4 0
DEMAND_SECTION
1 0
2 4
3 4
4 4
DEPOT_SECTION
1
-1
EOF
"""

SHORT = """\
short

VEHICLE
NUMBER     CAPACITY
  2         20

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND    READY TIME  DUE DATE   SERVICE  TIME

    0      0         0          0          0       100          0
    1      1         1         10          0        50          5
    2      2         2         10         10        60          5
"""


def found(text):
    with pytest.raises(InvalidProblemError) as refused:
        read_instance(text.encode())
    return {(fault.code, fault.field) for fault in refused.value.faults}


def instances():
    with (ALL / "bks.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", instances(), ids=lambda row: row["name"])
def test_every_public_instance_is_read(row):
    benchmark = read_instance((ALL / row["folder"] / row["file"]).read_bytes())
    assert isinstance(benchmark, Benchmark)
    expected = Distances.NEAREST if row["folder"] == "x" else Distances.TRUNC1
    assert benchmark.distances is expected
    assert len(benchmark.problem.stops) in {100, 200, 400, 114, 171, 227, 330}


def test_the_files_are_the_published_ones():
    lines = (ALL / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for line in lines:
        digest, name = line.split()
        assert hashlib.sha256((ALL / name).read_bytes()).hexdigest() == digest
    published = {path.name: path for path in ALL.rglob("*.*")}
    for copy in (*FEW.glob("*.txt"), *FEW.glob("X-*")):
        assert copy.read_bytes() == published[copy.name].read_bytes()


@pytest.mark.parametrize(
    "row", [row for row in instances() if row["folder"] == "x"], ids=lambda r: r["name"]
)
def test_the_best_known_routes_have_the_published_cost(row):
    """The reader, the rounding and the checker against somebody else's solution."""
    benchmark = read_instance((ALL / "x" / row["file"]).read_bytes())
    published = (ALL / "x" / f"{row['name']}.sol").read_text(encoding="utf-8")
    routes = [
        line.partition(":")[2].split()
        for line in published.splitlines()
        if line.startswith("Route")
    ]
    problem = benchmark.problem
    stops = {each.id: each for each in problem.stops}
    vehicle = problem.shifts[0]
    fleet = tuple(
        msgspec.structs.replace(vehicle, id=str(n)) for n in range(len(routes))
    )
    problem = msgspec.structs.replace(problem, shifts=fleet)
    orders = {str(n): [stops[name] for name in r] for n, r in enumerate(routes)}
    plan = assemble(problem, orders, ())
    assert faults(problem, plan) == []
    assert benchmark.cost(plan) == row["bks"]
    assert write_solution(benchmark, plan).split() == published.split()


def test_an_unlimited_fleet_is_large_enough():
    for row in instances():
        if row["folder"] == "x":
            benchmark = read_instance((ALL / "x" / row["file"]).read_bytes())
            assert len(benchmark.problem.shifts) >= int(row["name"].split("-k")[1])
            assert solve(benchmark.problem, seconds=0.3).unserved == ()


@pytest.mark.parametrize("name", ["C103.txt", "R208.txt", "X-n115-k10.vrp"])
def test_a_short_search_serves_every_customer(name):
    benchmark = read_instance((FEW / name).read_bytes())
    plan = solve(benchmark.problem, seconds=0.5)
    assert plan.unserved == ()
    assert faults(benchmark.problem, plan) == []
    last = write_solution(benchmark, plan).splitlines()[-1]
    best = {row["file"]: float(row["bks"]) for row in instances()}[name]
    assert last.startswith("Cost ")
    assert best <= float(last.removeprefix("Cost ")) < 1.5 * best


@given(st.tuples(*[st.floats(-1000, 1000)] * 4))
def test_truncation_never_exceeds_and_rounding_is_near(coordinates):
    one, other = coordinates[:2], coordinates[2:]
    exact = math.dist(one, other)
    assert exact - 0.1 < Distances.TRUNC1.between(one, other) / 10 <= exact + 1e-9
    assert abs(Distances.NEAREST.between(one, other) - exact) <= 0.5
    up = Distances.EUCLIDEAN.between(one, other) / Distances.EUCLIDEAN.scale
    assert exact - 1e-9 <= up <= exact + 1e-4


def test_exact_tenths_survive_truncation():
    for tenths in range(5000):
        assert Distances.TRUNC1.between((0, 0), (0, tenths / 10)) == tenths


def test_times_of_a_timed_instance_are_scaled_with_its_distances():
    for distances, scale in (("trunc1", 10), ("nearest", 1), ("euclidean", 10_000)):
        problem = read_instance(SHORT.encode(), Distances(distances)).problem
        second = problem.stops[1]
        assert (second.windows[0].opens, second.windows[0].closes) == (
            10 * scale,
            60 * scale,
        )
        assert second.service == 5 * scale
        assert {one.ends for one in problem.shifts} == {100 * scale}
        assert len(problem.shifts) == 2


def test_costs_are_written_in_the_unit_of_the_instance():
    solution = {}
    for distances in Distances:
        benchmark = read_instance(SHORT.encode(), distances)
        plan = assemble(benchmark.problem, {"1": list(benchmark.problem.stops)}, ())
        solution[distances.value] = write_solution(benchmark, plan)
    assert solution == {
        "trunc1": "Route #1: 1 2\nCost 5.6\n",
        "nearest": "Route #1: 1 2\nCost 5\n",
        "euclidean": f"Route #1: 1 2\nCost {4 * math.sqrt(2):.4f}\n",
    }


def test_a_depot_need_not_be_the_first_node():
    moved = TINY.replace("DEPOT_SECTION\n1\n", "DEPOT_SECTION\n3\n")
    moved = moved.replace("1 0\n2 4\n3 4\n", "1 4\n2 4\n3 0\n")
    problem = read_instance(moved.encode()).problem
    assert [each.id for each in problem.stops] == ["1", "2", "3"]
    assert problem.travel.metres[0] == [0, 5, 4, 3]


def test_distances_that_the_file_lists_are_kept():
    head, _, _ = TINY.partition("NODE_COORD_SECTION")
    demands = TINY[TINY.index("DEMAND_SECTION") :]
    head = head.replace("EUC_2D", "EXPLICIT\nEDGE_WEIGHT_FORMAT : LOWER_ROW")
    given_ = f"{head}EDGE_WEIGHT_SECTION\n1\n2 3\n4 5 6\n{demands}"
    matrix = read_instance(given_.encode()).problem.travel.metres
    assert matrix == [[0, 1, 2, 4], [1, 0, 3, 5], [2, 3, 0, 6], [4, 5, 6, 0]]
    short = given_.replace("4 5 6", "4 5")
    assert found(short) == {(InputCode.WRONG_COUNT, "EDGE_WEIGHT_SECTION")}


def test_a_longest_route_limits_distance_and_service():
    limited = TINY.replace("CAPACITY", "DISTANCE : 10\nSERVICE_TIME : 2\nCAPACITY")
    problem = read_instance(limited.encode()).problem
    assert problem.travel.seconds == problem.travel.metres
    assert {one.ends for one in problem.shifts} == {10}
    assert {each.service for each in problem.stops} == {2}


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("TYPE : CVRP", "TYPE : PDTSP", InputCode.UNSUPPORTED, "wiersz 3"),
        ("EUC_2D", "GEO", InputCode.UNSUPPORTED, "wiersz 5"),
        ("CAPACITY : 10", "CAPACITY : ten", InputCode.BAD_NUMBER, "wiersz 6"),
        ("CAPACITY : 10\n", "", InputCode.MISSING_SECTION, "CAPACITY"),
        ("3 4 3", "3 4", InputCode.WRONG_COLUMNS, "wiersz 10"),
        ("3 4 3", "3 4 nan", InputCode.BAD_NUMBER, "wiersz 10"),
        ("4 4 0", "3 4 0", InputCode.DUPLICATE_NODE, "wiersz 11"),
        ("\n4 4\n", "\n4 -4\n", InputCode.BAD_NUMBER, "wiersz 16"),
        ("\n4 4\n", "\n", InputCode.WRONG_COUNT, "DEMAND_SECTION"),
        ("DEPOT_SECTION\n1", "DEPOT_SECTION\n9", InputCode.UNKNOWN_NODE, "wiersz 18"),
        ("DIMENSION : 4", "DIMENSION : 4000000", InputCode.TOO_LARGE, "wiersz 4"),
    ],
)
def test_a_bad_vrplib_file_is_named_with_its_line(old, new, code, field):
    assert old in TINY
    assert (code, field) in found(TINY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("  2         20", "  2", InputCode.WRONG_COLUMNS, "wiersz 5"),
        ("  2         20", "  2 many", InputCode.BAD_NUMBER, "wiersz 5"),
        ("  2         20", "  99999 20", InputCode.TOO_LARGE, "wiersz 5"),
        ("VEHICLE", "VESSELS", InputCode.MISSING_SECTION, "VEHICLE"),
        (" 60          5", " 6 5", InputCode.WINDOW_CLOSES_FIRST, "wiersz 12"),
        (" 60          5", " 60", InputCode.WRONG_COLUMNS, "wiersz 12"),
        (" 60          5", " 60 -5", InputCode.NEGATIVE, "wiersz 12"),
        ("    2      2 ", "    1      2 ", InputCode.DUPLICATE_NODE, "wiersz 12"),
    ],
)
def test_a_bad_solomon_file_is_named_with_its_line(old, new, code, field):
    assert old in SHORT
    assert found(SHORT.replace(old, new)) == {(code, field)}


def test_every_bad_line_is_named_at_once():
    bad = SHORT.replace(" 60          5", " 60").replace("  2         20", "  2 x")
    assert found(bad) == {
        (InputCode.BAD_NUMBER, "wiersz 5"),
        (InputCode.WRONG_COLUMNS, "wiersz 12"),
    }


@pytest.mark.parametrize("text", ["", "hello", "a;b;c\n1;2;3\n", "[1, 2]"])
def test_other_files_are_refused_as_unknown(text):
    assert found(text) == {(InputCode.UNKNOWN_FORMAT, "wiersz 1")}


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(InvalidProblemError) as refused:
        read_instance(b"NAME \xff\xfe")
    assert [fault.code for fault in refused.value.faults] == [InputCode.NOT_TEXT]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_the_reader(content):
    for prefix in (b"", b"VEHICLE\n", b"DIMENSION : 2\n", TINY.encode()[:150], b"{"):
        with contextlib.suppress(InvalidProblemError):
            read_instance(prefix + content)


@given(days())
def test_our_own_json_reads_back_what_was_written(problem):
    assert read_instance(msgspec.json.encode(problem)) == problem


def test_json_with_coordinates_gets_estimated_times():
    file = ProblemFile(
        depots=line_day([], []).depots,
        stops=(stop("a", 1),),
        shifts=(shift(),),
        places=({"lat": 50.92, "lon": 22.22}, {"lat": 50.93, "lon": 22.25}),
    )
    problem = read_instance(msgspec.json.encode(file))
    assert isinstance(problem, Problem)
    assert problem.travel.is_estimate
    answer = json.loads(write_json(problem, solve(problem, seconds=0.1)))
    assert answer["is_estimate"] is True
    assert [visit["stop"] for visit in answer["routes"][0]["visits"]] == ["a"]


def test_json_that_does_not_fit_the_schema_says_where():
    assert found('{"depots": [{"id": 1}]}') == {(InputCode.BAD_JSON, "$")}
    assert found('{"depots": [], "stops": [], "shifts": [], "x": 1}') == {
        (InputCode.BAD_JSON, "$")
    }
    bad = '{"depots": [], "stops": [], "shifts": [], "places": [{"lat": 91, "lon": 0}]}'
    assert found(bad) == {(InputCode.BAD_COORDINATES, "places[0]")}


def test_the_schema_names_every_field():
    fields = schema()["$defs"]["ProblemFile"]["properties"]
    assert set(fields) == set(ProblemFile.__struct_fields__)

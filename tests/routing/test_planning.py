"""OR-Tools behind its door: always an answer, always one that the checker accepts."""

import time

import msgspec
import pytest
from hypothesis import given, settings

from distribution.routing import planning
from distribution.routing.errors import FaultyPlanError
from distribution.routing.errors.input_faults import InvalidProblemError
from distribution.routing.rules.checker import faults
from distribution.routing.rules.plan import UnservedCode
from distribution.routing.rules.problem import Load, Objective, Window
from tests.routing.days import HOUR, NINE, NOON, days, line_day, shift, stop

replace = msgspec.structs.replace


def solve(problem, seconds=0.2):
    return planning.solve(problem, seconds=seconds)


def visits(plan):
    return {
        route.shift: [visit.stop for visit in route.visits] for route in plan.routes
    }


@settings(max_examples=25, deadline=None)
@given(days())
def test_every_answer_passes_the_checker(problem):
    assert faults(problem, solve(problem, seconds=0.1)) == []


def test_stops_are_served_in_the_shortest_order():
    day = line_day([stop("c", 6), stop("a", 1), stop("b", 3)], [shift(end_place=None)])
    plan = solve(day)
    assert visits(plan) == {"ania": ["a", "b", "c"]}
    assert plan.cost == 3600


def test_an_open_route_does_not_pay_the_way_back():
    closed = line_day([stop("a", 9)], [shift()])
    opened = line_day([stop("a", 9)], [shift(end_place=None)])
    assert (solve(closed).cost, solve(opened).cost) == (10_800, 5400)


def test_a_route_that_ends_at_home_goes_home():
    """R7: the driver lives at the far end of the road."""
    day = line_day([stop("a", 3), stop("b", 8)], [shift(end_place=9)])
    plan = solve(day)
    assert visits(plan) == {"ania": ["a", "b"]}
    assert plan.cost == 5400


def test_windows_are_kept_even_where_they_lengthen_the_way():
    late = (Window(NINE + HOUR, NOON),)
    early = (Window(NINE, NINE + 3000),)
    day = line_day(
        [stop("near", 1, windows=late), stop("far", 5, windows=early)], [shift()]
    )
    assert visits(solve(day)) == {"ania": ["far", "near"]}


def test_a_stop_with_two_windows_is_served_in_either():
    between = (Window(NINE, NINE + 60), Window(NINE + 2 * HOUR, NOON))
    day = line_day([stop("a", 2, windows=between)], [shift()])
    (visit,) = solve(day).routes[0].visits
    assert visit.begins == NINE + 2 * HOUR


def test_each_dimension_splits_the_load_over_vehicles():
    for load, room in (
        (Load(packs=6), Load(packs=10, grams=9, cold_boxes=9)),
        (Load(grams=6), Load(packs=9, grams=10, cold_boxes=9)),
        (Load(cold_boxes=6), Load(packs=9, grams=9, cold_boxes=10)),
    ):
        stops = [stop("a", 1, load=load), stop("b", 1, load=load)]
        day = line_day(stops, [shift("x", capacity=room), shift("y", capacity=room)])
        assert sorted(map(len, visits(solve(day)).values())) == [1, 1]


def test_requirements_pick_the_vehicle():
    day = line_day(
        [stop("a", 1, requirements=frozenset({"lift"}))],
        [shift("plain"), shift("lift", skills=frozenset({"lift"}))],
    )
    assert visits(solve(day)) == {"lift": ["a"]}


def test_ordinary_stops_do_not_push_out_the_one_that_needs_this_vehicle():
    """E51: vehicles with a skill filled with ordinary stops (VROOM #778)."""
    day = line_day(
        [
            stop("special", 5, requirements=frozenset({"lift"})),
            *(stop(f"usual{number}", 1) for number in range(4)),
        ],
        [
            shift("lift", skills=frozenset({"lift"}), capacity=Load(packs=20)),
            shift("plain", capacity=Load(packs=30)),
        ],
    )
    plan = solve(day)
    assert plan.unserved == ()
    assert "special" in visits(plan)["lift"]


def test_low_priority_is_dropped_first():
    day = line_day(
        [stop("low", 1, priority=0), stop("high", 9, priority=100)],
        [shift(capacity=Load(packs=10))],
    )
    plan = solve(day)
    assert visits(plan) == {"ania": ["high"]}
    assert plan.unserved[0].code is UnservedCode.VEHICLES_FULL_PACKS


def test_a_stop_is_left_out_where_its_price_is_lower_than_the_way():
    day = line_day([stop("far", 9, price=100), stop("near", 1)], [shift()])
    plan = solve(day)
    assert visits(plan) == {"ania": ["near"]}
    assert plan.unserved[0].code is UnservedCode.NOT_WORTH_PRICE
    assert plan.cost == 1300


def test_a_day_without_shifts_or_stops_has_a_plan():
    """E49: never None, never a blank page."""
    assert solve(line_day([], [shift()])).routes == ()
    plan = solve(line_day([stop("a", 1)], []))
    assert plan.unserved[0].code is UnservedCode.NO_SHIFT


def test_one_impossible_stop_spoils_nothing():
    day = line_day([stop("huge", 1, load=Load(packs=999)), stop("a", 1)], [shift()])
    plan = solve(day)
    assert visits(plan) == {"ania": ["a"]}
    assert plan.unserved[0].code is UnservedCode.NO_CAPACITY_PACKS


def test_without_time_to_search_the_greedy_plan_is_the_answer():
    day = line_day([stop("a", 1), stop("b", 2)], [shift()])
    plan = planning.solve(day, seconds=0)
    assert plan.unserved == ()
    assert faults(day, plan) == []


def test_the_search_keeps_to_its_time():
    day = line_day([stop(f"s{n}", n % 10) for n in range(60)], [shift(), shift("jan")])
    begun = time.monotonic()
    solve(day, seconds=0.5)
    assert time.monotonic() - begun < 2


def test_the_objective_decides_between_a_quick_and_a_short_way():
    day = line_day([stop("a", 1), stop("b", 2)], [shift(end_place=None)], places=3)
    quick = [[0, 900, 100], [100, 0, 100], [100, 100, 0]]
    short = [[0, 10, 90], [90, 0, 10], [90, 90, 0]]
    day = replace(day, travel=replace(day.travel, seconds=quick, metres=short))
    by_time, by_way = (
        solve(replace(day, objective=objective)) for objective in Objective
    )
    assert (visits(by_time), by_time.cost) == ({"ania": ["b", "a"]}, 200)
    assert (visits(by_way), by_way.cost) == ({"ania": ["a", "b"]}, 20)


def test_a_malformed_problem_is_refused_with_all_its_faults():
    day = line_day([stop("a", 99), stop("a", 1, service=-1)], [shift()])
    with pytest.raises(InvalidProblemError) as refused:
        solve(day)
    assert len(refused.value.faults) == 3


def test_a_plan_that_the_checker_rejects_never_leaves():
    """E50: the door between the search and everyone else."""
    day = line_day([stop("a", 1, load=Load(packs=60)), stop("b", 1)], [shift()])
    overloaded = {"ania": [day.stops[0], day.stops[1], day.stops[0]]}
    with pytest.raises(FaultyPlanError) as refused:
        planning.best_valid(day, [overloaded])
    assert refused.value.first in {"stop_twice", "over_capacity"}
    sound = {"ania": list(day.stops)}
    plan = planning.best_valid(day, [overloaded, sound])
    assert faults(day, plan) == []

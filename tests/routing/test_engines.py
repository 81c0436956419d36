"""Three engines behind one door: what they promise whichever is asked."""

import time

import msgspec
import pytest
from hypothesis import given, settings

from distribution.routing import planning
from distribution.routing.errors.input_faults import InvalidProblemError
from distribution.routing.limits import Watch
from distribution.routing.rules.checker import faults
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.problem import Break, Load, Objective, Window
from tests.routing.days import HOUR, NINE, NOON, days, line_day, shift, stop

replace = msgspec.structs.replace
every_engine = pytest.mark.parametrize("engine", Engine)


def solve(problem, engine, seconds=0.2, **more):
    plan = planning.solve(problem, seconds=seconds, engine=engine, **more)
    assert faults(problem, plan) == []
    return plan


def visits(plan):
    return {
        route.shift: [visit.stop for visit in route.visits] for route in plan.routes
    }


def busy_day(stops=30):
    """More doors than one glance can order, on a ring of places."""
    places = 12
    day = line_day(
        [
            stop(
                f"s{n}",
                n % (places - 1) + 1,
                windows=(Window(NINE, NOON),) if n % 3 else (),
            )
            for n in range(stops)
        ],
        [shift("ania", capacity=Load(200)), shift("jan", capacity=Load(200))],
        places=places,
        step=60,
    )
    ring = [
        [60 * min(abs(a - b), places - abs(a - b)) for b in range(places)]
        for a in range(places)
    ]
    return replace(day, travel=replace(day.travel, seconds=ring))


@every_engine
@settings(max_examples=12, deadline=None)
@given(problem=days())
def test_every_answer_passes_the_checker(engine, problem):
    solve(problem, engine, seconds=0.05)


@every_engine
def test_a_requirement_keeps_others_away_but_not_from_ordinary_stops(engine):
    lift = frozenset({"lift"})
    day = line_day(
        [stop("high", 5, requirements=lift), stop("a", 1), stop("b", 9)],
        [shift("plain"), shift("lift", skills=lift, capacity=Load(packs=10))],
    )
    plan = solve(day, engine)
    assert visits(plan)["lift"] == ["high"]
    assert plan.unserved == ()


@every_engine
def test_the_break_is_taken_in_its_time_and_never_at_a_door(engine):
    """R6, E54: nine o'clock, an hour's way, and half an hour's rest from ten."""
    rest = Break(NINE + HOUR, NINE + HOUR + 300, 1800)
    stops = [stop("a", 4, service=1500), stop("b", 5, service=1500)]
    plan = solve(line_day(stops, [shift(breaks=(rest,), end_place=None)]), engine)
    (route,) = plan.routes
    (taken,) = route.rests
    assert rest.opens <= taken.begins <= rest.closes
    assert taken.ends - taken.begins == 1800
    assert all(
        taken.ends <= visit.begins or visit.leaves <= taken.begins
        for visit in route.visits
    )


@every_engine
def test_a_shift_takes_no_more_stops_than_it_may(engine):
    """R9"""
    day = line_day(
        [stop(f"s{n}", n + 1) for n in range(4)],
        [shift("ania", most_stops=1), shift("jan", most_stops=3)],
    )
    assert len(visits(solve(day, engine))["ania"]) == 1


@every_engine
@pytest.mark.parametrize("objective", Objective)
def test_nobody_drives_longer_or_further_than_they_may(engine, objective):
    """R9: also where the limit is not on what the objective adds up."""
    day = line_day(
        [stop("near", 1), stop("far", 6)],
        [shift("ania", most_driving=2400, most_metres=20_000), shift("jan")],
    )
    plan = solve(replace(day, objective=objective), engine)
    assert "far" in visits(plan)["jan"]
    assert plan.unserved == ()


@every_engine
def test_the_usual_driver_comes_unless_the_way_is_much_longer(engine):
    """R20"""
    day = line_day(
        [stop("a", 2, usual_driver="jan"), stop("b", 3, usual_driver="ania")],
        [shift("ania"), shift("jan")],
    )
    kept = solve(replace(day, stranger_price=9000), engine)
    assert visits(kept) == {"jan": ["a"], "ania": ["b"]}
    assert kept.cost == 6000
    assert len(solve(replace(day, stranger_price=100), engine).routes) == 1


@every_engine
def test_fewest_drivers_or_the_least_way_as_the_price_of_a_shift_says(engine):
    """R17: two who live at either end, or one who drives there and back."""
    away = frozenset({"jan"})
    day = line_day(
        [stop("a", 1), stop("b", 8)],
        [shift("ania", end_place=1), shift("jan", start_place=9, end_place=8)],
    )
    day = replace(day, depots=(*day.depots, replace(day.depots[0], id="x", place=9)))
    assert visits(solve(day, engine)).keys() == {"ania"} | away
    dear = replace(day, shifts=tuple(replace(s, price=50_000) for s in day.shifts))
    assert len(visits(solve(dear, engine))) == 1


@pytest.mark.parametrize("engine", [Engine.BEST, Engine.PYVRP])
def test_the_same_seed_and_work_give_the_same_plan(engine):
    day = busy_day()
    one, other = (solve(day, engine, seconds=60, seed=5, rounds=200) for _ in range(2))
    assert one == other


def test_every_better_plan_is_told_and_is_better():
    told = []
    watch = Watch(better=lambda orders, cost: told.append((orders, cost)))
    plan = solve(busy_day(), Engine.BEST, seconds=0.5, watch=watch)
    costs = [cost for _, cost in told]
    assert costs == sorted(set(costs), reverse=True)
    assert plan.cost <= costs[-1]


def test_cancelling_keeps_the_best_so_far():
    told = []
    watch = Watch(
        better=lambda _orders, cost: told.append(cost), cancelled=lambda: bool(told)
    )
    begun = time.monotonic()
    plan = solve(busy_day(), Engine.BEST, seconds=30, watch=watch)
    assert time.monotonic() - begun < 10
    assert plan.cost <= told[-1]


def test_a_thousand_doors_have_a_plan_in_time():
    day = busy_day(1000)
    wide = replace(
        day,
        shifts=tuple(
            shift(f"d{n}", capacity=Load(packs=400), ends=NOON + 9 * HOUR)
            for n in range(30)
        ),
    )
    begun = time.monotonic()
    plan = solve(wide, Engine.BEST, seconds=3)
    assert time.monotonic() - begun < 6
    assert plan.unserved == ()


@every_engine
def test_what_is_locked_stays_first_and_the_rest_is_planned_around_it(engine):
    """R14: "far" has been promised to ania's start, though others lie before it."""
    day = line_day(
        [stop("near", 1), stop("far", 8), stop("middle", 5)],
        [shift("ania", begins_with=("far",), capacity=Load(packs=20)), shift("jan")],
    )
    plan = solve(day, engine)
    assert visits(plan)["ania"][0] == "far"
    assert len(visits(plan)["ania"]) <= 2
    assert plan.unserved == ()


def test_a_lock_that_breaks_a_rule_is_refused_by_name():
    late = (Window(NINE, NINE + 60),)
    day = line_day([stop("a", 5, windows=late)], [shift(begins_with=("a", "b"))])
    with pytest.raises(InvalidProblemError) as unknown:
        planning.solve(day, seconds=0.1)
    known = replace(day, shifts=(shift(begins_with=("a",)),))
    with pytest.raises(InvalidProblemError) as broken:
        planning.solve(known, seconds=0.1)
    fields = [
        fault.field for error in (unknown, broken) for fault in error.value.faults
    ]
    assert fields == ["shifts[0].begins_with", "shifts[0].begins_with[0]"]

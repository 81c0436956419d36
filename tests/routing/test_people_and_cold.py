"""Cold, crews, people kept apart, and a fair share: what every engine promises."""

import msgspec
import pytest

from distribution.routing import planning
from distribution.routing.reasons import explained
from distribution.routing.rules.checker import faults
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import UnservedCode
from distribution.routing.rules.problem import Load, Window
from distribution.routing.rules.validation import problem_errors
from tests.routing.days import HOUR, NINE, NOON, line_day, shift, stop

replace = msgspec.structs.replace
every_engine = pytest.mark.parametrize("engine", Engine)
COLD = Load(packs=1, cold_boxes=1)


def solve(problem, engine, seconds=0.3):
    plan = planning.solve(problem, seconds=seconds, engine=engine)
    assert faults(problem, plan) == []
    return plan


def visits(plan):
    return {
        route.shift: [visit.stop for visit in route.visits] for route in plan.routes
    }


@every_engine
def test_cold_is_handed_over_in_time_though_the_way_is_longer(engine):
    """The round trip is as long either way; only one way is the cheese still cold."""
    stops = [stop(f"s{n}", n, service=600) for n in range(1, 5)]
    stops[3] = replace(stops[3], load=COLD)
    day = replace(line_day(stops, [shift()]), cold_limit=2500)
    plan = solve(day, engine)
    assert plan.unserved == ()
    assert visits(plan)["ania"][0] == "s4"


@every_engine
def test_the_car_waits_in_the_yard_rather_than_at_a_door(engine):
    noon = (Window(NOON, NOON + HOUR),)
    stops = [stop("a", 1), stop("b", 2, load=COLD, windows=noon)]
    day = line_day(stops, [shift(ends=NOON + 2 * HOUR)])
    plan = solve(replace(day, cold_limit=1300), engine)
    assert plan.unserved == ()
    assert plan.routes[0].departs >= NOON - 1300


@every_engine
def test_a_door_for_two_is_left_to_a_crew_of_two(engine):
    day = line_day(
        [stop("two", 5, crew_needed=2), stop("a", 1), stop("b", 9)],
        [shift("alone"), shift("both", crew=2, capacity=Load(packs=10))],
    )
    plan = solve(day, engine)
    assert visits(plan)["both"] == ["two"]
    assert plan.unserved == ()


@every_engine
def test_those_who_must_not_meet_do_not(engine):
    day = line_day(
        [stop("a", 5, not_drivers=frozenset({"ania"})), stop("b", 5)],
        [shift("ania"), shift("jan", capacity=Load(packs=10))],
    )
    plan = solve(day, engine)
    assert visits(plan) == {"jan": ["a"], "ania": ["b"]}


@every_engine
def test_nobody_works_longer_than_they_may(engine):
    day = line_day(
        [stop(f"s{n}", 2, service=900) for n in range(4)],
        [shift("ania", most_work=2400 + 2 * 900), shift("jan")],
    )
    plan = solve(day, engine)
    assert plan.unserved == ()
    assert len(visits(plan).get("ania", [])) <= 2


@every_engine
def test_a_price_on_the_longest_work_shares_it(engine):
    """R10: one driver could do it all, and two need twice the way."""
    stops = [stop(f"s{n}", 1, service=1500) for n in range(4)]
    day = line_day(stops, [shift("ania"), shift("jan")])
    assert len(solve(day, engine).routes) == 1
    fair = solve(replace(day, balance_price=2), engine)
    assert sorted(map(len, visits(fair).values())) == [2, 2]
    assert fair.cost == 2 * 1200 + 2 * (1200 + 2 * 1500)


def left_out(day, orders):
    (unserved,) = explained(day, orders)
    return unserved


def test_each_new_rule_has_a_reason_of_its_own():
    apart = line_day([stop("a", 1, not_drivers=frozenset({"ania"}))], [shift()])
    assert left_out(apart, {}).code is UnservedCode.ONLY_EXCLUDED_DRIVERS
    alone = line_day([stop("a", 1, crew_needed=2)], [shift()])
    few = left_out(alone, {})
    assert few.code is UnservedCode.CREW_TOO_SMALL
    assert few.facts == {"wanted": 2, "available": 1}
    far = replace(line_day([stop("a", 5, load=COLD)], [shift()]), cold_limit=2900)
    warm = left_out(far, {})
    assert warm.code is UnservedCode.COLD_TOO_FAR
    assert warm.facts == {"minutes": 2}
    stops = [stop("a", 1, load=COLD, service=600), stop("b", 9, load=COLD)]
    both = replace(line_day(stops, [shift(ends=NOON + HOUR)]), cold_limit=5400)
    late = left_out(both, {"ania": [stops[0]]})
    assert late.code is UnservedCode.COLD_TOO_LONG
    full = line_day([stop("a", 1), stop("b", 1)], [shift(most_work=1200)])
    worked = left_out(full, {"ania": [full.stops[0]]})
    assert worked.code is UnservedCode.NOT_FOUND_IN_TIME
    hard = line_day(
        [stop("a", 1, service=1), stop("b", 1, service=1)], [shift(most_work=1201)]
    )
    assert left_out(hard, {"ania": [hard.stops[0]]}).code is UnservedCode.ROUTES_FULL
    short = line_day([stop("a", 5)], [shift(most_driving=3000)])
    assert left_out(short, {}).code is UnservedCode.LIMIT_TOO_LOW


def test_what_cannot_be_is_refused_by_name():
    day = line_day(
        [stop("a", 1, crew_needed=0)], [shift(crew=0, loaded=NINE + 1, most_work=-1)]
    )
    day = replace(day, cold_limit=-1, balance_price=-2)
    named = sorted(str(fault).split(":")[0] for fault in problem_errors(day))
    assert named == [
        "problem.balance_price",
        "problem.cold_limit",
        "shifts[0].crew",
        "shifts[0].loaded",
        "shifts[0].most_work",
        "stops[0].crew_needed",
    ]

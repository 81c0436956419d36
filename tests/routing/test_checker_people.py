"""Who may come, how long cold is out, and a fair share: the checker catches it all."""

import msgspec
import pytest
from hypothesis import assume
from hypothesis import strategies as st

from distribution.routing.rules.checker import Fault, FaultCode, faults
from distribution.routing.rules.problem import Break, Load, Window, prices
from distribution.routing.rules.timing import assemble, drive, fits, work
from tests.routing.days import HOUR, NINE, NOON, for_days, line_day, shift, stop
from tests.routing.test_checker import (
    codes,
    found,
    planned_days,
    with_shift,
    with_stop,
)

replace = msgspec.structs.replace
COLD = Load(packs=1, cold_boxes=1)


def of_route(case, data):
    """Return a day, its plan, one of its shifts, its route and a visit on it."""
    problem, plan, number = case
    route = plan.routes[number]
    visit = data.draw(st.sampled_from(route.visits))
    return problem, plan, found(problem, route.shift), route, visit


@for_days(planned_days(), st.data())
def test_a_driver_who_must_not_come_is_caught(case, data):
    problem, plan, one, _, visit = of_route(case, data)
    apart = with_stop(problem, visit.stop, not_drivers=frozenset({one.driver}))
    assert faults(apart, plan) == [
        Fault(FaultCode.DRIVER_EXCLUDED, shift=one.id, stop=visit.stop)
    ]


@for_days(planned_days(), st.data())
def test_a_crew_that_is_too_small_is_caught(case, data):
    problem, plan, one, _, visit = of_route(case, data)
    more = with_stop(problem, visit.stop, crew_needed=one.crew + 1)
    assert faults(more, plan) == [
        Fault(FaultCode.CREW_TOO_SMALL, shift=one.id, stop=visit.stop, by=1)
    ]


@for_days(planned_days(), st.data(), st.integers(0, 900))
def test_cold_is_out_from_loading_to_the_door(case, data, before):
    problem, plan, one, route, visit = of_route(case, data)
    problem = with_stop(problem, visit.stop, load=COLD)
    problem = with_shift(problem, one.id, loaded=route.departs - before)
    out = visit.begins - route.departs + before
    assume(out > 0)
    fault = Fault(FaultCode.COLD_TOO_LONG, shift=one.id, stop=visit.stop, by=1)
    assert fault not in faults(replace(problem, cold_limit=out), plan)
    assert fault in faults(replace(problem, cold_limit=out - 1), plan)


@for_days(planned_days())
def test_work_is_driving_set_up_and_service(case):
    problem, plan, number = case
    route = plan.routes[number]
    one = found(problem, route.shift)
    place, done = one.start_place, route.driving
    for visit in route.visits:
        door = found(problem, visit.stop)
        done += door.service + (door.set_up if door.place != place else 0)
        place = door.place
    assert codes(with_shift(problem, one.id, most_work=done), plan) == set()
    assume(done)
    assert faults(with_shift(problem, one.id, most_work=done - 1), plan) == [
        Fault(FaultCode.TOO_MUCH_WORK, shift=one.id, by=1)
    ]


@for_days(planned_days())
def test_the_longest_work_is_paid_for(case):
    problem, plan, _ = case
    dearer = replace(problem, balance_price=problem.balance_price + 1)
    longest = max(
        work(
            problem,
            found(problem, route.shift),
            [found(problem, visit.stop) for visit in route.visits],
        )
        for route in plan.routes
    )
    left_out = {no.stop for no in plan.unserved}
    more = sum(
        after - before
        for one, before, after in zip(
            problem.stops, prices(problem), prices(dearer), strict=True
        )
        if one.id in left_out
    )
    wrong = [Fault(FaultCode.WRONG_COST, by=longest + more)] if longest + more else []
    assert faults(dearer, plan) == wrong


def test_the_car_leaves_later_so_that_the_cold_need_not_wait_in_it():
    """At noon somebody is at home; leaving at nine, the cheese would be out since."""
    stops = [stop("a", 1, service=60), stop("b", 2, load=COLD)]
    late = replace(stops[1], windows=(Window(NOON, NOON + HOUR),))
    day = line_day([stops[0], late], [shift(ends=NOON + 2 * HOUR)])
    cold = replace(day, cold_limit=2000)
    one = cold.shifts[0]
    assert drive(day, one, day.stops).departs == NINE
    route = drive(cold, one, cold.stops)
    assert route.departs == NOON - 600 - 60 - 600
    assert faults(cold, assemble(cold, {"ania": cold.stops}, ())) == []
    assert not fits(replace(day, cold_limit=1259), one, cold.stops)


def test_a_later_departure_does_not_miss_the_window_that_made_it_short():
    """The door has two windows: leaving any later would mean the second one."""
    first = stop("a", 1, windows=(Window(NINE + 600, NINE + 900),))
    cheese = replace(stop("b", 2, load=COLD), windows=(Window(NOON, NOON + 60),))
    day = line_day([first, cheese], [shift(ends=NOON + 2 * HOUR)])
    one = day.shifts[0]
    soonest = NOON - NINE - 300
    assert fits(replace(day, cold_limit=soonest), one, day.stops)
    assert not fits(replace(day, cold_limit=soonest - 1), one, day.stops)


def test_who_goes_on_from_a_door_loaded_long_ago():
    day = line_day([stop("a", 1, load=COLD)], [shift(loaded=NINE - HOUR)])
    assert fits(replace(day, cold_limit=HOUR + 600), day.shifts[0], day.stops)
    assert not fits(replace(day, cold_limit=HOUR + 599), day.shifts[0], day.stops)


@pytest.mark.parametrize("limit", [2999, 3000])
def test_a_break_counts_while_the_cold_waits(limit):
    rest = Break(NINE, NINE + 300, 1200)
    day = line_day([stop("a", 3, load=COLD)], [shift(breaks=(rest,))])
    day = replace(day, cold_limit=limit)
    assert fits(day, day.shifts[0], day.stops) == (limit == 3000)

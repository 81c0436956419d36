"""The checker catches every kind of corruption of a plan, and accepts good ones."""

from itertools import pairwise

import msgspec
from hypothesis import assume
from hypothesis import strategies as st

from distribution.routing.greedy import greedy_orders
from distribution.routing.reasons import explained
from distribution.routing.rules.checker import Fault, FaultCode, faults
from distribution.routing.rules.plan import Plan, Unserved, UnservedCode
from distribution.routing.rules.problem import UNREACHABLE, Load, Window
from distribution.routing.rules.timing import assemble
from tests.routing.days import NINE, NOON, days, for_days, line_day, shift, stop

replace = msgspec.structs.replace


def greedy_plan(problem):
    orders = greedy_orders(problem)
    return assemble(problem, orders, explained(problem, orders))


@st.composite
def planned_days(draw):
    """A day, its plan, and the number of a route in it.

    One shift and one stop at its depot are added that always fit each other.
    """
    problem = draw(days())
    depot = problem.depots[0].place
    room = Load(packs=draw(st.integers(1, 90)), grams=90_000, cold_boxes=3)
    sure = shift("sure", capacity=room, starts=50, ends=90_000, start_place=depot)
    door = stop("door", depot, load=Load(), allowed_shifts=frozenset({"sure"}))
    problem = replace(
        problem,
        shifts=(
            *problem.shifts,
            replace(sure, end_place=draw(st.none() | st.just(depot))),
        ),
        stops=(door, *problem.stops),
    )
    plan = greedy_plan(problem)
    return problem, plan, draw(st.integers(0, len(plan.routes) - 1))


def with_route(plan, number, **changes):
    routes = list(plan.routes)
    routes[number] = replace(routes[number], **changes)
    return replace(plan, routes=tuple(routes))


def with_visit(plan, number, visit, **changes):
    visits = list(plan.routes[number].visits)
    visits[visit] = replace(visits[visit], **changes)
    return with_route(plan, number, visits=tuple(visits))


def with_stop(problem, name, **changes):
    stops = [replace(s, **changes) if s.id == name else s for s in problem.stops]
    return replace(problem, stops=tuple(stops))


def with_shift(problem, name, **changes):
    shifts = [replace(s, **changes) if s.id == name else s for s in problem.shifts]
    return replace(problem, shifts=tuple(shifts))


def codes(problem, plan):
    return {fault.code for fault in faults(problem, plan)}


def found(problem, name):
    return next(each for each in (*problem.stops, *problem.shifts) if each.id == name)


@for_days(days())
def test_a_plan_made_by_the_rules_has_no_faults(problem):
    assert faults(problem, greedy_plan(problem)) == []


@for_days(planned_days())
def test_a_visit_taken_out_is_a_forgotten_stop(case):
    problem, plan, number = case
    visits = plan.routes[number].visits
    shorter = with_route(plan, number, visits=visits[:-1])
    assert FaultCode.STOP_FORGOTTEN in codes(problem, shorter)


@for_days(days(), st.data())
def test_an_unserved_stop_left_unmentioned_is_forgotten(problem, data):
    plan = greedy_plan(problem)
    assume(plan.unserved)
    silent = data.draw(st.sampled_from(plan.unserved))
    rest = tuple(each for each in plan.unserved if each != silent)
    assert Fault(FaultCode.STOP_FORGOTTEN, stop=silent.stop) in faults(
        problem, replace(plan, unserved=rest)
    )


@for_days(planned_days())
def test_a_stop_visited_twice_is_caught(case):
    problem, plan, number = case
    visits = plan.routes[number].visits
    assert FaultCode.STOP_TWICE in codes(
        problem, with_route(plan, number, visits=(*visits, visits[0]))
    )


@for_days(planned_days())
def test_a_served_stop_called_unserved_is_caught(case):
    problem, plan, number = case
    served = plan.routes[number].visits[0].stop
    excuse = Unserved(served, UnservedCode.NO_ROAD, None, {})
    worse = replace(plan, unserved=(*plan.unserved, excuse))
    assert FaultCode.SERVED_AND_UNSERVED in codes(problem, worse)


@for_days(planned_days())
def test_a_stop_that_nobody_asked_for_is_caught(case):
    problem, plan, number = case
    strange = with_visit(plan, number, 0, stop="ghost")
    assert FaultCode.UNKNOWN_STOP in codes(problem, strange)
    excuse = Unserved("ghost", UnservedCode.NO_ROAD, None, {})
    strange = replace(plan, unserved=(*plan.unserved, excuse))
    assert FaultCode.UNKNOWN_STOP in codes(problem, strange)


@for_days(planned_days())
def test_a_shift_that_does_not_exist_or_drives_twice_is_caught(case):
    problem, plan, number = case
    strange = with_route(plan, number, shift="ghost")
    assert FaultCode.UNKNOWN_SHIFT in codes(problem, strange)
    twice = replace(plan, routes=(*plan.routes, plan.routes[number]))
    assert FaultCode.SHIFT_TWICE in codes(problem, twice)


@for_days(planned_days())
def test_a_route_without_visits_is_caught(case):
    problem, plan, number = case
    assert FaultCode.EMPTY_ROUTE in codes(problem, with_route(plan, number, visits=()))


@for_days(
    planned_days(),
    st.sampled_from(
        [
            ("arrives", FaultCode.WRONG_ARRIVAL),
            ("leaves", FaultCode.WRONG_LEAVING),
        ]
    ),
    st.integers(-5000, 5000).filter(bool),
    st.data(),
)
def test_times_of_a_visit_are_recomputed(case, field_and_code, by, data):
    problem, plan, number = case
    field, code = field_and_code
    visits = plan.routes[number].visits
    which = data.draw(st.integers(0, len(visits) - 1))
    moved = getattr(visits[which], field) + by
    assert code in codes(problem, with_visit(plan, number, which, **{field: moved}))


@for_days(
    planned_days(),
    st.sampled_from(
        [
            ("ends", FaultCode.WRONG_END),
            ("driving", FaultCode.WRONG_DRIVING),
            ("metres", FaultCode.WRONG_METRES),
        ]
    ),
    st.integers(-5000, 5000).filter(bool),
)
def test_totals_of_a_route_are_recomputed(case, field_and_code, by):
    problem, plan, number = case
    field, code = field_and_code
    wrong = getattr(plan.routes[number], field) + by
    assert code in codes(problem, with_route(plan, number, **{field: wrong}))


@for_days(days(), st.integers(-5000, 5000).filter(bool))
def test_the_cost_is_recomputed(problem, by):
    plan = greedy_plan(problem)
    wrong = replace(plan, cost=plan.cost + by)
    assert faults(problem, wrong) == [Fault(FaultCode.WRONG_COST, by=abs(by))]


@for_days(planned_days())
def test_leaving_before_the_shift_begins_is_caught(case):
    problem, plan, number = case
    name = plan.routes[number].shift
    early = with_route(plan, number, departs=found(problem, name).starts - 1)
    assert FaultCode.DEPARTS_BEFORE_SHIFT in codes(problem, early)


@for_days(planned_days())
def test_the_way_back_counts_towards_the_end_of_the_shift(case):
    """E55: the shift is over at its end place, not at the last door."""
    problem, plan, number = case
    route = plan.routes[number]
    exact = with_shift(problem, route.shift, ends=route.ends)
    assert codes(exact, plan) == set()
    short = with_shift(problem, route.shift, ends=route.ends - 1)
    fault = Fault(FaultCode.ENDS_AFTER_SHIFT, shift=route.shift, by=1)
    assert fault in faults(short, plan)


@for_days(planned_days(), st.data())
def test_windows_bound_the_start_of_work_with_both_ends(case, data):
    problem, plan, number = case
    visit = data.draw(st.sampled_from(plan.routes[number].visits))
    at = visit.begins
    for opens, closes in ((at, at + 99), (max(0, at - 99), at), (at, at)):
        snug = with_stop(problem, visit.stop, windows=(Window(opens, closes),))
        assert FaultCode.OUTSIDE_WINDOWS not in codes(snug, plan)
    for opens, closes in ((at + 1, at + 99), (at - 99, at - 1)):
        missed = with_stop(problem, visit.stop, windows=(Window(opens, closes),))
        fault = Fault(
            FaultCode.OUTSIDE_WINDOWS,
            shift=plan.routes[number].shift,
            stop=visit.stop,
            by=1,
        )
        assert fault in faults(missed, plan)


def test_the_gap_between_two_windows_is_outside():
    day = line_day([stop("a", 1)], [shift()])
    plan = greedy_plan(day)
    begins = plan.routes[0].visits[0].begins
    gap = (Window(0, begins - 1), Window(begins + 1, NOON))
    assert codes(with_stop(day, "a", windows=gap), plan) == {FaultCode.OUTSIDE_WINDOWS}


@for_days(planned_days(), st.data())
def test_work_cannot_begin_before_arrival_and_set_up(case, data):
    problem, plan, number = case
    visits = plan.routes[number].visits
    which = data.draw(st.integers(0, len(visits) - 1))
    early = visits[which].arrives - 1
    hasty = with_visit(plan, number, which, begins=early)
    assert FaultCode.BEGINS_TOO_SOON in codes(problem, hasty)


def test_set_up_is_spent_once_per_place():
    doors = [stop(n, 1, set_up=120, service=60) for n in ("a", "b")]
    day = line_day([*doors, stop("c", 2, set_up=120)], [shift()])
    route = greedy_plan(day).routes[0]
    waits = {visit.stop: visit.begins - visit.arrives for visit in route.visits}
    assert waits == {"a": 120, "b": 0, "c": 120}
    hasty = with_visit(greedy_plan(day), 0, 2, begins=route.visits[2].begins - 1)
    assert FaultCode.BEGINS_TOO_SOON in codes(day, hasty)


@for_days(planned_days(), st.sampled_from(["packs", "grams", "cold_boxes"]))
def test_no_dimension_may_be_overloaded(case, dimension):
    problem, plan, number = case
    route = plan.routes[number]
    carried = sum(
        getattr(found(problem, visit.stop).load, dimension) for visit in route.visits
    )
    roomy = Load(packs=10**6, grams=10**6, cold_boxes=10**6)
    exact = replace(roomy, **{dimension: carried})
    assert codes(with_shift(problem, route.shift, capacity=exact), plan) == set()
    tight = replace(roomy, **{dimension: carried - 1})
    assert faults(with_shift(problem, route.shift, capacity=tight), plan) == [
        Fault(FaultCode.OVER_CAPACITY, shift=route.shift, dimension=dimension, by=1)
    ]


@for_days(planned_days(), st.data())
def test_requirements_and_allowed_shifts_are_checked(case, data):
    problem, plan, number = case
    visit = data.draw(st.sampled_from(plan.routes[number].visits))
    picky = with_stop(problem, visit.stop, requirements=frozenset({"boat"}))
    assert codes(picky, plan) == {FaultCode.REQUIREMENTS}
    shut = with_stop(problem, visit.stop, allowed_shifts=frozenset({"other"}))
    assert codes(shut, plan) == {FaultCode.SHIFT_NOT_ALLOWED}


def test_a_leg_without_a_road_is_caught():
    day = line_day([stop("a", 1), stop("b", 2)], [shift()])
    plan = greedy_plan(day)
    for origin, goal in pairwise((0, 1, 2, 0)):
        rows = [list(row) for row in day.travel.seconds]
        rows[origin][goal] = UNREACHABLE
        cut = replace(day, travel=replace(day.travel, seconds=rows))
        assert FaultCode.NO_ROAD in codes(cut, plan)


def test_swapping_two_visits_without_new_times_is_caught():
    day = line_day([stop("a", 1), stop("b", 3)], [shift()])
    plan = greedy_plan(day)
    swapped = with_route(plan, 0, visits=plan.routes[0].visits[::-1])
    assert FaultCode.WRONG_ARRIVAL in codes(day, swapped)


def test_waiting_longer_than_needed_is_allowed():
    day = line_day([stop("a", 1, windows=(Window(NINE, NOON),))], [shift()])
    plan = greedy_plan(day)
    route = plan.routes[0]
    visit = route.visits[0]
    late = with_visit(plan, 0, 0, begins=visit.begins + 60, leaves=visit.leaves + 60)
    assert codes(day, with_route(late, 0, ends=route.ends + 60)) == set()


def test_an_empty_plan_of_an_empty_day_is_right():
    assert faults(line_day([], [shift()]), Plan((), (), 0)) == []

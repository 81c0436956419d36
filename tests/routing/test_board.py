"""A plan changed by hand: only what was moved moves, and every broken rule is named."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.routing.greedy import greedy_orders
from distribution.routing.planning import best_valid
from distribution.routing.rules.board import (
    Arrangement,
    insertions,
    judged,
    locked_problem,
    moved,
    with_firm,
    with_lock,
)
from distribution.routing.rules.checker import FaultCode, faults
from distribution.routing.rules.problem import Load, Window
from distribution.routing.rules.timing import assemble
from distribution.routing.rules.validation import problem_errors
from tests.routing.days import HOUR, NINE, days, line_day, shift, stop

AB = Arrangement({"ania": ("a", "b"), "ola": ("c",)})


@st.composite
def arranged(draw):
    """A day, who brings what as the quick planner says, and a move of any kind."""
    problem = draw(days().filter(lambda day: day.shifts and day.stops))
    quick = greedy_orders(problem)
    plan = Arrangement(
        {key: tuple(one.id for one in stops) for key, stops in quick.items() if stops}
    )
    chosen = draw(st.sampled_from(problem.stops)).id
    to = draw(st.none() | st.sampled_from([one.id for one in problem.shifts]))
    return problem, plan, chosen, to, draw(st.integers(-1, 8))


@settings(max_examples=40)
@given(arranged())
def test_a_move_leaves_all_others_in_their_order(given_):
    _, plan, chosen, to, place = given_
    after = moved(plan, chosen, to, place)
    assert after.shift_of(chosen) == to
    for key in {*plan.orders, *after.orders}:
        others = [one for one in plan.orders.get(key, ()) if one != chosen]
        assert [one for one in after.orders.get(key, ()) if one != chosen] == others
    if to is not None:
        route = after.orders[to]
        assert route.index(chosen) == max(0, min(place, len(route) - 1))


@settings(max_examples=40)
@given(arranged())
def test_what_is_judged_sound_passes_the_checker(given_):
    problem, plan, chosen, to, place = given_
    after = moved(plan, chosen, to, place)
    wrong = any(one.faults for one in judged(problem, after).values())
    stops = {one.id: one for one in problem.stops}
    orders = {key: [stops[one] for one in after.orders[key]] for key in after.orders}
    served = {one for order in after.orders.values() for one in order}
    free = msgspec.structs.replace(
        problem, stops=tuple(one for one in problem.stops if one.id in served)
    )
    assert wrong == bool(faults(free, assemble(free, orders, ())))


@settings(max_examples=40)
@given(arranged())
def test_the_first_place_offered_is_as_good_as_any(given_):
    problem, plan, chosen, _, _ = given_
    offered = insertions(problem, plan, chosen)
    assert {one.shift for one in offered} == {one.id for one in problem.shifts}
    best = offered[0]
    before = judged(problem, moved(plan, chosen, None, 0))
    for driver in problem.shifts:
        for place in range(len(plan.orders.get(driver.id, ())) + 1):
            there = judged(problem, moved(plan, chosen, driver.id, place))[driver.id]
            known = before[driver.id].faults if driver.id in before else ()
            new = [one for one in there.faults if one not in known]
            assert len(best.faults) <= len(new)


def test_a_late_door_and_a_full_car_are_named_with_how_much():
    day = line_day(
        [
            stop("a", 1),
            stop("b", 2, windows=(Window(NINE, NINE + 1500),), service=600),
            stop("c", 1, load=Load(packs=95)),
        ],
        [shift("ania"), shift("ola")],
    )
    plan = Arrangement({"ania": ("b", "a"), "ola": ("c",)})
    assert not any(one.faults for one in judged(day, plan).values())

    late = judged(day, moved(plan, "c", "ania", 0))["ania"]

    found = {(one.code, one.stop, one.by) for one in late.faults}
    assert found == {(FaultCode.OVER_CAPACITY, None, 15)}
    slow = msgspec.structs.replace(
        day,
        stops=tuple(
            msgspec.structs.replace(one, service=600) if one.id == "c" else one
            for one in day.stops
        ),
    )
    late = judged(slow, moved(plan, "c", "ania", 0))["ania"]
    assert (FaultCode.OUTSIDE_WINDOWS, "b", 300) in {
        (one.code, one.stop, one.by) for one in late.faults
    }


def test_locks_bind_whoever_solves_again():
    day = line_day(
        [stop("a", 1), stop("b", 2), stop("c", 3), stop("d", 4)],
        [shift("ania"), shift("ola")],
    )
    plan = Arrangement({"ania": ("d", "a"), "ola": ("c", "b")})
    plan = with_firm(with_lock(plan, "b", locked=True), "ania", 2)

    held = locked_problem(day, plan)
    found = best_valid(held, [greedy_orders_of(held)])

    routes = {one.shift: [v.stop for v in one.visits] for one in found.routes}
    assert routes["ania"][:2] == ["d", "a"]
    assert "b" in routes["ola"]
    assert faults(day, found) == []


def test_locks_that_the_day_has_overtaken_bind_nobody():
    day = line_day(
        [stop("a", 1, allowed_shifts=frozenset({"ola"})), stop("b", 2), stop("c", 3)],
        [shift("ola", ends=NINE + HOUR), shift("ewa")],
    )
    late = stop("d", 4, windows=(Window(NINE - HOUR, NINE - 1),))
    day = line_day([*day.stops, late], day.shifts)
    plan = Arrangement(
        {"ania": ("b",), "ewa": ("a",), "ola": ("c", "d")},
        locked=frozenset({"a", "b", "c"}),
        firm={"ola": 2},
    )

    held = locked_problem(day, plan)

    assert problem_errors(held) == []
    allowed = {one.id: one.allowed_shifts for one in held.stops}
    assert allowed["a"] == {"ola"}
    assert allowed["b"] is None
    assert allowed["c"] == {"ola"}
    assert [one.begins_with for one in held.shifts] == [("c",), ()]


def greedy_orders_of(held):
    from distribution.routing.locking import without_locked

    return greedy_orders(without_locked(held))


def test_a_firm_order_follows_what_is_moved_in_and_out_of_it():
    firm = with_firm(AB, "ania", 2)
    assert moved(firm, "a", "ola", 0).firm == {"ania": 1}
    assert moved(firm, "c", "ania", 1).firm == {"ania": 3}
    assert moved(firm, "c", "ania", 2).firm == {"ania": 2}
    assert with_firm(firm, "ania", 0).firm == {}
    assert with_firm(AB, "ania", 99).firm == {"ania": 2}


def test_who_is_on_no_route_is_locked_to_nobody():
    locked = with_lock(AB, "a", locked=True)
    assert moved(locked, "a", "ola", 0).locked == {"a"}
    assert moved(locked, "a", None, 0).locked == frozenset()
    assert with_lock(AB, "stranger", locked=True).locked == frozenset()


def test_a_stop_that_is_late_is_offered_the_driver_who_is_free():
    day = line_day(
        [
            stop("a", 1, service=HOUR),
            stop("b", 2, windows=(Window(NINE, NINE + 1800),)),
        ],
        [shift("ania"), shift("ola")],
    )
    plan = Arrangement({"ania": ("a", "b")})
    first, *_ = insertions(day, plan, "b")
    assert (first.shift, first.position, first.faults) == ("ania", 0, ())

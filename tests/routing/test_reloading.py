"""Trips with loading in between: planned where needed, judged by the checker (R8)."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from distribution.routing.errors.input_faults import InvalidProblemError
from distribution.routing.greedy import greedy_orders, mended
from distribution.routing.instances import json_file
from distribution.routing.planning import solve
from distribution.routing.reasons import explained
from distribution.routing.remedying import remedies
from distribution.routing.rules.board import Arrangement, judged, locked_problem
from distribution.routing.rules.checker import FaultCode, faults, route_faults
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.on_paper import driven_from
from distribution.routing.rules.plan import Reload, UnservedCode
from distribution.routing.rules.problem import Break, Depot, Load, Reloading, Window
from distribution.routing.rules.remedies import RemedyKind
from distribution.routing.rules.timing import assemble, drive, fits
from distribution.routing.rules.trips import loading, told
from tests.routing.days import NINE, NOON, days, line_day, loads, shift, stop

replace = msgspec.structs.replace

SMALL = Load(packs=20, grams=100_000, cold_boxes=2)
AGAIN = Reloading(places=(0,), seconds=600, most=3)


def van(**changes):
    return shift(**({"capacity": SMALL, "reloads": AGAIN, "ends": 60_000} | changes))


def four_doors(**changes):
    return [stop(name, 1, **changes) for name in ("a", "b", "c", "d")]


@st.composite
def days_of_trips(draw):
    """Any valid day on which some shifts come back to load, and stock may be short."""
    problem = draw(days())
    places = [depot.place for depot in problem.depots]
    ids = [one.id for one in problem.stops]
    shifts = [
        replace(
            one,
            reloads=draw(
                st.none()
                | st.builds(
                    Reloading,
                    places=st.lists(
                        st.sampled_from(places), min_size=1, unique=True
                    ).map(tuple),
                    seconds=st.integers(0, 900),
                    most=st.integers(0, 3),
                )
            ),
            taken=draw(st.just(Load()) | loads(20)),
            aboard=draw(
                st.none() | st.none() | st.frozensets(st.sampled_from(ids))
                if ids
                else st.none()
            ),
        )
        for one in problem.shifts
    ]
    depots = [
        replace(one, stock=draw(st.none() | st.none() | loads(60)))
        for one in problem.depots
    ]
    return replace(problem, shifts=tuple(shifts), depots=tuple(depots))


def planned(problem, orders):
    return assemble(problem, orders, explained(problem, orders))


@settings(max_examples=150)
@given(days_of_trips())
def test_greedy_trips_break_no_rule(problem):
    assert faults(problem, planned(problem, greedy_orders(problem))) == []


@settings(max_examples=100)
@given(days_of_trips(), st.data())
def test_any_order_is_mended_until_it_breaks_none(problem, data):
    orders = {one.id: [] for one in problem.shifts}
    for one in problem.stops if problem.shifts else ():
        orders[data.draw(st.sampled_from(problem.shifts)).id].append(one)
    assert faults(problem, planned(problem, mended(problem, orders))) == []


def test_a_car_that_is_too_small_comes_back_once_for_the_rest():
    day = line_day(four_doors(), [van()])

    plan = solve(day, seconds=0.3)

    (route,) = plan.routes
    out, there = NINE, NINE + 600
    assert route.departs == out
    assert [visit.begins for visit in route.visits] == [there] * 2 + [there + 1800] * 2
    assert route.reloads == (
        Reload(
            after=2, place=0, arrives=out + 1200, begins=out + 1200, leaves=out + 1800
        ),
    )
    assert route.driving == 2400
    assert plan.cost == 2400


def test_nobody_comes_back_who_has_all_aboard():
    (route,) = solve(line_day(four_doors()[:2], [van()]), seconds=0.2).routes

    assert route.reloads == ()


def test_without_leave_to_come_back_the_rest_stays():
    plan = solve(line_day(four_doors(), [van(reloads=None)]), seconds=0.2)

    assert len(plan.unserved) == 2
    assert {one.code for one in plan.unserved} == {UnservedCode.VEHICLES_FULL_PACKS}


def test_one_reload_at_most_is_one_at_most():
    doors = [stop(f"door{number}", 1) for number in range(6)]

    plan = solve(line_day(doors, [van(reloads=replace(AGAIN, most=1))]), seconds=0.2)

    assert len(plan.unserved) == 2
    assert plan.unserved[0].facts["available"] == 0


def test_cold_counts_from_the_last_loading():
    early = stop("early", 1, windows=(Window(NINE, NINE + 900),))
    late = stop(
        "late", 1, load=Load(packs=10, cold_boxes=1), windows=(Window(NOON, NOON),)
    )
    day = replace(
        line_day([early, late], [van()]),
        cold_limit=1200,
    )

    plan = solve(day, seconds=0.3)

    (route,) = plan.routes
    assert plan.unserved == ()
    (again,) = route.reloads
    assert NOON - again.leaves <= 1200


def test_stock_at_the_base_goes_to_who_needs_it_most():
    doors = [stop("low", 1, priority=1), stop("high", 2, priority=90), stop("mid", 3)]
    day = line_day(doors, [van()])
    day = replace(day, depots=(Depot("mops", 0, stock=Load(packs=25, grams=10**6)),))

    plan = solve(day, seconds=0.3)

    assert [one.stop for one in plan.unserved] == ["low"]
    assert plan.unserved[0].code is UnservedCode.STOCK_SHORT
    served = planned(replace(day, depots=(Depot("mops", 0),)), {"ania": doors})
    assert {fault.code for fault in faults(day, served)} == {FaultCode.OVER_STOCK}


def test_what_is_not_in_the_car_comes_after_the_next_loading():
    day = line_day(
        [stop("far", 3), stop("near", 1)],
        [van(start_place=2, loaded=NINE - 600, aboard=frozenset({"far"}))],
    )
    day = replace(day, depots=(*day.depots, Depot("door", 2)))

    (route,) = solve(day, seconds=0.3).routes

    assert [visit.stop for visit in route.visits] == ["far", "near"]
    assert [one.after for one in route.reloads] == [1]
    there = line_day([stop("near", 1)], [van(reloads=None, aboard=frozenset())])
    (no,) = solve(there, seconds=0.2).unserved
    assert no.code is UnservedCode.NOT_ABOARD


def test_a_break_is_taken_beside_the_loading():
    rest = Break(NINE + 1200, NINE + 1200, 900)
    day = line_day(four_doors(), [van(breaks=(rest,))])

    plan = solve(day, seconds=0.4)

    (route,) = plan.routes
    assert plan.unserved == ()
    assert route.rests[0].begins == NINE + 1200
    assert route.reloads[0].leaves == NINE + 1200 + 900 + 600


def test_locked_doors_keep_their_trips():
    doors = [stop(name, at) for name, at in (("a", 1), ("b", 2), ("c", 3), ("d", 4))]
    day = line_day(doors, [van(begins_with=("d", "a", "c"))])

    (route,) = solve(day, seconds=0.3).routes

    assert [visit.stop for visit in route.visits] == ["d", "a", "c", "b"]
    assert [one.after for one in route.reloads] == [2]


def test_what_takes_up_room_does_so_until_the_next_loading():
    day = line_day(four_doors(), [van(taken=Load(packs=10))])

    (route,) = solve(day, seconds=0.3).routes

    ends = [one.after for one in route.reloads]
    trips = [last - first for first, last in pairwise([0, *ends, 4])]
    assert trips[0] <= 1
    assert max(trips) <= 2
    full = replace(day, shifts=(replace(day.shifts[0], reloads=None),))
    assert len(solve(full, seconds=0.3, engine=Engine.ORTOOLS).unserved) == 3


def test_a_stop_moved_by_hand_moves_the_reloading_too():
    day = line_day(four_doors(), [van(), shift("jan")])

    found = judged(day, Arrangement({"ania": ("a", "b", "c"), "jan": ("d",)}))

    assert [one.after for one in found["ania"].route.reloads] in ([1], [2])
    assert found["ania"].faults == ()
    assert found["jan"].route.reloads == ()


def test_a_pin_does_not_lose_the_reloading():
    day = line_day(four_doors(), [van()])
    held = Arrangement({"ania": ("c", "a")}, firm={"ania": 2})

    (route,) = solve(locked_problem(day, held), seconds=0.2).routes

    assert [visit.stop for visit in route.visits][:2] == ["c", "a"]
    assert len(route.reloads) == 1


def test_coming_back_would_help_where_the_car_is_full():
    day = line_day(four_doors(), [van(reloads=None)])
    orders = {"ania": list(day.stops[:2])}

    found = {one.kind: one for one in remedies(day, orders, day.stops[2])}

    assert found[RemedyKind.COME_BACK].amount == 1
    assert found[RemedyKind.COME_BACK].shift == "ania"
    full = {"ania": []}
    assert RemedyKind.COME_BACK not in {
        one.kind for one in remedies(day, full, day.stops[2])
    }


def test_a_larger_car_need_only_be_so_large_that_each_trip_fits():
    again = van(reloads=replace(AGAIN, most=1))
    day = line_day([*four_doors(), stop("e", 1)], [again])
    orders = {"ania": list(day.stops[:4])}

    found = {one.kind: one for one in remedies(day, orders, day.stops[4])}

    assert found[RemedyKind.MORE_PACKS].amount == 10


@pytest.mark.parametrize("rule", [{"cold_limit": 5400}, {"balance_price": 3}])
def test_trips_that_pyvrp_cannot_express_are_planned_too(rule):
    doors = [
        stop(f"door{n}", n % 9 + 1, load=Load(packs=5, cold_boxes=int(n % 3 == 0)))
        for n in range(12)
    ]
    day = line_day(doors, [van(), shift("jan", ends=60_000)], step=300)

    plan = solve(replace(day, **rule), seconds=0.5)

    assert plan.unserved == ()


@pytest.mark.parametrize(
    ("car", "times"),
    [
        ({}, 1),
        ({"most_stops": 3}, 1),
        ({"taken": Load(packs=10)}, 2),
        ({"aboard": frozenset({"c"}), "loaded": NINE}, 2),
        ({"end_place": None, "reloads": replace(AGAIN, most=1)}, 1),
    ],
)
def test_ortools_plans_trips_too(car, times):
    day = line_day(four_doors(), [van(**car)])

    plan = solve(day, seconds=0.1, engine=Engine.ORTOOLS)

    (route,) = plan.routes
    assert len(plan.unserved) == 4 - (car.get("most_stops") or 4)
    assert len(route.reloads) == times


@settings(max_examples=8, deadline=None)
@given(days_of_trips())
def test_trips_of_ortools_break_no_rule_and_cost_no_more_than_greedy_ones(problem):
    plan = solve(problem, seconds=0.05, engine=Engine.ORTOOLS)

    assert faults(problem, plan) == []
    assert plan.cost <= planned(problem, greedy_orders(problem)).cost


def test_the_same_seed_and_rounds_give_the_same_trips():
    doors = [stop(f"door{number}", number % 9 + 1) for number in range(12)]
    jan = shift("jan", capacity=SMALL, reloads=AGAIN, ends=60_000)
    day = line_day(doors, [van(), jan])

    one, other = (solve(day, seconds=60, rounds=100, seed=7) for _ in range(2))

    assert one == other
    assert one.unserved == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"places": ()}, "reloads_nowhere"),
        ({"places": (1,)}, "reloads_at_no_depot"),
        ({"places": (0, 0)}, "duplicate_id"),
        ({"seconds": -1}, "negative"),
        ({"most": -1}, "negative"),
    ],
)
def test_a_wrong_reloading_is_refused_before_planning(changes, code):
    day = line_day(four_doors(), [van(reloads=replace(AGAIN, **changes))])

    with pytest.raises(InvalidProblemError) as refused:
        solve(day, seconds=0.1)

    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_file_says_it_and_is_told_where_the_trips_end():
    day = line_day(four_doors(), [van()])
    text = msgspec.json.encode(day).decode()

    problem = json_file.read_json(text)
    answer = msgspec.json.decode(json_file.write_json(problem, solve(day, seconds=0.2)))

    assert problem == day
    assert answer["routes"][0]["reloads"][0]["after"] == 2


def two_trips():
    """Two trips of one route and a short stock, with nothing wrong."""
    doors = four_doors(load=Load(packs=10, cold_boxes=1), service=60)
    day = replace(line_day(doors, [van()]), cold_limit=1500)
    day = replace(day, depots=(Depot("mops", 0, stock=Load(40, 0, 4)),))
    plan = planned(day, {"ania": list(day.stops)})
    assert faults(day, plan) == []
    return day, plan


@st.composite
def trips_as_they_come(draw):
    """A shift that drives any doors in any trips, on paper: a problem and its route."""
    problem = draw(days_of_trips())
    able = [one for one in problem.shifts if one.reloads is not None]
    assume(able)
    assume(problem.stops)
    car = draw(st.sampled_from(able))
    order = draw(st.permutations(problem.stops))
    order = order[: draw(st.integers(1, len(order)))]
    ends = draw(st.sets(st.integers(0, len(order) - 1), max_size=3))
    calls = []
    for number, one in enumerate(order):
        if number in ends:
            place = draw(st.sampled_from(car.reloads.places))
            calls.append(loading(car.reloads, place))
        calls.append(one)
    route = told(driven_from(problem, car, calls, car.starts), calls)
    return problem, car, list(order), route


@settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
@given(trips_as_they_come())
def test_whatever_trips_bring_is_judged_trip_by_trip(case):
    problem, car, order, route = case
    bounds = [0, *(one.after for one in route.reloads), len(order)]
    trips = [order[first:last] for first, last in pairwise(bounds)]
    taken = [car.taken, *([Load()] * len(route.reloads))]
    begins = {visit.stop: visit.begins for visit in route.visits}
    out = [
        route.departs if car.loaded is None else car.loaded,
        *(one.leaves for one in route.reloads),
    ]

    found = {fault.code for fault in route_faults(problem, car, route, order)}

    assert (FaultCode.OVER_CAPACITY in found) == any(
        not sum((one.load for one in trip), start=already).fits(car.capacity)
        for trip, already in zip(trips, taken, strict=True)
    )
    assert (FaultCode.NOT_ABOARD in found) == (
        car.aboard is not None and any(one.id not in car.aboard for one in trips[0])
    )
    assert (FaultCode.COLD_TOO_LONG in found) == (
        problem.cold_limit is not None
        and any(
            one.is_cold and begins[one.id] - since > problem.cold_limit
            for trip, since in zip(trips, out, strict=True)
            for one in trip
        )
    )
    often = len(route.reloads) > car.reloads.most
    assert (FaultCode.TOO_MANY_RELOADS in found) == often
    assert not found & {
        FaultCode.RELOAD_MISPLACED,
        FaultCode.WRONG_ARRIVAL,
        FaultCode.WRONG_DRIVING,
        FaultCode.WRONG_METRES,
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
@given(trips_as_they_come(), st.data())
def test_a_loading_that_is_told_otherwise_is_caught(case, data):
    """At other hours, at no depot, after the last door, or twice."""
    problem, car, order, route = case
    assume(route.reloads)
    before = {fault.code for fault in route_faults(problem, car, route, order)}
    which = data.draw(st.integers(0, len(route.reloads) - 1))
    one = route.reloads[which]
    field = data.draw(st.sampled_from(["arrives", "begins", "leaves"]))
    by = data.draw(st.integers(-99, 99).filter(bool))
    for wrong in (
        [replace(one, **{field: getattr(one, field) + by})],
        [replace(one, place=len(problem.travel.seconds))],
        [replace(one, after=len(order))],
        [one, one],
    ):
        reloads = (*route.reloads[:which], *wrong, *route.reloads[which + 1 :])
        found = route_faults(problem, car, replace(route, reloads=reloads), order)
        assert {fault.code for fault in found} - before


def with_reload(plan, **changes):
    (route,) = plan.routes
    (again,) = route.reloads
    return replace(plan, routes=(replace(route, reloads=(replace(again, **changes),)),))


def codes(day, plan):
    return {fault.code for fault in faults(day, plan)}


@given(st.integers(1, 5000), st.sampled_from(["arrives", "begins", "leaves"]))
def test_hours_of_the_loading_that_cannot_be_are_caught(by, field):
    day, plan = two_trips()
    (again,) = plan.routes[0].reloads

    assert codes(day, with_reload(plan, **{field: getattr(again, field) - by})) & {
        FaultCode.WRONG_ARRIVAL,
        FaultCode.BEGINS_TOO_SOON,
        FaultCode.WRONG_LEAVING,
    }


@given(st.integers(-3, 9))
def test_a_loading_elsewhere_in_the_route_is_caught(after):
    assume(after != 2)
    day, plan = two_trips()

    assert codes(day, with_reload(plan, after=after))


@given(st.integers(1, 9))
def test_a_loading_where_there_is_no_depot_is_caught(place):
    day, plan = two_trips()

    assert FaultCode.RELOAD_MISPLACED in codes(day, with_reload(plan, place=place))


def test_a_loading_twice_at_once_is_caught():
    day, plan = two_trips()
    (route,) = plan.routes
    twice = replace(route, reloads=route.reloads * 2)

    assert codes(day, replace(plan, routes=(twice,))) == {FaultCode.RELOAD_MISPLACED}


@given(st.integers(1, 20))
def test_a_trip_that_is_too_heavy_is_caught(less):
    day, plan = two_trips()
    tight = replace(day.shifts[0], capacity=Load(20 - less, 0, 2))

    found = faults(replace(day, shifts=(tight,)), plan)

    assert [(one.code, one.by) for one in found] == [(FaultCode.OVER_CAPACITY, less)]


@given(st.integers(1, 40))
def test_more_than_there_is_at_the_depot_is_caught(less):
    day, plan = two_trips()
    short = replace(day, depots=(Depot("mops", 0, stock=Load(40 - less, 0, 4)),))

    found = faults(short, plan)

    assert [(one.code, one.by) for one in found] == [(FaultCode.OVER_STOCK, less)]


def test_trips_more_often_than_allowed_are_caught():
    day, plan = two_trips()
    for reloads in (None, replace(AGAIN, most=0)):
        never = replace(day, shifts=(replace(day.shifts[0], reloads=reloads),))
        assert FaultCode.TOO_MANY_RELOADS in codes(never, plan)


@given(st.integers(1, 600))
def test_a_loading_that_is_too_short_is_caught(less):
    day, plan = two_trips()
    slow = replace(AGAIN, seconds=600 + less)

    found = codes(replace(day, shifts=(replace(day.shifts[0], reloads=slow),)), plan)

    assert FaultCode.WRONG_LEAVING in found


@given(st.integers(1, 700))
def test_cold_of_a_later_trip_counts_from_its_own_loading(less):
    day, plan = two_trips()
    longest = max(
        plan.routes[0].visits[3].begins - plan.routes[0].reloads[0].leaves,
        plan.routes[0].visits[1].begins - plan.routes[0].departs,
    )
    assert codes(replace(day, cold_limit=longest), plan) == set()
    assert codes(replace(day, cold_limit=max(0, longest - less)), plan) == {
        FaultCode.COLD_TOO_LONG
    }


def test_what_was_never_loaded_is_caught():
    day, plan = two_trips()
    aboard = replace(day.shifts[0], aboard=frozenset({"a"}))

    found = faults(replace(day, shifts=(aboard,)), plan)

    assert [(one.code, one.stop) for one in found] == [(FaultCode.NOT_ABOARD, "b")]


def test_limits_hold_for_all_trips_together():
    day, plan = two_trips()
    work = 2400 + 600 + 4 * 60
    for limit, code in (
        ({"most_stops": 3}, FaultCode.TOO_MANY_STOPS),
        ({"most_driving": 2399}, FaultCode.TOO_MUCH_DRIVING),
        ({"most_work": work - 1}, FaultCode.TOO_MUCH_WORK),
    ):
        tight = replace(day.shifts[0], **limit)
        assert codes(replace(day, shifts=(tight,)), plan) == {code}
        assert not fits(day, tight, list(day.stops))
    assert fits(day, replace(day.shifts[0], most_work=work), list(day.stops))
    assert drive(day, day.shifts[0], list(day.stops)) == plan.routes[0]

"""The fallback serves what it can, and brings stops back that fit (E49, E51)."""

from hypothesis import given

from distribution.routing.greedy import greedy_orders, with_inserted
from distribution.routing.rules.problem import Load, Window, prices
from distribution.routing.rules.timing import driving_cost, fits
from tests.routing.days import HOUR, NINE, NOON, days, line_day, shift, stop


def served(orders):
    return {stop.id for stops in orders.values() for stop in stops}


@given(days())
def test_greedy_routes_break_no_rule(problem):
    for one in problem.shifts:
        assert fits(problem, one, greedy_orders(problem)[one.id])


@given(days())
def test_no_stop_that_fits_and_is_worth_it_is_left_out(problem):
    """E51: tried here by brute force over every position of every route."""
    orders = greedy_orders(problem)
    for left_out, price in zip(problem.stops, prices(problem), strict=True):
        if left_out.id in served(orders):
            continue
        for one in problem.shifts:
            route = orders[one.id]
            for position in range(len(route) + 1):
                longer = [*route[:position], left_out, *route[position:]]
                extra = driving_cost(problem, {**orders, one.id: longer})
                detour = extra - driving_cost(problem, orders)
                assert not fits(problem, one, longer) or detour >= price


@given(days())
def test_inserting_never_takes_a_stop_away(problem):
    start = {one.id: [] for one in problem.shifts}
    half = greedy_orders(problem)
    for one in problem.shifts:
        start[one.id] = half[one.id][::2]
        if not fits(problem, one, start[one.id]):
            return
    assert served(start) <= served(with_inserted(problem, start))


def test_an_empty_vehicle_takes_the_stop_that_was_left_out():
    day = line_day(
        [stop("a", 1), stop("b", 1)],
        [shift("ania", capacity=Load(packs=10)), shift("jan")],
    )
    orders = with_inserted(day, {"ania": [day.stops[0]], "jan": []})
    assert [each.id for each in orders["jan"]] == ["b"]


def test_the_higher_priority_gets_the_only_seat():
    day = line_day(
        [stop("low", 1, priority=10), stop("high", 1, priority=90)],
        [shift(capacity=Load(packs=10))],
    )
    orders = with_inserted(day, {"ania": []})
    assert [each.id for each in orders["ania"]] == ["high"]


def test_two_parcels_at_one_address_stay_two_stops():
    """E48: the key is the delivery, not name and address."""
    day = line_day([stop("parcel-1", 2), stop("parcel-2", 2)], [shift()])
    assert served(greedy_orders(day)) == {"parcel-1", "parcel-2"}


def test_a_stop_whose_window_comes_first_is_served_first():
    early = stop("early", 5, windows=(Window(NINE, NINE + HOUR),))
    day = line_day(
        [stop("near", 1, windows=(Window(NINE + HOUR, NOON),)), early], [shift()]
    )
    assert [each.id for each in greedy_orders(day)["ania"]] == ["early", "near"]

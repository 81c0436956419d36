"""Driving on paper: departures, waiting, set-up, open and closed ends."""

from hypothesis import given
from hypothesis import strategies as st

from distribution.routing.rules.checker import route_faults
from distribution.routing.rules.problem import Load, Window, prices
from distribution.routing.rules.timing import drive, fits, length
from tests.routing.days import HOUR, NINE, NOON, days, line_day, shift, stop


def test_nobody_leaves_the_depot_before_they_must():
    ten = NINE + HOUR
    day = line_day([stop("a", 1, windows=(Window(ten, NOON),))], [shift()])
    route = drive(day, day.shifts[0], day.stops)
    assert route.departs == ten - 600
    assert route.visits[0].arrives == route.visits[0].begins == ten


def test_a_driver_waits_for_a_window_between_two_doors():
    day = line_day(
        [stop("a", 1, service=60), stop("b", 2, windows=(Window(NOON, NOON),))],
        [shift(ends=NOON + HOUR)],
    )
    route = drive(day, day.shifts[0], day.stops)
    assert [visit.begins for visit in route.visits] == [NINE + 600, NOON]
    assert route.visits[1].arrives == NINE + 600 + 60 + 600


def test_the_second_window_serves_who_missed_the_first():
    windows = (Window(NINE, NINE + 100), Window(NINE + 900, NOON))
    day = line_day([stop("a", 1, windows=windows)], [shift()])
    assert drive(day, day.shifts[0], day.stops).visits[0].begins == NINE + 900


def test_a_closed_route_counts_the_way_back_and_an_open_one_does_not():
    for end_place, driving, metres in ((0, 3600, 30_000), (None, 1800, 15_000)):
        day = line_day([stop("a", 3, service=5)], [shift(end_place=end_place)])
        route = drive(day, day.shifts[0], day.stops)
        assert (route.driving, route.metres) == (driving, metres)
        assert route.ends == NINE + driving + 5
        assert length(day, day.shifts[0], day.stops) == driving


@given(days(), st.data())
def test_the_quick_answer_agrees_with_the_checker(problem, data):
    """``fits`` steers the search; the checker, written apart, must say the same."""
    if not problem.shifts or not problem.stops:
        return
    one = data.draw(st.sampled_from(problem.shifts))
    stops = data.draw(st.lists(st.sampled_from(problem.stops), min_size=1, unique=True))
    route = drive(problem, one, stops)
    assert fits(problem, one, stops) == (not route_faults(problem, one, route, stops))


def test_leaving_out_a_stop_costs_more_than_any_plan_and_priority_counts():
    day = line_day(
        [stop("a", 9), stop("b", 9, priority=100), stop("c", 9, price=7)], [shift()]
    )
    usual, urgent, optional = prices(day)
    assert usual > length(day, day.shifts[0], day.stops)
    assert urgent > usual
    assert optional == 7


def test_a_load_fits_only_if_every_dimension_does():
    room = Load(packs=2, grams=500, cold_boxes=1)
    assert Load(packs=2, grams=500, cold_boxes=1).fits(room)
    for over in (Load(packs=3), Load(grams=501), Load(cold_boxes=2)):
        assert not over.fits(room)
    assert Load(packs=1, grams=2, cold_boxes=3) + Load(packs=10, grams=20) == Load(
        packs=11, grams=22, cold_boxes=3
    )

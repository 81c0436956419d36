"""Breaks, limits, locks and prices: the checker catches whatever breaks them."""

import msgspec
import pytest

from distribution.routing.rules.checker import FaultCode, faults
from distribution.routing.rules.plan import Plan, Rest
from distribution.routing.rules.problem import Break, Window
from distribution.routing.rules.resting import paced
from distribution.routing.rules.timing import assemble, drive, fits, in_time
from tests.routing.days import HOUR, NINE, NOON, line_day, shift, stop

replace = msgspec.structs.replace
REST = Break(NINE + 900, NINE + 1800, 600)
STOPS = [stop("a", 1, service=1200), stop("b", 4, service=600)]


def planned(day, *orders):
    return assemble(day, dict(orders), ())


def codes(day, plan):
    return {fault.code for fault in faults(day, plan)}


def rested(*rests):
    day = line_day(STOPS, [shift(breaks=(REST,))])
    plan = planned(day, ("ania", STOPS))
    (route,) = plan.routes
    taken = tuple(Rest(begins, ends) for begins, ends in rests)
    return codes(day, replace(plan, routes=(replace(route, rests=taken),)))


def test_a_break_falls_where_it_delays_least():
    """Not before the first door: work there would end after the break's last start."""
    day = line_day(STOPS, [shift(breaks=(REST,))])
    plan = planned(day, ("ania", STOPS))
    (route,) = plan.routes
    assert route.rests == (Rest(NINE + 1800, NINE + 2400),)
    assert route.visits[1].arrives == NINE + 600 + 1200 + 600 + 1800
    assert faults(day, plan) == []


def test_a_break_missed_cut_short_too_late_or_during_work_is_a_fault():
    assert FaultCode.BREAK_MISSED in rested()
    assert FaultCode.BREAK_MISSED in rested((NINE + 1800, NINE + 2000))
    assert FaultCode.BREAK_MISSED in rested((NINE + 2400, NINE + 3000))
    assert FaultCode.BREAK_DURING_WORK in rested((NINE + 1000, NINE + 1600))


def test_a_break_delays_the_route_by_its_length():
    day = line_day(STOPS, [shift(breaks=(REST,))])
    hurried = drive(day, shift(), STOPS)
    (route,) = planned(day, ("ania", STOPS)).routes
    assert route.ends == hurried.ends + 600
    unpaused = Plan((replace(hurried, rests=route.rests),), (), 4800)
    assert FaultCode.WRONG_ARRIVAL in codes(day, unpaused)


def test_a_route_that_is_over_before_the_break_needs_none():
    day = line_day(STOPS, [shift(breaks=(Break(NOON - 600, NOON, 600),))])
    plan = planned(day, ("ania", STOPS))
    assert plan.routes[0].rests == ()
    assert faults(day, plan) == []


def test_two_breaks_are_both_kept_and_may_both_fall_on_one_way():
    breaks = (Break(NINE, NINE + 60, 300), Break(NINE + 400, NINE + 460, 300))
    far = [stop("far", 9)]
    day = line_day(far, [shift(breaks=breaks, ends=NINE + 5 * HOUR)])
    plan = planned(day, ("ania", far))
    assert len(plan.routes[0].rests) == 2
    assert plan.routes[0].visits[0].arrives == NINE + 5400 + 600
    assert faults(day, plan) == []


def test_where_no_break_fits_the_order_does_not():
    only = (Window(NINE + 600, NINE + 600),)
    stops = [stop("a", 1, windows=only, service=1200)]
    tight = shift(breaks=(Break(NINE, NINE + 1700, 600),))
    day = line_day(stops, [tight])
    assert paced(day, tight, stops, NINE) is None
    assert not in_time(day, tight, stops)
    assert fits(day, shift(), stops)


@pytest.mark.parametrize(
    ("limit", "code", "by"),
    [
        ({"most_stops": 1}, FaultCode.TOO_MANY_STOPS, 1),
        ({"most_driving": 4799}, FaultCode.TOO_MUCH_DRIVING, 1),
        ({"most_metres": 39_000}, FaultCode.TOO_FAR, 1000),
    ],
)
def test_a_limit_is_kept_to_the_last_unit(limit, code, by):
    day = line_day(STOPS, [shift(**limit)])
    plan = planned(day, ("ania", STOPS))
    found = {fault.code: fault.by for fault in faults(day, plan)}
    assert found == {code: by}
    assert not fits(day, day.shifts[0], STOPS)
    (name, most), *_ = limit.items()
    enough = line_day(STOPS, [shift(**{name: most + by})])
    assert faults(enough, planned(enough, ("ania", STOPS))) == []


def test_a_lock_holds_the_shift_and_the_order():
    day = line_day(STOPS, [shift(begins_with=("b",)), shift("jan")])
    a, b = day.stops
    assert codes(day, planned(day, ("ania", [b, a]))) == set()
    assert FaultCode.LOCK_BROKEN in codes(day, planned(day, ("ania", [a, b])))
    assert FaultCode.LOCK_BROKEN in codes(day, planned(day, ("jan", [b, a])))


def test_strangers_and_shifts_are_paid_for():
    stops = [replace(STOPS[0], usual_driver="jan"), STOPS[1]]
    day = replace(line_day(stops, [shift(price=70)]), stranger_price=5)
    plan = planned(day, ("ania", stops))
    assert plan.cost == 4800 + 70 + 5
    cheaper = replace(plan, cost=4800)
    assert codes(day, cheaper) == {FaultCode.WRONG_COST}

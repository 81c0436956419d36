"""Waiting is done at the depot, and nothing else about a route changes."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.core.units import Seconds
from distribution.routing.rules.checker import route_faults
from distribution.routing.rules.problem import Break, Load, Reloading, Window
from distribution.routing.rules.timing import drive, settled
from distribution.routing.rules.waiting import SPARE
from tests.routing.days import HOUR, NINE, NOON, line_day, shift, stop

replace = msgspec.structs.replace


_GAPS = st.sampled_from([0, 700, HOUR, 2 * HOUR])
_WIDTHS = st.sampled_from([0, 1800, 3 * HOUR, 6 * HOUR])


@st.composite
def mornings(draw):
    """A shift and its doors, most of which it reaches in time, some long before."""
    clock, doors = NINE, []
    for number in range(draw(st.integers(2, 5))):
        clock += draw(_GAPS) + 600
        window = Window(Seconds(clock), Seconds(clock + draw(_WIDTHS)))
        load = Load(packs=10, cold_boxes=draw(st.sampled_from([0, 0, 1])))
        some = draw(st.sampled_from([(), (window,), (window,)]))
        doors.append(stop(f"s{number}", number + 1, load=load, windows=some))
    opens = NINE + draw(_GAPS)
    rest = Break(Seconds(opens), Seconds(opens + draw(_WIDTHS)), Seconds(1200))
    car = shift(
        ends=clock + 3 * HOUR,
        capacity=Load(packs=draw(st.sampled_from([20, 100])), cold_boxes=9),
        breaks=draw(st.sampled_from([(), (rest,)])),
        reloads=draw(st.sampled_from([None, Reloading((0,), Seconds(300), 2)])),
        loaded=draw(st.sampled_from([None, None, None, Seconds(NINE)])),
    )
    limit = draw(st.sampled_from([None, Seconds(5000), Seconds(9000)]))
    return replace(line_day(doors, [car]), cold_limit=limit), car


@settings(max_examples=40)
@given(mornings())
def test_leaving_late_changes_no_order_no_end_and_breaks_no_rule(morning):
    problem, one = morning
    order = list(problem.stops)
    soon, late = drive(problem, one, order), settled(problem, one, order)
    before = route_faults(problem, one, soon, order)
    assert set(route_faults(problem, one, late, order)) <= set(before)
    assert [visit.stop for visit in late.visits] == [stop.id for stop in order]
    assert [load.after for load in late.reloads] == [
        load.after for load in soon.reloads
    ]
    assert late.departs >= soon.departs
    assert late.ends <= soon.ends
    assert (late.driving, late.metres) == (soon.driving, soon.metres)
    if one.loaded is not None and not soon.reloads:
        assert late == soon
    for old, new, door in zip(soon.visits, late.visits, order, strict=True):
        if not before and door.windows:
            closes = next(w.closes for w in door.windows if old.begins <= w.closes)
            assert new.begins <= closes
            assert new.arrives <= max(old.arrives, closes - SPARE)


def test_a_driver_waits_at_the_depot_and_not_before_a_door():
    day = line_day(
        [stop("a", 1, service=60), stop("b", 2, windows=(Window(NOON, NOON + HOUR),))],
        [shift(ends=NOON + HOUR)],
    )
    route = settled(day, day.shifts[0], day.stops)
    assert route.departs == NOON - 1200 - 60
    assert [visit.begins - visit.arrives for visit in route.visits] == [0, 0]
    assert route.ends == drive(day, day.shifts[0], day.stops).ends


def test_leaving_late_leaves_a_quarter_before_each_window_closes():
    doors = [
        stop("a", 1, windows=(Window(NINE, NINE + 2 * HOUR),)),
        stop("b", 2, windows=(Window(NOON, NOON),)),
    ]
    day = line_day(doors, [shift(ends=NOON + HOUR)])
    route = settled(day, day.shifts[0], day.stops)
    assert route.visits[0].arrives == NINE + 2 * HOUR - SPARE
    assert route.visits[1].begins == NOON
    alone = replace(day, stops=(stop("a", 1), doors[1]))
    route = settled(alone, alone.shifts[0], alone.stops)
    assert route.visits[1].arrives == NOON - SPARE


def test_between_two_trips_one_waits_where_parcels_are_loaded():
    van = shift(
        capacity=Load(packs=10, grams=9000, cold_boxes=2),
        ends=NOON + HOUR,
        reloads=Reloading((0,), Seconds(600)),
    )
    doors = [
        stop("a", 1, windows=(Window(NINE, NINE + 600),)),
        stop("b", 2, windows=(Window(NOON, NOON + HOUR),)),
    ]
    day = line_day(doors, [van])
    route = settled(day, van, doors)
    assert route.departs == NINE
    assert route.reloads[0].arrives == NINE + 1200
    assert route.reloads[0].leaves == NOON - 1200
    assert route.visits[1].arrives == route.visits[1].begins == NOON


def test_a_break_is_still_taken_and_who_is_out_goes_on():
    rest = Break(NINE + HOUR, NINE + 2 * HOUR, Seconds(1800))
    doors = [stop("a", 1), stop("b", 2, windows=(Window(NOON, NOON + HOUR),))]
    day = line_day(doors, [shift(ends=NOON + HOUR, breaks=(rest,))])
    route = settled(day, day.shifts[0], doors)
    assert route.departs == NINE + 2 * HOUR
    assert [one.begins for one in route.rests] == [route.departs]
    assert route_faults(day, day.shifts[0], route, doors) == []
    out = replace(day.shifts[0], loaded=Seconds(NINE - HOUR))
    assert settled(day, out, doors) == drive(day, out, doors)

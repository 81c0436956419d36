"""When doors will really be reached: rules by example and by property."""

from hypothesis import given
from hypothesis import strategies as st

from distribution.routing.rules.arrivals import arrivals, rests_taken
from distribution.routing.rules.plan import Rest
from distribution.routing.rules.problem import (
    UNREACHABLE,
    Break,
    TravelMatrix,
    Window,
)
from distribution.routing.rules.timing import drive
from tests.routing.days import HOUR, NINE, days, line_day, shift, stop

TRAVEL = line_day([], []).travel


def at(found):
    return {one.stop: one.arrives for one in found}


def test_another_order_is_timed_as_it_is_driven() -> None:
    """The driver did the far door first: the near ones lie on the way back."""
    ahead = [stop("a", 1, service=300), stop("b", 2, service=300)]

    found = arrivals(TRAVEL, ahead, place=5, left=10 * HOUR, now=10 * HOUR)

    assert at(found) == {"a": 10 * HOUR + 4 * 600, "b": 10 * HOUR + 5 * 600 + 300}


def test_a_window_that_will_be_missed_is_said_with_by_how_much() -> None:
    window = (Window(9 * HOUR, 10 * HOUR),)
    ahead = [stop("a", 1, windows=window, set_up=60), stop("b", 1, windows=window)]

    found = arrivals(TRAVEL, ahead, place=0, left=10 * HOUR, now=NINE)

    assert [one.late for one in found] == [660, 660]
    early = arrivals(TRAVEL, ahead, place=0, left=NINE, now=NINE)
    assert [one.late for one in early] == [0, 0]


def test_who_should_have_been_there_is_expected_now() -> None:
    found = arrivals(TRAVEL, [stop("a", 1)], place=0, left=NINE, now=11 * HOUR)

    assert at(found) == {"a": 11 * HOUR}


def test_nothing_is_expected_beyond_a_missing_road() -> None:
    travel = TravelMatrix(seconds=[[0, UNREACHABLE], [5, 0]], metres=[[0, 0], [0, 0]])

    assert arrivals(travel, [stop("a", 1)], place=0, left=NINE, now=NINE) == ()


def test_a_break_still_to_come_is_waited_for_and_one_that_is_over_is_not() -> None:
    noon = (Window(12 * HOUR, 13 * HOUR),)
    stops = [stop("a", 1, service=300), stop("b", 4, service=300, windows=noon)]
    breaks = (
        Break(NINE + 1200, NINE + 1800, 900),
        Break(11 * HOUR, 12 * HOUR - 60, 600),
    )
    day = line_day(stops, [shift(breaks=breaks, ends=15 * HOUR)])
    route = drive(day, day.shifts[0], stops)
    asked = {"place": 0, "left": route.departs, "now": route.departs}

    found = arrivals(day.travel, stops, **asked, rests=route.rests)
    behind = arrivals(
        day.travel, stops[1:], place=1, left=11 * HOUR, now=NINE, rests=route.rests
    )

    assert [(one.arrives, one.begins) for one in found] == [
        (one.arrives, one.begins) for one in route.visits
    ]
    assert len(route.rests) == 2
    assert [one.arrives for one in behind] == [11 * HOUR + 600 + 1800]


def test_a_break_never_falls_into_the_work_at_a_door() -> None:
    """In another order it follows the door that is worked at then."""
    rests = (Rest(NINE + 300, NINE + 900), Rest(NINE + 2000, NINE + 2600))
    ahead = [stop("a", 3, service=900), stop("b", 4)]

    found = arrivals(TRAVEL, ahead, place=0, left=NINE, now=NINE, rests=rests)

    done = found[0].leaves
    assert found[0].begins <= NINE + 3000 < done
    assert rests_taken(rests, found, left=NINE) == rests
    late = (rests[0], Rest(NINE + 3000, NINE + 3600))
    found = arrivals(TRAVEL, ahead, place=0, left=NINE, now=NINE, rests=late)
    moved = rests_taken(late, found, left=NINE)
    assert moved == (rests[0], Rest(found[0].leaves, found[0].leaves + 600))
    assert found[1].arrives == moved[1].ends + 600
    assert rests_taken(late, found, left=NINE + 3100) == late


@given(days(), st.randoms())
def test_driven_as_planned_it_is_the_plan(problem, random) -> None:
    """From the planned departure, in the planned order, at the planned hours."""
    for one in problem.shifts:
        stops = list(problem.stops)
        random.shuffle(stops)
        route = drive(problem, one, stops)

        found = arrivals(
            problem.travel,
            stops,
            place=one.start_place,
            left=route.departs,
            now=route.departs,
        )

        planned = [(v.stop, v.arrives, v.begins, v.leaves) for v in route.visits]
        got = [(a.stop, a.arrives, a.begins, a.leaves) for a in found]
        assert got == planned[: len(got)]
        assert len(got) == len(planned) or any(
            leg >= UNREACHABLE for row in problem.travel.seconds for leg in row
        )


@given(days(), st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 5000))
def test_later_is_never_sooner(problem, left, now, more) -> None:
    """Time only moves forward, and a delay brings nobody there earlier."""
    for place in range(len(problem.travel.seconds)):
        found = arrivals(problem.travel, problem.stops, place=place, left=left, now=now)
        later = arrivals(
            problem.travel, problem.stops, place=place, left=left + more, now=now
        )

        clock = now
        for one, delayed, asked in zip(found, later, problem.stops, strict=False):
            assert clock <= one.arrives <= one.begins <= one.leaves
            assert one.arrives <= delayed.arrives
            closes = asked.windows[-1].closes if asked.windows else None
            assert (one.late > 0) is (closes is not None and one.begins > closes)
            clock = one.leaves

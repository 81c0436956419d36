"""Invented days to plan: one written out, and any number drawn by Hypothesis."""

from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.routing.rules.problem import (
    UNREACHABLE,
    Depot,
    Load,
    Objective,
    Problem,
    Shift,
    Stop,
    TravelMatrix,
    Window,
)

HOUR = 3600
NINE, NOON = 9 * HOUR, 12 * HOUR


def line_day(stops, shifts, places=10, step=600):
    """Places on a straight road, *step* seconds and 5 km apart; 0 is the depot."""
    seconds = [[abs(a - b) * step for b in range(places)] for a in range(places)]
    metres = [[abs(a - b) * 5000 for b in range(places)] for a in range(places)]
    return Problem(
        depots=(Depot("mops", 0),),
        stops=tuple(stops),
        shifts=tuple(shifts),
        travel=TravelMatrix(seconds=seconds, metres=metres),
    )


def shift(name="ania", **changes):
    facts = {
        "driver": name,
        "capacity": Load(packs=100, grams=100_000, cold_boxes=2),
        "starts": NINE,
        "ends": NOON,
        "start_place": 0,
        "end_place": 0,
    }
    return Shift(id=name, **(facts | changes))


def stop(name, at, **changes):
    return Stop(id=name, **({"place": at, "load": Load(packs=10)} | changes))


def loads(most):
    return st.builds(
        Load,
        packs=st.integers(0, most),
        grams=st.integers(0, most * 1000),
        cold_boxes=st.integers(0, 2),
    )


@st.composite
def windows(draw):
    """None, one, or several, disjoint and in order."""
    bounds = draw(st.lists(st.integers(0, 20_000), max_size=4, unique=True))
    bounds = sorted(bounds[: len(bounds) // 2 * 2])
    return tuple(
        Window(opens, closes)
        for opens, closes in zip(bounds[::2], bounds[1::2], strict=True)
    )


@st.composite
def days(draw, *, most_stops=6):
    """Any valid problem: one-way streets, missing roads, open routes, odd hours."""
    places = draw(st.integers(1, 5))
    legs = st.one_of(st.integers(0, 5000), st.just(UNREACHABLE))
    place = st.integers(0, places - 1)
    drivers = st.sampled_from(["ania", "jan"])
    tags = st.frozensets(st.sampled_from(["lift", "cold"]))

    def matrix():
        rows = [[draw(legs) for _ in range(places)] for _ in range(places)]
        return [
            [0 if a == b else leg for b, leg in enumerate(row)]
            for a, row in enumerate(rows)
        ]

    depots = draw(st.lists(place, min_size=1, max_size=2, unique=True))
    shifts = []
    for number in range(draw(st.integers(0, 3))):
        starts = draw(st.integers(0, 10_000))
        shifts.append(
            Shift(
                id=f"shift{number}",
                driver=draw(drivers),
                capacity=draw(loads(60)),
                starts=starts,
                ends=starts + draw(st.integers(0, 30_000)),
                start_place=draw(st.sampled_from(depots)),
                end_place=draw(st.none() | place),
                skills=draw(tags),
                crew=draw(st.integers(1, 2)),
                most_work=draw(st.none() | st.none() | st.integers(0, 20_000)),
                loaded=draw(st.none() | st.none() | st.integers(0, starts)),
            )
        )
    names = [one.id for one in shifts]
    allowed = st.none()
    if names:
        allowed |= st.frozensets(st.sampled_from(names))
    stops = [
        Stop(
            id=f"stop{number}",
            place=draw(place),
            load=draw(loads(20)),
            service=draw(st.integers(0, 900)),
            set_up=draw(st.integers(0, 300)),
            windows=draw(windows()),
            requirements=draw(st.just(frozenset()) | tags),
            allowed_shifts=draw(allowed),
            priority=draw(st.integers(0, 100)),
            price=draw(st.none() | st.integers(0, 10_000)),
            usual_driver=draw(st.none() | drivers),
            not_drivers=draw(st.just(frozenset()) | st.frozensets(drivers)),
            crew_needed=draw(st.sampled_from([1, 1, 2])),
        )
        for number in range(draw(st.integers(0, most_stops)))
    ]
    seconds = matrix()
    metres = [
        [leg if leg >= UNREACHABLE else leg * 10 for leg in row] for row in seconds
    ]
    return Problem(
        depots=tuple(Depot(f"depot{place}", place) for place in depots),
        stops=tuple(stops),
        shifts=tuple(shifts),
        travel=TravelMatrix(seconds=seconds, metres=metres),
        objective=draw(st.sampled_from(Objective)),
        stranger_price=draw(st.just(0) | st.integers(0, 900)),
        cold_limit=draw(st.none() | st.integers(0, 20_000)),
        balance_price=draw(st.just(0) | st.integers(0, 3)),
    )


def for_days(*drawn):
    """Try a test on fifty of what is *drawn*: a day is some hundred draws."""
    return lambda test: settings(max_examples=50)(given(*drawn)(test))

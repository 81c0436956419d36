"""The drawing of routes: true places, nothing on top of another."""

import math
from itertools import combinations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from admin_ui.route_map import HEIGHT, WIDTH, Leg, drawing, letter_of

START = (50.9246, 22.2267)
places = st.tuples(st.floats(49, 54.8), st.floats(14.1, 24.1))


def leg(*stops, end=START):
    return Leg("Jan", START, [(n, where) for n, where in enumerate(stops, 1)], end)


def test_north_is_up_and_east_is_right() -> None:
    drawn = drawing([leg((50.93, 22.2267), (50.9246, 22.24))])

    assert drawn is not None
    north, east = drawn.lines[0].dots
    start = drawn.starts[0]
    assert north.y < start.y
    assert abs(north.x - start.x) < 1
    assert east.x > start.x


def test_a_route_names_its_doors_in_order_and_comes_home() -> None:
    drawn = drawing([leg((50.93, 22.22), (50.94, 22.23)), leg((50.9, 22.2), end=None)])

    assert drawn is not None
    first, second = drawn.lines
    assert [dot.label for dot in first.dots] == ["A1", "A2"]
    assert [dot.label for dot in second.dots] == ["B1"]
    ways = [line.points.split() for line in drawn.lines]
    assert ways[0][0] == ways[0][-1]
    assert len(ways[1]) == 2
    assert letter_of(26) == "A1"


def test_who_loads_again_is_drawn_past_the_depot() -> None:
    doors = [(50.93, 22.22), (50.94, 22.23), (50.95, 22.24)]
    depot = (50.90, 22.20)
    again = msgspec.structs.replace(leg(*doors, end=None), loads={3: depot})

    drawn = drawing([again])

    assert again.places == [START, *doors[:2], depot, doors[2]]
    assert drawn is not None
    points = drawn.lines[0].points.split()
    assert len(points) == 5
    sites = [f"{one.x:.1f},{one.y:.1f}" for one in drawn.starts]
    assert sites == [points[0], points[3]]
    assert [dot.label for dot in drawn.lines[0].dots] == ["A1", "A2", "A3"]


def test_known_roads_are_drawn_instead_of_straight_lines() -> None:
    roads = ((50.9246, 22.2267), (50.95, 22.2267), (50.95, 22.25), (50.93, 22.25))
    drawn = drawing([msgspec.structs.replace(leg((50.93, 22.25), end=None), way=roads)])

    assert drawn is not None
    points = [point.split(",") for point in drawn.lines[0].points.split()]
    assert len(points) == len(roads)
    assert points[0][0] == points[1][0]
    assert points[1][1] == points[2][1]
    assert drawn.lines[0].dots[0].door is None
    assert all(0 < float(x) < WIDTH and 0 < float(y) < HEIGHT for x, y in points)


def test_a_door_beside_its_place_is_tied_to_it_where_roads_are_drawn() -> None:
    same = (50.93, 22.22)
    straight = leg(same, same)
    tied = drawing([msgspec.structs.replace(straight, way=(START, same, START))])
    loose = drawing([straight])

    assert tied is not None
    assert loose is not None
    first, second = tied.lines[0].dots
    assert first.door is None
    assert second.door == (first.x, first.y)
    assert [dot.door for dot in loose.lines[0].dots] == [None, None]


def test_two_doors_of_one_house_stand_side_by_side() -> None:
    same = (50.93, 22.22)
    drawn = drawing([leg(same, same, same)])

    assert drawn is not None
    dots = drawn.lines[0].dots
    assert all(
        math.dist((a.x, a.y), (b.x, b.y)) > 25
        for n, a in enumerate(dots)
        for b in dots[n + 1 :]
    )


def test_doors_of_one_house_stay_about_it_and_hide_no_number() -> None:
    house = (50.93, 22.22)
    drawn = drawing([leg(*[house] * 8, (50.99, 22.40))])

    assert drawn is not None
    first, *others = drawn.lines[0].dots[:8]
    assert all(math.dist((first.x, first.y), (b.x, b.y)) < 100 for b in others)
    assert all(
        math.dist((a.x, a.y), (b.x, b.y)) >= 34
        for a, b in combinations([first, *others], 2)
    )


def test_nothing_to_drive_is_nothing_to_draw() -> None:
    assert drawing([]) is None


@given(st.lists(places, min_size=1, max_size=12))
def test_every_door_and_the_scale_lie_on_the_drawing(stops) -> None:
    drawn = drawing([leg(*stops)])

    assert drawn is not None
    for dot in drawn.lines[0].dots:
        assert 0 <= dot.x <= WIDTH
        assert 0 <= dot.y <= HEIGHT
    assert 0 < drawn.bar_length <= WIDTH

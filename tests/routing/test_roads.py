"""Straight lines times a factor: an estimate, and one that says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.routing.roads import Point, StraightLine, great_circle
from distribution.routing.rules.problem import UNREACHABLE

KRASNIK = Point(50.9236, 22.2278)
LUBLIN = Point(51.2465, 22.5684)

points = st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180))


def test_krasnik_to_lublin_is_about_43_kilometres_as_the_crow_flies():
    assert great_circle(KRASNIK, LUBLIN) == pytest.approx(43_100, rel=0.01)


def test_estimates_say_that_they_are():
    assert StraightLine().is_estimate
    assert StraightLine().matrix([KRASNIK]).is_estimate


def test_the_first_kilometres_are_slower_than_the_rest():
    roads = StraightLine(
        factor=1, in_town_speed=30, between_speed=60, in_town_metres=3000
    )
    metres_a_degree = great_circle(Point(0, 0), Point(0, 1))
    near, far = Point(0, 3000 / metres_a_degree), Point(0, 9000 / metres_a_degree)
    matrix = roads.matrix([Point(0, 0), near, far])
    assert matrix.seconds[0][1] == pytest.approx(360, abs=1)
    assert matrix.seconds[0][2] == pytest.approx(360 + 360, abs=1)


def test_the_factor_lengthens_the_way():
    plain, winding = (
        StraightLine(factor=factor).matrix([KRASNIK, LUBLIN]) for factor in (1, 1.3)
    )
    assert winding.metres[0][1] == pytest.approx(1.3 * plain.metres[0][1], rel=1e-4)


@given(st.lists(points, max_size=5))
def test_a_matrix_is_square_symmetric_and_zero_to_itself(places):
    matrix = StraightLine().matrix(places)
    for rows in (matrix.seconds, matrix.metres):
        assert len(rows) == len(places)
        for a in range(len(places)):
            assert rows[a][a] == 0
            for b in range(len(places)):
                assert 0 <= rows[a][b] == rows[b][a] < UNREACHABLE

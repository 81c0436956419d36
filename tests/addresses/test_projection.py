"""Poland's grid: places that other programs converted, there and back, axes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.addresses.rules.area import (
    POLAND,
    Box,
    box_around,
    distance,
    placed,
)
from distribution.addresses.rules.projection import Degrees, Grid, to_degrees, to_grid

CKIP = Degrees(50.9632706, 22.1561483), Grid(721550.85, 348787.96)
SQUARE = Degrees(50.9214142, 22.2199046), Grid(726228.57, 344329.91)
KONOTOP = Degrees(51.92977532639213, 15.9121240698886), Grid(287772.37, 456005.14)
LUBNIEWICE = Degrees(52.51278706040695, 15.24431221852159), Grid(245250.11, 522957.46)
KNOWN = [CKIP, SQUARE, KONOTOP, LUBNIEWICE]
"""The first two by pyproj (DOMAIN.md 7.3), the others by proj4rs (prg_convert)."""

TOWN = Box(50.90, 22.11, 50.99, 22.30)
in_poland = st.builds(Degrees, st.floats(49, 54.9), st.floats(14.07, 24.2))


@pytest.mark.parametrize(("degrees", "grid"), KNOWN)
def test_places_lie_where_other_programs_put_them(degrees: Degrees, grid: Grid) -> None:
    east, north = to_grid(degrees).easting, to_grid(degrees).northing

    assert distance(to_degrees(grid), degrees) < 0.02
    assert (east, north) == (
        pytest.approx(grid.easting, abs=0.01),
        pytest.approx(grid.northing, abs=0.01),
    )


@given(in_poland)
def test_there_and_back_is_the_same_place(place: Degrees) -> None:
    back = to_degrees(to_grid(place))

    assert back.latitude == pytest.approx(place.latitude, abs=1e-9)
    assert back.longitude == pytest.approx(place.longitude, abs=1e-9)


def test_swapped_axes_still_lie_in_poland_and_only_the_town_tells() -> None:
    place, grid = CKIP
    swapped = Grid(grid.northing, grid.easting)

    in_the_country, _ = placed(None, swapped, POLAND)
    in_the_town, _ = placed(None, swapped, TOWN)

    assert in_the_country is not None and in_the_town is not None
    assert not in_the_country.swapped
    assert distance(in_the_country.place, place) > 500_000
    assert in_the_town.swapped
    assert distance(in_the_town.place, place) < 0.02


def test_degrees_count_before_the_grid_and_may_be_swapped_too() -> None:
    place, _ = SQUARE
    both, _ = placed(place, Grid(0, 0), TOWN)
    other, _ = placed(Degrees(place.longitude, place.latitude), None, TOWN)
    nowhere, seemed = placed(KONOTOP[0], None, TOWN)

    assert both is not None and both.place == place
    assert other is not None and (other.place, other.swapped) == (place, True)
    assert (nowhere, seemed) == (None, KONOTOP[0])


@given(st.lists(in_poland, min_size=1, max_size=5), st.floats(1_000, 50_000))
def test_the_box_reaches_as_far_as_it_says(
    places: list[Degrees], metres: float
) -> None:
    box = box_around(places, metres)

    assert box is not None
    assert all(box.holds(one) for one in places)
    corner = Degrees(box.south, places[0].longitude)
    assert distance(corner, places[0]) >= metres * 0.99
    assert box_around([]) is None


@given(in_poland, in_poland)
def test_a_distance_is_the_same_both_ways(one: Degrees, other: Degrees) -> None:
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert distance(one, one) == 0

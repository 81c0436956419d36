"""What a car may do on a road, by its tags."""

import pytest

from distribution.routing.roads.car import TABLE, Drive, Effect, delay, drive


def residential(**tags: str):
    return drive({"highway": "residential", **tags})


@pytest.mark.parametrize(
    "highway", ["footway", "cycleway", "path", "steps", "construction", "proposed"]
)
def test_a_car_does_not_drive_where_people_walk(highway: str):
    assert drive({"highway": highway}) is None


def test_bigger_roads_are_faster():
    classes = ["motorway", "trunk", "primary", "secondary", "tertiary", "residential"]
    speeds = [drive({"highway": one}).forward for one in classes]
    assert speeds == sorted(speeds, reverse=True)
    assert len(set(speeds)) == len(speeds)


@pytest.mark.parametrize(
    ("sign", "speed"),
    [("50", 45), ("PL:rural", 81), ("30 mph", 43), ("walk", 5), ("none", 30)],
)
def test_a_sign_weighs_more_than_the_class(sign: str, speed: int):
    assert residential(maxspeed=sign).forward == speed


@pytest.mark.parametrize(
    ("tags", "speed"),
    [
        ({"surface": "sand"}, 20),
        ({"surface": "asphalt"}, 30),
        ({"surface": "mud", "maxspeed": "90"}, 10),
        ({"tracktype": "grade5"}, 20),
        ({"smoothness": "horrible"}, 10),
    ],
)
def test_no_car_is_faster_than_the_surface_bears(tags: dict[str, str], speed: int):
    assert residential(**tags).forward == speed


@pytest.mark.parametrize(
    ("tags", "ways"),
    [
        ({"oneway": "yes"}, (30, 0)),
        ({"oneway": "-1"}, (0, 30)),
        ({"oneway": "no", "junction": "roundabout"}, (30, 30)),
        ({"junction": "roundabout"}, (30, 0)),
        ({"junction": "circular"}, (30, 0)),
        ({"highway": "motorway"}, (105, 0)),
        ({"highway": "motorway", "oneway": "no"}, (105, 105)),
        ({}, (30, 30)),
    ],
)
def test_one_way_streets(tags: dict[str, str], ways: tuple[int, int]):
    found = drive({"highway": "residential", **tags})
    assert (found.forward, found.backward) == ways


def test_what_changes_its_direction_is_left_to_nobody():
    assert residential(oneway="reversible") is None


@pytest.mark.parametrize(
    ("tags", "ends_only"),
    [
        ({"access": "private"}, True),
        ({"access": "no"}, True),
        ({"access": "destination"}, True),
        ({"access": "private", "motor_vehicle": "yes"}, False),
        ({"access": "yes", "motorcar": "no"}, True),
        ({"vehicle": "unknown"}, False),
        ({"highway": "track"}, True),
        ({"highway": "track", "motor_vehicle": "permissive"}, False),
    ],
)
def test_the_most_exact_key_says_who_may_drive_through(
    tags: dict[str, str],
    ends_only: bool,  # noqa: FBT001
):
    assert drive({"highway": "residential", **tags}).ends_only is ends_only


@pytest.mark.parametrize(
    ("tags", "seconds"),
    [
        ({"highway": "traffic_signals"}, 8),
        ({"highway": "crossing"}, 0),
        ({"barrier": "gate"}, 20),
        ({"barrier": "gate", "access": "private"}, None),
        ({"barrier": "bollard"}, None),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, 0),
    ],
)
def test_points_on_a_road_delay_or_bar(tags: dict[str, str], seconds: int | None):
    assert delay(tags) == seconds


def test_every_row_of_the_table_can_be_met_and_says_where_it_comes_from():
    assert len({(row.key, row.value, row.effect) for row in TABLE}) == len(TABLE)
    assert all(row.source.value for row in TABLE)
    timed = {Effect.SPEED, Effect.AT_MOST, Effect.LIMIT, Effect.DELAY}
    assert all((row.amount > 0) == (row.effect in timed) for row in TABLE)
    assert isinstance(residential(), Drive)

"""Driving over roads that are written out, street by street."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.routing.roads import Point, great_circle
from distribution.routing.roads.road_graph import FARTHEST, RoadGraph
from distribution.routing.roads.road_map import packed, unpacked, version_of
from distribution.routing.rules.problem import UNREACHABLE
from tests.routing.small_roads import Street, at, read_graph, read_map, write_extract

SQUARE = {"a": (0, 0), "b": (4, 0), "c": (4, 4), "d": (0, 4)}
AROUND = {
    "south": Street("a b"),
    "east": Street("b c"),
    "north": Street("c d"),
    "west": Street("d a"),
}
CROSS = {
    "w": (0, 4),
    "x": (4, 4),
    "e": (8, 4),
    "n": (4, 8),
    "s": (4, 0),
    "nw": (0, 8),
    "ne": (8, 8),
}
STREETS = {
    "from_west": Street("w x"),
    "to_east": Street("x e"),
    "to_north": Street("x n"),
    "to_south": Street("x s"),
    "way_round_east": Street("e ne n"),
    "way_round_west": Street("w nw n"),
}


@pytest.fixture
def town(tmp_path):
    """Write and read a town; arguments as for ``write_extract``."""

    def make(*facts, **more) -> RoadGraph:
        return read_graph(write_extract(tmp_path / "town.osm.pbf", *facts, **more))

    return make


def length(way):
    return sum(great_circle(one, other) for one, other in pairwise(way))


def metres(graph, origin, goal):
    return graph.matrix([origin, goal]).metres[0][1]


def crossed(way, corner):
    return any(great_circle(point, corner) < 1 for point in way)


def test_the_quickest_way_goes_round_the_block_not_through_it(town):
    graph = town(SQUARE, AROUND)
    assert not graph.is_estimate
    half_way = 2 * great_circle(at(0, 0), at(0, 2)) + great_circle(at(0, 4), at(4, 4))
    assert metres(graph, at(0, 2), at(4, 2)) == pytest.approx(half_way, abs=3)


def test_a_one_way_street_is_driven_one_way(town):
    graph = town(SQUARE, AROUND | {"south": Street("a b", oneway="yes")})
    there, back = metres(graph, at(1, 0), at(3, 0)), metres(graph, at(3, 0), at(1, 0))
    assert there == pytest.approx(great_circle(at(1, 0), at(3, 0)), abs=2)
    round_ = sum(
        great_circle(at(*a), at(*b)) for a, b in pairwise([*SQUARE.values(), (0, 0)])
    )
    assert back == pytest.approx(round_ - there, abs=4)


def test_oneway_minus_one_leads_against_the_way(town):
    graph = town(SQUARE, AROUND | {"south": Street("b a", oneway="-1")})
    assert metres(graph, at(1, 0), at(3, 0)) < metres(graph, at(3, 0), at(1, 0))


def test_a_roundabout_is_driven_in_the_direction_it_is_drawn(town):
    ring = {"ring": Street("a b c d a", junction="roundabout")}
    graph = town(SQUARE, ring)
    there, back = metres(graph, at(1, 0), at(3, 0)), metres(graph, at(3, 0), at(1, 0))
    assert there * 3 < back


def turn(kind, **tags):
    return {
        "kind": kind,
        "from_": "from_west",
        "via": "x",
        "to": "to_north",
        "tags": tags,
    }


@pytest.mark.parametrize("kind", ["no_left_turn", "no_straight_on", "no_entry"])
def test_a_banned_turn_is_not_taken(town, kind):
    free, bound = town(CROSS, STREETS), town(CROSS, STREETS, [turn(kind)])
    origin, goal = at(3, 4), at(4, 5)
    (direct,), (around,) = free.ways([origin, goal]), bound.ways([origin, goal])
    assert crossed(direct, at(4, 4))
    assert length(around) > 3 * length(direct)
    assert metres(bound, origin, at(5, 4)) == metres(free, origin, at(5, 4))
    assert metres(bound, goal, origin) == metres(free, goal, origin)


def test_a_bidden_turn_bans_all_others(town):
    bidden = {
        "kind": "only_straight_on",
        "from_": "from_west",
        "via": "x",
        "to": "to_east",
    }
    free, bound = town(CROSS, STREETS), town(CROSS, STREETS, [bidden])
    origin = at(3, 4)
    assert metres(bound, origin, at(5, 4)) == metres(free, origin, at(5, 4))
    for banned in (at(4, 5), at(4, 3)):
        assert metres(bound, origin, banned) > metres(free, origin, banned) + 500


def test_turning_round_behind_the_junction_does_not_undo_a_ban(town):
    graph = town(CROSS, STREETS, [turn("no_left_turn")])
    (way,) = graph.ways([at(3, 4), at(4, 5)])
    assert not crossed(way[1:], at(4, 4)) or not crossed(way, at(8, 4))


@pytest.mark.parametrize(
    "tags", [{"except": "motorcar"}, {"except": "bus; motor_vehicle"}]
)
def test_a_ban_that_exempts_cars_bans_nothing(town, tags):
    free, bound = (
        town(CROSS, STREETS),
        town(CROSS, STREETS, [turn("no_left_turn", **tags)]),
    )
    assert metres(bound, at(3, 4), at(4, 5)) == metres(free, at(3, 4), at(4, 5))


def test_conditional_bans_are_passed_over_and_counted(tmp_path):
    sometimes = turn("no_left_turn")
    del sometimes["kind"]
    sometimes["tags"] = {
        "restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"
    }
    streets = STREETS | {
        "odd": Street("s e", oneway__conditional="yes @ (22:00-06:00)")
    }
    file = write_extract(tmp_path / "town.osm.pbf", CROSS, streets, [sometimes])
    assert read_map(file).passed_over == {
        "oneway:conditional": 1,
        "restriction:conditional": 1,
    }


SHORT_CUT = SQUARE | {"m": (2, 0), "t": (2, 4)}
OPEN_BLOCK = {
    "south": Street("a m b"),
    "east": Street("b c"),
    "north": Street("c t d"),
    "west": Street("d a"),
}


@pytest.mark.parametrize("tags", [{"access": "private"}, {"motor_vehicle": "no"}])
def test_private_roads_are_for_the_ends_of_a_drive_alone(town, tags):
    graph = town(SHORT_CUT, OPEN_BLOCK | {"cut": Street("m t", **tags)})
    (through,) = graph.ways([at(1.9, 0), at(1.9, 4)])
    assert length(through) > 1.5 * length([at(2, 0), at(2, 4)])
    door = at(2, 1)
    assert metres(graph, at(1.9, 0), door) < 130
    assert metres(graph, door, at(1.9, 0)) < 130
    assert metres(graph, at(2, 0.5), at(2, 3.5)) < 400


def test_a_bollard_bars_the_way_and_its_ends_stay_reachable(town):
    corners = SHORT_CUT | {"p": (2, 2)}
    streets = OPEN_BLOCK | {"cut": Street("m p t")}
    open_, barred = (
        town(corners, streets),
        town(corners, streets, corner_tags={"p": {"barrier": "bollard"}}),
    )
    assert metres(open_, at(2, 1), at(2, 3)) < 300
    assert metres(barred, at(2, 1), at(2, 3)) > 700


def test_lights_take_time_and_no_metres(town):
    plain = town(SHORT_CUT, OPEN_BLOCK)
    lit = town(SHORT_CUT, OPEN_BLOCK, corner_tags={"m": {"highway": "traffic_signals"}})
    legs = [graph.matrix([at(0, 0), at(4, 0)]) for graph in (plain, lit)]
    assert legs[1].seconds[0][1] - legs[0].seconds[0][1] == 8
    assert legs[1].metres == legs[0].metres


def test_streets_that_only_a_private_road_leads_to_can_be_reached(town):
    corners = SQUARE | {"f": (6, 0), "g": (6, 3)}
    streets = AROUND | {
        "gated": Street("b f", access="private"),
        "estate": Street("f g"),
    }
    graph = town(corners, streets)
    assert metres(graph, at(2, 0), at(6, 2)) == pytest.approx(
        great_circle(at(2, 0), at(6, 0)) + great_circle(at(6, 0), at(6, 2)), abs=3
    )


def test_islands_are_not_snapped_to(town):
    corners = SQUARE | {"i": (1, 1), "j": (3, 1)}
    graph = town(corners, AROUND | {"island": Street("i j")})
    assert great_circle(graph.snapped(at(2, 0.9)).place, at(2, 0)) < 1


def test_a_place_that_no_road_reaches_is_named_with_its_distance(town):
    graph = town(SQUARE, AROUND)
    far, near = at(2, -20), at(2, -1)
    assert graph.off_road([far, near, at(0, 0)]) == {
        far: pytest.approx(great_circle(far, at(2, 0)), rel=0.01)
    }
    matrix = graph.matrix([at(0, 0), far])
    assert matrix.seconds == matrix.metres == [[0, UNREACHABLE], [UNREACHABLE, 0]]
    assert graph.ways([at(0, 0), far]) == [(at(0, 0), far)]
    assert great_circle(far, at(2, 0)) > FARTHEST


def test_the_way_to_the_door_counts(town):
    graph = town(SQUARE, AROUND)
    off = great_circle(at(1, 0), at(1, -1))
    assert metres(graph, at(1, -1), at(3, 0)) == pytest.approx(
        off + great_circle(at(1, 0), at(3, 0)), abs=2
    )


def test_a_map_comes_back_from_its_bytes_as_it_was(tmp_path):
    file = write_extract(
        tmp_path / "town.osm.pbf", CROSS, STREETS, [turn("no_left_turn")]
    )
    road_map = read_map(file)
    content = packed(road_map)
    assert unpacked(content) == road_map
    assert version_of(packed(read_map(file))) == version_of(content)
    with pytest.raises(ValueError, match="written"):
        unpacked(b"something else")


@st.composite
def towns(draw):
    """A grid of one-way and two-way streets of any class, some of it missing."""
    size = draw(st.integers(2, 4))
    corners = {f"{x}.{y}": (2 * x, 2 * y) for x, y in product(range(size), repeat=2)}
    streets = {}
    for (x, y), (dx, dy) in product(product(range(size), repeat=2), [(1, 0), (0, 1)]):
        other = f"{x + dx}.{y + dy}"
        if other in corners and draw(st.booleans() | st.just(value=True)):
            streets[f"{x}.{y}-{other}"] = Street(
                f"{x}.{y} {other}",
                highway=draw(st.sampled_from(["residential", "primary", "service"])),
                oneway=draw(st.sampled_from(["no", "no", "yes", "-1"])),
            )
    place = st.floats(-0.5, 2 * size - 1.5).map(lambda degree: round(degree, 3))
    places = draw(st.lists(st.builds(at, place, place), min_size=2, max_size=5))
    return corners, streets, places


@settings(max_examples=60)
@given(town=towns())
def test_no_detour_is_quicker_and_a_way_is_as_long_as_the_matrix_says(
    tmp_path_factory, town
):
    corners, streets, places = town
    file = tmp_path_factory.getbasetemp() / "drawn.osm.pbf"
    road_map = read_map(write_extract(file, corners, streets))
    try:
        graph = RoadGraph(road_map)
    except ValueError:
        return
    matrix = graph.matrix(places)
    everywhere = range(len(places))
    for a, b, c in product(everywhere, repeat=3):
        direct = matrix.seconds[a][c]
        assert direct <= matrix.seconds[a][b] + matrix.seconds[b][c]
    for a, b in product(everywhere, repeat=2):
        if matrix.metres[a][b] < UNREACHABLE:
            (way,) = graph.ways([places[a], places[b]])
            assert (way[0], way[-1]) == (places[a], places[b])
            assert length(way) == pytest.approx(matrix.metres[a][b], abs=2)
        assert (matrix.seconds[a][b] == 0) == (places[a] == places[b])


def test_pairs_that_were_asked_for_are_remembered(town):
    graph = town(SQUARE, AROUND)
    first = graph.matrix([at(0, 0), at(2, 0)])
    more = graph.matrix([at(2, 0), at(0, 0), at(4, 4)])
    assert more.seconds[1][0] == first.seconds[0][1]
    assert graph.matrix([at(0, 0), at(2, 0)]) == first
    assert isinstance(graph.snapped(Point(50.92, 22.22)).along, float)

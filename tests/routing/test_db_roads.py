"""Roads of a centre: taken into use while the service runs, and planned with."""

import re
from pathlib import Path

import httpx
import msgspec
import pypdfium2
import pytest

from admin_ui.language import gettext, ngettext
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError
from distribution.core.reading import reading
from distribution.routing.commands.roads import NewRoadMap, take_roads_into_use
from distribution.routing.queries.plans import solved_day
from distribution.routing.queries.roads import (
    PlaceKind,
    places_to_reach,
    stored_map,
)
from distribution.routing.roads import Point
from distribution.routing.roads.importing import prepare
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.rules.leaving_out import LeftOutCode
from distribution.routing.saying import why_left_out
from tests.routing.small_roads import Street, write_extract
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import a_town, at_home, planned

SQUARE = {"a": (0, 0), "b": (12, 0), "c": (12, 12), "d": (0, 12)}


def roads(folder: Path, size: int = 12, **tags: str) -> NewRoadMap:
    """Return the roads round a square of *size* steps, in the south of Kraśnik."""
    corners = {name: (x * size / 12, y * size / 12) for name, (x, y) in SQUARE.items()}
    file = folder / "krasnik.osm.pbf"
    write_extract(file, corners, {"ring": Street("a b c d a", **tags)})
    return prepare(file, [], whole=True, progress=lambda _what, _count: None).roads


async def test_without_roads_times_are_an_estimate(actor: Actor):
    assert (await roads_in_use(actor)).is_estimate
    async with reading(actor):
        assert await stored_map([]) is None


async def test_the_next_plan_takes_the_roads_of_the_last_import(
    actor: Actor, tmp_path: Path
):
    await a_town(actor, homes=[at_home(number) for number in range(6)])
    before = await planned(actor)
    assert before.plan.estimate

    assert await take_roads_into_use(actor, roads(tmp_path), now=NOON)

    after = await planned(actor)
    assert not after.plan.estimate
    assert len(after.stops) == 6
    async with reading(actor):
        day = await solved_day(after.plan.id)
    assert not day.problem.travel.is_estimate
    assert after.runs[0].metres > 0


async def test_the_drawing_follows_the_roads_and_names_their_authors(
    actor: Actor, client: httpx.AsyncClient, tmp_path: Path
):
    await take_roads_into_use(actor, roads(tmp_path), now=NOON)
    await a_town(actor, homes=[at_home(number) for number in range(2)])
    made = await planned(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    page = (await client.get(f"/routes/plans/{made.plan.id}")).text

    (points,) = re.findall(r'<polyline class="map__way[^"]*" points="([^"]+)"', page)
    assert len(points.split()) > 2 * (len(made.stops) + 1)
    assert "autorzy OpenStreetMap" in page
    assert "szacunkowe" not in page

    printed = await client.get(f"/routes/runs/{made.runs[0].id}/manifest.pdf")
    pages = pypdfium2.PdfDocument(printed.content)
    text = " ".join(one.get_textpage().get_text_range() for one in pages)
    assert "Rysunek trasy" in text
    assert "autorzy OpenStreetMap" in text
    assert "szacunkowe" not in text


async def test_a_door_that_no_road_reaches_is_named_and_shrinks_no_drawing(
    actor: Actor, client: httpx.AsyncClient, tmp_path: Path
):
    await take_roads_into_use(actor, roads(tmp_path), now=NOON)
    await a_town(actor, homes=[at_home(), at_home(1, latitude=50.80)])

    made = await planned(actor)

    assert len(made.stops) == 1
    (no,) = made.left_out
    assert no.unserved_code == LeftOutCode.OFF_ROAD
    assert 13_000 < no.unserved_facts["metres"] < 14_000
    said = why_left_out(no.unserved_code, no.unserved_facts, gettext, ngettext)
    assert re.search(r"do najbliższej drogi jest 1[34],\d km\.", said)
    await sign_in_as(client, actor, Role.COORDINATOR)
    page = (await client.get(f"/routes/plans/{made.plan.id}")).text
    assert said in page
    assert f'aria-label="nr {no.household_number}: ' not in page


async def test_a_site_that_no_road_reaches_is_named_with_its_distance(
    actor: Actor, tmp_path: Path
):
    await a_town(actor)
    far = tmp_path / "far.osm.pbf"
    corners = {name: (x, y - 50) for name, (x, y) in SQUARE.items()}
    write_extract(far, corners, {"ring": Street("a b c d a")})
    made = prepare(far, [], whole=True, progress=lambda _what, _count: None)
    await take_roads_into_use(actor, made.roads, now=NOON)

    (no,) = (await planned(actor)).left_out

    assert no.unserved_code == LeftOutCode.SITE_OFF_ROAD
    said = why_left_out(no.unserved_code, no.unserved_facts, gettext, ngettext)
    assert "Centrum Kultury" in said
    assert 4_000 < no.unserved_facts["metres"] < 6_000


async def test_the_newest_roads_take_the_place_of_those_before(
    actor: Actor, tmp_path: Path
):
    first, second = roads(tmp_path), roads(tmp_path, 6)
    await take_roads_into_use(actor, first, now=NOON)
    old = await roads_in_use(actor)
    assert await roads_in_use(actor) is old

    await take_roads_into_use(actor, second, now=NOON)

    new = await roads_in_use(actor)
    corner = Point(50.932, 22.232)
    assert new.off_road([corner]) == {}
    assert old.matrix([corner, Point(50.92, 22.22)]) != new.matrix(
        [corner, Point(50.92, 22.22)]
    )
    async with reading(actor):
        stored = await stored_map([second.version])
    assert (stored.version, stored.content) == (second.version, None)


async def test_the_same_roads_again_change_nothing(actor: Actor, tmp_path: Path):
    made = roads(tmp_path)
    assert await take_roads_into_use(actor, made, now=NOON)
    assert not await take_roads_into_use(actor, made, now=NOON)


async def test_another_centre_keeps_its_own(actor: Actor, new_centre, tmp_path: Path):
    await take_roads_into_use(actor, roads(tmp_path), now=NOON)
    assert (await roads_in_use(await new_centre())).is_estimate


async def test_only_who_keeps_the_centre_changes_its_roads(
    actor: Actor, tmp_path: Path
):
    planner = msgspec.structs.replace(actor, permissions=frozenset({"plan_routes"}))
    with pytest.raises(ForbiddenError):
        await take_roads_into_use(planner, roads(tmp_path), now=NOON)


async def test_the_places_are_those_that_somebody_drives_to(actor: Actor):
    await a_town(actor, homes=[at_home(), at_home(1, latitude=None, longitude=None)])
    async with reading(actor):
        places = await places_to_reach()
    assert [place.kind for place in places] == [PlaceKind.HOUSEHOLD, PlaceKind.SITE]

"""The map on which a pin is moved: what it is drawn of, and how it is moved."""

from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page

from admin_ui.surroundings import thinned
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.queries.records import household
from distribution.routing.commands.roads import take_roads_into_use
from distribution.routing.roads import Point
from tests.admin_ui.people import a_person, enter, form
from tests.admin_ui.test_dashboard import too_wide_at
from tests.axe import faults
from tests.routing.test_db_roads import roads
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_addresses import load, the_town
from tests.worlds_households import a_household
from tests.worlds_routing import KRASNIK, a_start, at_home

VIEWS = "<!doctype html><html lang='pl'><title>Mapa</title>"


async def about(client: httpx.AsyncClient, **fields: object) -> httpx.Response:
    return await form(client, "/map/about", **{k: str(v) for k, v in fields.items()})


async def test_the_map_shows_our_roads_and_doors_and_nothing_from_elsewhere(
    actor: Actor, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await load(actor, the_town())
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    place = {"latitude": KRASNIK[0], "longitude": KRASNIK[1]}

    bare = (await about(client, **place, metres=300)).json()
    await take_roads_into_use(actor, roads(tmp_path), now=NOON)
    near = (await about(client, **place, metres=1000)).json()
    away = (await about(client, latitude=52.2, longitude=21.0, metres=300)).json()
    wrong = await about(client, latitude="tu", longitude="tam", metres=300)

    assert (bare["has_roads"], bare["roads"]) == (False, [])
    assert {"Polna", "Adama Mickiewicza"} <= {door["street"] for door in bare["doors"]}
    assert near["has_roads"]
    [ring] = near["roads"]
    assert len(ring) > 3
    assert away["roads"] == away["doors"] == []
    assert wrong.status_code == 400


async def test_who_is_not_on_the_map_yet_begins_where_the_centre_is(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.ADMINISTRATOR)
    nowhere = await about(client, metres=2400)
    await a_start(actor)
    here = await about(client, metres=2400)

    assert nowhere.json() is None
    assert here.json()["middle"] == list(KRASNIK)


def test_a_way_is_drawn_without_the_bends_that_nobody_sees() -> None:
    way = tuple(Point(50.9 + step * 1e-5, 22.2) for step in range(101))

    assert len(thinned(way, 20)) < 10
    assert thinned(way, 20)[-1] == (50.901, 22.2)
    assert len(thinned(way, 0)) == 101
    assert thinned(way[:1], 20) == [(50.9, 22.2)]


async def test_a_place_and_its_spot_on_the_drawing_are_one(open_page) -> None:
    page = await open_page(VIEWS)
    found = await page.evaluate(
        """async () => {
            const { metresBetween, nearest, placeOf, View } =
                await import("/static/js/pin-map/view.js")
            const view = new View([50.92, 22.22], 3)
            const place = view.place([100, 70])
            const doors = [
                { number: "1", where: [50.93, 22.22] },
                { number: "2", where: [50.921, 22.22] },
            ]
            const { door, metres } = nearest(doors, [50.92, 22.22])
            return {
                there: view.spot(place).map(Math.round),
                north: place[0] > 50.92,
                west: place[1] < 22.22,
                half: Math.round(metresBetween(view.place([0, 200]), view.middle)),
                bar: view.bar,
                closer: view.closer(1).half < view.half,
                ends: [view.closer(99).zoom, view.closer(-99).half],
                holds: [view.holds([50.92, 22.22]), view.holds([50.95, 22.22])],
                nearest: [door.number, Math.round(metres), nearest([], [0, 0])],
                typed: [["50,92", " 22.22 "], ["tu", "22"], ["", ""], ["91", "22"]]
                    .map((one) => placeOf(...one)),
            }
        }"""
    )
    assert found == {
        "there": [100, 70],
        "north": True,
        "west": True,
        "half": 320,
        "bar": {"metres": 100, "length": 100},
        "closer": True,
        "ends": [0, 2400],
        "holds": [True, False],
        "nearest": ["2", 111, None],
        "typed": [[50.92, 22.22], None, None, None],
    }


async def test_no_name_of_a_street_stands_over_another(open_page) -> None:
    page = await open_page(VIEWS)
    words = await page.evaluate(
        """async () => {
            const { named } = await import("/static/js/pin-map/drawing.js")
            const at = (street, number, x, far) => ({
                door: { street, number, where: [50.92 + far * 1e-4, 22.22] },
                spot: [x, 100],
            })
            const spots = [
                at("Polna", "3", 200, 3),
                at("Polna", "1", 60, 1),
                at("Polna", "2", 64, 2),
                at("", "7", 400, 4),
                at("", "8", 600, 5),
                at("Długa", "9", 3, 6),
            ]
            return named(spots, [50.92, 22.22]).map((one) => one.words)
        }"""
    )
    assert words == ["Polna 1", "3", "7"]


@pytest.fixture
async def door(actor: Actor, visit) -> tuple[Page, str]:
    """The way to a household whose pin lies in an invented town without roads."""
    await load(actor, the_town())
    known = await a_household(actor, details=at_home())
    page = await visit(f"/routes/households/{known}", width=390)
    await enter(page, await a_person(actor, Role.COORDINATOR))
    await page.goto(f"/routes/households/{known}")
    await page.wait_for_selector("[data-pin]:not([hidden])")
    await page.wait_for_selector(".pin-map__door")
    return page, str(known)


def typed(page: Page):
    return page.evaluate(
        """() => ["latitude", "longitude"].map((name) =>
            Number(document.getElementById(`field-${name}`).value))"""
    )


async def test_a_pin_is_dragged_tapped_and_stepped_and_then_saved(
    actor: Actor, door: tuple[Page, str]
) -> None:
    page, known = door
    frame = page.locator("[data-pin-frame]")
    assert await page.locator(".pin-map__grid").count() == 1
    assert "Najbliższe drzwi" in await page.locator("[data-pin-words]").inner_text()
    first = await typed(page)

    pin = await page.locator("[data-pin] > path").bounding_box()
    assert pin is not None
    x, y = pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 40, y, steps=4)
    await page.mouse.up()
    dragged = await typed(page)
    assert dragged[0] == pytest.approx(first[0], abs=1e-5)
    assert dragged[1] > first[1] + 1e-4
    assert "Przesunięto o" in await page.locator("[data-pin-words]").inner_text()

    await frame.focus()
    await page.keyboard.press("Shift+ArrowDown")
    stepped = await typed(page)
    assert stepped[0] < dragged[0]
    await page.keyboard.press("+")
    await page.click("[data-pin-back]")
    assert await typed(page) == first

    box = await frame.bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + 40, box["y"] + 30)
    tapped = await typed(page)
    assert tapped[0] > first[0]
    assert tapped[1] < first[1]
    await page.fill("#field-latitude", "50,93")
    assert await typed(page) != tapped
    await page.fill("#field-latitude", str(tapped[0]))
    assert await too_wide_at(page, 390) == []
    assert await faults(page) == []

    await page.click("main form button[type=submit].button--primary")
    await page.wait_for_url("**/routes*")
    async with reading(actor):
        kept = await household(known)
    assert [kept.latitude, kept.longitude] == tapped

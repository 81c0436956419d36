"""The board in a real browser: a stop is carried, its hours change, it goes back."""

import re
from datetime import time
from uuid import UUID

import httpx
from playwright.async_api import Locator, Page, expect

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.jobs import make_plan
from distribution.routing.queries.plans import PlanState
from tests.admin_ui.people import a_person, enter, form
from tests.admin_ui.test_dashboard import too_wide_at
from tests.axe import faults
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import (
    a_town,
    at_home,
    planned,
    published,
    sketched,
    the_day,
)

TODAY = NOON.date()


async def a_day(actor: Actor, homes: int = 3, **more: object):
    town = await a_town(
        actor,
        homes=[at_home(n) for n in range(homes)],
        drivers=2,
        day=TODAY,
        starts=time(12),
        ends=time(16),
        **more,
    )
    return town, await sketched(actor, TODAY)


def lanes(page: Page):
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-shift]")].map((list) =>
            [...list.querySelectorAll("[data-stop]")].map((one) => one.dataset.stop))"""
    )


async def carry(page: Page, source: Locator, onto: Locator) -> None:
    """Carry a stop with the mouse from its number or dot onto another thing."""
    await source.scroll_into_view_if_needed()
    start, end = await source.bounding_box(), await onto.bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 8, start["y"] + 8)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 30, start["y"] + 30, steps=3)
    await page.mouse.move(end["x"] + 40, end["y"] + end["height"] / 2, steps=5)
    async with page.expect_response(lambda one: "/stops/" in one.url):
        await page.mouse.up()
    await page.wait_for_selector("#board-undo")


async def test_a_stop_is_carried_to_another_driver_and_back_and_then_published(
    actor: Actor, visit
) -> None:
    _, day = await a_day(actor)
    login = await a_person(actor, Role.COORDINATOR)
    at = f"/routes/plans/{day.plan.id}"
    page = await visit(at, width=1280, height=1400)
    await enter(page, login)
    await page.goto(at)
    before = await lanes(page)
    source = 0 if len(before[0]) > len(before[1]) else 1
    stop = before[source][0]
    hours = await page.locator(".board-stop__at").all_inner_texts()

    number = page.locator(f"#s-{stop} .board-stop__number")
    await carry(page, number, page.locator(f".lane:nth-of-type({2 - source})"))

    after = await lanes(page)
    assert after[source] == before[source][1:]
    assert sorted(after[1 - source]) == sorted([*before[1 - source], stop])
    assert await page.locator(".board-stop__at").all_inner_texts() != hours
    assert await page.locator(".map__way").count() >= 2
    for width in (390, 768, 1280):
        await page.set_viewport_size({"width": width, "height": 1000})
        assert await too_wide_at(page, width) == []
    assert await faults(page) == []

    async with page.expect_response(lambda one: one.url.endswith("/undo")):
        await page.click("#board-undo")
    await page.wait_for_selector("#board-undo", state="detached")
    assert await lanes(page) == before
    assert await page.locator(".board-stop__at").all_inner_texts() == hours

    # On a phone as well, what was pressed stays before the eyes.
    await page.set_viewport_size({"width": 390, "height": 500})
    await page.click(f"#more-{stop}")
    await page.locator(f"#lock-{stop}").scroll_into_view_if_needed()
    seen = await page.evaluate("scrollY")
    await page.click(f"#lock-{stop}")
    await page.wait_for_selector("#board-undo")
    assert seen > 0
    assert await page.evaluate("scrollY") == seen
    await page.click("#board-undo")
    await page.wait_for_selector("#board-undo", state="detached")

    await page.set_viewport_size({"width": 1280, "height": 1400})
    chip = page.locator(".legend__chip").nth(1 - source)
    await carry(page, page.locator(f"a[data-stop='{stop}'] circle"), chip)
    after = await lanes(page)
    assert stop in after[1 - source]
    # Marked once htmx has settled; until then the row keeps the classes it had.
    for one in ("map__link", "board-stop"):
        chosen = page.locator(f".{one}--chosen[data-stop='{stop}']")
        await expect(chosen).to_have_count(1)

    await page.click("text=Ogłoś trasy")
    await page.wait_for_url("**/publish")
    assert (await the_day(actor, day.plan.id)).plan.state is PlanState.PUBLISHED


async def test_without_a_script_a_form_moves_and_says_what_breaks(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town, day = await a_day(actor, homes=2)
    await sign_in_as(client, actor, Role.COORDINATOR)
    at = f"/routes/plans/{day.plan.id}"
    run, stop = day.runs[0], day.stops[1]

    up = await form(
        client,
        f"{at}/stops/{stop.voucher}",
        version="0",
        how="up",
        home=str(run.shift),
        position="2",
    )
    stale = await form(client, f"{at}/stops/{stop.voucher}", version="0", how="off")
    off = await form(client, f"{at}/stops/{stop.voucher}", version="1", how="off")
    shown = await client.get(at)
    places = await client.get(f"{at}/stops/{stop.voucher}/places")
    part = await client.get(at, headers={"HX-Request": "true"})
    other = next(one for one in town.shifts if one != run.shift)
    fit = await form(
        client, f"{at}/stops/{stop.voucher}", version="2", how="fit", shift=str(other)
    )
    after = await the_day(actor, day.plan.id)

    assert up.headers["location"] == f"{at}#s-{stop.voucher}"
    assert stale.status_code == 409
    assert "Tej zmiany nie zapisano" in stale.text
    assert "Ułóż plan na nowo" not in stale.text
    assert off.status_code == 303
    assert "Zdjęto z trasy ręcznie" in shown.text
    assert "Poza trasami: 1" in shown.text
    assert "najlepiej" in places.text
    assert "<html" not in part.text
    assert f'data-onto="{other}"' in shown.text
    assert f'aria-label="nr {stop.household_number}: {stop.address}"' in shown.text
    assert fit.status_code == 303
    taken = {one.voucher: r.shift for r in after.runs for one in r.stops}
    assert taken[stop.voucher] == other
    assert len(taken) == 2


async def test_a_driver_keeps_the_letter_of_the_board_once_it_is_driven(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(
        actor, homes=[at_home()], drivers=2, day=TODAY, starts=time(12), ends=time(16)
    )
    day = await sketched(actor, TODAY)
    await sign_in_as(client, actor, Role.COORDINATOR)
    at = f"/routes/plans/{day.plan.id}"
    [voucher] = [stop.voucher for stop in day.stops]
    lanes = re.findall(r'data-shift="([0-9a-f-]{36})"', (await client.get(at)).text)
    await form(client, f"{at}/stops/{voucher}", version="0", how="move", shift=lanes[1])

    board = await client.get(at)
    await form(client, f"{at}/publish")
    driven = await client.get(at)

    assert sorted(lanes) == sorted(map(str, town.shifts))
    for page in (board.text, driven.text):
        assert ">B1<" in page
        assert ">A1<" not in page
    assert "B. Jan Kierowca" in driven.text


async def test_what_would_help_is_said_beside_the_reason(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await a_town(
        actor,
        homes=[at_home(0)],
        day=TODAY,
        starts=time(12),
        ends=time(16),
        capacity_packs=4,
    )
    day = await planned(actor, TODAY)
    await sign_in_as(client, actor, Role.COORDINATOR)

    shown = await client.get(f"/routes/plans/{day.plan.id}")

    [left] = day.left_out
    assert "największy wolny pojazd mieści 4" in shown.text
    assert left.packs == 5
    assert "pomieści o 1 opakowanie więcej" in shown.text


async def test_the_call_sheet_makes_promises_and_a_lost_driver_a_plan(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day = await a_day(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    calls = f"/routes/plans/{day.plan.id}/calls"
    stop = day.stops[0]

    sheet = await client.get(calls)
    offered = re.findall(
        r'name="opens" id="[^"]+" required value="([\d:]+)"', sheet.text
    )
    wrong = await form(client, f"{calls}/{stop.voucher}", opens="9:0x", closes="10:00")
    told = await form(
        client, f"{calls}/{stop.voucher}", opens=offered[0], closes="15:30"
    )
    promised = await client.get(calls)
    await form(client, f"/routes/plans/{day.plan.id}/publish")
    run = (await the_day(actor, day.plan.id)).runs[0]
    lost = await form(client, f"/routes/runs/{run.id}/release", reason="Choroba")
    new = lost.headers["location"]
    await make_plan(actor, lambda: NOON, plan=UUID(new.rsplit("/", 1)[1]))
    road = (await client.get(f"/routes?day={day.plan.day}")).text
    board = await client.get(new)
    changed = await client.get(f"{new}/calls")

    assert 'href="tel:+48600100200"' in sheet.text
    assert len(offered) == 3
    assert wrong.status_code == 400
    assert told.status_code == 303
    assert f"umówione {offered[0].lstrip('0')}–15:30" in promised.text
    assert 'required value="15:30"' in promised.text
    assert lost.status_code == 303
    assert "wszystko zdjęte z trasy" in road
    assert f"bez trasy {len(run.stops)}" in road
    assert f"{len(run.stops)} z {len(run.stops)} drzwi" not in road
    assert "Tablica tras" in board.text
    assert "inny kierowca" in changed.text or "inna godzina" in changed.text


async def test_the_sheet_and_a_driven_plan_are_for_every_hand_and_eye(
    actor: Actor, visit
) -> None:
    await a_town(actor, homes=[at_home(0), at_home(1)])
    day, _ = await published(actor)
    login = await a_person(actor, Role.COORDINATOR)
    page = await visit(f"/routes/plans/{day.plan.id}", width=390)
    await enter(page, login)
    for path in (f"/routes/plans/{day.plan.id}", f"/routes/plans/{day.plan.id}/calls"):
        await page.goto(path)
        assert await too_wide_at(page, 390) == []
        assert await faults(page) == []


async def test_planning_is_told_as_it_happens(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day = await a_day(actor, homes=1)
    await sign_in_as(client, actor, Role.COORDINATOR)

    stream = await client.get(f"/api/v1/routing/plans/{day.plan.id}/events")

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert "event: done" in stream.text
    assert '"percent":100' in stream.text


async def test_programs_replace_a_driver_and_read_what_would_help(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day = await a_day(actor, homes=2)
    await publish_plan(actor, day.plan.id, now=NOON)
    await sign_in_as(client, actor, Role.COORDINATOR)
    at = "/api/v1/routing"

    lost = await client.post(
        f"{at}/runs/{day.runs[0].id}/no-show", json={"reason": "Choroba"}
    )
    plan = lost.json()["plan"]
    first = await client.post(f"{at}/plans/{plan}/cancel")
    await make_plan(actor, lambda: NOON, plan=UUID(plan))
    made = (await client.get(f"{at}/plans/{plan}")).json()

    assert (lost.status_code, first.status_code) == (202, 202)
    assert lost.json()["released"] == len(day.runs[0].stops)
    assert sum(len(run["stops"]) for run in made["runs"]) == 2
    assert [one["remedies"] for one in made["unserved"]] == []

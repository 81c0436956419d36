"""Cars as whoever loads them sees them: what goes in, what came back, what is out."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import msgspec

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.inventory.queries.stock import stock
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.delivering import report_failure
from distribution.routing.loading import aboard, come_back, trips_to_load
from distribution.routing.queries.plans import run as known_run
from distribution.routing.rules.doors import Outcome
from tests.admin_ui.people import form
from tests.routing.test_db_reloading import TODAY, TWO_PARCELS, driven
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import sketched


async def test_a_car_is_loaded_trip_by_trip_without_a_name_or_a_door(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _town, day = await driven(actor)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    [run] = day.runs

    cars = (await client.get("/store/cars")).text
    page = (await client.get(f"/store/cars/{run.id}")).text
    other_day = (await client.get("/store/cars?day=2026-03-18")).text

    assert "4 paczki, 20\xa0opakowań" in cars
    assert f'href="/store/cars/{run.id}"' in cars
    assert "Tego dnia nic nie jedzie" in other_day
    first, second = page.split("Kurs 2, wyjazd")
    for trip, stops in ((first, run.stops[:2]), (second, run.stops[2:])):
        assert f"2 paczki, {TWO_PARCELS}\xa0opakowań" in trip
        numbers = [int(one) for one in re.findall(r"<b>nr (\d+)</b>", trip)]
        assert numbers == [stop.household_number for stop in reversed(stops)]
    assert "Niepełne paczki" not in page
    for stop in run.stops:
        assert stop.head not in page
        assert stop.street not in page


async def test_what_came_back_spoiled_is_written_off_once(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _town, day = await driven(actor)
    [run] = day.runs
    stop = run.stops[0]
    driver = msgspec.structs.replace(actor, id=run.driver)
    await report_failure(driver, stop.id, Outcome.NOT_HOME, nonce=uuid4(), now=NOON)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    path = f"/store/cars/{run.id}"
    page = (await client.get(path)).text
    name = re.findall(r'name="(damaged\.[^"]+)"', page)[0]
    there = re.search(rf'name="there\.{re.escape(name)}" value="(\d+)"', page)
    assert there is not None
    sent = {name: "1", f"there.{name}": there[1]}
    back = f"{path}/back/{stop.id}"

    none = await form(client, back)
    many = await form(client, back, **{name: "99"})
    lost = await form(client, back, **sent)
    again = await form(client, back, **sent)

    assert f"Wraca: nr {stop.household_number}" in page
    assert "Ten kurs już wyjechał." in page
    assert (none.status_code, many.status_code) == (303, 400)
    assert (lost.status_code, again.status_code) == (303, 409)
    anew = await sketched(actor, TODAY)
    await publish_plan(actor, anew.plan.id, now=NOON)
    replaced = (await client.get(path)).text
    assert f"Wraca: nr {stop.household_number}" in replaced
    assert f'href="{path}"' in (await client.get("/store/cars")).text
    assert "Co załadować" not in replaced
    async with reading(actor):
        lines = await stock()
    assert sorted(line.packs for line in lines)[:2] == [999, 1000]


async def test_packs_in_a_car_are_added_to_what_is_counted(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    town, day = await driven(actor)
    [run] = day.runs
    await sign_in_as(client, actor, Role.WAREHOUSE)
    async with reading(actor):
        line = next(one for one in await stock() if one.reserved)
    of_lot = {"lot": str(line.lot), "at": str(town.shelf)}
    asks = {"doing": "count", **of_lot}
    whole = f"/stock/counts/new?place={town.shelf}"

    clock.now = run.leaves_at - timedelta(minutes=5)
    before = (await client.get("/store", params=asks)).text
    clock.now = run.leaves_at
    after = (await client.get("/store", params=asks)).text
    everything = (await client.get(whole)).text
    less = {"counted": str(line.packs - 1), "expected": str(line.packs)}
    asked = await form(client, "/store/counts", **of_lot, **less)

    assert "Według tras w autach" not in before
    assert "Według tras w autach jest teraz 2\xa0opakowania" in after
    assert "dolicz 2 w autach" in everything
    assert "Na pewno tyle?" in asked.text


async def test_a_parcel_is_in_the_car_until_it_is_handed_out_or_back(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _town, day = await driven(actor)
    [run] = day.runs
    driver = msgspec.structs.replace(actor, id=run.driver)
    left_behind, tried = run.stops[0], run.stops[1]
    for stop, how in (
        (left_behind, Outcome.COULD_NOT_TAKE_ALL),
        (tried, Outcome.NOT_HOME),
    ):
        await report_failure(driver, stop.id, how, nonce=uuid4(), now=NOON)

    async with reading(actor):
        now = await known_run(run.id)

    assert [one.has_left for one in trips_to_load(now)] == [True, False]
    assert [one.id for one in come_back(now)] == [tried.id]
    assert [one.id for one in aboard(now, now.leaves_at)] == [tried.id]
    early = now.leaves_at - timedelta(hours=1)
    assert list(aboard(run, early)) == []
    # Who left before the planned hour, or goes on from a door, is out as well.
    assert [one.id for one in aboard(now, early)] == [tried.id]
    going_on = msgspec.structs.replace(run, start_latitude=50.9)
    assert len(aboard(going_on, early)) == len(trips_to_load(run)[0].stops)

    # Whose doors have all ended is back, though problems are still looked into.
    for stop in run.stops[2:]:
        await report_failure(driver, stop.id, Outcome.REFUSED, nonce=uuid4(), now=NOON)
    await sign_in_as(client, actor, Role.WAREHOUSE)
    cars = (await client.get("/store/cars")).text
    assert "zakończona" in cars
    assert "w drodze" not in cars

"""Who comes to a door, what a shift allows, and the rules: kept in plain forms."""

from datetime import time

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.routing.queries.deliveries import preference_of
from distribution.routing.queries.fleet import shift, shifts_on
from distribution.routing.queries.wishes import (
    delivery_needs,
    drivers_and_needs,
    routing_rules,
)
from distribution.routing.rules.wishes import Company, RoutingRules
from tests.admin_ui.people import form
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import TOMORROW, a_driver, a_town


async def test_a_driver_meets_what_a_door_needs(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(actor)
    other = await a_driver(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    added = await form(client, "/routes/needs", name="winda")
    twice = await form(client, "/routes/needs", name="Winda")
    async with reading(actor):
        [need] = await delivery_needs()
    kept = await form(client, f"/routes/drivers/{town.drivers[0]}", needs=str(need.id))
    door = await form(
        client,
        f"/routes/households/{town.households[0]}",
        latitude="50,92",
        longitude="22,22",
        service_minutes="5",
        needs=str(need.id),
        not_drivers=str(other),
        usual_driver=str(town.drivers[0]),
        company="first_visit",
        priority="80",
    )
    shown = await client.get(f"/routes/households/{town.households[0]}")
    page = await client.get("/routes/drivers")

    assert (added.status_code, twice.status_code) == (303, 409)
    assert "Takie wymaganie już jest na liście." in twice.text
    assert (kept.status_code, door.status_code) == (303, 303)
    async with reading(actor):
        wish = (await preference_of(town.households[0])).wish
        known = {one.id: one.needs for one in await drivers_and_needs()}
        [driving] = await shifts_on(TOMORROW)
    assert known[town.drivers[0]] == {need.id}
    assert driving.skills == ("winda",)
    assert (wish.needs, wish.not_drivers) == ((need.id,), (other,))
    assert (wish.company, wish.priority) == (Company.FIRST_VISIT, 80)
    assert f'value="{need.id}" checked' in shown.text
    assert f'href="/routes/shifts/{town.shifts[0]}"' in page.text


async def test_a_driver_cannot_be_wanted_and_kept_away_at_once(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    driver = str(town.drivers[0])

    refused = await form(
        client,
        f"/routes/households/{town.households[0]}",
        service_minutes="5",
        company="always",
        usual_driver=driver,
        not_drivers=driver,
    )

    assert refused.status_code == 400
    assert "Stały kierowca nie może być tym, który nie przyjeżdża." in refused.text
    assert f'value="{driver}" checked' in refused.text
    async with reading(actor):
        wish = (await preference_of(town.households[0])).wish
    assert wish.company is Company.ALONE


async def test_a_shift_gets_a_break_and_limits(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    at = f"/routes/shifts/{town.shifts[0]}"
    hours = {"starts": "09:00", "ends": "13:00", "crew": "2", "break_minutes": "30"}

    half = await form(client, at, **hours, break_opens="11:00", most_stops="0")
    both = await form(client, at, **hours, break_opens="11:00", most_stops="wiele")
    whole = await form(
        client, at, **hours, break_opens="11:00", break_closes="12:00", most_stops="9"
    )
    page = await client.get(at)

    assert 'value="11:00"' in page.text
    assert half.status_code == both.status_code == 400
    assert 'id="field-most_stops-error"' in both.text
    assert "Podaj, ile trwa przerwa" in both.text, "a rule does not wait"
    assert "Podaj, ile trwa przerwa i w jakich godzinach się zaczyna." in half.text
    assert "Wpisz liczbę większą od zera albo zostaw puste." in half.text
    assert whole.status_code == 303
    async with reading(actor):
        known = await shift(town.shifts[0])
    assert (known.ends, known.crew, known.most_stops) == (time(13), 2, 9)
    assert (known.break_opens, known.break_closes) == (time(11), time(12))


async def test_the_rules_for_all_routes_are_kept(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.COORDINATOR)

    wrong = await form(
        client, "/routes/rules", cold_minutes="0", known_face_minutes="5"
    )
    right = await form(
        client, "/routes/rules", cold_minutes="90", known_face_minutes="0"
    )

    assert (wrong.status_code, right.status_code) == (400, 303)
    assert "Wpisz czas od 1 do 600 minut." in wrong.text
    async with reading(actor):
        assert await routing_rules() == RoutingRules(90, 0)

"""Home deliveries as people see them: the coordinator's day and the driver's run."""

import re
from datetime import time
from uuid import UUID

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.queries.records import household
from distribution.routing.jobs import make_plan
from distribution.routing.queries.deliveries import preference_of
from distribution.routing.queries.fleet import shifts_on, vehicles
from distribution.routing.queries.plans import plan, plans_of
from distribution.routing.rules.wishes import Aim
from distribution.vouchers.commands.issuing import change_channel
from distribution.vouchers.rules import Channel
from tests.admin_ui.people import form
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import (
    Town,
    a_car,
    a_driver,
    a_shift,
    a_start,
    a_town,
    at_home,
    planned,
    published,
    sketched,
    the_day,
)

TODAY = NOON.date()


async def today_in(actor: Actor, homes: int = 2, **more: object) -> Town:
    return await a_town(
        actor,
        homes=[at_home(n) for n in range(homes)],
        day=TODAY,
        starts=time(12),
        ends=time(16),
        **more,
    )


async def driven(actor: Actor, homes: int = 2, **more: object):
    """Return a town, its published day of today, and the path of the first link."""
    town = await today_in(actor, homes, **more)
    made = await sketched(actor, TODAY)
    from distribution.routing.commands.publishing import publish_plan

    done = await publish_plan(actor, made.plan.id, now=NOON)
    return town, await the_day(actor, made.plan.id), done.links[0].path


def kept_by(at: str, page: str) -> str:
    """Return what the plan keeps that is offered beside a refusal."""
    pressed = r'/again">[^\n]*?name="keeps" value="(\w+)"[^\n]*Ułóż plan na nowo'
    found = re.search(re.escape(at) + pressed, page)
    return found[1] if found else ""


def nonces(page: str) -> list[str]:
    return re.findall(r'name="nonce" value="([^"]+)"', page)


async def test_the_coordinator_goes_from_parcels_to_published_routes(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await today_in(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    before = await client.get("/routes")
    asked = await form(client, "/routes/plans", day=str(TODAY), seconds="1")
    at = asked.headers["location"]
    waiting = await client.get(at)
    part = await client.get(f"{at}/progress", headers={"HX-Request": "true"})
    await make_plan(actor, lambda: NOON, plan=UUID(at.rsplit("/", 1)[1]))
    made = await client.get(at)
    ready = await client.get(f"{at}/progress", headers={"HX-Request": "true"})
    done = await form(client, f"{at}/publish")
    again = await form(client, f"{at}/publish")
    after = await client.get("/routes")

    assert "ul. Próbna 1 m. 2, Kraśnik" in before.text
    assert asked.status_code == 303
    assert "Układam trasy" in waiting.text
    assert part.text.count("<html") == 0
    assert "hx-refresh" not in part.headers
    assert ready.headers["hx-refresh"] == "true"
    assert "Bez sieci dróg: czasy są szacunkowe" in made.text
    assert made.text.count("map__stop--1") == 2
    assert "A1" in made.text
    assert "Ogłoś trasy" in made.text
    assert re.search(r"/r/[\w-]{22}", done.text)
    assert again.status_code == 409
    assert "Ułóż plan na nowo" not in again.text
    assert not re.search(r"/r/[\w-]{22}", again.text + after.text)
    assert "kierowca nie otworzył trasy" in after.text
    assert len(town.vouchers) == 2


async def test_a_plan_that_went_stale_says_so_and_offers_a_new_one(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await today_in(actor)
    made = await planned(actor, TODAY, aim=Aim.FEWEST_DRIVERS)
    await sign_in_as(client, actor, Role.COORDINATOR)
    voucher = town.vouchers[0]
    await client.post(
        f"/api/v1/vouchers/{voucher.id}/channel", json={"channel": "pickup"}
    )

    at = f"/routes/plans/{made.plan.id}"
    refused = await form(client, f"{at}/publish")
    asked = await form(client, f"{at}/again", keeps=kept_by(at, refused.text))
    async with reading(actor):
        after = await plan(UUID(asked.headers["location"].rsplit("/", 1)[1]))

    assert refused.status_code == 409
    assert f"gospodarstwa: {voucher.household_number}" in refused.text
    assert "Ułóż plan na nowo" in refused.text
    assert kept_by(at, refused.text) == "locks"
    assert (after.aim, after.based_on) == (Aim.FEWEST_DRIVERS, made.plan.id)


async def test_routes_that_go_on_are_kept_when_their_plan_went_stale(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town, day, _ = await driven(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    asked = await form(client, f"/routes/plans/{day.plan.id}/again", keeps="routes")
    at = asked.headers["location"]
    await make_plan(actor, lambda: NOON, plan=UUID(at.rsplit("/", 1)[1]))
    await change_channel(actor, town.vouchers[0].id, Channel.PICKUP, now=NOON)

    refused = await form(client, f"{at}/publish")

    assert "Ułóż plan na nowo" in refused.text
    assert kept_by(at, refused.text) == "routes"


async def test_a_parcel_that_cannot_go_says_why_and_can_be_mended(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(
        actor, homes=[at_home(0, latitude=None, longitude=None)], day=TODAY
    )
    home = town.households[0]
    await sign_in_as(client, actor, Role.COORDINATOR)
    at = f"/routes/households/{home}"

    before = await client.get("/routes")
    wrong = await form(
        client, at, latitude="50,92", service_minutes="5", door_notes="Kod 12"
    )
    right = await form(
        client,
        at,
        latitude="50,92",
        longitude="22,22",
        window_opens="13:00",
        window_closes="14:00",
        service_minutes="7",
        door_notes="Kod 12",
    )
    after = await client.get("/routes")

    assert "Adres nie ma jeszcze miejsca na mapie" in before.text
    assert (wrong.status_code, right.status_code) == (400, 303)
    assert 'value="50,92"' in wrong.text
    assert "Adres nie ma jeszcze miejsca na mapie" not in after.text
    async with reading(actor):
        known, wish = await household(home), await preference_of(home)
    assert (known.latitude, known.longitude, known.door_notes) == (
        50.92,
        22.22,
        "Kod 12",
    )
    assert (wish.window_opens, wish.service_seconds) == (time(13), 420)


async def test_vehicles_and_shifts_are_kept_in_forms(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    site, driver = await a_start(actor), await a_driver(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    wrong = await form(client, "/routes/vehicles", name="Doblo", capacity_packs="dużo")
    right = await form(
        client,
        "/routes/vehicles",
        name="Doblo",
        capacity_packs="120",
        capacity_kilograms="300",
    )
    async with reading(actor):
        [car] = await vehicles()
    shift = {
        "day": str(TODAY),
        "driver": str(driver),
        "vehicle": str(car.id),
        "site": str(site),
        "starts": "12:00",
        "ends": "15:00",
    }
    backwards = await form(client, "/routes/shifts", **{**shift, "ends": "11:00"})
    added = await form(client, "/routes/shifts", **shift)
    twice = await form(client, "/routes/shifts", **shift)
    async with reading(actor):
        [kept] = await shifts_on(TODAY)
    gone = await form(client, f"/routes/shifts/{kept.id}/remove", day=str(TODAY))

    assert wrong.status_code == 400
    assert 'value="Doblo"' in wrong.text
    assert (right.status_code, car.capacity_grams) == (303, 300_000)
    assert backwards.status_code == 400
    assert added.status_code == 303
    assert twice.status_code == 409
    assert "ma w tym czasie inną zmianę: 12:00–15:00" in twice.text
    assert gone.status_code == 303


async def test_a_driver_with_a_link_promises_first_and_then_sees_the_way(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, path = await driven(actor)
    stop = day.stops[0]

    first = await client.get(path)
    peek = await client.get(f"{path}/stops/{stop.id}")
    await client.post(f"{path}/pledge")
    then = await client.get(path)

    for page in (first, peek):
        assert "Zobowiązuję się do poufności" in page.text
        assert "Próbna" not in page.text
    assert stop.head in then.text
    assert 'href="tel:+48600100200"' in then.text
    assert f'href="geo:{stop.latitude},{stop.longitude}' in then.text
    assert "Domofon 2, pierwsze piętro" in then.text
    assert (await client.get("/r/nonsense")).status_code == 404


async def test_a_driver_hands_over_at_the_door_and_reports_the_next(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    """What is over shows the hour when it really was, not the hour planned for it."""
    town, day, path = await driven(actor)
    first, second = day.stops
    await client.post(f"{path}/pledge")
    codes = {one.id: one.short_code for one in town.vouchers}
    at = f"{path}/stops/{first.id}"

    door = await client.get(at)
    nonce = nonces(door.text)[0]
    wrong = await client.post(at, data={"nonce": nonce, "code": codes[second.voucher]})
    unknown = await client.post(at, data={"nonce": nonce, "code": "AAAA-BBBB"})
    given = {"nonce": nonce, "code": codes[first.voucher].lower()}
    due = re.findall(r'name="of\.([\w-]{36})" value="(\d+)"', door.text)
    clock.forward(hours=7, minutes=50)
    of = {f"of.{article}": packs for article, packs in due}
    of |= {f"packs.{article}": packs for article, packs in due}
    fewer = {**given, **of, f"packs.{due[0][0]}": "0"}
    unsaid = await client.post(at, data=fewer)
    given = {**fewer, f"why.{due[0][0]}": "damaged"}
    done = await client.post(at, data=given)
    again = await client.post(at, data=given)
    other = await client.get(f"{path}/stops/{second.id}")
    failed = await client.post(
        f"{path}/stops/{second.id}",
        data={"nonce": nonces(other.text)[-1], "outcome": "not_home", "note": "Cisza"},
    )
    end = await client.get(path)
    shut = await client.get(at)
    await sign_in_as(client, actor, Role.COORDINATOR)
    office = await client.get("/routes")
    plan = await client.get(f"/routes/plans/{day.plan.id}")
    cases = await client.get("/routes/follow-ups")
    refused = await form(client, "/routes/plans", day=str(TODAY), seconds="1")

    assert (wrong.status_code, unknown.status_code) == (409, 404)
    assert "To talon innego gospodarstwa" in wrong.text
    assert nonces(wrong.text)[0] == nonce
    assert unsaid.status_code == 400
    assert "Wybierz, dlaczego mniej." in unsaid.text
    assert (done.status_code, again.status_code) == (303, 303)
    assert failed.status_code == 303
    assert "To już wszystkie drzwi" in end.text
    assert "nikogo nie było" in end.text
    after = await the_day(actor, day.plan.id)
    assert [stop.state.value for stop in after.stops] == ["done", "not_delivered"]
    assert re.findall(r'class="drive__at">([\d:]+)', end.text) == ["19:50", "19:50"]
    assert "Ta paczka jest już wydana. Godzina: 19:50." in shut.text
    assert "ostatnie drzwi o 19:50" in office.text
    assert re.search(r"planowo 12:\d\d–1\d:\d\d", office.text)
    assert re.search(r"wydana, 19:50", plan.text)
    assert re.search(r"nikogo nie było, 19:50", plan.text)
    assert re.search(r"Nie wydano: [^<]+: \d+.opakowa\w+ \(uszkodzone\)", cases.text)
    assert refused.status_code == 409
    assert "Godziny pracy tego dnia już minęły" in refused.text


async def test_what_came_back_waits_for_the_coordinator(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    stop = day.stops[0]
    page = await client.get(f"{path}/stops/{stop.id}")
    await client.post(
        f"{path}/stops/{stop.id}",
        data={"nonce": nonces(page.text)[-1], "outcome": "refused", "note": "Pies"},
    )
    await sign_in_as(client, actor, Role.COORDINATOR)

    listed = await client.get("/routes/follow-ups")
    [case] = set(re.findall(r"/routes/follow-ups/([\w-]{36})", listed.text))
    silent = await form(client, f"/routes/follow-ups/{case}", resolution="Oddane")
    said = await form(
        client, f"/routes/follow-ups/{case}", condition="good", resolution="Oddane"
    )
    after = await client.get("/routes/follow-ups")

    assert "Pies" in listed.text
    assert silent.status_code == 400
    assert 'value="Oddane"' in silent.text
    assert said.status_code == 303
    assert "Nic nie czeka" in after.text


async def test_a_signed_in_driver_opens_the_run_of_today(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    town = await a_town(actor, drivers=0)
    driver = await sign_in_as(client, actor, Role.DRIVER)
    await a_shift(actor, driver, await a_car(actor), town.site)
    day, _ = await published(actor)

    early = await client.get("/run")
    mine = await client.get(f"/run/{day.runs[0].id}")
    await sign_in_as(client, actor, Role.DRIVER)
    others = await client.get(f"/run/{day.runs[0].id}")

    assert "Dziś nie masz trasy" in early.text
    assert "18\u00a0marca 2026" in early.text
    assert "Zobowiązuję się do poufności" in mine.text
    assert others.status_code == 403


async def test_an_auditor_sees_routes_without_addresses(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, _ = await driven(actor)
    await sign_in_as(client, actor, Role.AUDITOR)

    pages = [
        await client.get(f"/routes?day={TODAY}"),
        await client.get(f"/routes/plans/{day.plan.id}"),
    ]
    printed = await client.get(f"/routes/runs/{day.runs[0].id}/manifest.pdf")

    for page in pages:
        assert page.status_code == 200
        assert "ul. Próbna" not in page.text
    assert printed.status_code == 403


async def test_the_list_is_printed_from_the_day(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, _ = await driven(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    printed = await client.get(f"/routes/runs/{day.runs[0].id}/manifest.pdf")

    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    async with reading(actor):
        assert len(await plans_of(TODAY)) == 1


async def test_who_will_be_late_is_said_to_the_driver_and_to_the_office(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    """E57: a promise that cannot be kept any more is seen while one can still ring."""
    _, day, link = await driven(actor)
    stop = day.runs[0].stops[1]
    await sign_in_as(client, actor, Role.COORDINATOR)
    page = f"/routes/households/{stop.household}"
    promise = {"voucher": str(stop.voucher), "opens": "12:00", "closes": "12:01"}

    over = await form(client, f"{page}/promise", promised_day="2026-01-02", **promise)
    done = await form(client, f"{page}/promise", promised_day=str(TODAY), **promise)
    told = await client.get(page)
    clock.forward(hours=2)
    office = await client.get("/routes")
    await form(client, f"{link}/pledge")
    road = await client.get(link)
    gone = await form(client, f"{page}/promise/withdraw", voucher=str(stop.voucher))
    after = await client.get(page)

    assert over.status_code == 400
    assert "Dzień 02.01.2026 już minął." in over.text
    assert done.status_code == 303
    assert "12:00–12:01" in told.text
    late = rf"nr {stop.household_number}: około 1\d:\d\d, \d+\s(?:min|h)"
    assert re.search(late, office.text)
    assert "następne około" in office.text
    assert len(re.findall(r'<span data-late="[^"]+">', road.text)) == 1
    assert gone.status_code == 303
    assert "12:00–12:01" not in after.text

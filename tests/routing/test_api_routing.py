"""The JSON routes of routing, as DESIGN 9.2 names them."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pypdfium2
import pytest

from distribution.accounts.commands.keeping import password_link
from distribution.accounts.commands.signing_in import set_password_by_link
from distribution.accounts.queries import staff
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.jobs import make_plan
from distribution.routing.manifest import manifest_of, manifest_pdf
from distribution.routing.queries.plans import run
from tests.worlds import NOON, Clock
from tests.worlds_accounts import PASSWORD, sign_in_as
from tests.worlds_routing import (
    TOMORROW,
    Town,
    a_car,
    a_shift,
    a_town,
    at_home,
    planned,
    published,
    the_day,
)

PLANS, STOPS = "/api/v1/routing/plans", "/api/v1/routing/stops"
RUNS = "/api/v1/routing/runs"
ON_THE_ROAD = NOON + timedelta(days=1)


async def a_driven_day(
    actor: Actor, client: httpx.AsyncClient, clock: Clock, *, homes: int = 2
):
    """Sign a driver in, and publish a run of theirs for tomorrow, which it is now."""
    town = await a_town(actor, homes=[at_home(n) for n in range(homes)], drivers=0)
    driver = await sign_in_as(client, actor, Role.DRIVER)
    await a_shift(actor, driver, await a_car(actor), town.site)
    day, done = await published(actor)
    clock.now = ON_THE_ROAD
    await sign_in_again(client, actor, driver)
    return town, day, done


async def sign_in_again(client: httpx.AsyncClient, actor: Actor, driver) -> None:
    """A session ends overnight: the driver signs in the next morning."""
    async with reading(actor):
        login = next(one.login for one in await staff() if one.id == driver)
    link = await password_link(actor, driver, now=ON_THE_ROAD)
    await set_password_by_link(link, PASSWORD, now=ON_THE_ROAD)
    client.cookies.clear()
    client.headers.pop("X-CSRF-Token", None)
    answer = await client.post(
        "/api/v1/session", json={"login": login, "password": PASSWORD}
    )
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]


def handed_over(town: Town, voucher, **changes: object) -> dict[str, object]:
    return {
        "outcome": "handed_over",
        "nonce": str(uuid4()),
        "code": town.tokens[voucher],
        "scanned_at": ON_THE_ROAD.isoformat(),
        "channel": "home_delivery",
        **changes,
    }


async def test_a_plan_is_asked_for_made_looked_at_and_published(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(
        actor, homes=[at_home(0), at_home(1), at_home(2, latitude=None, longitude=None)]
    )
    await sign_in_as(client, actor, Role.COORDINATOR)

    asked = await client.post(PLANS, json={"date": "2026-03-18", "seconds": 1})
    at = f"{PLANS}/{asked.json()['plan']}"
    before = await client.get(at)
    await make_plan(actor, lambda: NOON, plan=asked.json()["plan"])
    made = await client.get(at)
    done = await client.post(f"{at}/publish")
    again = await client.post(f"{at}/publish")

    assert asked.status_code == 202
    assert isinstance(asked.json()["job"], int)
    assert (before.json()["state"], before.json()["progress"]["percent"]) == (
        "queued",
        0,
    )
    body = made.json()
    assert (body["state"], body["estimate"]) == ("solved", True)
    assert [stop["position"] for stop in body["runs"][0]["stops"]] == [1, 2]
    assert [
        (one["reason"], one["household"], one["sentence"]) for one in body["unserved"]
    ] == [
        (
            "no_coordinates",
            str(town.households[2]),
            "Adres nie ma jeszcze miejsca na mapie. Wpisz współrzędne.",
        )
    ]
    assert done.status_code == 200
    assert done.json()["runs"][0]["link"].startswith("/r/")
    assert (again.status_code, again.json()["reason"]) == (409, "plan_not_ready")


async def test_malformed_plans_name_every_field(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.COORDINATOR)

    answer = await client.post(PLANS, json={"date": "jutro", "seconds": 0})
    past = await client.post(PLANS, json={"date": "2026-03-01"})

    assert answer.status_code == 400
    assert {one["field"] for one in answer.json()["errors"]} == {"date", "seconds"}
    assert (past.status_code, past.json()["reason"]) == (409, "day_over")


async def test_a_stale_plan_answers_409_and_names_the_households(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    made = await planned(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    voucher = town.vouchers[0]
    await client.post(
        f"/api/v1/vouchers/{voucher.id}/channel", json={"channel": "pickup"}
    )

    answer = await client.post(f"{PLANS}/{made.plan.id}/publish")

    assert (answer.status_code, answer.json()["reason"]) == (409, "plan_outdated")
    assert answer.json()["household_numbers"] == [voucher.household_number]


async def test_the_driver_sees_the_day_and_reports_it(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    town, day, _ = await a_driven_day(actor, client, clock)
    await client.post(f"{RUNS}/{day.runs[0].id}/pledge")

    today = await client.get(f"{RUNS}/today")
    first, second = today.json()["runs"][0]["stops"]
    body = handed_over(town, day.stops[0].voucher)
    made = await client.post(f"{STOPS}/{first['id']}/outcome", json=body)
    same = await client.post(f"{STOPS}/{first['id']}/outcome", json=body)
    failed = await client.post(
        f"{STOPS}/{second['id']}/outcome",
        json={"outcome": "not_home", "nonce": str(uuid4())},
    )
    after = await client.get(f"{RUNS}/today")

    assert today.json()["day"] == "2026-03-18"
    assert first["phone"] == "+48600100200"
    assert first["door_notes"].startswith("Domofon")
    assert (made.status_code, same.status_code) == (201, 200)
    assert made.json() == same.json()
    assert made.json()["handout"]["channel"] == "home_delivery"
    assert sum(line["packs"] for line in made.json()["handout"]["lines"]) == 5
    assert made.json()["follow_up"] is None
    assert failed.status_code == 201
    assert failed.json()["follow_up"] is not None
    run_ = after.json()["runs"][0]
    assert run_["state"] == "problem"
    assert [stop["state"] for stop in run_["stops"]] == ["done", "not_delivered"]
    over = [stop["over_at"] for stop in run_["stops"]]
    assert over == [
        made.json()["handout"]["scanned_at"],
        failed.json()["happened_at"],
    ]


async def test_a_run_shows_nothing_before_its_driver_has_promised_confidentiality(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    _, day, _ = await a_driven_day(actor, client, clock)
    [run] = day.runs

    before = await client.get(f"{RUNS}/today")
    promised = [await client.post(f"{RUNS}/{run.id}/pledge") for _ in range(2)]
    after = await client.get(f"{RUNS}/today")

    told = before.json()
    assert (before.status_code, told["reason"]) == (403, "pledge_missing")
    assert told["runs"] == [str(run.id)]
    assert not any(stop.head in before.text for stop in run.stops)
    assert [answer.status_code for answer in promised] == [204, 204]
    assert [one["id"] for one in after.json()["runs"]] == [str(run.id)]


async def test_nobody_promises_for_another_driver(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    _, day, _ = await a_driven_day(actor, client, clock)
    await sign_in_as(client, actor, Role.DRIVER, now=ON_THE_ROAD)

    answer = await client.post(f"{RUNS}/{day.runs[0].id}/pledge")

    assert (answer.status_code, answer.json()["reason"]) == (403, "not_your_stop")
    assert (await the_day(actor, day.plan.id)).runs[0].pledged_at is None


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"code": "nonsense"}, (404, "unknown_code")),
        ({"channel": "pickup"}, (400, "invalid_input")),
        ({"code": None}, (400, "invalid_input")),
        ({"outcome": "unassigned"}, (400, "invalid_input")),
        (
            {"recipient": {"kind": "proxy", "authorisation": str(uuid4())}},
            (409, "authorisation_not_valid"),
        ),
    ],
)
async def test_what_cannot_be_handed_over_is_refused_and_leaves_the_stop_open(
    actor: Actor,
    client: httpx.AsyncClient,
    clock: Clock,
    change: dict[str, object],
    refused: tuple[int, str],
) -> None:
    town, day, _ = await a_driven_day(actor, client, clock, homes=1)
    stop = day.stops[0]

    answer = await client.post(
        f"{STOPS}/{stop.id}/outcome", json=handed_over(town, stop.voucher, **change)
    )

    assert (answer.status_code, answer.json()["reason"]) == refused
    after = (await the_day(actor, day.plan.id)).stops[0]
    assert after.state.value == "waiting"


async def test_another_drivers_stop_is_403_and_a_foreign_one_404(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await a_town(actor)
    day, _ = await published(actor)
    await sign_in_as(client, actor, Role.DRIVER)
    body = {"outcome": "not_home", "nonce": str(uuid4())}

    others = await client.post(f"{STOPS}/{day.stops[0].id}/outcome", json=body)
    nobodys = await client.post(f"{STOPS}/{uuid4()}/outcome", json=body)

    assert (others.status_code, others.json()["reason"]) == (403, "not_your_stop")
    assert nobodys.status_code == 404
    assert (await client.get(f"{RUNS}/today")).json()["runs"] == []


async def test_a_hand_over_without_signal_is_a_fact(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    """Uploaded in the evening; what was wrong with it opens a follow-up."""
    town, day, _ = await a_driven_day(actor, client, clock, homes=1)
    stop = day.stops[0]
    scanned_at = ON_THE_ROAD - timedelta(hours=1)
    body = handed_over(
        town, stop.voucher, offline=True, scanned_at=scanned_at.isoformat()
    )

    answer = await client.post(f"{STOPS}/{stop.id}/outcome", json=body)

    assert answer.status_code == 201
    assert answer.json()["handout"]["offline"] is True
    assert answer.json()["happened_at"].startswith(scanned_at.isoformat()[:16])


async def test_vehicles_and_shifts_are_kept_over_http(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    car = {"name": "Kangoo", "capacity_packs": 120, "capacity_grams": 200_000}

    made = await client.post("/api/v1/routing/vehicles", json=car)
    vehicle = made.json()["id"]
    await client.patch(
        f"/api/v1/routing/vehicles/{vehicle}", json={**car, "cold_boxes": 4}
    )
    shift = {
        "day": "2026-03-18",
        "driver": str(town.drivers[0]),
        "vehicle": vehicle,
        "site": str(town.site),
        "starts": "15:00:00",
        "ends": "17:00:00",
    }
    added = await client.post("/api/v1/routing/shifts", json=shift)
    twice = await client.post("/api/v1/routing/shifts", json=shift)
    listed = await client.get("/api/v1/routing/shifts", params={"date": "2026-03-18"})
    gone = await client.delete(f"/api/v1/routing/shifts/{added.json()['id']}")

    names = {
        one["name"]: one["cold_boxes"]
        for one in (await client.get("/api/v1/routing/vehicles")).json()
    }
    assert names["Kangoo"] == 4
    assert (twice.status_code, twice.json()["reason"]) == (409, "shifts_overlap")
    assert len(listed.json()) == 2
    assert gone.status_code == 204


async def test_the_printed_run_names_each_door_and_no_code(actor: Actor) -> None:
    """R22: number, hour, name, address, phone, notes, packs, weight."""
    asked = {"contact_name": "Ewa Próbna", "contact_relation": "córka"}
    homes = [at_home(n, **asked, contact_phone="600 300 400") for n in range(9)]
    town = await a_town(actor, homes=homes)
    day, _ = await published(actor)
    async with reading(actor):
        facts = await run(day.runs[0].id)

    made = manifest_pdf(
        manifest_of(
            facts,
            centre="MOPS",
            centre_phone="81 000 00 00",
            address=f"https://kromka.example/run/{facts.id}",
        ),
        made_at=NOON,
    )

    pages = pypdfium2.PdfDocument(made)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    assert len(pages) >= 2
    for stop in facts.stops:
        assert stop.address in text.replace("\r\n", " ")
        assert f"nr {stop.household_number}" in text
    assert "600 100 200" in text
    assert "Ewa Próbna, córka, 600 300 400" in text.replace("\r\n", " ")
    assert "3,4 kg" in text
    assert "szacunkowe" in text
    for voucher in town.vouchers:
        assert voucher.short_code not in text.replace("-", "").replace(" ", "")


async def test_a_published_plan_cannot_be_published_by_who_only_drives(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await a_town(actor)
    made = await planned(actor, TOMORROW)
    await sign_in_as(client, actor, Role.DRIVER)

    answer = await client.post(f"{PLANS}/{made.plan.id}/publish")

    assert answer.status_code == 403
    assert (await publish_plan(actor, made.plan.id, now=NOON)).links

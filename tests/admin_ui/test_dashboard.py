"""The first page of each role, and every page of the round under axe."""

import re
from uuid import uuid4

import httpx
import msgspec
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.commands.queueing import arrive, call_next
from distribution.programmes.queries.rounds import round_by
from distribution.routing.commands.driving import open_run
from distribution.routing.delivering import report_failure
from distribution.routing.rules.doors import Outcome
from distribution.vouchers.commands.closing import close_round
from tests.admin_ui.people import a_person, enter
from tests.axe import faults
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_inventory import a_delivery, a_shelf
from tests.worlds_pickup import THURSDAY, a_bookable_round
from tests.worlds_programmes import a_round, a_site, a_sub_programme
from tests.worlds_routing import a_town, at_home, published
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out


def first_step(page: str) -> str:
    """Return where the one big button leads."""
    start = page.index('class="button button--primary button--large"')
    return page[start:].split('href="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.HAND_OUT, "/handout"),
        (Role.SOCIAL_WORKER, "/households/new"),
        (Role.WAREHOUSE, "/stock/receipts/new"),
        (Role.DRIVER, "/run"),
        (Role.AUDITOR, "/registers"),
        (Role.ADMINISTRATOR, "/settings/staff"),
    ],
)
async def test_each_role_finds_its_own_first_step(
    actor: Actor, client: httpx.AsyncClient, role: Role, path: str
) -> None:
    await a_counter(actor)
    await sign_in_as(client, actor, role)

    page = await client.get("/")

    assert page.status_code == 200
    assert first_step(page.text) == path


async def test_the_coordinator_sees_how_far_it_is_and_what_waits(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=3)
    await hand_out(client, counter)
    twice = a_scan(counter.token(), offline=True)
    await client.post("/api/v1/handouts", json=twice, headers=counter.headers)
    await sign_in_as(client, actor, Role.COORDINATOR)

    page = (await client.get("/")).text

    assert "1 konflikt do wyjaśnienia" in page
    assert "2 talony do wydrukowania" in page
    assert "paczka wydana: <b" in page
    assert "z 3" in page


async def test_whoever_steers_finds_what_waits_before_any_big_button(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await a_counter(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    page = (await client.get("/")).text

    assert "button--large" not in page
    assert "Do zrobienia" in page
    assert "Tura nie ma jeszcze terminów odbioru" in page


def rows_of(page: str, caption: str) -> list[str]:
    """Return the rows of a chart's table as text."""
    table = page.split(caption, 1)[1].split("</table>", 1)[0]
    rows = re.findall(r'<th [^>]*scope="row">(.*?)</tr>', table, re.DOTALL)
    return [
        " ".join(re.sub(r"<.*?>", " ", row, flags=re.DOTALL).split()) for row in rows
    ]


async def test_the_days_of_a_round_show_who_came_and_who_is_still_to_come(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    made = await a_bookable_round(actor, households=3, capacity=2)
    for voucher, slot in zip(made.vouchers, made.slots, strict=False):
        await book_slot(actor, voucher=voucher, slot=slot.id, now=NOON)
    clock.forward(days=(THURSDAY - NOON.date()).days)
    scan = a_scan(made.counter.token(made.vouchers[0]), scanned_at=clock().isoformat())
    await client.post("/api/v1/handouts", json=scan, headers=made.counter.headers)
    await sign_in_as(client, actor, Role.COORDINATOR, now=clock())

    today = (await client.get("/")).text
    clock.forward(days=1)
    await sign_in_as(client, actor, Role.COORDINATOR, now=clock())
    tomorrow = (await client.get("/")).text

    assert rows_of(today, "Wydane paczki i umówieni") == ["dziś 1; przyjdzie 2"]
    assert rows_of(tomorrow, "Wydane paczki i umówieni")[0].endswith(
        "1; nie przyszło 2"
    )
    assert "2 gospodarstwa nie przyszły w swoim terminie" in tomorrow
    assert "nie ma jeszcze terminów" not in today


async def test_who_waits_now_is_seen_by_number_and_never_by_name(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    for one in counter.vouchers:
        await arrive(actor, counter.site, now=NOON, voucher=one.id)
    await call_next(actor, counter.site, now=NOON)
    await sign_in_as(client, actor, Role.COORDINATOR)

    page = (await client.get("/")).text

    hall = page.split("Teraz w punkcie", 1)[1].split("</section>", 1)[0]
    called, waiting = hall.split("Czekają: 1", 1)
    assert "B001" in called
    assert "B002" in waiting
    assert "Próbna" not in hall


async def test_routes_under_way_and_what_came_from_them(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    day, _ = await published(actor)
    run = day.runs[0]
    clock.forward(days=1)
    await sign_in_as(client, actor, Role.COORDINATOR, now=clock())

    unopened = (await client.get("/")).text
    driver = msgspec.structs.replace(actor, id=town.drivers[0])
    await open_run(driver, run.id, now=clock())
    await report_failure(
        driver,
        run.stops[0].id,
        Outcome.NOT_HOME,
        nonce=uuid4(),
        note="Pies za furtką",
        now=clock(),
    )
    late = (await client.get("/")).text

    assert f"{run.driver_name} nie otwiera trasy" in unopened
    assert "0 z 2 drzwi" in unopened
    assert "wyjazd miał być o 9:00" in unopened
    assert "nie otwiera trasy" not in late
    assert "1 z 2 drzwi" in late
    assert "jest problem" in late
    assert "Pies za furtką" in late


async def test_the_store_sees_what_has_to_be_brought(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    fund, site = await a_sub_programme(actor), await a_site(actor)
    store = await a_shelf(actor, await a_site(actor, is_warehouse=True))
    counter = await a_counter(actor)
    await a_delivery(actor, location=store, fund=fund, packs={"MLEKO": 5})
    await a_round(actor, sub_programme=fund, site=site)
    await sign_in_as(client, actor, Role.WAREHOUSE)

    page = (await client.get("/")).text

    assert counter.round
    assert "Zapas na miejscu" in page
    assert "/vouchers" not in page


async def test_what_cannot_go_home_and_the_next_round_are_among_what_is_to_do(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town = await a_town(actor, basis=False)
    await sign_in_as(client, actor, Role.COORDINATOR)

    page = (await client.get("/")).text
    await close_round(actor, town.round, now=NOON)
    closed = (await client.get("/")).text

    assert "1 paczka nie może pojechać do domu" in page
    assert "Zaplanuj następną turę" not in page
    assert "nie może pojechać" not in closed
    assert "Zaplanuj następną turę" in closed
    assert "; zostało" in page
    assert "; zostało" not in closed


async def test_an_open_round_comes_before_a_planned_and_a_closed_one(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor)
    await a_round(
        actor,
        sub_programme=counter.fund,
        site=counter.site,
        starts_on=NOON.date().replace(month=4),
        ends_on=NOON.date().replace(month=5),
        opened_at=None,
    )
    await sign_in_as(client, actor, Role.COORDINATOR)
    key = await key_of(counter)

    now = (await client.get("/")).text
    clock.forward(days=20)
    await sign_in_as(client, actor, Role.COORDINATOR, now=clock())
    later = (await client.get("/")).text

    assert f'<a href="/rounds/{key}">' in now
    assert f'<a href="/rounds/{key}">' not in later


async def too_wide_at(page, *widths: int) -> list[int]:
    """Return the widths of a window in which the page scrolls sideways."""
    found = []
    for width in widths:
        await page.set_viewport_size({"width": width, "height": 844})
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    await page.set_viewport_size({"width": widths[0], "height": 844})
    return found


async def key_of(counter: Counter) -> str:
    async with reading(counter.actor):
        return (await round_by(counter.round, NOON.date())).key


async def test_axe_finds_nothing_at_what_a_code_comes_to(
    actor: Actor, visit, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    await hand_out(client, counter)
    page = await visit("/sign-in", width=390, locale="pl-PL")
    await enter(page, await a_person(actor, Role.HAND_OUT))
    wrong = {}

    for code, shown in (
        (counter.vouchers[1].short_code, "confirm-once"),
        (counter.voucher.short_code, ".outcome--no"),
    ):
        await page.goto("/handout")
        await page.fill("[name=code]", code)
        await page.press("[name=code]", "Enter")
        await page.wait_for_selector(shown)
        wrong[shown] = await faults(page)
        assert await too_wide_at(page, 390, 1280) == [], shown

    assert {path: found for path, found in wrong.items() if found} == {}

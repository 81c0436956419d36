"""A round from its plan to its end, through pages."""

import csv
import io

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.programmes.queries.reference import articles_by
from distribution.programmes.queries.rounds import round_by, rounds
from distribution.programmes.rounds import RoundState
from tests.admin_ui.people import a_person, enter, form
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import the_fepz_set
from tests.worlds_inventory import a_delivery
from tests.worlds_programmes import a_site, a_sub_programme
from tests.worlds_vouchers import Counter, a_counter, vouchers_of

DAY = NOON.date()


async def key_of(counter: Counter) -> str:
    async with reading(counter.actor):
        return (await round_by(counter.round, DAY)).key


async def planned(actor: Actor) -> dict[str, str]:
    """Return a form that is all right, but for its articles."""
    fund = await a_sub_programme(actor)
    await the_fepz_set(actor, fund)
    return {
        "name": "Tura 4, marzec",
        "sub_programme": str(fund),
        "site": str(await a_site(actor)),
        "starts_on": "2026-03-20",
        "ends_on": "2026-03-27",
        "opened": "yes",
    }


async def packs(actor: Actor, **counts: int) -> dict[str, str]:

    async with reading(actor):
        found = await articles_by(counts)
    return {f"packs.{one.id}": str(counts[one.code]) for one in found}


async def test_a_round_is_planned_and_opened(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    fields = await planned(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    parcel = await packs(actor, MAKARON=2, MLEKO=2, DZEM=1)
    made = await form(client, "/rounds/new", **fields, **parcel)
    shown = await client.get(made.headers["location"])
    listed = await client.get("/rounds")

    assert made.headers["location"] == "/rounds/tura-4-marzec"
    assert "makaron jajeczny świderki" in shown.text
    assert "Tura 4, marzec" in listed.text
    async with reading(actor):
        assert (await rounds(DAY))[0].opened_at == NOON


async def test_a_round_is_changed_whole_until_its_vouchers_are_issued(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    fields = await planned(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    parcel = await packs(actor, MAKARON=2, MLEKO=2, DZEM=1)
    page = (await form(client, "/rounds/new", **fields, **parcel)).headers["location"]
    words = {"name": "Tura 4, kwiecień", "note": "Wejście od podwórza."}
    days = {"starts_on": "2026-04-20", "ends_on": "2026-04-24"}

    known = await client.get(f"{page}/edit")
    wrong = await form(
        client, f"{page}/edit", **words, starts_on="2026-04-20", ends_on="2026-04-02"
    )
    fewer = await packs(actor, MAKARON=3, MLEKO=2, DZEM=1)
    changed = await form(client, f"{page}/edit", **words, **days, **fewer)
    shown = (await client.get(changed.headers["location"])).text

    assert 'value="2026-03-20"' in known.text
    assert wrong.status_code == 400
    assert "Ostatni dzień nie może być przed pierwszym." in wrong.text
    assert changed.headers["location"] == page, "its address stays"
    assert "zaplanuj na nie terminy" in shown
    for fact in ("Tura 4, kwiecień", "20\u00a0kwietnia", "Wejście od podwórza."):
        assert fact in shown


async def test_what_stands_on_vouchers_is_changed_no_more(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    page = f"/rounds/{await key_of(counter)}"
    await sign_in_as(client, actor, Role.COORDINATOR)
    days = {"starts_on": "2026-03-02", "ends_on": "2026-03-30"}
    parcel = await packs(actor, MAKARON=2, MLEKO=2, DZEM=1)

    known = (await client.get(f"{page}/edit")).text
    refused = await form(client, f"{page}/edit", name="Inna", **days, **parcel)
    unchanged = (await client.get(page)).text
    named = await form(client, f"{page}/edit", name="Inna", note="")

    assert 'name="starts_on"' not in known
    assert refused.status_code == 409
    assert "ma już talony" in refused.text
    assert "<h1>Inna" not in unchanged
    assert named.status_code == 303
    assert "Inna" in (await client.get(page)).text
    async with reading(actor):
        assert (await round_by(counter.round, DAY)).ends_on.isoformat() == "2026-03-31"


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    fields = await planned(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    parcel = await packs(actor, MAKARON=2, MLEKO=2, DZEM=1)
    article = next(iter(parcel))

    wrong = await form(
        client,
        "/rounds/new",
        **{**fields, "name": "", "ends_on": "2026-03-01", **parcel, article: "dużo"},
    )
    backwards = await form(
        client, "/rounds/new", **{**fields, **parcel, "ends_on": "2026-03-01"}
    )
    outside = await form(
        client, "/rounds/new", **{**fields, **parcel, "ends_on": "2027-03-01"}
    )

    assert wrong.status_code == backwards.status_code == outside.status_code == 400
    assert 'href="#field-name"' in wrong.text
    assert 'href="#field-ends_on"' in wrong.text, "its rule does not wait"
    assert f'href="#field-packs-{article.removeprefix("packs.")}"' in wrong.text
    assert 'value="dużo"' in wrong.text
    assert 'href="#field-ends_on"' in backwards.text
    assert "Zmień daty tury." in outside.text


async def test_a_parcel_of_two_groups_is_refused_and_said_while_one_types(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    fields = await planned(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    two = await packs(actor, MAKARON=2, MLEKO=2)
    three = await packs(actor, MAKARON=2, MLEKO=2, DZEM=1)

    refused = await form(client, "/rounds/new", **fields, **two)
    said = await form(client, "/rounds/new/groups", **two)
    enough = await form(client, "/rounds/new/groups", **three)

    assert refused.status_code == 409
    assert "co najmniej 3 grup" in refused.text
    assert "Potrzebne są co najmniej 3 różne." in said.text
    assert "To wystarczy." in enough.text


async def test_a_name_is_taken_once(actor: Actor, client: httpx.AsyncClient) -> None:
    fields = await planned(actor)
    fields |= await packs(actor, MAKARON=2, MLEKO=2, DZEM=1)
    await sign_in_as(client, actor, Role.COORDINATOR)

    await form(client, "/rounds/new", **fields)
    again = await form(client, "/rounds/new", **fields)

    assert again.status_code == 400
    assert "Jest już tura o tej nazwie." in again.text


async def test_who_would_get_what_is_seen_before_anything_is_issued(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2, persons=2, packs=0)
    await a_delivery(
        actor,
        location=counter.shelf,
        fund=counter.fund,
        packs={"MAKARON": 8, "MLEKO": 8, "DZEM": 3},
    )
    await sign_in_as(client, actor, Role.COORDINATOR)
    key = await key_of(counter)

    shown = await client.get(f"/rounds/{key}/allocation")

    assert "Wystaw 2 talony" in shown.text
    assert "dżem truskawkowy −1" in shown.text
    assert (
        "dżem truskawkowy −1"
        not in (await client.get(f"/rounds/{key}/allocation?page=2")).text
    )
    assert await vouchers_of(actor, counter.round, day=DAY) == []


async def test_issuing_says_how_many_and_who_was_left_out(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2, persons=2, packs=0)
    await a_delivery(
        actor,
        location=counter.shelf,
        fund=counter.fund,
        packs={"MAKARON": 8, "MLEKO": 8, "DZEM": 1},
    )
    await sign_in_as(client, actor, Role.COORDINATOR)
    key = await key_of(counter)

    answer = await form(client, f"/rounds/{key}/vouchers")
    shown = await client.get(answer.headers["location"])

    assert "Wystawiono 1 talon." in shown.text
    assert "Bez talonu zostało 1 gospodarstwo" in shown.text
    assert len(await vouchers_of(actor, counter.round, day=DAY)) == 1


async def test_looking_at_the_code_list_counts_as_nothing(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor, households=2)
    await sign_in_as(client, actor, Role.COORDINATOR)

    answer = await client.get(f"/rounds/{await key_of(counter)}/codes.csv")

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["short_code"] for row in rows} == {
        v.short_code for v in counter.vouchers
    }
    assert {v.printed for v in await vouchers_of(actor, counter.round, day=DAY)} == {0}


async def test_a_round_is_closed_for_good(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    key = await key_of(counter)

    await form(client, f"/rounds/{key}/close")
    again = await form(client, f"/rounds/{key}/vouchers")
    shown = await client.get(again.headers["location"])

    async with reading(actor):
        assert (await round_by(key, DAY)).state is RoundState.CLOSED
    assert "jest już zakończona" in shown.text


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        (Role.HAND_OUT, "GET", "/rounds/new"),
        (Role.SOCIAL_WORKER, "POST", "/rounds/new"),
        (Role.HAND_OUT, "GET", "/rounds/{key}/allocation"),
        (Role.AUDITOR, "POST", "/rounds/{key}/vouchers"),
        (Role.AUDITOR, "POST", "/rounds/{key}/sheets"),
        (Role.HAND_OUT, "GET", "/rounds/{key}/codes.csv"),
        (Role.SOCIAL_WORKER, "POST", "/rounds/{key}/close"),
        (Role.WAREHOUSE, "GET", "/vouchers"),
        (Role.WAREHOUSE, "GET", "/conflicts"),
    ],
)
async def test_other_roles_are_turned_away(
    actor: Actor, client: httpx.AsyncClient, role: Role, method: str, path: str
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, role)
    address = path.format(key=await key_of(counter))

    answer = await (client.get(address) if method == "GET" else form(client, address))

    assert answer.status_code == 403


async def test_in_a_browser_the_message_on_groups_follows_the_typing(
    actor: Actor, visit
) -> None:
    fields = await planned(actor)
    parcel = await packs(actor, MAKARON=2, MLEKO=2, DZEM=1)
    page = await visit("/rounds/new", locale="pl-PL")
    await enter(page, await a_person(actor, Role.COORDINATOR))

    for name, value in fields.items():
        if name in ("sub_programme", "site"):
            await page.select_option(f"[name={name}]", value)
        elif name != "opened":
            await page.fill(f"[name={name}]", value)
    for name, value in parcel.items():
        await page.fill(f"[name='{name}']", value)
    await page.wait_for_selector("#groups .notice--done")
    await page.click("text=Zapisz turę")

    await page.wait_for_url("**/rounds/tura-4-marzec")
    assert "Zapisano turę." in await page.inner_text("#flashes")

"""Rounds over HTTP: opened by id or key, every bad field named, roles kept."""

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.programmes.queries.reference import sub_programme_by
from tests.worlds_accounts import sign_in_as
from tests.worlds_programmes import a_site, a_sub_programme

LINES = [
    {"article": "MAKARON", "packs": 2},
    {"article": "MLEKO", "packs": 2},
    {"article": "dzem", "packs": 1},
]


async def a_body(actor: Actor, **changes: object) -> dict[str, object]:
    sub, site = await a_sub_programme(actor), await a_site(actor)
    async with reading(actor):
        key = (await sub_programme_by(sub)).key
    return {
        "sub_programme": key,
        "site": str(site),
        "name": "Tura marcowa",
        "starts_on": "2026-03-01",
        "ends_on": "2026-03-31",
        "lines": LINES,
    } | changes


async def test_a_round_is_opened_and_listed(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    body = await a_body(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    made = await client.post("/api/v1/rounds", json=body)
    listed = await client.get("/api/v1/rounds")
    by_key = await client.get("/api/v1/rounds/tura-marcowa")
    subs = await client.get("/api/v1/sub-programmes")
    articles = await client.get("/api/v1/articles")

    assert made.status_code == 201, made.text
    assert made.json()["state"] == "open"
    assert made.json()["key"] == "tura-marcowa"
    assert {line["code"]: line["packs"] for line in made.json()["lines"]} == {
        "MAKARON": 2,
        "MLEKO": 2,
        "DZEM": 1,
    }
    assert listed.json() == [made.json()]
    assert by_key.json() == made.json()
    assert made.json()["sub_programme"] in {one["id"] for one in subs.json()}
    assert len(articles.json()) == 19


async def test_a_round_may_stay_planned(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    body = await a_body(actor, open=False, key="pierwsza")
    await sign_in_as(client, actor, Role.COORDINATOR)

    made = await client.post("/api/v1/rounds", json=body)
    again = await client.post("/api/v1/rounds", json=body)

    assert (made.json()["state"], made.json()["key"]) == ("planned", "pierwsza")
    assert again.status_code == 409
    assert again.json()["reason"] == "key_taken"


async def test_every_bad_field_of_a_round_is_named(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    body = await a_body(actor, starts_on="jutro", colour="blue")
    body["lines"] = [{"article": "SER", "packs": 0}, {"packs": 1}]
    await sign_in_as(client, actor, Role.COORDINATOR)

    answer = await client.post("/api/v1/rounds", json=body)

    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json()["errors"]} == {
        "starts_on",
        "colour",
        "lines.0.packs",
        "lines.1.article",
    }


async def test_two_groups_and_unknown_articles_are_refused(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    body = await a_body(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    few = await client.post("/api/v1/rounds", json=body | {"lines": LINES[:2]})
    unknown = await client.post(
        "/api/v1/rounds", json=body | {"lines": [{"article": "KAWIOR", "packs": 1}]}
    )

    assert (few.status_code, few.json()["reason"]) == (409, "too_few_groups")
    assert unknown.status_code == 404


async def test_only_who_steers_rounds_opens_one(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    body = await a_body(actor)

    stranger = await client.post("/api/v1/rounds", json=body)
    await sign_in_as(client, actor, Role.HAND_OUT)
    volunteer = await client.post("/api/v1/rounds", json=body)
    listing = await client.get("/api/v1/rounds")

    assert stranger.status_code == 401
    assert volunteer.status_code == 403
    assert (listing.status_code, listing.json()) == (200, [])

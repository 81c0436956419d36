"""Addresses over HTTP: suggestions by body, the pin there and back, who may."""

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds_accounts import sign_in_as
from tests.worlds_addresses import load, the_town

SEARCH = "/api/v1/addresses/search"


@pytest.fixture
async def office(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await load(actor, the_town())
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    return client


async def test_one_line_or_fields_lead_to_the_same_door(
    office: httpx.AsyncClient,
) -> None:
    line = await office.post(SEARCH, json={"text": "Popieluszki 14/3, Kraśnik"})
    fields = await office.post(
        SEARCH,
        json={
            "street": "ks. J. Popiełuszki",
            "house_number": "14",
            "flat": "3",
            "locality": "Kraśnik",
            "most": 1,
        },
    )

    first = line.json()[0]
    assert line.status_code == 200
    assert fields.json()[0]["id"] == first["id"]
    assert (first["house_number"], first["flat"], first["certainty"]) == (
        "14",
        "3",
        "sure",
    )
    assert 0.9 <= first["confidence"] <= 1


async def test_a_pin_goes_and_comes_back(office: httpx.AsyncClient) -> None:
    found = (await office.post(SEARCH, json={"text": "Polna 4A"})).json()[0]
    at = f"/api/v1/addresses/{found['id']}"

    wrong = await office.put(f"{at}/pin", json={"latitude": 95, "longitude": 22.2})
    moved = await office.put(f"{at}/pin", json={"latitude": 50.93, "longitude": 22.23})
    there = (await office.get(at)).json()
    back = await office.delete(f"{at}/pin")
    again = (await office.get(at)).json()

    assert wrong.status_code == 400
    assert moved.json()["metres"] > 100
    assert (there["pin_latitude"], there["latitude"]) == (50.93, found["latitude"])
    assert back.json()["metres"] == moved.json()["metres"]
    assert again["pin_latitude"] is None

"""Limits, sets and the bases of home delivery over HTTP."""

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household
from tests.worlds_programmes import a_sub_programme

LIMIT = {
    "valid_from": "2026-04-01",
    "percent": 265,
    "single_grosz": 300000,
    "family_grosz": 250000,
    "source": "Uchwała próbna",
}
BASE = {
    "valid_from": "2026-04-01",
    "single_grosz": 113200,
    "family_grosz": 94300,
    "hectare_grosz": 50000,
}


@pytest.fixture
async def sub_programme(actor: Actor, client: httpx.AsyncClient) -> str:
    made = await a_sub_programme(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    return str(made)


@pytest.mark.usefixtures("sub_programme")
async def test_a_limit_is_added_and_corrected(client: httpx.AsyncClient) -> None:
    made = await client.post(
        "/api/v1/income-limits", json=LIMIT | {"programme": "fepz"}
    )
    again = await client.post(
        "/api/v1/income-limits", json=LIMIT | {"programme": "fepz"}
    )
    path = f"/api/v1/income-limits/{made.json()['id']}"
    changed = await client.put(path, json=LIMIT | {"percent": 270})
    lower = await client.put(path, json=LIMIT | {"single_grosz": 1})
    listed = await client.get("/api/v1/income-limits", params={"programme": "fepz"})
    unknown = await client.get("/api/v1/income-limits", params={"programme": "brak"})

    assert (made.status_code, changed.status_code) == (201, 204)
    assert (again.status_code, again.json()["reason"]) == (409, "date_taken")
    assert [fault["field"] for fault in lower.json()["errors"]] == ["single_grosz"]
    newest, before = listed.json()[:2]
    assert {key: newest[key] for key in LIMIT} == LIMIT | {"percent": 270}
    assert (newest["valid_to"], before["valid_to"]) == (None, "2026-03-31")
    assert unknown.status_code == 404


@pytest.mark.usefixtures("sub_programme")
async def test_a_criterion_is_added_and_corrected(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/income-bases", json=BASE)
    changed = await client.put(
        f"/api/v1/income-bases/{made.json()['id']}", json=BASE | {"source": "Dz.U."}
    )
    wrong = await client.post(
        "/api/v1/income-bases", json=BASE | {"single_grosz": 0, "colour": "blue"}
    )
    listed = await client.get("/api/v1/income-bases")

    assert (made.status_code, changed.status_code) == (201, 204)
    assert {fault["field"] for fault in wrong.json()["errors"]} == {
        "single_grosz",
        "colour",
    }
    assert listed.json()[0] == BASE | {"id": made.json()["id"], "source": "Dz.U."}


async def test_a_set_is_said_anew(
    client: httpx.AsyncClient, sub_programme: str
) -> None:
    path = f"/api/v1/sub-programmes/{sub_programme}/set"
    pasta, milk = {"article": "MAKARON", "packs": 6}, {"article": "mleko", "packs": 9}

    before = await client.get(path)
    first = await client.put(path, json={"lines": [pasta]})
    second = await client.put(path, json={"lines": [pasta, milk]})
    twice = await client.put(path, json={"lines": [pasta, pasta]})
    unknown = await client.put(path, json={"lines": [pasta | {"article": "KAWIOR"}]})
    after = await client.get(path)

    assert before.json() == []
    assert [line["version"] for line in first.json()] == [1]
    assert {line["code"]: line["packs"] for line in second.json()} == {
        "MAKARON": 6,
        "MLEKO": 9,
    }
    assert [fault["field"] for fault in twice.json()["errors"]] == ["lines.1.article"]
    assert unknown.status_code == 404
    assert after.json() == second.json()


async def test_a_basis_of_delivery_is_recorded_and_ended(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    household = str(await a_household(actor))
    await sign_in_as(client, actor, Role.COORDINATOR)
    basis = {
        "kind": "authorised_pickup",
        "document": "Upoważnienie z 2 marca",
        "valid_from": "2026-03-02",
    }

    nobody = await client.post("/api/v1/delivery-bases", json=basis)
    made = await client.post(
        "/api/v1/delivery-bases", json=basis | {"household": household}
    )
    ended = await client.post(
        f"/api/v1/delivery-bases/{made.json()['id']}/end",
        json={"last_day": "2026-03-20"},
    )
    then = await client.get("/api/v1/delivery-bases", params={"on": "2026-03-20"})
    later = await client.get("/api/v1/delivery-bases", params={"on": "2026-03-21"})

    assert [fault["field"] for fault in nobody.json()["errors"]] == ["household"]
    assert (made.status_code, ended.status_code) == (201, 204)
    (row,) = then.json()
    assert (row["household"], row["valid_until"]) == (household, "2026-03-20")
    assert later.json() == []


async def test_a_social_worker_records_a_households_own_basis_alone(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    household = str(await a_household(actor))
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    basis = {"kind": "authorised_pickup", "document": "x", "valid_from": "2026-03-02"}

    own = await client.post(
        "/api/v1/delivery-bases", json=basis | {"household": household}
    )
    everybodys = await client.post("/api/v1/delivery-bases", json=basis)

    assert (own.status_code, everybodys.status_code) == (201, 403)

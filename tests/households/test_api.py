"""A household's whole way over HTTP, and who sees what of it."""

from uuid import UUID

import httpx
import pypdfium2
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household, a_referral, the_fepz_set
from tests.worlds_programmes import a_sub_programme

BODY = {
    "members": [
        {"given_name": "Anna", "family_name": "Żółkiewska", "born_on": "1981-05-14"},
        {
            "given_name": "Jan",
            "family_name": "Żółkiewski",
            "birth_year": 2015,
            "sex": "m",
            "target_groups": ["disabled"],
        },
    ],
    "street": "ul. Próbna",
    "house_number": "4A",
    "postal_code": "23204",
    "locality": "Kraśnik",
    "phone": "600 100 200",
    "language": "uk",
}
MEMBER = {"given_name": "Jan", "family_name": "Lis", "born_on": "2090-01-01"}
STATEMENT = {
    "applied_on": "2026-03-10",
    "reasons": ["poverty", "illness"],
    "positions": [
        {"kind": "salary", "amount": 350000},
        {"kind": "alimony_paid", "amount": 20000},
        {"kind": "farm", "hectares": "1.5"},
    ],
}


async def a_year(actor: Actor) -> UUID:
    sub = await a_sub_programme(actor)
    await the_fepz_set(actor, sub)
    return sub


async def test_from_the_door_to_a_referral(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    sub = str(await a_year(actor))
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)

    taken_in = await client.post("/api/v1/households", json=BODY)
    household = taken_in.json()
    url = f"/api/v1/households/{household['id']}"
    decided = await client.post(
        f"{url}/assessments", json=STATEMENT | {"sub_programme": sub}
    )
    referred = await client.post(f"{url}/referrals", json={"sub_programme": sub})
    again = await client.post(f"{url}/referrals", json={"sub_programme": sub})
    due = await client.get(f"/api/v1/referrals/{referred.json()['id']}/entitlement")

    assert taken_in.status_code == 201, taken_in.text
    assert household["number"] == 1
    assert household["phone"] == "+48600100200"
    assert household["postal_code"] == "23-204"
    assert household["members"][0]["is_head"] is True
    assert decided.status_code == 201, decided.text
    outcome = decided.json()["outcome"]
    assert outcome["total_net"] == "398850.0"
    assert outcome["statement"]["month"] == "2026-02-01"
    assert outcome["reasons"] == ["illness", "poverty"]
    assert decided.json()["eligible"] is True
    assert referred.status_code == 201, referred.text
    assert referred.json()["number"] == "1/2026"
    assert referred.json()["state"] == "accepted_by_opl"
    assert (again.status_code, again.json()["reason"]) == (409, "referral_exists")
    assert sum(line["entitled"] for line in due.json()["lines"]) == 164


async def test_a_likeness_stops_the_saving_until_somebody_has_looked(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    first = (await client.post("/api/v1/households", json=BODY)).json()

    stopped = await client.post("/api/v1/households", json=BODY)
    accepted = await client.post(
        "/api/v1/households", json=BODY | {"accept_duplicate": True}
    )

    assert stopped.status_code == 409
    assert stopped.json()["reason"] == "possible_duplicate"
    (candidate,) = stopped.json()["candidates"]
    assert candidate["household"] == first["id"]
    assert set(candidate["agreements"]) == {
        "same_name",
        "same_birth",
        "same_phone",
        "same_address",
    }
    assert accepted.status_code == 201


async def test_every_bad_field_of_a_household_is_named(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    body = BODY | {
        "language": "de",
        "pesel": "44051401359",
        "members": [{"given_name": "Anna", "born_on": "wczoraj"}, {**MEMBER}],
        "postal_code": "kod",
        "phone": "12",
    }

    shape = await client.post("/api/v1/households", json=body)
    sense = await client.post("/api/v1/households", json=BODY | {"phone": "112 ?"})

    assert shape.status_code == sense.status_code == 400
    assert {fault["field"] for fault in shape.json()["errors"]} == {
        "language",
        "pesel",
        "members.0.family_name",
        "members.0.born_on",
        "members.1.born_on",
        "postal_code",
        "phone",
    }
    assert len(shape.json()["errors"]) == 7
    assert [fault["field"] for fault in sense.json()["errors"]] == ["phone"]


async def test_a_patch_changes_what_it_names(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    made = await a_household(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    answer = await client.patch(
        f"/api/v1/households/{made}",
        json={"phone": None, "channel": "home_delivery", "door_notes": "Drugie piętro"},
    )
    found = (await client.get("/api/v1/households?search=zolkiewska")).json()

    assert answer.status_code == 200, answer.text
    assert answer.json()["phone"] is None
    assert answer.json()["channel"] == "home_delivery"
    assert answer.json()["street"] == "ul. Próbna"
    assert [one["id"] for one in found] == [str(made)]


async def test_people_come_and_go(actor: Actor, client: httpx.AsyncClient) -> None:
    made = await a_household(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)

    grown = await client.post(
        f"/api/v1/households/{made}/members",
        json={"given_name": "Ewa", "family_name": "Żółkiewska", "birth_year": 2020},
    )
    ewa = next(one for one in grown.json()["members"] if one["given_name"] == "Ewa")
    renamed = await client.put(
        f"/api/v1/members/{ewa['id']}",
        json={"given_name": "Ewa", "family_name": "Żak", "birth_year": 2020},
    )
    gone = await client.post(
        f"/api/v1/members/{ewa['id']}/leave", json={"left_on": "2026-03-01"}
    )

    assert "Żak" in {one["family_name"] for one in renamed.json()["members"]}
    assert len(gone.json()["members"]) == 2
    assert [one["left_on"] for one in gone.json()["left"]] == ["2026-03-01"]


async def test_an_authorisation_is_good_until_revoked(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    made = await a_household(actor)
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    url = f"/api/v1/households/{made}/authorisations"

    given = await client.post(
        url, json={"proxy_name": "Piotr Sąsiad", "valid_from": "2026-03-01"}
    )
    backwards = await client.post(
        url,
        json={
            "proxy_name": "Piotr Sąsiad",
            "valid_from": "2026-03-02",
            "valid_until": "2026-03-01",
        },
    )
    revoke = f"/api/v1/authorisations/{given.json()['id']}/revoke"
    revoked = await client.post(revoke)
    twice = await client.post(revoke)
    listed = (await client.get(url)).json()

    assert (given.status_code, given.json()["good"]) == (201, True)
    assert backwards.status_code == 400
    assert (revoked.status_code, twice.status_code) == (204, 404)
    assert [one["good"] for one in listed] == [False]


@pytest.mark.parametrize("role", [Role.HAND_OUT, Role.DRIVER, Role.WAREHOUSE])
async def test_volunteers_see_no_income_no_reasons_and_no_groups(
    actor: Actor, client: httpx.AsyncClient, role: Role
) -> None:
    made = await a_household(actor)
    referral = await a_referral(actor, await a_year(actor), made)
    await sign_in_as(client, actor, role)

    answers = [
        await client.get(f"/api/v1{path}")
        for path in (
            "/households",
            "/households?search=anna",
            f"/households/{made}",
            f"/households/{made}/assessments",
            f"/households/{made}/referrals",
            f"/referrals/{referral}",
            "/households/would-pass",
        )
    ]

    assert {answer.status_code for answer in answers} == {403}


async def test_a_coordinator_sees_the_household_and_not_its_income(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    made = await a_household(actor)
    await a_referral(actor, await a_year(actor), made)
    await sign_in_as(client, actor, Role.COORDINATOR)

    shown = await client.get(f"/api/v1/households/{made}")
    referrals = await client.get(f"/api/v1/households/{made}/referrals")
    incomes = await client.get(f"/api/v1/households/{made}/assessments")

    assert shown.status_code == 200
    assert [one["state"] for one in referrals.json()] == ["accepted_by_opl"]
    assert "poverty" not in shown.text + referrals.text
    assert incomes.status_code == 403


async def test_a_referral_is_printed_for_those_who_may_see_incomes(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    made = await a_referral(actor, await a_year(actor))
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    sheet = await client.get(f"/api/v1/referrals/{made}.pdf")
    await sign_in_as(client, actor, Role.COORDINATOR)
    refused = await client.get(f"/api/v1/referrals/{made}.pdf")

    with pypdfium2.PdfDocument(sheet.content) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert sheet.headers["content-type"] == "application/pdf"
    for word in ("1/2026", "Anna Żółkiewska", "ubóstwo", "1\u00a0000,00", "265"):
        assert word in text
    assert "Próbna 4A" not in text
    assert refused.status_code == 403

"""Signing in: throttled, by session, and over at once when it is over."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from distribution.accounts.commands.keeping import (
    add_site,
    add_staff,
    enrol_device,
    password_link,
    revoke_device,
)
from distribution.accounts.commands.people import change_staff
from distribution.accounts.commands.signing_in import set_password_by_link
from distribution.accounts.errors import (
    LastAdministratorError,
    LinkExpiredError,
    LoginTakenError,
)
from distribution.accounts.queries import device_of
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError
from tests.worlds import NOON, Clock

PASSWORD = "koń bateria zszywacz"


async def a_person(actor: Actor, *roles: Role) -> str:
    login = f"anna.{uuid4().hex[:8]}"
    staff = await add_staff(
        actor, login=login, name="Anna Próbna", roles=roles or (Role.COORDINATOR,)
    )
    link = await password_link(actor, staff, now=NOON)
    await set_password_by_link(link, PASSWORD, now=NOON)
    return login


async def test_a_session_opens_and_says_who_it_is(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    login = await a_person(actor, Role.HAND_OUT, Role.DRIVER)

    answer = await client.post(
        "/api/v1/session", json={"login": login, "password": PASSWORD}
    )

    assert answer.status_code == 200
    assert answer.json()["roles"] == ["driver", "hand_out"]
    assert answer.json()["centre"] == str(actor.centre)
    assert "HttpOnly" in answer.headers["set-cookie"]


async def test_a_wrong_password_says_not_which_part_was_wrong(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    login = await a_person(actor)

    wrong = await client.post("/api/v1/session", json={"login": login, "password": "x"})
    unknown = await client.post(
        "/api/v1/session", json={"login": f"x{login}", "password": "x"}
    )

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["reason"] == "bad_credentials"


async def test_guessers_have_to_wait_and_then_may_try_again(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    login = await a_person(actor)
    for _ in range(5):
        await client.post("/api/v1/session", json={"login": login, "password": "x"})

    slowed = await client.post(
        "/api/v1/session", json={"login": login, "password": PASSWORD}
    )
    clock.forward(minutes=16)
    later = await client.post(
        "/api/v1/session", json={"login": login, "password": PASSWORD}
    )

    assert slowed.status_code == 429
    assert slowed.json()["reason"] == "too_many_attempts"
    assert later.status_code == 200


async def test_every_bad_field_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/session", json={"login": 7, "extra": 1})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert {e["field"] for e in answer.json()["errors"]} == {
        "login",
        "password",
        "extra",
    }


async def test_a_write_by_cookie_needs_the_sessions_token(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    login = await a_person(actor)
    csrf = (
        await client.post(
            "/api/v1/session", json={"login": login, "password": PASSWORD}
        )
    ).json()["csrf"]

    without = await client.delete("/api/v1/session")
    elsewhere = await client.delete(
        "/api/v1/session",
        headers={"X-CSRF-Token": csrf, "Origin": "http://evil.example"},
    )
    own = await client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf})
    after = await client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf})

    assert without.status_code == elsewhere.status_code == 403
    assert own.status_code == 204
    assert after.status_code == 401


async def test_a_session_ends_by_time(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    login = await a_person(actor)
    csrf = (
        await client.post(
            "/api/v1/session", json={"login": login, "password": PASSWORD}
        )
    ).json()["csrf"]
    clock.forward(hours=12, seconds=1)

    answer = await client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf})

    assert answer.status_code == 401


async def test_deactivation_ends_open_sessions_at_once(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await a_person(actor, Role.ADMINISTRATOR)
    login = await a_person(actor, Role.HAND_OUT)
    body = (
        await client.post(
            "/api/v1/session", json={"login": login, "password": PASSWORD}
        )
    ).json()

    await change_staff(
        actor, body["staff"], roles=frozenset({Role.HAND_OUT}), active=False, now=NOON
    )
    answer = await client.delete(
        "/api/v1/session", headers={"X-CSRF-Token": body["csrf"]}
    )

    assert answer.status_code == 401


async def test_the_last_administrator_stays(actor: Actor) -> None:
    staff = await add_staff(
        actor,
        login=f"admin.{uuid4().hex[:8]}",
        name="Jan Ostatni",
        roles=[Role.ADMINISTRATOR],
    )

    with pytest.raises(LastAdministratorError):
        await change_staff(actor, staff, roles=frozenset(), active=True, now=NOON)


async def test_a_login_is_taken_once_in_the_whole_installation(actor: Actor) -> None:
    login = await a_person(actor)

    with pytest.raises(LoginTakenError) as refused:
        await add_staff(actor, login=login.upper(), name="Ktoś Inny", roles=[])

    assert refused.value.facts == {"login": login.upper()}


async def test_a_password_link_works_once_and_not_for_ever(actor: Actor) -> None:
    staff = await add_staff(
        actor, login=f"ola.{uuid4().hex[:8]}", name="Ola Próbna", roles=[]
    )
    late = await password_link(actor, staff, now=NOON)
    once = await password_link(actor, staff, now=NOON)

    with pytest.raises(LinkExpiredError):
        await set_password_by_link(late, PASSWORD, now=NOON + timedelta(hours=73))
    with pytest.raises(InvalidInputError):
        await set_password_by_link(once, "krótkie", now=NOON)
    await set_password_by_link(once, PASSWORD, now=NOON)
    with pytest.raises(LinkExpiredError):
        await set_password_by_link(once, PASSWORD, now=NOON)


async def test_a_revoked_device_is_nobody(actor: Actor) -> None:
    site = await add_site(
        actor,
        key="ckip",
        name="Centrum",
        address="ul. Próbna 2",
        is_pickup=True,
        is_warehouse=False,
    )
    device, token = await enrol_device(actor, site=site, name="Skaner 1")

    before = await device_of(token, NOON)
    await revoke_device(actor, device, now=NOON)
    after = await device_of(token, NOON)

    assert before is not None
    assert before.site == site
    assert before.centre == actor.centre
    assert after is None

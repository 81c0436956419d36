"""The door: in, out, and the password."""

import httpx
import pytest

from distribution.accounts.commands.keeping import add_staff, password_link
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.admin_ui.people import a_person, enter, form
from tests.worlds import NOON, Clock
from tests.worlds_accounts import PASSWORD, sign_in_as

NEW = "trzy zielone kasztany"
DECLARED = (
    *("podmiot", "url", "data-publikacja", "status", "data-sporzadzenie", "osoba"),
    *("email", "telefon", "procedura", "architektura"),
)
"""What the ids in an accessibility declaration end with (DOMAIN.md 6.2)."""


async def signs_in(client: httpx.AsyncClient, login: str, password: str, **more: str):
    return await client.post(
        "/sign-in", data={"login": login, "password": password, **more}
    )


async def test_a_person_comes_in_where_they_were_heading(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    login = await a_person(actor, Role.HAND_OUT)

    stranger = await client.get("/handout")
    entered = await signs_in(client, login, PASSWORD, next="/handout")
    page = await client.get("/handout")

    assert stranger.headers["location"] == "/sign-in?next=%2Fhandout"
    assert entered.status_code == 303
    assert entered.headers["location"] == "/handout"
    assert page.status_code == 200
    assert "MOPS Próbny" in page.text


@pytest.mark.parametrize("target", ["https://x.example/", "//x.example", "/sign-out"])
async def test_the_way_in_leads_nowhere_else(
    actor: Actor, client: httpx.AsyncClient, target: str
) -> None:
    login = await a_person(actor, Role.HAND_OUT)

    entered = await signs_in(client, login, PASSWORD, next=target)

    assert entered.headers["location"] == "/"


async def test_a_wrong_password_keeps_the_login_and_never_the_password(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    login = await a_person(actor)

    answer = await signs_in(client, login, "tajne haslo 7")

    assert answer.status_code == 401
    assert "Nieprawidłowy login lub hasło." in answer.text
    assert f'value="{login}"' in answer.text
    assert "tajne haslo" not in answer.text


async def test_guessers_are_told_to_wait(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    login = await a_person(actor)
    for _ in range(5):
        await signs_in(client, login, "x")

    slowed = await signs_in(client, login, PASSWORD)

    assert slowed.status_code == 429
    assert "za 15 minut" in slowed.text


async def test_an_empty_form_names_both_fields(client: httpx.AsyncClient) -> None:
    answer = await signs_in(client, "", "")

    assert answer.status_code == 400
    assert answer.text.count('class="field__error"') == 2


async def test_after_signing_out_the_cookie_is_worth_nothing(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.HAND_OUT)
    session = client.cookies["kromka_session"]

    left = await form(client, "/sign-out")
    client.cookies.set("kromka_session", session, domain="test.local")
    page = await client.get("/handout")

    assert left.headers["location"] == "/sign-in"
    assert page.headers["location"].startswith("/sign-in")


async def test_a_password_is_changed_by_whoever_knows_the_old_one(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.HAND_OUT)

    wrong = await form(client, "/password", old="x", password=NEW, again=NEW)
    differs = await form(client, "/password", old=PASSWORD, password=NEW, again="x")
    weak = await form(client, "/password", old=PASSWORD, password="aa", again="aa")
    right = await form(client, "/password", old=PASSWORD, password=NEW, again=NEW)

    assert "Obecne hasło jest nieprawidłowe." in wrong.text
    assert "Oba wpisy muszą być takie same." in differs.text
    assert "co najmniej 12 znaków" in weak.text
    assert {wrong.status_code, differs.status_code, weak.status_code} == {400}
    assert right.status_code == 303


async def test_the_first_password_comes_by_a_link_that_works_once(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    staff = await add_staff(
        actor, login=f"nowa.{actor.centre.hex[:8]}", name="Ola Nowa", roles=[]
    )
    link = await password_link(actor, staff, now=NOON)
    path = f"/password/{link}"

    shown = await client.get(path)
    done = await form(client, path, password=NEW, again=NEW)
    again = await form(client, path, password=NEW, again=NEW)
    entered = await signs_in(client, f"nowa.{actor.centre.hex[:8]}", NEW)

    assert 'name="old"' not in shown.text
    assert done.headers["location"] == "/sign-in"
    assert again.status_code == 409
    assert "Ten odnośnik już nie działa." in again.text
    assert entered.status_code == 303


@pytest.mark.parametrize("path", ["/about", "/accessibility", "/privacy"])
async def test_anybody_may_read_what_concerns_everybody(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 200


async def test_the_declaration_has_the_ids_that_machines_look_for(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.AUDITOR)

    page = (await client.get("/accessibility")).text

    for part in DECLARED:
        assert page.count(f'id="a11y-{part}"') == 1, part
    assert "MOPS Próbny" in page


async def test_in_a_browser_one_signs_in_and_out(actor: Actor, visit) -> None:
    login = await a_person(actor, Role.HAND_OUT)
    page = await visit("/", locale="pl-PL")

    await enter(page, login)
    assert await page.inner_text("h1") == "Dzień dobry, Ola"
    await page.click("details.only-narrow > summary")
    await page.click(".only-narrow [data-sign-out] button")

    await page.wait_for_url("**/sign-in")
    assert "Wylogowano." in await page.inner_text("#flashes")

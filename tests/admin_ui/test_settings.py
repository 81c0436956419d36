"""Pages of the settings over HTTP: accounts, devices, places, the trail of changes."""

import html
import re
from uuid import UUID

import httpx
import pytest

from admin_ui.audit_words import needed_for
from distribution.accounts.commands.keeping import add_site
from distribution.accounts.queries import (
    DeviceFacts,
    SiteFacts,
    StaffFacts,
    devices,
    sites,
    staff,
    the_centre,
)
from distribution.accounts.rules import Permission, Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from tests.worlds_accounts import PASSWORD, sign_in_as
from tests.worlds_households import a_household, assessed
from tests.worlds_programmes import a_site, a_sub_programme


@pytest.fixture
async def administrator(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.ADMINISTRATOR)
    return client


def found(pattern: str, text: str) -> str:
    """Return the group of *pattern*, or all that it fits, as a page would show it."""
    match = re.search(pattern, text)
    assert match is not None, pattern
    return html.unescape(match[match.lastindex or 0])


async def everybody(actor: Actor) -> list[StaffFacts]:
    async with reading(actor):
        return await staff()


async def places(actor: Actor) -> list[SiteFacts]:
    async with reading(actor):
        return await sites()


async def in_use(actor: Actor) -> list[DeviceFacts]:
    async with reading(actor):
        return await devices()


async def test_each_sees_only_the_settings_that_are_theirs(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    own = (await administrator.get("/settings")).text
    await sign_in_as(administrator, actor, Role.COORDINATOR)
    coordinator = (await administrator.get("/settings")).text

    assert 'href="/settings/staff"' in own
    assert 'href="/settings/staff"' not in coordinator
    assert 'href="/settings/limits"' in coordinator


async def test_the_centre_says_what_is_printed(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    typed = {
        "name": "Ośrodek Pomocy w Próbnej",
        "short_name": "MOPS Próbna",
        "address": "ul. Nowa 1",
        "phone": "81 1",
    }

    wrong = await administrator.post("/settings/centre", data={**typed, "name": ""})
    right = await administrator.post("/settings/centre", data=typed)
    page = await administrator.get("/settings/centre")

    async with reading(actor):
        centre = await the_centre()
    assert (wrong.status_code, right.status_code) == (400, 303)
    assert 'id="field-name-error"' in wrong.text
    assert 'value="ul. Nowa 1"' in wrong.text
    assert (centre.name, centre.phone) == ("Ośrodek Pomocy w Próbnej", "81 1")
    assert centre.short_name == "MOPS Próbna"
    assert 'value="MOPS Próbna"' in page.text


async def test_a_place_is_added_and_changed(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    typed = {"name": "Magazyn", "address": "ul. Nowa 2", "uses": ["warehouse"]}
    wrong = {**typed, "latitude": "50,9", "name": "", "uses": []}

    half_a_pin = await administrator.post("/settings/sites", data=wrong)
    useless = await administrator.post("/settings/sites", data={**typed, "uses": []})
    added = await administrator.post("/settings/sites", data=typed)
    again = await administrator.post("/settings/sites", data=typed)
    (place,) = await places(actor)
    both = {**typed, "uses": ["pickup", "warehouse"], "name": "Hala"}
    pinned = {**both, "latitude": "50,92", "longitude": "22,22"}
    await administrator.post(f"/settings/sites/{place.id}", data=pinned)
    (changed,) = await places(actor)

    assert half_a_pin.status_code == useless.status_code == again.status_code == 400
    for field in ("name", "longitude", "uses"):
        assert f'id="field-{field}-error"' in half_a_pin.text, "all at once"
    assert 'id="field-uses-error"' in useless.text
    assert '<a href="#field-uses">Do czego służy: ' in useless.text
    assert 'id="field-name-error"' in again.text
    assert added.status_code == 303
    assert (place.is_pickup, place.latitude) == (False, None)
    assert (changed.name, changed.is_pickup) == ("Hala", True)
    assert (changed.latitude, changed.longitude) == (50.92, 22.22)


async def test_a_new_person_gets_a_link_once_and_sets_a_password_by_it(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    typed = {"name": "Jan Nowy", "login": "j.nowy.", "language": "pl"}
    typed["login"] += actor.centre.hex[:8]

    answer = await administrator.post(
        "/settings/staff/new", data={**typed, "roles": ["hand_out", "driver"]}
    )
    link = found(r"http://[^<\s]+/password/[^<\s]+", answer.text)
    page = await administrator.get("/settings/staff")
    administrator.cookies.clear()
    set_ = await administrator.post(
        link, data={"password": PASSWORD, "again": PASSWORD}
    )

    new = next(one for one in await everybody(actor) if one.name == "Jan Nowy")
    assert answer.status_code == 200
    assert "bez hasła" in page.text
    assert link not in page.text
    assert set_.status_code == 303
    assert new.has_password
    assert sorted(new.roles) == ["driver", "hand_out"]


async def test_what_is_wrong_with_an_account_stands_at_its_fields(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    (own,) = await everybody(actor)
    typed = {"name": "Jan Nowy", "language": "pl", "roles": "driver"}

    wrong = await administrator.post(
        "/settings/staff/new",
        data={"name": "", "login": "Żaba", "phone": "1", "language": "pl"},
    )
    taken = await administrator.post(
        "/settings/staff/new", data={**typed, "login": own.login}
    )

    assert wrong.status_code == taken.status_code == 400
    for field in ("login", "phone", "roles"):
        assert f'id="field-{field}-error"' in wrong.text
    assert '<a href="#field-name">Imię i nazwisko: ' in wrong.text
    assert 'value="Żaba"' in wrong.text
    assert "jest już zajęty" in taken.text
    assert len(await everybody(actor)) == 1


async def test_roles_change_and_the_last_administrator_stays(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    (own,) = await everybody(actor)
    path = f"/settings/staff/{own.id}"

    none = await administrator.post(path, data={"active": "yes"})
    last = await administrator.post(path, data={"active": "yes", "roles": "auditor"})
    more = {"active": "yes", "roles": ["auditor", "administrator"]}
    changed = await administrator.post(path, data=more)

    (after,) = await everybody(actor)
    assert (none.status_code, last.status_code) == (400, 409)
    assert "To ostatni administrator" in last.text
    assert changed.status_code == 303
    assert sorted(after.roles) == ["administrator", "auditor"]


async def test_a_device_shows_its_code_once_and_is_shut_out(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    site = await a_site(actor)
    typed = {"name": "Telefon Oli", "site": str(site)}

    wrong = await administrator.post("/settings/devices", data={**typed, "name": ""})
    shown = await administrator.post("/settings/devices", data=typed)
    token = found(r'class="code one-time">([^<]+)<', shown.text)
    page = await administrator.get("/settings/devices")
    bearer = {"Authorization": f"Bearer {token}"}
    before = await administrator.get("/api/v1/devices/me", headers=bearer)
    (device,) = await in_use(actor)
    await administrator.post(f"/settings/devices/{device.id}/revoke")
    after = await administrator.get("/api/v1/devices/me", headers=bearer)

    assert 'id="field-name-error"' in wrong.text
    assert "data:image/png;base64," in shown.text
    assert token not in page.text
    assert "Telefon Oli" in page.text
    assert (before.status_code, after.status_code) == (200, 401)


async def test_the_trail_says_who_changed_what_from_what_to_what(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    typed = {"name": "Magazyn", "address": "ul. Stara 2", "uses": "warehouse"}
    await administrator.post("/settings/sites", data=typed)
    (place,) = await places(actor)
    path = f"/settings/sites/{place.id}"
    await administrator.post(path, data={**typed, "address": "ul. Nowa 3"})

    of_one = await administrator.get("/audit", params={"row": str(place.id)})
    of_other = await administrator.get("/audit", params={"row": str(UUID(int=7))})

    assert "<del>ul. Stara 2</del>" in of_one.text
    assert "<ins>ul. Nowa 3</ins>" in of_one.text
    assert "Ola Próbna" in of_one.text
    assert "Nie ma zmian do pokazania" in of_other.text


async def test_a_long_trail_has_pages_without_gap_or_overlap(
    actor: Actor, administrator: httpx.AsyncClient
) -> None:
    for number in range(60):
        await add_site(
            actor,
            key=f"m{number}",
            name=f"Miejsce {number:02}",
            address="ul. Próbna",
            is_pickup=True,
            is_warehouse=False,
        )

    first = html.unescape((await administrator.get("/audit")).text)
    older = found(r'href="(/audit\?until=\d+)"', first)
    second = (await administrator.get(older)).text

    name = re.compile(r"<ins>(Miejsce \d\d)</ins>")
    names = name.findall(first) + name.findall(second)
    assert sorted(names) == [f"Miejsce {number:02}" for number in range(60)]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.COORDINATOR])
async def test_the_trail_shows_people_to_those_alone_who_see_households(
    actor: Actor, client: httpx.AsyncClient, role: Role
) -> None:
    sub_programme = await a_sub_programme(actor)
    known = await a_household(actor)
    await assessed(actor, known, sub_programme, grosz=123456)
    await sign_in_as(client, actor, role)

    page = (await client.get("/audit")).text

    assert "osoba w gospodarstwie" in page
    assert "nazwisko" in page
    assert "family_name" not in page
    assert "123456" not in page
    assert needed_for("assessment") is Permission.ASSESS
    assert ("Żółkiewska" in page) == (role is Role.COORDINATOR)
    assert ("600\u00a0100\u00a0200" in page) == (role is Role.COORDINATOR)

"""Pictures at doors: only where the centre takes any, for few eyes, for a few days."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import httpx
from PIL import Image

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.households.commands.anonymising import anonymise_households
from distribution.households.commands.intake import change_household
from distribution.households.rules.details import HouseholdChanges
from distribution.routing.commands.photos import forget_photos, set_photo_rules
from distribution.routing.queries.photos import photos_at
from distribution.routing.rules.photos import PhotoRules
from tests.admin_ui.people import form
from tests.admin_ui.test_routing_pages import driven, nonces
from tests.households.test_anonymising import LATER
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as

TAKEN = PhotoRules(allowed=True, days=7)


def a_picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    return file.getvalue()


async def handed_over(
    client: httpx.AsyncClient, actor: Actor, picture: bytes | None = None
):
    """Hand over at the first door with a picture; returns the stop and the answer."""
    town, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    stop = day.stops[0]
    at = f"{path}/stops/{stop.id}"
    page = (await client.get(at)).text
    [code] = [one.short_code for one in town.vouchers if one.id == stop.voucher]
    sent = {"nonce": nonces(page)[0], "code": code, "recipient": "household"}
    files = {"photo": ("a.jpg", picture or a_picture(), "image/jpeg")}
    for _ in range(2):  # the second is the same again
        ended = await client.post(
            at, data=sent, files=files, headers={"Accept": "application/json"}
        )
    return stop, page, ended


async def pictures(actor: Actor) -> list[dict[str, object]]:
    async with reading(actor):
        return await fetch(
            "SELECT p.id, p.delete_on FROM door_photo AS p"
            " JOIN door_photo_content AS c ON c.photo = p.id"
        )


async def test_where_the_centre_takes_none_none_is_kept(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, page, ended = await handed_over(client, actor)

    assert 'type="file"' not in page
    assert "Zdjęć tu nie zapisujemy" in ended.json()["sentence"]
    assert await pictures(actor) == []


async def test_an_administrator_decides_and_coordinators_alone_look(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.ADMINISTRATOR)
    before = (await client.get("/settings/photos")).text
    long = await form(client, "/settings/photos", allowed="yes", days="91")
    decided = await form(client, "/settings/photos", allowed="yes", days="7")
    after = (await client.get("/settings/photos")).text

    _, page, ended = await handed_over(client, actor)
    [kept] = await pictures(actor)
    shown = {}
    for role in Role:
        await sign_in_as(client, actor, role)
        shown[role] = await client.get(f"/routes/photos/{kept['id']}")
    await sign_in_as(client, actor, Role.COORDINATOR)
    at_plan = (await client.get("/routes")).text
    plan = re.search(r"/routes/plans/[\w-]{36}", at_plan)
    assert plan is not None
    listed = (await client.get(plan[0])).text

    assert " checked" not in before
    assert " checked" in after
    assert (long.status_code, decided.status_code) == (400, 303)
    assert 'name="photo"' in page
    assert ended.json()["sentence"] == "Wydano. Jedź dalej."
    assert kept["delete_on"] == NOON.date() + timedelta(days=7)
    seen = {role for role, answer in shown.items() if answer.status_code == 200}
    assert seen == {Role.COORDINATOR}
    picture = shown[Role.COORDINATOR]
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["cache-control"] == "no-store"
    assert picture.content.startswith(b"\xff\xd8")
    assert f"/routes/photos/{kept['id']}" in listed


async def test_what_was_not_handed_over_is_shown_too_but_never_a_worry(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await set_photo_rules(actor, TAKEN)
    _, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    shut, worrying = day.stops
    page = (await client.get(f"{path}/stops/{shut.id}")).text
    files = {"photo": ("a.jpg", a_picture(), "image/jpeg")}

    for stop, outcome in ((shut, "not_home"), (worrying, "concern")):
        told = {"nonce": str(uuid4()), "outcome": outcome, "note": "Sprawdź to"}
        at = f"{path}/stops/{stop.id}"
        assert (await client.post(at, data=told, files=files)).status_code == 303

    assert page.count('name="photo"') == 3
    async with reading(actor):
        assert set(await photos_at([shut.id, worrying.id])) == {shut.id}


async def test_what_is_no_picture_holds_no_hand_over_up(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await set_photo_rules(actor, TAKEN)

    _, _, ended = await handed_over(client, actor, b"<svg/>")

    assert ended.status_code == 201
    assert "nie udało się odczytać" in ended.json()["sentence"]
    assert await pictures(actor) == []


async def test_a_picture_is_forgotten_on_its_day_and_the_trail_tells(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await set_photo_rules(actor, TAKEN)
    stop, _, _ = await handed_over(client, actor)

    early = await forget_photos(actor, now=NOON + timedelta(days=6))
    on_time = await forget_photos(actor, now=NOON + timedelta(days=7))

    assert (early, on_time) == (0, 1)
    assert await pictures(actor) == []
    async with reading(actor):
        rows = await fetch(
            "SELECT action FROM audit_entry WHERE relation LIKE 'door_photo%'"
            " ORDER BY id"
        )
        assert await photos_at([stop.id]) == {}
    assert [row["action"] for row in rows] == ["insert", "delete"]


async def test_a_picture_goes_with_its_household(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await set_photo_rules(actor, TAKEN)
    stop, _, _ = await handed_over(client, actor)

    await anonymise_households(actor, [stop.household], now=LATER)

    assert await pictures(actor) == []


async def test_without_a_script_whom_to_ask_is_shown_after_the_steps_before(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    _, day, path = await driven(actor)
    await client.post(f"{path}/pledge")
    stop = day.stops[0]
    changes = HouseholdChanges(contact_name="Barbara Próbna", contact_phone="600100201")
    await change_household(actor, stop.household, changes)
    at = f"{path}/stops/{stop.id}"
    asked = {"nonce": "x", "outcome": "contact", "note": "Dzwonek nie działa"}
    steps = {f"tried.{step}": "1" for step in ("rang", "phoned", "rang_again")}

    early = await client.post(at, data={**asked, "tried.rang": "1"})
    in_time = await client.post(at, data={**asked, **steps})

    assert "data-contact hidden" in early.text
    assert "data-contact>" in in_time.text
    assert "Dzwonek nie działa" in in_time.text
    assert "tel:+48600100201" in in_time.text

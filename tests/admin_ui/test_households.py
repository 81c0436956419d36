"""Pages of households over HTTP: found, taken in, changed, and who sees what."""

import re
from uuid import UUID

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.queries.records import (
    HouseholdRecord,
    authorisations_of,
    find_households,
    household,
)
from distribution.programmes.queries.reference import delivery_bases
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household, a_referral, number_of, the_fepz_set
from tests.worlds_programmes import a_sub_programme

EWA = {
    "members.0.given_name": "Ewa",
    "members.0.family_name": "Próbna",
    "members.0.born": "3.02.1990",
    "members.0.sex": "f",
    "members.1.given_name": "Filip",
    "members.1.family_name": "Próbny",
    "members.1.born": "2019",
    "members.1.target_groups": "disabled",
    "members.2.given_name": "",
    "members.2.family_name": "",
    "members.2.born": "",
    "members.2.sex": "?",
    "phone": "601 202 303",
    "language": "uk",
    "channel": "pickup",
    "deed": "save",
}


@pytest.fixture
async def worker(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    return client


async def seen(actor: Actor, household_id: UUID) -> HouseholdRecord:
    async with reading(actor):
        return await household(household_id)


def made_at(answer: httpx.Response) -> UUID:
    """Return the id of the household that a page led on to."""
    assert answer.status_code == 303, answer.text
    return UUID(answer.headers["location"].split("/")[2].partition("#")[0])


async def test_a_household_is_found_by_a_misspelt_name_a_phone_and_a_number(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    wanted = await a_household(actor)
    number = await number_of(actor, wanted)

    pages = [
        await worker.post("/households", data={"q": text})
        for text in ("zolkiewska", "Żułkiewska", "100 200", str(number), "Nikt")
    ]

    assert [str(wanted) in page.text for page in pages] == [True] * 4 + [False]
    assert "Nikogo takiego nie ma" in pages[-1].text


async def test_no_name_gets_into_an_address(worker: httpx.AsyncClient) -> None:
    page = await worker.get("/households")

    assert re.search(r'<form class="search"[^>]*method="post"', page.text)
    assert "hx-get" not in page.text


async def test_a_household_is_taken_in_with_its_people(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    answer = await worker.post("/households/new", data=EWA)

    known = await seen(actor, made_at(answer))
    assert known.phone == "+48601202303"
    assert known.language == "uk"
    assert [(one.given_name, one.is_head) for one in known.members] == [
        ("Ewa", True),
        ("Filip", False),
    ]
    assert str(known.members[0].born_on) == "1990-02-03"
    assert known.members[1].birth_year == 2019
    assert known.members[1].target_groups == ("disabled",)


async def test_one_row_more_keeps_what_was_typed_and_saves_nothing(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    answer = await worker.post("/households/new", data={**EWA, "deed": "more"})

    assert 'name="members.2.given_name"' in answer.text
    assert 'value="Filip"' in answer.text
    async with reading(actor):
        assert await find_households("Próbna") == []


async def test_what_is_wrong_stands_at_its_field_and_stays_typed(
    worker: httpx.AsyncClient,
) -> None:
    wrong = {
        **EWA,
        "members.0.family_name": "",
        "members.1.born": "kiedyś",
        "postal_code": "kod",
        "phone": "12",
        "channel": "home_delivery",
    }

    first = await worker.post("/households/new", data=wrong)
    mended = {**wrong, "members.0.family_name": "Próbna", "members.1.born": "2090"}
    second = await worker.post("/households/new", data=mended)

    assert first.status_code == second.status_code == 400
    of_both = ("members-1-born", "postal_code", "phone", "house_number")
    for field in ("members-0-family_name", *of_both):
        assert f'id="field-{field}-error"' in first.text
    assert 'value="kiedyś"' in first.text
    for field in of_both:
        assert f'id="field-{field}-error"' in second.text


async def test_a_possible_duplicate_is_shown_before_saving(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    first = made_at(await worker.post("/households/new", data=EWA))
    again = {**EWA, "members.0.given_name": "Eva"}

    shown = await worker.post("/households/new", data=again)
    async with reading(actor):
        before = await find_households("601202303")
    saved = await worker.post("/households/new", data={**again, "deed": "save-anyway"})

    assert shown.status_code == 409
    assert f"/households/{first}" in shown.text
    assert "ten sam telefon" in shown.text
    assert 'value="Eva"' in shown.text
    assert len(before) == 1
    assert made_at(saved) != first


async def test_a_household_is_changed_and_a_moved_one_loses_its_pin(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    known = await a_household(actor)
    path = f"/households/{known}/edit"
    typed = {
        "street": "ul. Próbna",
        "house_number": "4A",
        "flat": "2",
        "postal_code": "23-204",
        "locality": "Kraśnik",
        "phone": "600 100 200",
        "language": "pl",
        "channel": "home_delivery",
        "door_notes": "Drugie piętro",
        "latitude": "50,9229",
        "longitude": "22,2265",
    }

    bad = {"phone": "nie ma", "latitude": "tam", "house_number": "", "locality": ""}
    wrong = await worker.post(path, data={**typed, **bad})
    pinned = await worker.post(path, data=typed)
    with_pin = await seen(actor, known)
    form = (await worker.get(path)).text
    moved = {**typed, "street": "ul. Inna"}
    moved["latitude"], moved["longitude"] = "50.9229", "22.2265"
    await worker.post(path, data=moved)
    without = await seen(actor, known)

    assert wrong.status_code == 400
    assert 'value="nie ma"' in wrong.text
    assert "Telefon: To nie jest numer telefonu." in wrong.text
    for field in ("phone", "latitude", "house_number"):
        assert f'id="field-{field}-error"' in wrong.text
    assert 'id="field-longitude-error"' not in wrong.text  # of two, one is unreadable
    assert pinned.status_code == 303
    assert (with_pin.latitude, with_pin.door_notes) == (50.9229, "Drugie piętro")
    assert 'value="50.9229"' in form
    assert (without.street, without.latitude) == ("ul. Inna", None)


async def test_people_come_change_and_go(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    known = await a_household(actor)
    anna, jan = (await seen(actor, known)).members
    ola = {"given_name": "Ola", "family_name": "Żółkiewska", "born": "2024"}

    path = f"/households/{known}/members/new"
    wrong = await worker.post(path, data={**ola, "given_name": "", "born": "2090"})
    added = await worker.post(path, data=ola)
    form = await worker.get(f"/households/members/{jan.id}")
    changed = await worker.post(
        f"/households/members/{jan.id}",
        data={"given_name": "Jan", "family_name": "Nowy", "born": "3.02.2015"},
    )
    head = await worker.post(
        f"/households/members/{anna.id}/left", data={"left_on": "2026-03-01"}
    )
    left = await worker.post(
        f"/households/members/{jan.id}/left", data={"left_on": "2026-03-01"}
    )
    after = await seen(actor, known)

    for field in ("given_name", "born"):
        assert f'id="field-{field}-error"' in wrong.text
    assert added.status_code == changed.status_code == left.status_code == 303
    assert 'value="03.02.2015"' in form.text
    assert head.status_code == 409
    assert "Najpierw wskaż inną osobę" in head.text
    assert [one.given_name for one in after.members] == ["Anna", "Ola"]
    assert [one.family_name for one in after.left] == ["Nowy"]


async def test_who_may_collect_is_recorded_and_taken_back(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    known = await a_household(actor)
    path = f"/households/{known}/authorisations"
    proxy = {"proxy_name": "Zofia Sąsiadka", "proxy_from": "2026-03-01"}

    wrong = await worker.post(path, data={**proxy, "proxy_until": "2026-02-01"})
    await worker.post(path, data=proxy)
    async with reading(actor):
        (one,) = await authorisations_of(known, NOON.date())
    await worker.post(f"{path}/{one.id}/revoke")
    async with reading(actor):
        (revoked,) = await authorisations_of(known, NOON.date())

    assert wrong.status_code == 400
    assert 'id="field-proxy_until-error"' in wrong.text
    assert '<a href="#field-proxy_until">Do: ' in wrong.text
    assert 'value="Zofia Sąsiadka"' in wrong.text
    assert one.good
    assert not revoked.good


async def test_the_basis_of_home_delivery_is_recorded_for_one_household(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    known = await a_household(actor)
    paper = {
        "basis_kind": "authorised_pickup",
        "basis_document": "Teczka 12",
        "basis_from": "2026-03-01",
    }

    answer = await worker.post(f"/households/{known}/delivery-basis", data=paper)
    async with reading(actor):
        [basis] = await delivery_bases(NOON.date())

    assert answer.status_code == 303
    assert (basis.household, basis.document) == (known, "Teczka 12")


async def test_closing_is_offered_to_be_undone(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    known = await a_household(actor)

    closed = await worker.post(f"/households/{known}/close")
    page = await worker.get(f"/households/{known}")
    await worker.post(f"/households/{known}/reopen")

    assert closed.status_code == 303
    assert "Gospodarstwo jest zamknięte" in page.text
    assert f'action="/households/{known}/reopen"' in page.text
    assert (await seen(actor, known)).active


async def test_the_one_screen_shows_what_is_due_and_how_far_it_is(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    sub_programme = await a_sub_programme(actor)
    await the_fepz_set(actor, sub_programme)
    known = await a_household(actor)
    await a_referral(actor, sub_programme, known)

    page = (await worker.get(f"/households/{known}")).text

    for words in ("Żółkiewska", "600 100 200", "przyjęte do wydawania", "makaron"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Wydano z zestawu" in page
    assert "80%" in page
    assert "spełnia warunki" in page


async def test_a_coordinator_sees_the_household_but_no_income(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    sub_programme = await a_sub_programme(actor)
    await the_fepz_set(actor, sub_programme)
    known = await a_household(actor)
    await a_referral(actor, sub_programme, known)
    await sign_in_as(client, actor, Role.COORDINATOR)

    page = (await client.get(f"/households/{known}")).text

    assert "Żółkiewska" in page
    for words in ("Oceny dochodu", "na osobę, oceniał", "/assess", ".pdf"):
        assert words not in page


@pytest.mark.parametrize("role", [Role.HAND_OUT, Role.WAREHOUSE, Role.DRIVER])
async def test_volunteers_see_no_household_at_all(
    actor: Actor, client: httpx.AsyncClient, role: Role
) -> None:
    known = await a_household(actor)
    await sign_in_as(client, actor, role)

    pages = [
        await client.get(f"/households{path}")
        for path in ("", f"/{known}", f"/{known}/assess", "/new", "/import")
    ]

    assert [page.status_code for page in pages] == [403] * 5
    assert all("Żółkiewska" not in page.text for page in pages)


async def test_a_file_that_is_too_large_leads_back_to_its_form(
    worker: httpx.AsyncClient,
) -> None:
    answer = await worker.post(
        "/households/import",
        files={"file": ("duzy.csv", b"x" * 11_000_000)},
        headers={"Referer": "http://testserver/households/import"},
    )

    assert answer.status_code == 413
    assert "najwyżej 10 MB" in answer.text
    assert "Wróć do formularza" in answer.text

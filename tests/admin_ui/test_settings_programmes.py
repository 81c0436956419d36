"""Pages of programmes over HTTP: limits, sub-programmes, sets, articles, delivery."""

import re
from datetime import date

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.queries.verification import referral
from distribution.programmes.queries.reference import (
    articles,
    articles_by,
    delivery_bases,
    income_bases,
    limit_on,
    programme_by,
    set_of,
    sub_programme_by,
)
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_referral, the_fepz_set
from tests.worlds_programmes import a_sub_programme

TODAY = NOON.date()


@pytest.fixture
async def coordinator(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await a_sub_programme(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    return client


async def test_a_limit_is_added_and_corrected(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    async with reading(actor):
        fepz = await programme_by("fepz")
    path = f"/settings/limits/programmes/{fepz.id}"
    typed = {
        "valid_from": "2026-03-01",
        "percent": "270",
        "single_grosz": "2 727,00",
        "family_grosz": "2222,10",
        "source": "Próba",
    }

    wrong = await coordinator.post(
        path, data={**typed, "percent": "", "single_grosz": "dużo"}
    )
    lower = await coordinator.post(path, data={**typed, "single_grosz": "1000"})
    added = await coordinator.post(path, data=typed)
    twice = await coordinator.post(path, data=typed)
    async with reading(actor):
        limit = await limit_on(fepz.id, TODAY)
    form = await coordinator.get(f"/settings/limits/{limit.id}")
    await coordinator.post(
        f"/settings/limits/{limit.id}", data={**typed, "family_grosz": "2222,11"}
    )
    async with reading(actor):
        corrected = await limit_on(fepz.id, TODAY)

    assert wrong.status_code == lower.status_code == 400
    for field in ("percent", "single_grosz"):
        assert f'id="field-{fepz.id}-{field}-error"' in wrong.text
    assert 'value="dużo"' in wrong.text
    assert "musi być wyższy" in lower.text
    assert (added.status_code, twice.status_code) == (303, 409)
    assert (limit.single_grosz, limit.family_grosz) == (272700, 222210)
    assert 'value="2727,00"' in form.text
    assert corrected.family_grosz == 222211


async def test_a_criterion_is_added_and_corrected(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    typed = {
        "valid_from": "2028-01-01",
        "single_grosz": "1200",
        "family_grosz": "1000",
        "hectare_grosz": "500",
    }

    added = await coordinator.post("/settings/limits/bases", data=typed)
    async with reading(actor):
        base = (await income_bases())[0]
    path = f"/settings/limits/bases/{base.id}"
    await coordinator.post(path, data={**typed, "hectare_grosz": "512,50"})
    async with reading(actor):
        corrected = (await income_bases())[0]

    assert added.status_code == 303
    assert corrected.valid_from == date(2028, 1, 1)
    assert corrected.hectare_grosz == 51250


async def test_a_centre_adds_a_programme_of_its_own(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    typed = {"name": "Program gminy", "age_bands": "popz"}

    wrong = await coordinator.post("/settings/programmes/new", data={"name": ""})
    odd = await coordinator.post(
        "/settings/programmes/new", data={**typed, "age_bands": "nieznane"}
    )
    added = await coordinator.post("/settings/programmes/new", data=typed)
    twice = await coordinator.post("/settings/programmes/new", data=typed)
    limits = await coordinator.get(added.headers["location"])
    choice = await coordinator.get("/settings/sub-programmes/new")

    assert wrong.status_code == odd.status_code == twice.status_code == 400
    for field in ("name", "age_bands"):
        assert f'id="field-{field}-error"' in wrong.text
    assert "Jest już program o tej nazwie" in twice.text
    assert 'value="Program gminy"' in twice.text
    async with reading(actor):
        made = await programme_by("program_gminy")
    assert (made.name, made.age_bands) == ("Program gminy", "popz")
    assert f"/settings/limits/programmes/{made.id}" in limits.text
    assert f'value="{made.id}"' in choice.text


async def test_a_sub_programme_is_added_with_its_set(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    async with reading(actor):
        fepz = await programme_by("fepz")
        (milk,) = await articles_by(["MLEKO"])
    typed = {
        "programme": str(fepz.id),
        "name": "FEPŻ 2027",
        "starts_on": "2027-01-01",
        "ends_on": "2027-09-30",
        "minimum_percent": "80",
    }
    new = "/settings/sub-programmes/new"

    wrong = await coordinator.post(new, data={**typed, "ends_on": "2026-01-01"})
    below = await coordinator.post(new, data={**typed, "minimum_percent": "-5"})
    added = await coordinator.post(new, data=typed)
    again = await coordinator.post(new, data=typed)
    to_set = added.headers["location"]
    empty = await coordinator.post(to_set, data={f"packs.{milk.id}": "0"})
    bad = await coordinator.post(to_set, data={f"packs.{milk.id}": "dużo"})
    await coordinator.post(to_set, data={f"packs.{milk.id}": "7"})

    async with reading(actor):
        made = await sub_programme_by("fepz_2027")
        lines = await set_of(made.id)
    assert [a.status_code for a in (wrong, again, empty, bad)] == [400] * 4
    assert 'id="field-ends_on-error"' in wrong.text
    label = "Ile zestawu musi dostać każda osoba"
    assert f"{label}: Wartość jest poza dozwolonym zakresem." in below.text
    assert "Jest już podprogram o tej nazwie" in again.text
    assert "Dodaj co najmniej jeden artykuł" in empty.text
    assert 'value="dużo"' in bad.text
    assert [(line.code, line.packs) for line in lines] == [("MLEKO", 7)]


async def test_a_new_end_reaches_the_referrals(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    sub_programme = await a_sub_programme(actor)
    await the_fepz_set(actor, sub_programme)
    issued = await a_referral(actor, sub_programme)
    path = f"/settings/sub-programmes/{sub_programme}"
    form = await coordinator.get(path)
    typed = {
        "name": "Dłuższy",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "minimum_percent": "75",
    }

    changed = await coordinator.post(path, data=typed)

    async with reading(actor):
        after = await referral(issued, TODAY)
        known = await sub_programme_by(sub_programme)
    assert 'value="2026-09-30"' in form.text
    assert changed.status_code == 303
    assert after.valid_until == date(2026, 12, 31)
    assert (known.name, known.minimum_percent) == ("Dłuższy", 75)


async def test_an_article_is_added_changed_and_withdrawn(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    typed = {
        "name": "ryż biały",
        "code": "ryz",
        "group": "starchy",
        "pack_grams": "1000",
        "report_grams": "1000",
        "clock_months": "3",
    }
    new = "/settings/articles/new"

    wrong = await coordinator.post(new, data={**typed, "pack_grams": "0", "gtin": "x"})
    added = await coordinator.post(new, data=typed)
    again = await coordinator.post(new, data=typed)
    async with reading(actor):
        (rice,) = await articles_by(["RYZ"])
    path = f"/settings/articles/{rice.id}"
    await coordinator.post(path, data={**typed, "name": "ryż", "cold": "yes"})

    async with reading(actor):
        (after,) = await articles_by(["RYZ"])
        offered = await articles()
    assert wrong.status_code == again.status_code == 400
    for field, label in {
        "pack_grams": "Waga opakowania",
        "gtin": "Kod kreskowy (GTIN)",
    }.items():
        assert f'id="field-{field}-error"' in wrong.text
        assert f'<a href="#field-{field}">{label}: ' in wrong.text
    assert "jest już zajęty" in again.text
    assert added.status_code == 303
    assert rice.active
    assert (after.name, after.cold, after.active) == ("ryż", True, False)
    assert "RYZ" not in {one.code for one in offered}


async def test_delivery_is_allowed_by_a_paper_until_it_ends(
    actor: Actor, coordinator: httpx.AsyncClient
) -> None:
    paper = {
        "kind": "opl_own_delivery",
        "document": "Zgoda z 3.03.2026",
        "valid_from": "2026-03-03",
    }

    wrong = await coordinator.post(
        "/settings/delivery", data={**paper, "document": "", "valid_from": "jutro"}
    )
    await coordinator.post("/settings/delivery", data=paper)
    async with reading(actor):
        basis = await delivery_bases(date(2026, 5, 1))
    page = (await coordinator.get("/settings/delivery")).text
    end = page.split("/end")[0].rsplit('action="', 1)[1] + "/end"
    await coordinator.post(end)
    async with reading(actor):
        today = await delivery_bases(TODAY)
        later = await delivery_bases(date(2026, 5, 1))

    assert wrong.status_code == 400
    for field in ("document", "valid_from"):
        assert f'id="field-{field}-error"' in wrong.text
    assert (len(basis), len(today), later) == (1, 1, [])


async def test_others_keep_out_of_programmes(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)

    pages = [
        await client.get(f"/settings{path}")
        for path in ("", "/limits", "/articles", "/sub-programmes", "/delivery")
    ]

    assert [page.status_code for page in pages] == [403] * 5


async def test_each_label_of_the_limits_names_a_field_of_its_own(
    coordinator: httpx.AsyncClient,
) -> None:
    page = (await coordinator.get("/settings/limits")).text

    ids = re.findall(r' id="([^"]+)"', page)
    labelled = re.findall(r'<label[^>]* for="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert len(labelled) == len(set(labelled))

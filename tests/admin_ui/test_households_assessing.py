"""Assessing income and issuing the referral on pages, and loading a file."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.units import Grosz
from distribution.households.household_columns import household_template
from distribution.households.queries.records import count_households
from distribution.households.queries.verification import (
    AssessmentRecord,
    ReferralRecord,
    assessments_of,
    referrals_of,
)
from distribution.households.rules.income import IncomeKind
from distribution.programmes.commands.limits import add_income_limit
from distribution.programmes.queries.reference import programme_by
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household, assessed, the_fepz_set
from tests.worlds_programmes import a_sub_programme


@pytest.fixture
async def worker(actor: Actor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sign_in_as(client, actor, Role.SOCIAL_WORKER)
    return client


@pytest.fixture
async def sub_programme(actor: Actor) -> UUID:
    made = await a_sub_programme(actor)
    await the_fepz_set(actor, made)
    return made


def statement(sub_programme: UUID, **more: str) -> dict[str, str]:
    return {
        "sub_programme": str(sub_programme),
        "applied_on": "2026-03-16",
        "positions.0.kind": "salary",
        "positions.0.amount": "3 000,50 zł",
        "positions.1.kind": "",
        "positions.1.amount": "",
        "reasons": "poverty",
        "housing_counts": "yes",
        "deed": "save",
        **more,
    }


async def decided(actor: Actor, household: UUID) -> list[AssessmentRecord]:
    async with reading(actor):
        return await assessments_of(household)


async def referrals(actor: Actor, household: UUID) -> list[ReferralRecord]:
    async with reading(actor):
        return await referrals_of(household, NOON.date())


async def test_the_form_names_the_limit_that_will_decide(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)

    page = (await worker.get(f"/households/{family}/assess")).text

    assert "2180,95" in page.replace("\N{NO-BREAK SPACE}", "")
    assert "FEPŻ przykładowy" in page
    assert "FEPŻ 2024 (" not in page, "a sub-programme that is over"
    assert "bezrobocie" in page


async def test_a_yes_leads_on_to_the_referral_and_its_document(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)
    typed = statement(
        sub_programme,
        **{"positions.1.kind": "alimony_paid", "positions.1.amount": "500"},
    )

    answer = await worker.post(f"/households/{family}/assess", data=typed)
    page = (await worker.get(answer.headers["location"])).text
    (found,) = await decided(actor, family)
    issued = await worker.post(
        f"/households/assessments/{found.id}/referral",
        data={"accepted": "yes", "extra_percent": "0"},
    )
    after = (await worker.get(issued.headers["location"])).text
    (referral,) = await referrals(actor, family)
    document = await worker.get(f"/api/v1/referrals/{referral.id}.pdf")

    assert found.eligible
    assert [(p.kind, p.amount) for p in found.outcome.statement.positions] == [
        (IncomeKind.SALARY, 300050),
        (IncomeKind.ALIMONY_PAID, 50000),
    ]
    plain = page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Spełnia warunki" in plain
    assert "1 250,25 zł nie przekracza progu 2 180,95 zł" in plain
    assert "Wystaw skierowanie" in plain
    assert referral.state == "accepted_by_opl"
    assert referral.number in after
    assert f"/api/v1/referrals/{referral.id}.pdf" in after
    assert document.content.startswith(b"%PDF")


async def test_a_no_says_why_and_offers_no_referral(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)
    rich = statement(sub_programme, **{"positions.0.amount": "4361,91"})
    rich.pop("reasons")

    answer = await worker.post(f"/households/{family}/assess", data=rich)
    page = (await worker.get(answer.headers["location"])).text

    assert "Nie spełnia warunków" in page
    assert "Dochód na osobę jest wyższy niż próg programu." in page
    plain = page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Cały dochód: 4 361,91 zł, próg na 2 os.: 4 361,90 zł." in plain
    assert "Nie wskazano żadnego powodu z art. 7" in page
    assert "Wystaw skierowanie" not in page


async def test_the_farm_and_the_housing_benefit_count_as_ticked(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)
    typed = statement(
        sub_programme,
        hectares="1,5",
        **{"positions.0.kind": "housing_benefit", "positions.0.amount": "400"},
    )
    left_out = {k: v for k, v in typed.items() if k != "housing_counts"}

    await worker.post(f"/households/{family}/assess", data=typed)
    await worker.post(f"/households/{family}/assess", data=left_out)

    totals = {one.outcome.total_net for one in await decided(actor, family)}
    assert totals == {108850, 68850}


async def test_every_wrong_row_is_named_and_what_was_typed_stays(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)
    path = f"/households/{family}/assess"
    wrong = statement(
        sub_programme,
        applied_on="",
        hectares="dużo",
        **{"positions.0.amount": "dużo", "positions.1.amount": "12"},
    )

    answer = await worker.post(path, data=wrong)
    future = await worker.post(
        path, data=statement(sub_programme, applied_on="2026-03-20")
    )

    assert answer.status_code == future.status_code == 400
    for field in ("applied_on", "positions-0-amount", "positions-1-kind", "hectares"):
        assert f'id="field-{field}-error"' in answer.text
    assert answer.text.count('value="dużo"') == 2
    assert "Wniosek nie może być z przyszłości" in future.text
    assert await decided(actor, family) == []


async def test_more_rows_keep_what_was_typed(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)
    typed = statement(sub_programme, deed="more")

    answer = await worker.post(f"/households/{family}/assess", data=typed)

    assert 'name="positions.4.kind"' in answer.text
    assert 'value="3 000,50 zł"' in answer.text
    assert 'value="poverty" checked' in answer.text


async def test_a_referral_is_accepted_later_and_withdrawn_with_a_reason(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)
    found = await assessed(actor, family, sub_programme)
    await worker.post(f"/households/assessments/{found}/referral", data={})
    (issued,) = await referrals(actor, family)
    path = f"/households/referrals/{issued.id}"
    field = f"withdraw-{issued.id}-reason"

    accepted = await worker.post(f"{path}/accept")
    again = await worker.post(f"{path}/accept")
    without = await worker.post(f"{path}/withdraw", data={field: ""})
    await worker.post(f"{path}/withdraw", data={field: "Wyjazd"})
    (withdrawn,) = await referrals(actor, family)

    assert issued.state == "issued"
    assert accepted.status_code == 303
    assert again.status_code == 409
    assert without.status_code == 400
    assert f'id="field-{field}-error"' in without.text
    assert (withdrawn.state, withdrawn.withdrawal) == ("withdrawn", "Wyjazd")


async def test_a_second_referral_is_refused_on_the_page_of_the_decision(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID
) -> None:
    family = await a_household(actor)
    found = await assessed(actor, family, sub_programme)
    path = f"/households/assessments/{found}/referral"
    await worker.post(path, data={"accepted": "yes"})

    again = await worker.post(path, data={"accepted": "yes"})

    assert again.status_code == 409
    assert "ma już skierowanie" in again.text


async def test_whom_a_new_limit_lets_in_is_listed(
    actor: Actor, worker: httpx.AsyncClient, sub_programme: UUID, clock: Clock
) -> None:
    family = await a_household(actor)
    await assessed(actor, family, sub_programme, grosz=450000)
    before = await worker.get("/households/would-pass")
    async with reading(actor):
        fepz = await programme_by("fepz")
    await add_income_limit(
        actor,
        programme=fepz.id,
        valid_from=NOON.date() + timedelta(days=1),
        percent=300,
        single_grosz=Grosz(303000),
        family_grosz=Grosz(246900),
    )
    clock.forward(hours=24)
    await sign_in_as(worker, actor, Role.SOCIAL_WORKER, now=clock())

    after = await worker.get("/households/would-pass")
    await sign_in_as(worker, actor, Role.COORDINATOR, now=clock())
    forbidden = await worker.get("/households/would-pass")

    assert "Nikogo takiego nie ma" in before.text
    assert f"/households/{family}" in after.text
    assert forbidden.status_code == 403


async def test_a_file_is_shown_first_and_then_loaded_once(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    file = {"file": ("domy.csv", household_template().encode(), "text/csv")}

    shown = await worker.post("/households/import", files=file)
    async with reading(actor):
        before = await count_households()
    kept = shown.text.split('name="kept" value="')[1].split('"')[0]
    loaded = await worker.post(
        "/households/import", data={"kept": kept, "deed": "load"}
    )
    again = await worker.post("/households/import", files=file)

    assert "Anna Przykładowa" in shown.text
    assert before == 0
    assert loaded.status_code == 303
    async with reading(actor):
        assert await count_households() == 1
    assert "Plik niczego nie zmienia" in again.text


async def test_a_bad_file_is_named_cell_by_cell(
    actor: Actor, worker: httpx.AsyncClient
) -> None:
    header, row = household_template().splitlines()[:2]
    bad = "\n".join((header, row.replace("1981-05-14", "dawno"))).encode()

    answer = await worker.post("/households/import", files={"file": ("d.csv", bad)})
    nothing = await worker.post("/households/import", data={"deed": "look"})
    huge = await worker.post(
        "/households/import", files={"file": ("d.csv", b"x" * 5_000_001)}
    )
    template = await worker.get("/households/import/template.csv")

    assert answer.status_code == nothing.status_code == 400
    assert "Wpisz datę urodzenia 1981-05-14 albo rok 1981." in answer.text
    assert 'id="field-file-error"' in nothing.text
    assert huge.status_code == 400
    assert "Plik może mieć najwyżej 5 MB." in huge.text
    assert template.text == household_template()
    async with reading(actor):
        assert await count_households() == 0

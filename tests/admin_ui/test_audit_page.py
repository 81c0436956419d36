"""The trail of changes reads like sentences: words for tables, columns and values."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from admin_ui.audit_columns import COLUMN_LABELS, OF_TABLE, SECRET, TECHNICAL
from admin_ui.audit_values import who_is, written
from admin_ui.audit_words import DEEDS, RELATION_LABELS
from distribution.accounts.commands.keeping import add_staff, change_site
from distribution.accounts.rules import Role
from distribution.accounts.trail import AuditFilter, audit
from distribution.core.actor import Actor
from distribution.core.clock import local_day, utc_now
from distribution.core.reading import reading
from distribution.households.commands.intake import (
    change_household,
    close_household,
)
from distribution.households.rules.details import HouseholdChanges
from distribution.pickup.commands.booking import book_slot
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household
from tests.worlds_pickup import a_bookable_round
from tests.worlds_programmes import a_site

_AUDITED = """
    SELECT t.relname AS relation, a.attname AS name FROM pg_trigger AS g
    JOIN pg_proc AS p ON p.oid = g.tgfoid JOIN pg_class AS t ON t.oid = g.tgrelid
    JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0
    WHERE p.proname = 'kromka_audit' AND NOT a.attisdropped
"""


async def changed(client: httpx.AsyncClient, **query: str) -> tuple[list[str], str]:
    """Return what the page says was done, line by line, and the page."""
    page = (await client.get("/audit", params=query)).text
    cells = re.findall(r'<td [^>]*data-label="Co"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells], page


async def test_every_audited_table_and_column_has_a_label(
    owner: asyncpg.Connection,
) -> None:
    found = await owner.fetch(_AUDITED)
    unread = TECHNICAL | SECRET | {"id", "centre"}
    columns = {(one["relation"], one["name"]) for one in found}

    tables = {relation for relation, _ in columns}
    assert sorted(tables - set(RELATION_LABELS)) == []
    assert [
        pair
        for pair in sorted(columns)
        if pair not in OF_TABLE and pair[1] not in {*COLUMN_LABELS, *unread}
    ] == []
    assert {*DEEDS, *OF_TABLE} <= columns
    assert set(COLUMN_LABELS) <= {name for _, name in columns}


@pytest.mark.parametrize(
    ("relation", "column", "value", "words"),
    [
        ("voucher", "channel", "home_delivery", "dowóz do domu"),
        ("staff_role", "role", "driver", "kierowca"),
        ("household", "large_print", True, "tak"),
        ("household", "phone", "+48600100200", "600\u00a0100\u00a0200"),
        ("household", "phone", None, "–"),
        ("income_limit", "single_grosz", 182360, "1\u00a0823,60\u00a0zł"),
        ("article", "pack_grams", 500, "0,5\u00a0kg"),
        ("slot", "starts", "09:15:00", "9:15"),
        ("round", "starts_on", "2026-03-17", "17\u00a0marca 2026"),
        ("round", "closed_at", "2026-03-17T23:30:00+00:00", "18\u00a0marca 2026, 0:30"),
        ("opening_hours", "weekday", 7, "niedziela"),
        ("household_member", "birth_year", 1981, "1981"),
        ("booking", "slot", str(UUID(int=7)), "inny zapis"),
        ("plan", "requested_by", "cli:root", "wiersz poleceń (root)"),
    ],
)
def test_a_value_is_read_as_people_write_it(
    relation: str, column: str, value: object, words: str
) -> None:
    assert written(relation, column, value, people={}, names={}) == words


def test_whoever_acts_has_a_name() -> None:
    ola, house = uuid4(), uuid4()
    people = {f"staff:{ola}": "Ola Próbna"}
    names = {house: ("household", "12")}

    assert who_is(f"driver:{ola}", people, names) == "Ola Próbna"
    assert who_is(f"household:{house}", people, names) == "gospodarstwo nr 12"
    assert who_is("postgres", people, names) == "wprost w bazie (postgres)"


async def test_changes_are_sentences_without_names_of_columns_or_utc(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.COORDINATOR)
    household = await a_household(actor)
    await change_household(
        actor, household, HouseholdChanges(phone="600 300 400", no_messages=True)
    )
    await close_household(actor, household)

    said, page = await changed(client, row=str(household))

    assert said == [
        "Zamknięto: gospodarstwo nr 1",
        "Zmieniono: gospodarstwo nr 1",
        "Dodano: gospodarstwo nr 1",
    ]
    assert "<del>600\u00a0100\u00a0200</del> → <ins>600\u00a0300\u00a0400</ins>" in page
    assert "bez wiadomości SMS:</span> <del>nie</del> → <ins>tak</ins>" in page
    assert not re.search(r"\d{4}-\d\d-\d\dT|no_messages|house_number", page)


async def test_what_a_row_points_at_is_named(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.AUDITOR)
    world = await a_bookable_round(actor, households=1)
    await book_slot(actor, voucher=world.vouchers[0], slot=world.slots[0].id, now=NOON)

    said, page = await changed(client, kind="booking")

    assert said == ["Dodano: rezerwacja"]
    assert "<ins>gospodarstwo nr 1</ins>" in page
    assert "<ins>tura: Tura próbna</ins>" in page


async def test_the_trail_is_narrowed_to_a_person_a_day_and_a_kind(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    ola = await sign_in_as(client, actor, Role.ADMINISTRATOR)
    by_hand = await a_site(actor)
    typed = {"name": "Magazyn", "address": "ul. Nowa 2", "uses": "warehouse"}
    await client.post("/settings/sites", data=typed)
    today = local_day(utc_now())

    of_ola, page = await changed(client, who=f"staff:{ola}", kind="site")
    of_cli, _ = await changed(client, who="cli", kind="site")
    of_today, _ = await changed(client, day=today.isoformat(), kind="site")
    of_yesterday, empty = await changed(
        client, day=(today - timedelta(days=1)).isoformat(), kind="site"
    )
    _, nonsense = await changed(client, day="31.02.2026", kind="no_such_table")

    assert of_ola == ["Dodano: miejsce: Magazyn"]
    assert of_cli == ["Dodano: miejsce: Centrum Kultury"]
    assert sorted(of_today) == sorted([*of_ola, *of_cli])
    assert of_yesterday == []
    assert "Zmień wybór osoby, dnia albo rzeczy." in empty
    assert "Dodano" in nonsense
    assert f'value="staff:{ola}" selected' in page
    assert str(by_hand) in nonsense


async def test_a_row_has_the_name_that_it_had_last(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.ADMINISTRATOR)
    site = await a_site(actor)
    await change_site(
        actor,
        site,
        name="Nowy dom",
        address="ul. Próbna 2",
        is_pickup=True,
        is_warehouse=False,
    )

    said, _ = await changed(client, row=str(site))

    assert said == ["Zmieniono: miejsce: Nowy dom", "Dodano: miejsce: Nowy dom"]


async def test_a_person_is_not_taken_for_one_whose_label_begins_alike(
    actor: Actor,
) -> None:
    await add_staff(actor, login=f"x.{uuid4().hex[:8]}", name="Ktoś", roles=[])

    async with reading(actor):
        assert await audit(AuditFilter(actor="cl")) == []
        assert len(await audit(AuditFilter(actor="cli"))) == 1

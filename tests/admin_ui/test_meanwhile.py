"""Two people change the same thing: the second is told, and overwrites knowingly."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from html.parser import HTMLParser
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pytest
from litestar import Litestar

from distribution.accounts.commands.keeping import add_staff, change_site
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.core.standing import (
    ChangedMeanwhileError,
    refuse_overwriting,
    standing,
)
from distribution.core.transaction import perform, transaction
from distribution.households.commands.intake import change_household
from distribution.households.queries.records import household
from distribution.households.rules.details import HouseholdChanges, HouseholdDetails
from distribution.programmes.queries.reference import (
    articles_by,
    income_bases,
    income_limits,
)
from distribution.programmes.queries.rounds import round_by
from distribution.routing.commands.wishes import add_need
from tests.inventory.test_reserving import until_waiting
from tests.walking import a_browser
from tests.worlds import a_centre
from tests.worlds_accounts import sign_in_as
from tests.worlds_households import a_household
from tests.worlds_pickup import a_pickup
from tests.worlds_routing import a_car, a_driver, a_shift

Fields = dict[str, str]


class Office(msgspec.Struct):
    """A person who may do everything, and one thing of each kind by name."""

    client: httpx.AsyncClient
    ids: dict[str, object]


class Race(msgspec.Struct, frozen=True):
    """A form, what two people change in it, and how the second is told."""

    page: str
    theirs: Fields
    mine: Fields
    told: str
    to: str = ""
    """Where the form goes, if not to its page."""


RACES = [
    Race(
        "/households/{household}/edit",
        {"instructions": "Prosi o krzesło"},
        {"street": "ul. Moja"},
        "Wskazówki dla wydających, teraz jest: Prosi o krzesło",
    ),
    Race(
        "/households/members/{member}",
        {"family_name": "Nowa", "target_groups": "other"},
        {"given_name": "Joanna"},
        "Nazwisko, teraz jest: Nowa",
    ),
    Race(
        "/settings/staff/{staff}",
        {"phone": "600 100 200"},
        {"name": "Ktoś Inny"},
        "Telefon, teraz jest: 600 100 200",
        to="/settings/staff/{staff}/person",
    ),
    Race(
        "/settings/staff/{staff}",
        {"roles": "auditor"},
        {"active": ""},
        "Role, teraz jest: audytor",
    ),
    Race(
        "/settings/sites/{site}",
        {"name": "Dom Kultury"},
        {"address": "ul. Moja 1"},
        "Nazwa, teraz jest: Dom Kultury",
    ),
    Race(
        "/settings/centre",
        {"phone": "81 825 00 00"},
        {"short_name": "Moje"},
        "Telefon, teraz jest: 81 825 00 00",
    ),
    Race(
        "/rounds/{round}/edit",
        {"packs.{noodles}": "7"},
        {"note": "Moja uwaga"},
        "Makaron jajeczny świderki, teraz jest: 7",
    ),
    Race(
        "/settings/articles/{noodles}",
        {"group": "fats"},
        {"allergens": "gluten"},
        "Grupa towarowa, teraz jest: tłuszcze",
    ),
    Race(
        "/settings/limits/bases/{base}",
        {"family_grosz": "900,00"},
        {"hectare_grosz": "400,00"},
        "Na osobę w rodzinie, teraz jest: 900,00 zł",
    ),
    Race(
        "/settings/limits/{limit}",
        {"percent": "270"},
        {"source": "Moje źródło"},
        "Procent kryterium, teraz jest: 270",
    ),
    Race(
        "/settings/sub-programmes/{sub_programme}",
        {"ends_on": "2026-10-31"},
        {"name": "Mój podprogram"},
        "Ostatni dzień, teraz jest: 31 października 2026",
    ),
    Race(
        "/settings/sub-programmes/{sub_programme}/set",
        {"packs.{noodles}": "9"},
        {"packs.{milk}": "8"},
        "Makaron jajeczny świderki, teraz jest: 9",
    ),
    Race(
        "/routes/shifts/{shift}",
        {"ends": "13:30"},
        {"crew": "2"},
        "Do, teraz jest: 13:30",
    ),
    Race(
        "/routes/vehicles",
        {"cold_boxes": "6"},
        {"active": ""},
        "Pojemniki chłodnicze, teraz jest: 6",
        to="/routes/vehicles/{vehicle}",
    ),
    Race(
        "/routes/households/{household}",
        {"usual_driver": "{driver}", "company": "always"},
        {"door_notes": "Moja wskazówka"},
        "Stały kierowca, teraz jest: Jan Kierowca",
    ),
    Race(  # of what is saved in two parts
        "/routes/households/{household}",
        {"door_notes": "Pies za furtką"},
        {"door_notes": "Dzwonek nie działa", "service_minutes": "9"},
        "Notatka dla kierowcy, teraz jest: Pies za furtką",
    ),
    Race(
        "/routes/drivers",
        {"needs": "{need}"},
        {"needs": "{other_need}"},
        "Wymagania, teraz jest: winda",
        to="/routes/drivers/{driver}",
    ),
    Race(
        "/routes/drivers",
        {"name": "winda towarowa"},
        {"active": ""},
        "Nazwa, teraz jest: winda towarowa",
        to="/routes/needs/{need}",
    ),
    Race(
        "/routes/drivers",
        {"cold_minutes": "90"},
        {"known_face_minutes": "7"},
        "Chłodne najdłużej w drodze, teraz jest: 90",
        to="/routes/rules",
    ),
    Race(
        "/pickup/slots/{slot}",
        {"walk_ins": "2"},
        {"capacity": "9"},
        "Miejsca bez zapisu, teraz jest: 2",
    ),
    Race(
        "/pickup/hours?site={site}",
        {"day1": "8:00–9:00"},
        {"day2": "09:00–10:00"},
        "Poniedziałek, teraz jest: 08:00–09:00",
    ),
]


@pytest.fixture(scope="module")
async def office(
    app: Litestar, database: Server, owner: asyncpg.Connection
) -> AsyncIterator[Office]:
    actor = await a_centre(owner)
    family = await a_household(actor)
    pickup = await a_pickup(actor)
    site, sub_programme = pickup.site, pickup.sub_programme
    login = f"ola.{uuid4().hex[:8]}"
    ola = await add_staff(actor, login=login, name="Ola", roles=[Role.DRIVER])
    car, driver = await a_car(actor), await a_driver(actor)
    await change_site(
        actor,
        site,
        name="Centrum Kultury",
        address="ul. Próbna 2",
        is_pickup=True,
        is_warehouse=False,
        latitude=50.92,
        longitude=22.22,
    )
    async with reading(actor):
        known = await household(family)
        noodles, milk = await articles_by(["MAKARON", "MLEKO"])
        base, limit = (await income_bases())[0], (await income_limits())[0]
        named = await round_by(pickup.round, date(2026, 3, 17))
    client = a_browser(app)
    await sign_in_as(client, actor, *Role)
    ids = {
        "household": family,
        "member": known.members[1].id,
        "staff": ola,
        "site": site,
        "round": named.key,
        "noodles": noodles.id,
        "milk": milk.id,
        "base": base.id,
        "limit": limit.id,
        "sub_programme": sub_programme,
        "slot": pickup.slots[0].id,
        "vehicle": car,
        "driver": driver,
        "need": await add_need(actor, "winda"),
        "other_need": await add_need(actor, "schody"),
        "shift": await a_shift(actor, driver, car, site),
    }
    yield Office(client, ids)
    await client.aclose()


class _Form(HTMLParser):
    """Reads what the form that leads to *action* would send."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: dict[str, list[str]] = {}
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.inside = given.get("action") == self.action
        elif not self.inside:
            return
        elif tag == "input" and name:
            is_tick = given.get("type") in {"checkbox", "radio"}
            if not is_tick or "checked" in given:
                self.fields.setdefault(name, []).append(value)
        elif tag in {"select", "textarea"}:
            self._name = name
            self.fields[name] = [""] if tag == "textarea" else []
        elif tag == "option" and "selected" in given:
            self.fields[self._name] = [value]

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.inside and self._name:
            self.fields[self._name] = [data.strip()]
            self._name = ""


def sent_by(page: str, action: str) -> dict[str, list[str]]:
    form = _Form(action)
    form.feed(page)
    assert "seen" in form.fields
    return form.fields


@pytest.mark.parametrize("race", RACES, ids=lambda one: one.told)
async def test_who_saves_second_is_told_what_the_first_one_changed(
    office: Office, race: Race
) -> None:
    page = race.page.format(**office.ids)
    to = race.to.format(**office.ids) or page
    theirs, mine = (
        {
            name.format(**office.ids): [value.format(**office.ids)]
            for name, value in changed.items()
        }
        for changed in (race.theirs, race.mine)
    )
    drawn = sent_by((await office.client.get(page)).text, to)

    first = await office.client.post(to, data={**drawn, **theirs})
    late = await office.client.post(to, data={**drawn, **mine})
    shown = sent_by(late.text, to)
    knowingly = await office.client.post(to, data={**shown, **mine})

    codes = [one.status_code for one in (first, late, knowingly)]
    assert codes == [303, 409, 303], first.text
    assert race.told in late.text.replace("\xa0", " ")
    for name, value in mine.items():
        assert shown.get(name, [""]) == value


def test_only_what_would_be_lost_is_refused() -> None:
    drawn = standing({"name": "Ola", "phone": None, "needs": []})
    now = {"name": "Ola", "phone": "600", "needs": ()}

    refuse_overwriting(drawn, now, {**now, "name": "Ewa"})
    refuse_overwriting(drawn, now, now)
    refuse_overwriting(None, now, {})
    with pytest.raises(ChangedMeanwhileError) as told:
        refuse_overwriting(drawn, now, {"name": "Ewa", "phone": None})
    assert told.value.now == {"phone": "600"}
    refuse_overwriting(told.value.seen, now, {"name": "Ewa", "phone": None})


def test_who_was_told_of_one_part_of_a_form_has_still_seen_the_other() -> None:
    drawn = standing({"note": "stara", "minutes": 5, "driver": None})

    with pytest.raises(ChangedMeanwhileError) as told:
        refuse_overwriting(drawn, {"note": "nowa"}, {"note": "moja"})

    refuse_overwriting(told.value.seen, {"minutes": 5}, {"minutes": 9})
    with pytest.raises(ChangedMeanwhileError):
        refuse_overwriting(told.value.seen, {"minutes": 7}, {"minutes": 9})


async def test_of_two_who_save_in_the_same_moment_one_is_told(
    actor: Actor, owner: asyncpg.Connection
) -> None:
    family = await a_household(actor)
    async with reading(actor):
        known = await household(family)
    names = HouseholdDetails.__struct_fields__
    drawn = standing({name: getattr(known, name) for name in names})
    held, enough = asyncio.Event(), asyncio.Event()

    async def holding() -> None:
        async with transaction(actor):
            await fetch("SELECT id FROM household WHERE id = $1 FOR UPDATE", family)
            held.set()
            await enough.wait()

    async def saves(flat: str) -> dict[str, object]:
        changes = HouseholdChanges(flat=flat)
        try:
            await perform(change_household, actor, family, changes, seen=drawn)
        except ChangedMeanwhileError as told:
            return dict(told.now)
        return {}

    async with asyncio.TaskGroup() as everybody:
        everybody.create_task(holding())
        await held.wait()
        first = everybody.create_task(saves("5"))
        await until_waiting(owner, 1)
        second = everybody.create_task(saves("6"))
        await until_waiting(owner, 2)
        enough.set()

    async with reading(actor):
        kept = await household(family)
    assert kept.flat == "5"
    assert (first.result(), second.result()) == ({}, {"flat": "5"})


async def test_a_program_that_did_not_look_overwrites_as_before(actor: Actor) -> None:
    family: UUID = await a_household(actor)
    for flat in ("5", "6"):
        await change_household(actor, family, HouseholdChanges(flat=flat))

    async with reading(actor):
        assert (await household(family)).flat == "6"

"""A file of households: all or nothing, twice is once, and every bad cell named."""

import time
from datetime import timedelta

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError, InvalidInputError
from distribution.core.reading import reading
from distribution.households.commands.importing import import_households
from distribution.households.commands.intake import add_household
from distribution.households.household_columns import household_template
from distribution.households.import_plan import ImportChange
from distribution.households.queries.records import (
    HouseholdRecord,
    count_households,
    household_by,
    households,
)
from distribution.households.rules.details import (
    Channel,
    HouseholdDetails,
    MemberDetails,
)
from tests.worlds import NOON
from tests.worlds_households import ANNA

FILE = """\
household;given_name;family_name;born;sex;head;street;house_number;locality;phone;home_delivery
A-1;Anna;Żółkiewska;1981-05-14;k;tak;ul. Próbna;4A;Kraśnik;600 100 200;tak
A-1;Jan;Żółkiewski;2015;m;;;;;;
A-2;Olena;Kowalenko;1990;k;;;;;;
"""


async def the_household(actor: Actor, number: int) -> HouseholdRecord:
    async with reading(actor):
        return await household_by(str(number))


async def load(actor: Actor, text: str, *, dry_run: bool = False):
    return await import_households(
        actor, text.encode(), dry_run=dry_run, now=NOON + timedelta(days=1)
    )


async def test_a_file_comes_in_once(actor: Actor) -> None:
    first = await load(actor, FILE)
    again = await load(actor, FILE)
    async with reading(actor):
        listed = await households()
    anna = await the_household(actor, 1)

    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert [(one.head, one.persons) for one in listed] == [
        ("Anna Żółkiewska", 2),
        ("Olena Kowalenko", 1),
    ]
    assert anna.phone == "+48600100200"
    assert anna.channel is Channel.HOME_DELIVERY
    assert anna.members[1].birth_year == 2015


async def test_the_template_imports(actor: Actor) -> None:
    report = await load(actor, household_template())

    assert report.new == 1


async def test_a_dry_run_shows_the_difference_and_changes_nothing(
    actor: Actor,
) -> None:
    before = await load(actor, FILE, dry_run=True)
    async with reading(actor):
        nobody = await count_households()
    await load(actor, FILE)
    changed = FILE.replace("4A", "5").replace("A-2", "A-3")
    shown = await load(actor, changed, dry_run=True)
    anna = await the_household(actor, 1)

    assert (before.dry_run, before.new, nobody) == (True, 2, 0)
    assert [(one.household, one.change, one.fields) for one in shown.lines] == [
        ("a-1", ImportChange.CHANGED, ("house_number",)),
        ("a-3", ImportChange.NEW, ()),
    ]
    assert anna.house_number == "4A"


async def test_a_changed_row_changes_its_household_alone(actor: Actor) -> None:
    await load(actor, FILE)
    other = await the_household(actor, 2)

    report = await load(
        actor,
        "household;given_name;family_name;born;head;phone\n"
        "A-1;Anna;Żółkiewska;;;700 100 200\n"
        "A-1;Ewa;Żółkiewska;2020;tak;\n",
    )
    anna = await the_household(actor, 1)

    assert (report.new, report.changed) == (0, 1)
    assert report.lines[0].fields == ("phone", "members")
    assert anna.phone == "+48700100200"
    assert anna.street == "ul. Próbna"
    assert anna.channel is Channel.HOME_DELIVERY
    assert [(one.given_name, one.is_head) for one in anna.members] == [
        ("Ewa", True),
        ("Anna", False),
    ]
    assert anna.members[1].born_on == ANNA.born_on
    assert [(one.given_name, one.left_on) for one in anna.left] == [
        ("Jan", NOON.date() + timedelta(days=1))
    ]
    assert await the_household(actor, 2) == other


async def test_father_and_son_of_one_name_stay_apart(actor: Actor) -> None:
    rows = "household;given_name;family_name;born\nB;Jan;Nowak;1950\nB;Jan;Nowak;1980\n"
    await load(actor, rows)
    before = await the_household(actor, 1)

    turned = "household;given_name;family_name;born;sex;head\nB;Jan;Nowak;1980;m;\n"
    await load(actor, turned + "B;Jan;Nowak;1950;m;tak\n")
    after = await the_household(actor, 1)

    assert {one.id: one.birth_year for one in after.members} == {
        one.id: one.birth_year for one in before.members
    }
    assert {one.sex for one in after.members} == {"m"}


async def test_nothing_is_half_loaded_and_each_bad_cell_is_named(actor: Actor) -> None:
    bad = FILE + "A-3;Ewa;;31.02.2001;x;;;;;12;\n" + "A-4;Piotr;Nowak;;;;;;;;tak\n"

    with pytest.raises(InvalidInputError) as refused:
        await load(actor, bad)
    with pytest.raises(InvalidInputError) as once:
        await load(actor, "household;given_name;family_name;language\nA;Ewa;Lis;xx\n")
    async with reading(actor):
        nobody = await count_households()

    assert sorted(fault.field for fault in refused.value.errors) == [
        "wiersz 5, kolumna born",
        "wiersz 5, kolumna family_name",
        "wiersz 5, kolumna phone",
        "wiersz 5, kolumna sex",
        "wiersz 6, kolumna house_number",
    ]
    assert [fault.field for fault in once.value.errors] == [
        "wiersz 2, kolumna language"
    ]
    assert nobody == 0


async def test_bad_cells_are_named_by_the_headings_of_the_file(actor: Actor) -> None:
    head = "Gospodarstwo;Imię;Nazwisko;Data urodzenia;Grupy\n"

    with pytest.raises(InvalidInputError) as unread:
        await load(actor, "Gospodarstwo;Imię\nA-1;Ewa\n")
    with pytest.raises(InvalidInputError) as refused:
        await load(actor, head + "A-1;Ewa;Lis;31.02.2001;chora\n")
    made = await load(actor, head + "A-1;Ewa;Lis;1.02.2001;osoba bezdomna\n")

    with pytest.raises(InvalidInputError) as doubled:
        await load(actor, "Gospodarstwo;Imię;Nazwisko;Telefon;Telefon\nA-1;Ewa;Lis;;\n")

    assert unread.value.errors[0].says() == "Brakuje kolumny nazwisko."
    assert doubled.value.errors[0].says() == "Kolumna telefon jest dwa razy."
    assert [fault.field for fault in refused.value.errors] == [
        "wiersz 2, kolumna data urodzenia",
        "wiersz 2, kolumna grupy",
    ]
    assert made.new == 1


async def test_a_household_that_is_here_already_is_named(
    actor: Actor, new_centre
) -> None:
    await add_household(await new_centre(), HouseholdDetails(), [ANNA], now=NOON)
    alone = await load(actor, FILE, dry_run=True)
    await add_household(
        actor, HouseholdDetails(), [MemberDetails("X", "Y"), ANNA], now=NOON
    )
    shown = await load(actor, FILE, dry_run=True)

    assert {one.likely for one in alone.lines} == {()}
    assert [one.likely for one in shown.lines] == [(1,), ()]


async def test_six_hundred_and_fifty_households_take_seconds(actor: Actor) -> None:
    rows = ["household;given_name;family_name;born;sex;phone;house_number;locality"]
    for n in range(650):
        day = f"1980-01-{n % 28 + 1:02}"
        rows += [
            f"G{n};Anna;Nazwisko{n};{day};k;6{n:08};{n};Kraśnik",
            f"G{n};Jan;Nazwisko{n};2010;m;;;",
        ]
    text = "\n".join(rows)
    told = []

    started = time.perf_counter()
    report = await import_households(
        actor, text.encode(), on_progress=lambda *at: told.append(at), now=NOON
    )
    took = time.perf_counter() - started
    again = await load(actor, text)

    assert report.new == 650
    assert again.unchanged == 650
    assert told[-1] == (650, 650)
    assert took < 5


async def test_who_only_hands_out_imports_nothing(actor: Actor) -> None:
    volunteer = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({"hand_out"}))
    )

    with pytest.raises(ForbiddenError):
        await load(volunteer, FILE)

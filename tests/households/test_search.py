"""The search: misspelt names, part of a phone, the number; one centre; an index."""

import re

import asyncpg
import pytest

from distribution.core.actor import Actor
from distribution.core.database import execute, fetch
from distribution.core.reading import reading
from distribution.core.transaction import transaction
from distribution.households.commands.importing import import_households
from distribution.households.queries.records import find_households
from tests.worlds import NOON

PEOPLE = [
    ("Anna", "Żółkiewska", "600 100 200"),
    ("Grzegorz", "Brzęczyszczykiewicz", "700 111 222"),
    ("Olena", "Шевченко", "511 222 333"),
    ("Maria", "Nowak-Kowalska", ""),
    ("Piotr", "Wójcik", ""),
]


@pytest.fixture
async def town(actor: Actor) -> Actor:
    rows = ["household;given_name;family_name;phone"]
    rows += [f"{n};{a};{b};{c}" for n, (a, b, c) in enumerate(PEOPLE)]
    await import_households(actor, "\n".join(rows).encode(), now=NOON)
    return actor


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Żółkiewska", "Anna Żółkiewska"),
        ("zolkiewska anna", "Anna Żółkiewska"),
        ("ZÓLKIEFSKA", "Anna Żółkiewska"),
        ("Anna", "Anna Żółkiewska"),
        ("brzeczyszczykiewic", "Grzegorz Brzęczyszczykiewicz"),
        ("bżęczyszczykiewicz", "Grzegorz Brzęczyszczykiewicz"),
        ("bżeńczyszczykiewic", "Grzegorz Brzęczyszczykiewicz"),
        ("brzęczyszcz", "Grzegorz Brzęczyszczykiewicz"),
        ("wojick pitr", "Piotr Wójcik"),
        ("wojick Krzysztof", "Piotr Wójcik"),
        ("шевченка", "Olena Шевченко"),
        ("Shevchenko", "Olena Шевченко"),
        ("Kowalska Nowak", "Maria Nowak-Kowalska"),
        ("kowalsak", "Maria Nowak-Kowalska"),
        ("wojcik", "Piotr Wójcik"),
        ("111-222", "Grzegorz Brzęczyszczykiewicz"),
        ("+48 600", "Anna Żółkiewska"),
        ("4", "Maria Nowak-Kowalska"),
    ],
)
async def test_a_household_is_found_as_people_write_it(
    town: Actor, text: str, first: str
) -> None:
    async with reading(town):
        found = await find_households(text)

    assert found
    assert found[0].head == first


def _surname(number: int) -> str:
    """Return a name that shares few letters with its neighbours."""
    syllables = ["ba", "ce", "dy", "fo", "gu", "hi", "ko", "le", "mu", "ry"]
    return "".join(syllables[int(digit)] for digit in f"{number * 7919 % 10_000:04}")


@pytest.mark.parametrize("text", ["", "  ", "%", "12", "qqqq", "999 999 999 999 999"])
async def test_what_means_nobody_finds_nobody(town: Actor, text: str) -> None:
    async with reading(town):
        assert await find_households(text) == []


async def test_no_more_than_asked_for(town: Actor) -> None:
    async with reading(town):
        assert len(await find_households("a", most=1)) <= 1


async def test_another_centre_finds_nobody_of_ours(town: Actor, new_centre) -> None:
    other = await new_centre()

    async with reading(other):
        for text in ("Żółkiewska", "600 100 200", "1"):
            assert await find_households(text) == []
        names = await fetch("SELECT * FROM kromka_find_households('anna', '600', 10)")
    assert names == []


async def test_the_search_goes_by_the_indexes(
    town: Actor, owner: asyncpg.Connection
) -> None:
    """The plan within the function, as its owner runs it, in a town of 2 000."""
    rows = ["household;given_name;family_name;phone"]
    rows += [f"g{n};Jan;{_surname(n)};6{n:08}" for n in range(2_000)]
    await import_households(town, "\n".join(rows).encode(), now=NOON)
    await owner.execute("ANALYZE household, household_member, name_word")
    plans = {}
    for function, places in SEARCHING.items():
        plans[function] = await _plan(town, owner, function, places)

    named, find = plans["kromka_people_named"], plans["kromka_find_households"]
    assert "name_word_one_slip" in named
    assert "name_word_near" in named
    assert "household_member_words" in named
    assert "household_phone" in find
    assert "household_number_once" in find
    assert "Seq Scan" not in named + find


SEARCHING = {
    "kromka_people_named": {
        "wanted": "text",
        "most": "integer",
        "far": "boolean",
        "fewer": "boolean",
    },
    "kromka_find_households": {"wanted": "text", "digits": "text", "most": "integer"},
}
"""The functions of the search, and what each is given."""

_GIVEN = {"wanted": "'zolkiewska'", "digits": "'600'", "most": "20"} | dict.fromkeys(
    ("far", "fewer"), "true"
)


async def _plan(
    town: Actor, owner: asyncpg.Connection, function: str, places: dict[str, str]
) -> str:
    """Return the plan of a function's query for whatever it may be given."""
    body = await owner.fetchval(
        "SELECT prosrc FROM pg_proc WHERE proname = $1", function
    )
    # The first of two statements only sets a threshold.
    body = body.strip().rpartition(";")[2]
    for place, name in enumerate(places, start=1):
        body = re.sub(rf"\b{name}\b", f"${place}", body)
    async with owner.transaction():
        await owner.execute(
            "SET LOCAL enable_seqscan = off;"
            " SET LOCAL plan_cache_mode = force_generic_plan"
        )
        await owner.execute(
            "SELECT set_config('kromka.centre', $1, true)", str(town.centre)
        )
        kinds = ", ".join(places.values())
        await owner.execute(f"PREPARE look ({kinds}) AS {body}")
        given = ", ".join(_GIVEN[name] for name in places)
        lines = await owner.fetch(f"EXPLAIN EXECUTE look ({given})")
        await owner.execute("DEALLOCATE look")
    return "\n".join(line[0] for line in lines)


async def test_only_the_service_may_search(town: Actor) -> None:
    async with transaction(town):
        await execute("SET LOCAL ROLE NONE")
        rows = await fetch(
            "SELECT has_function_privilege('public',"
            " 'kromka_find_households(text, text, integer)', 'EXECUTE') AS may"
        )

    assert rows == [{"may": False}]


async def test_far_names_come_after_near_ones_and_only_if_those_are_few(
    actor: Actor,
) -> None:
    rows = ["household;given_name;family_name;phone"]
    rows += [f"{n};Ewa;Lewandowska;" for n in range(4)]
    rows += ["x;Ewa;Lewandowczyk;", "y;Ewa;Lewandowska;"]
    await import_households(actor, "\n".join(rows[:-1]).encode(), now=NOON)
    async with reading(actor):
        few = [one.head for one in await find_households("lewandowska")]
    await import_households(actor, "\n".join(rows).encode(), now=NOON)
    async with reading(actor):
        enough = [one.head for one in await find_households("lewandowska")]

    assert few == ["Ewa Lewandowska"] * 4 + ["Ewa Lewandowczyk"]
    assert enough == ["Ewa Lewandowska"] * 5


async def test_a_misspelt_surname_is_not_drowned_by_a_common_given_name(
    actor: Actor,
) -> None:
    rows = ["household;given_name;family_name;phone", "1;Ewa;Lewandowska;"]
    rows += [f"e{n};Ewa;{_surname(n)};" for n in range(30)]
    await import_households(actor, "\n".join(rows).encode(), now=NOON)

    async with reading(actor):
        found = await find_households("levandovska ewa")

    assert found[0].head == "Ewa Lewandowska"


@pytest.mark.parametrize("name", ["Majchrek", "Baczyński", "Gołębiewska"])
async def test_one_slip_in_a_longer_name_does_no_harm(actor: Actor, name: str) -> None:
    """A letter left out, or two in the wrong order, wherever it is."""
    rows = f"household;given_name;family_name;phone\n1;Ewa;{name};"
    await import_households(actor, rows.encode(), now=NOON)
    slips = {name[:n] + name[n + 1 :] for n in range(1, len(name))}
    slips |= {
        name[:n] + name[n + 1] + name[n] + name[n + 2 :]
        for n in range(1, len(name) - 1)
    }

    async with reading(actor):
        lost = {slip for slip in slips if not await find_households(slip)}

    assert lost == set()

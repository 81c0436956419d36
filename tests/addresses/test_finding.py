"""The geocoder: ways of writing, typing, how sure it is; one centre; an index."""

import re

import asyncpg
import pytest

from distribution.addresses.queries.finding import find_addresses, place_of
from distribution.addresses.rules.asking import Asked
from distribution.addresses.rules.matching import Certainty
from distribution.core.actor import Actor
from distribution.core.reading import reading
from tests.worlds_addresses import a_point, load, the_town


@pytest.fixture
async def town(actor: Actor) -> Actor:
    await load(actor, the_town())
    return actor


@pytest.mark.parametrize(
    ("text", "street", "number", "flat"),
    [
        ("Adama Mickiewicza 12, Kraśnik", "Adama Mickiewicza", "12", ""),
        ("ul. mickiewicza 12 krasnik", "Adama Mickiewicza", "12", ""),
        ("A. Mickiewicza 4a", "Adama Mickiewicza", "4A", ""),
        ("Mickiewicza Adama 4 A", "Adama Mickiewicza", "4A", ""),
        ("al. Niepodległości 44, 23-204 Kraśnik", "Aleja Niepodległości", "44", ""),
        ("niepodleglosci 44", "Aleja Niepodległości", "44", ""),
        ("Pawła II Jana 1", "Jana Pawła II", "1", ""),
        ("Jana Pawla 2 1", "Jana Pawła II", "1", ""),
        ("Generała Hedy Szarego 2", "gen. Antoniego Hedy-Szarego", "2", ""),
        ("ks. Popiełuszki 14", "Księdza Jerzego Popiełuszki", "14", ""),
        ("Curie-Skłodowskiej 1", "Marii Skłodowskiej-Curie", "1", ""),
        ("Skłodowskiej 1", "Marii Skłodowskiej-Curie", "1", ""),
        ("św. Jadwigi 1", "Świętej Jadwigi", "1", ""),
        ("pl. Wolności 1", "Plac Wolności", "1", ""),
        ("ul. Wolności 1", "Wolności", "1", ""),
        ("3-go Maja 2", "3 Maja", "2", ""),
        ("I Maja 2", "1 Maja", "2", ""),
        ("zolkiewskiego 12/14", "Żółkiewskiego", "12/14", ""),
        ("Polna 12/5", "Polna", "12", "5"),
        ("Polna 12 m. 5", "Polna", "12", "5"),
        ("os. Młodych 44 lok. 7, Kraśnik", "Osiedle Młodych", "44", "7"),
        ("Słodków Trzeci 12A", "", "12A", ""),
    ],
)
async def test_an_address_is_found_for_sure_however_it_is_written(
    town: Actor, text: str, street: str, number: str, flat: str
) -> None:
    async with reading(town):
        found = await find_addresses(text)

    first = found[0]
    assert (first.street, first.house_number, first.flat) == (street, number, flat)
    assert first.certainty is Certainty.SURE


@pytest.mark.parametrize(
    ("text", "street", "certainty"),
    [
        ("Mickeiwicza 12", "Adama Mickiewicza", Certainty.LIKELY),
        ("Niepodleglosi 44", "Aleja Niepodległości", Certainty.LIKELY),
        ("Popieluszk 14", "Księdza Jerzego Popiełuszki", Certainty.LIKELY),
        ("Wyszyńskiego 1", "Adama Wyszyńskiego", Certainty.LIKELY),
        ("Mickiewicza 12B", "Adama Mickiewicza", Certainty.UNSURE),
        ("Polna 46", "Polna", Certainty.UNSURE),
        ("Rolna 1", "Polna", Certainty.UNSURE),
    ],
)
async def test_what_is_guessed_is_never_sure(
    town: Actor, text: str, street: str, certainty: Certainty
) -> None:
    async with reading(town):
        found = await find_addresses(text)

    assert (found[0].street, found[0].certainty) == (street, certainty)


async def test_the_flat_is_the_number_where_the_corner_house_stands(
    town: Actor,
) -> None:
    async with reading(town):
        corner = await place_of(Asked(street="Polna", number="12/14"))
        flat = await place_of(Asked(street="Polna", number="12/3", locality="Kraśnik"))

    assert corner is not None and flat is not None
    assert (corner.house_number, corner.flat) == ("12/14", "")
    assert (flat.house_number, flat.flat) == ("12", "3")


@pytest.mark.parametrize("text", ["", " ", "%", "44", "qqqq 3", "Nigdzie 1, Nikąd"])
async def test_what_means_nothing_finds_nothing(town: Actor, text: str) -> None:
    async with reading(town):
        assert [one for one in await find_addresses(text) if one.confidence > 0.6] == []


async def test_while_the_number_is_not_typed_streets_are_offered(town: Actor) -> None:
    async with reading(town):
        found = await find_addresses("mickie")
        places = await find_addresses(Asked(locality="Słodków"))

    assert found[0].street == "Adama Mickiewicza"
    assert (found[0].id, found[0].where) == (None, None)
    assert {one.locality for one in places} == {"Słodków Drugi", "Słodków Trzeci"}


async def test_a_village_by_its_post_office_and_by_its_own_name(town: Actor) -> None:
    by_post = Asked(street="Słodków Trzeci", number="5", locality="Kraśnik")
    own = Asked(number="5", locality="Słodków Drugi")
    async with reading(town):
        one, other = await place_of(by_post), await place_of(own)

    assert one is not None and other is not None
    assert (one.locality, one.certainty) == ("Słodków Trzeci", Certainty.SURE)
    assert (other.locality, other.certainty) == ("Słodków Drugi", Certainty.SURE)


async def test_the_same_street_in_two_towns_is_not_sure_without_the_town(
    town: Actor,
) -> None:
    other = a_point(900, "Polna", "1", locality="Urzędów", commune="0607101")
    await load(town, [other])
    async with reading(town):
        open_, named = (
            await find_addresses("Polna 1"),
            await find_addresses("Polna 1, Urzędów"),
        )

    assert open_[0].certainty is Certainty.LIKELY
    assert (named[0].locality, named[0].certainty) == ("Urzędów", Certainty.SURE)


async def test_another_centre_finds_nothing_of_ours(town: Actor, new_centre) -> None:
    async with reading(await new_centre()):
        assert await find_addresses("Polna 1, Kraśnik") == []


async def test_the_search_goes_by_the_indexes(
    town: Actor, owner: asyncpg.Connection
) -> None:
    """The plan within the function, as its owner runs it, among 3 000 streets.

    Above all not by the centre: comparing every street of it took ten times as long.
    """
    syllables = ["ba", "ce", "dy", "fo", "gu", "hi", "ko", "le", "mu", "ry"]
    streets = [
        "".join(syllables[int(digit)] for digit in f"{n * 7919 % 10_000:04}")
        for n in range(3_000)
    ]
    await load(
        town,
        (
            a_point(2_000 + n, street, "7", commune="0607062")
            for n, street in enumerate(streets)
        ),
    )
    await owner.execute("ANALYZE address_street, address_point, address_alias")
    body = await owner.fetchval(
        "SELECT prosrc FROM pg_proc WHERE proname = 'kromka_find_streets'"
    )
    for name, place in {"asked": "$1", "longest": "$2", "most": "$4"}.items():
        body = re.sub(rf"\b{name}\b", place, body)
    body = re.sub(r"(?<!_)\bplace\b", "$3", body)
    async with owner.transaction():
        await owner.execute(
            "SET LOCAL plan_cache_mode = force_generic_plan;"
            " SET LOCAL enable_seqscan = off"  # as the function itself says
        )
        await owner.execute(
            "SELECT set_config('kromka.centre', $1, true)", str(town.centre)
        )
        await owner.execute(f"PREPARE look (text, text, text, integer) AS {body}")
        lines = await owner.fetch(
            "EXPLAIN EXECUTE look ('mickiewicza', 'mickiewicza', 'krasnik', 60)"
        )
        await owner.execute("DEALLOCATE look")
    plan = "\n".join(line[0] for line in lines)

    assert "address_street_near" in plan
    assert "address_street_of_centre" not in plan
    assert "Seq Scan" not in plan

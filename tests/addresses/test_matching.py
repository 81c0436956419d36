"""Names of streets and numbers of houses: the real pairs, and what must not be one."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.addresses.rules.asking import Asked, in_one_line
from distribution.addresses.rules.matching import (
    LIKELY,
    SURE,
    place_likeness,
    street_likeness,
    word_likeness,
)
from distribution.addresses.rules.numbers import (
    house_number,
    number_likeness,
    split_flat,
)
from distribution.addresses.rules.spelling import place_words, street_name
from tests.worlds_addresses import SAMPLES

words = st.text("aąbcćdeęlłmnńoósśzźż", min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


def likeness(asked: str, known: str) -> float:
    return street_likeness(street_name(asked), street_name(known))


def test_everyday_and_official_names_are_one_street_for_sure() -> None:
    """12 221 pairs that people collected; 99.5 % of them without knowing the table."""
    with (SAMPLES / "street_names_mappings.csv").open(encoding="utf-8") as file:
        pairs = [
            (row["osm_street_name"], row["teryt_street_name"])
            for row in csv.DictReader(file)
        ]

    sure = sum(likeness(*pair) >= SURE for pair in pairs)

    assert len(pairs) > 12_000
    assert sure / len(pairs) > 0.995


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adama Wyszyńskiego", "Stefana Wyszyńskiego"),
        ("1 Maja", "3 Maja"),
        ("Polna", "Rolna"),
        ("Jana", "Jana Kochanowskiego"),
        ("Plac Wolności", "ul. Wolności"),
        ("Mickeiwicza", "Mickiewicza"),
        ("Świętej Anny", "Świętej Hanny"),
    ],
)
def test_what_may_be_two_streets_is_never_sure(one: str, other: str) -> None:
    assert likeness(one, other) < SURE
    assert likeness(other, one) < SURE


@given(names)
def test_a_name_is_itself_in_any_order_and_without_its_marks(name: str) -> None:
    backwards = " ".join(reversed(name.split()))

    assert likeness(name, name) == 1
    assert likeness(f"ul. {name.upper()}", name) == 1
    if len(set(map(len, name.split()))) == 1 and len(name.split(maxsplit=1)[0]) > 1:
        assert likeness(backwards, name) >= SURE


@given(names, names)
def test_a_likeness_is_between_nothing_and_all(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1


@given(words, words)
def test_words_are_as_like_one_way_as_the_other(one: str, other: str) -> None:
    assert word_likeness(one, other) == pytest.approx(word_likeness(other, one))


def test_towns_by_a_part_of_their_name() -> None:
    def place(asked: str, known: str) -> float:
        return place_likeness(place_words(asked), place_words(known))

    assert place("Kraśnik", "KRASNIK") == 1
    assert place("Kraśnik Fabryczny", "Kraśnik") >= SURE
    assert LIKELY <= place("Słodków", "Słodków Trzeci") < SURE
    assert place("Krasnki", "Kraśnik") >= LIKELY
    assert place("Lublin", "Kraśnik") < LIKELY


@pytest.mark.parametrize(
    ("text", "number", "flat"),
    [
        ("44", "44", ""),
        ("4 a", "4A", ""),
        ("12 m. 5", "12", "5"),
        ("12a lok 3", "12A", "3"),
        ("12m5", "12", "5"),
        ("12/14", "12/14", ""),
        ("12\\14", "12/14", ""),
        ("b/n", "B/N", ""),
    ],
)
def test_numbers_as_people_write_them(text: str, number: str, flat: str) -> None:
    written, found = split_flat(text)

    assert (house_number(written).key, found) == (number, flat)


def test_the_nearer_the_number_the_likelier() -> None:
    ranked = ["12/5", "12", "12/7", "14", "13", "20", "40"]
    likenesses = [
        number_likeness(house_number("12/5"), house_number(one)) for one in ranked
    ]

    assert likenesses == sorted(likenesses, reverse=True)
    assert likenesses[0] == 1
    assert likenesses[1] >= SURE > likenesses[2]
    assert likenesses[-1] == 0


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Mickiewicza 12/5, Kraśnik", Asked("Mickiewicza", "12/5", "", "", "Kraśnik")),
        (
            "23-204 Kraśnik, al. Niepodległości 44",
            Asked("al. Niepodległości", "44", "", "23-204", "Kraśnik"),
        ),
        ("3 Maja 5 m. 2", Asked("3 Maja", "5", "2", "", "")),
        ("11 listopada 3a krasnik", Asked("11 listopada", "3a", "", "", "krasnik")),
        ("os. 1000-lecia 3", Asked("os. 1000-lecia", "3", "", "", "")),
        ("3 maj", Asked("3 maj", "", "", "", "")),
        ("", Asked()),
    ],
)
def test_an_address_in_one_line(text: str, asked: Asked) -> None:
    found = in_one_line(text)

    assert (found.street, found.flat, found.postal_code, found.locality) == (
        asked.street,
        asked.flat,
        asked.postal_code,
        asked.locality,
    )
    assert house_number(found.number) == house_number(asked.number)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_apart(text: str) -> None:
    in_one_line(text)
    street_name(text)
    house_number(text)

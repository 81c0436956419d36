from datetime import date
from uuid import UUID

import pytest

from distribution.households.rules.duplicates import (
    AGREEMENT_LABELS,
    Agreement,
    HouseholdFacts,
    PersonFacts,
    address_key,
    possible_duplicates,
)
from distribution.households.rules.people import name_key

KNOWN = UUID(int=1)


def _person(given, family, born_on=None, birth_year=None):
    return PersonFacts(name_key(given, family), born_on, birth_year)


def _home(*people, phone=None, address=""):
    return HouseholdFacts(people, phone, address)


def _agreements(one, other):
    found = possible_duplicates(one, [(KNOWN, other)])
    return found[0].agreements if found else None


def test_the_same_person_written_otherwise_is_found():
    one = _home(_person("Łucja", "Żak-Nowak", date(1950, 5, 1)))
    other = _home(_person("LUCJA", "Nowak Zak", date(1950, 5, 1)))

    assert _agreements(one, other) == (Agreement.SAME_NAME, Agreement.SAME_BIRTH)


def test_a_slip_of_the_pen_is_found_by_the_year():
    one = _home(_person("Katarzyna", "Wiśniewska", birth_year=1980))
    other = _home(_person("Katarzyna", "Wisniewka", date(1980, 1, 2)))

    assert _agreements(one, other) == (
        Agreement.SIMILAR_NAME,
        Agreement.SAME_BIRTH_YEAR,
    )


def test_father_and_son_of_one_name_are_two_people():
    one = _home(_person("Jan", "Kowal", date(1950, 5, 1)))
    other = _home(_person("Jan", "Kowal", date(1980, 5, 1)))

    assert _agreements(one, other) is None


def test_any_member_may_be_the_one_who_is_here_already():
    one = _home(_person("Ewa", "Lis"), _person("Adam", "Lis"))
    other = _home(_person("Zofia", "Kruk"), _person("Adam", "Lis"))

    assert _agreements(one, other) == (Agreement.SAME_NAME,)


def test_a_shared_telephone_is_shown_and_a_shared_address_alone_is_not():
    one = _home(_person("Ewa", "Lis"), phone="+48600100200", address="krasnik 4")
    phone = _home(_person("Jan", "Kruk"), phone="+48600100200")
    address = _home(_person("Jan", "Kruk"), address="krasnik 4")

    assert _agreements(one, phone) == (Agreement.SAME_PHONE,)
    assert _agreements(one, address) is None


def test_nothing_known_agrees_with_nothing():
    assert (
        _agreements(_home(_person("Ewa", "Lis")), _home(_person("Jan", "Kruk"))) is None
    )
    assert _agreements(_home(), _home()) is None


def test_the_likeliest_comes_first_and_order_is_stable():
    one = _home(_person("Ewa", "Lis", birth_year=1970), phone="+48600100200")
    known = [
        (UUID(int=3), _home(_person("Ewa", "Lis"))),
        (UUID(int=2), _home(_person("Ewa", "Lis"))),
        (UUID(int=9), _home(_person("Ewa", "Lis", birth_year=1970), phone=one.phone)),
    ]

    found = possible_duplicates(one, known)

    assert [likeness.household.int for likeness in found] == [9, 2, 3]


@pytest.mark.parametrize(
    ("street", "number", "flat"),
    [
        ("ul. Przykładowa", "4A", "12"),
        ("Przykładowa", "4a m. 12", ""),
        ("ULICA PRZYKLADOWA", "4A/12", ""),
    ],
)
def test_one_address_has_one_key(street, number, flat):
    assert address_key(street, number, flat, "Kraśnik") == "krasnik przykladowa 4a 12"


def test_an_address_without_a_number_is_none():
    assert address_key("Przykładowa", "", "", "Kraśnik") == ""


def test_every_agreement_has_its_words():
    assert set(AGREEMENT_LABELS) == set(Agreement)

from datetime import date
from uuid import UUID

import pytest

from distribution.households.rules.people import (
    Authorisation,
    HouseholdKind,
    authorises,
    kind_of,
    may_have_extra,
    name_key,
)

HOME = UUID(int=1)
DAY = date(2026, 11, 22)


def test_one_person_keeps_house_alone():
    assert (kind_of(1), kind_of(2)) == (HouseholdKind.SINGLE, HouseholdKind.FAMILY)


@pytest.mark.parametrize(
    ("given", "family"),
    [("Łucja", "Żak-Nowak"), ("ŁUCJA", "Nowak Żak"), (" lucja ", "zak – nowak")],
)
def test_one_name_has_one_key_however_it_is_written(given, family):
    assert name_key(given, family) == "nowak zak lucja"


def test_surname_and_given_name_do_not_change_places():
    assert name_key("Anna", "Adam") != name_key("Adam", "Anna")


@pytest.mark.parametrize(
    ("changes", "day", "good"),
    [
        ({}, DAY, True),
        ({}, date(2026, 11, 21), False),
        ({"valid_until": DAY}, DAY, True),
        ({"valid_until": DAY}, date(2026, 11, 23), False),
        ({"revoked_on": DAY}, DAY, False),
        ({"household": UUID(int=2)}, DAY, False),
    ],
)
def test_an_authorisation_is_for_one_household_and_its_days(changes, day, good):
    facts = {"household": HOME, "valid_from": DAY} | changes

    assert authorises(Authorisation(**facts), HOME, day) is good


@pytest.mark.parametrize(
    ("ages", "more"),
    [
        ([40, 17], True),
        ([40, 18], False),
        ([65], True),
        ([64, None], False),
        ([17], False),
        ([], False),
    ],
)
def test_families_with_children_and_seniors_may_have_more(ages, more):
    assert may_have_extra(ages) is more

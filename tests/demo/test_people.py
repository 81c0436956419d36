"""The people of the demo are invented in the proportions of DOMAIN.md 8.3."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.demo.people import HouseholdPlan, invent_households
from distribution.demo.places import KRASNIK
from distribution.households.rules.details import (
    Channel,
    details_faults,
    members_faults,
)
from distribution.programmes.rules import TargetGroup, age_on

TODAY = date(2026, 11, 23)


def a_town(seed: int, count: int = 650) -> list[HouseholdPlan]:
    return invent_households(
        KRASNIK, count, today=TODAY, random=Random(seed), deliveries=27
    )


@pytest.mark.parametrize("seed", [1, 2020, 77])
def test_the_mix_is_that_of_the_town(seed):
    people = [one for household in a_town(seed) for one in household.members]
    ages = [age_on(TODAY, born_on=one.born_on, birth_year=None) for one in people]

    def share(holds):
        return sum(map(bool, holds)) / len(people)

    assert 1400 <= len(people) <= 1600
    assert 0.23 <= share(age <= 15 for age in ages) <= 0.31
    assert 0.085 <= share(age >= 65 for age in ages) <= 0.13
    for group, least, most in (
        (TargetGroup.DISABLED, 0.15, 0.21),
        (TargetGroup.HOMELESS, 0.012, 0.019),
        (TargetGroup.THIRD_COUNTRY, 0.003, 0.008),
    ):
        assert least <= share(group in one.target_groups for one in people) <= most


def test_twenty_seven_seniors_are_visited_where_a_driver_finds_them():
    visited = [one for one in a_town(2020) if one.is_delivered]
    assert len(visited) == 27
    for one in visited:
        assert one.details.channel is Channel.HOME_DELIVERY
        assert 50.90 < one.details.latitude < 50.99
        assert 22.11 < one.details.longitude < 22.30
        assert one.details.phone


def test_homeless_people_have_no_address_and_need_none():
    homeless = [
        household
        for household in a_town(2020)
        if TargetGroup.HOMELESS in household.members[0].target_groups
    ]
    assert homeless
    assert not any(one.details.street or one.details.latitude for one in homeless)


def test_the_same_seed_gives_the_same_people_and_another_gives_others():
    assert a_town(5) == a_town(5)
    assert a_town(5) != a_town(6)


@given(st.integers(0, 10_000), st.integers(4, 60))
def test_whatever_the_seed_the_rules_of_intake_accept_everybody(seed, count):
    for household in a_town(seed, count):
        assert details_faults(household.details) == []
        assert members_faults(household.members, TODAY) == []

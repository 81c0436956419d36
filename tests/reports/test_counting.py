"""Persons by bands and groups: once a sub-programme, whatever the months."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from distribution.core.units import Packs, ReportGrams
from distribution.households.rules.people import Sex
from distribution.programmes.rules import AgeBand, TargetGroup
from distribution.reports.counting import (
    FirstParcel,
    Person,
    SubProgrammeName,
    counts_of,
)
from distribution.reports.registers import ParcelLine

SUB = SubProgrammeName(uuid4(), "FEPŻ przykładowy", "fepz")
HOMES = [UUID(int=number) for number in range(1, 5)]
FIRST_DAY = date(2026, 3, 17)


def a_line(household: UUID, packs: int = 3, persons: int = 2) -> ParcelLine:
    return ParcelLine(
        number=1,
        handout=uuid4(),
        voucher=uuid4(),
        household=household,
        household_number=household.int,
        family_name="Próbna",
        given_name="Ola",
        referral="1/2026",
        persons=persons,
        round_name="Tura",
        sub_programme=SUB.id,
        day=FIRST_DAY,
        recipient="household",
        conflict=None,
        packs={"MLEKO": Packs(packs)},
        report_grams=ReportGrams(packs * 1000),
    )


def somebody(household: UUID, born_on: date | None, sex: Sex = Sex.UNKNOWN) -> Person:
    return Person(household, sex, born_on, None, ())


def first(*households: UUID, earlier: bool = False) -> dict[UUID, FirstParcel]:
    return {
        one: FirstParcel(one, SUB.id, FIRST_DAY, earlier=earlier) for one in households
    }


def test_bands_are_cut_on_the_day_of_the_first_parcel():
    home = HOMES[0]
    people = [
        somebody(home, FIRST_DAY.replace(year=2008), Sex.FEMALE),  # 18 on that day
        somebody(home, FIRST_DAY.replace(year=2008) + timedelta(days=1), Sex.MALE),
        somebody(home, FIRST_DAY.replace(year=1961)),  # 65
        somebody(home, None),
    ]
    counted = counts_of(SUB, [a_line(home)], people, first(home)).served
    assert counted.bands == {
        AgeBand.UNDER_18: 1,
        AgeBand.FROM_18_TO_29: 1,
        AgeBand.FROM_30_TO_64: 0,
        AgeBand.FROM_65: 1,
    }
    assert (counted.persons, counted.women, counted.men) == (4, 1, 1)


def test_a_person_in_two_groups_is_in_both_and_one_person():
    home = HOMES[0]
    groups = (TargetGroup.DISABLED, TargetGroup.HOMELESS)
    people = [Person(home, Sex.MALE, date(1980, 1, 1), None, groups)]
    counted = counts_of(SUB, [a_line(home)], people, first(home)).served
    assert counted.persons == 1
    assert {group: n for group, n in counted.groups.items() if n} == {
        TargetGroup.DISABLED: 1,
        TargetGroup.HOMELESS: 1,
    }


def test_a_parcel_that_came_back_serves_nobody():
    home = HOMES[0]
    lines = [a_line(home, packs=-3)]
    counted = counts_of(SUB, lines, [somebody(home, None)], {})
    assert (counted.parcels, counted.personal_parcels) == (-1, -2)
    assert (counted.households, counted.served.persons) == (0, 0)
    assert (counted.packs, counted.report_grams) == (-3, -3000)


@given(st.lists(st.lists(st.sampled_from(HOMES), max_size=6), min_size=1, max_size=5))
def test_over_all_months_each_person_is_new_once_and_each_parcel_counts(months):
    people = [somebody(home, date(1980, 1, 1)) for home in HOMES for _ in range(2)]
    seen: set[UUID] = set()
    new = parcels = 0
    for month in months:
        known = first(*(set(month) & seen), earlier=True) | first(*(set(month) - seen))
        counted = counts_of(SUB, [a_line(home) for home in month], people, known)
        assert counted.served.persons == 2 * len(set(month))
        new += counted.first_time.persons
        parcels += counted.parcels
        seen |= set(month)
    assert new == 2 * len(seen)
    assert parcels == sum(map(len, months))

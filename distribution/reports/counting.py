"""Who is counted in a programme's own bands and groups. Pure. Source: DOMAIN.md 3.5."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.households.rules.people import Sex
from distribution.programmes.rules import (
    AgeBand,
    TargetGroup,
    age_on,
    count_bands,
)
from distribution.reports.registers import ParcelLine, Period


class Person(msgspec.Struct, frozen=True):
    """What reports need to know of a member of a household."""

    household: UUID
    sex: Sex
    born_on: date | None
    birth_year: int | None
    target_groups: tuple[TargetGroup, ...]


class Headcount(msgspec.Struct, frozen=True, kw_only=True):
    """Persons by sex, age band and target group. Whoever is unknown is in ``persons``.

    A person may be in several groups, or in none.
    """

    persons: int
    women: int
    men: int
    bands: dict[AgeBand, int]
    groups: dict[TargetGroup, int]


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a period adds to one sub-programme's report.

    ``served`` are the persons whose household got a parcel in the period;
    ``first_time`` those among them who had none of the sub-programme before, so that
    over all periods each person counts once. Parcels count each time, one a household
    and one a person: no source settles which of the two is meant (DOMAIN.md 3.5).
    """

    sub_programme: UUID
    sub_programme_name: str
    households: int
    parcels: int
    personal_parcels: int
    packs: int
    report_grams: int
    served: Headcount
    first_time: Headcount


class CountReport(msgspec.Struct, frozen=True):
    """The counts of a period, a sub-programme each."""

    period: Period
    counts: list[Counts]


class SubProgrammeName(msgspec.Struct, frozen=True):
    """Whose report it is, and which age bands it has."""

    id: UUID
    name: str
    age_bands: str


class FirstParcel(msgspec.Struct, frozen=True):
    """When a household got its first parcel of a sub-programme.

    ``earlier``: that was before the period, so its people are no longer new.
    """

    household: UUID
    sub_programme: UUID
    day: date
    earlier: bool


def headcount(
    people: Collection[Person], days: Mapping[UUID, date], age_bands: str
) -> Headcount:
    """Count *people*, each at the age on the day that *days* has for the household."""
    ages = [
        age_on(days[one.household], born_on=one.born_on, birth_year=one.birth_year)
        for one in people
    ]
    return Headcount(
        persons=len(people),
        women=sum(one.sex is Sex.FEMALE for one in people),
        men=sum(one.sex is Sex.MALE for one in people),
        bands=count_bands(age_bands, ages),
        groups={
            group: sum(group in one.target_groups for one in people)
            for group in TargetGroup
        },
    )


def counts_of(
    of: SubProgrammeName,
    lines: Sequence[ParcelLine],
    people: Iterable[Person],
    first: Mapping[UUID, FirstParcel],
) -> Counts:
    """Return what the parcel register of a period adds to a sub-programme's report.

    A household whose only parcels were annulled was not served. Ages are those of the
    day of its first parcel, so that nobody changes bands between two reports.

    Args:
        of: The sub-programme.
        lines: Its lines of the register.
        people: Members of the households in *lines*.
        first: By household, its first parcel that was not annulled.
    """
    net: dict[UUID, int] = {}
    for line in lines:
        net[line.household] = net.get(line.household, 0) + line.parcels
    served = {household for household, parcels in net.items() if parcels > 0}
    served &= set(first)
    days = {household: first[household].day for household in served}
    there = [one for one in people if one.household in served]
    new = [one for one in there if not first[one.household].earlier]
    return Counts(
        sub_programme=of.id,
        sub_programme_name=of.name,
        households=len(served),
        parcels=sum(line.parcels for line in lines),
        personal_parcels=sum(line.parcels * line.persons for line in lines),
        packs=sum(sum(line.packs.values()) for line in lines),
        report_grams=sum(line.report_grams for line in lines),
        served=headcount(there, days, of.age_bands),
        first_time=headcount(new, days, of.age_bands),
    )

"""What a file of households changes: new, changed and unchanged. Pure.

An empty cell says nothing, so it leaves what is known. Members are matched by name
and, among people of one name, by birth; whoever the file does not name has left.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.csv_file import cell_error
from distribution.core.errors import FieldError
from distribution.core.language import N_
from distribution.households.household_file import ImportedHousehold, ImportedMember
from distribution.households.rules.details import (
    Channel,
    HouseholdChanges,
    HouseholdDetails,
    MemberDetails,
    details_faults,
)
from distribution.households.rules.people import Sex, name_key


class ImportChange(StrEnum):
    """What the import does with one household of the file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


IMPORT_CHANGE_LABELS: Mapping[ImportChange, str] = {
    ImportChange.NEW: N_("nowe"),
    ImportChange.CHANGED: N_("zmienione"),
    ImportChange.UNCHANGED: N_("bez zmian"),
}


class KnownMember(msgspec.Struct, frozen=True):
    """A person who is there already."""

    id: UUID
    details: MemberDetails


class KnownHousehold(msgspec.Struct, frozen=True):
    """A household that an earlier import brought, with those who live in it."""

    id: UUID
    number: int
    details: HouseholdDetails
    members: tuple[KnownMember, ...]


class HouseholdPlan(msgspec.Struct, frozen=True):
    """What is to be done for one household of the file.

    ``members`` pairs what a person will be with who they are now (None: new);
    ``leaving`` are those that the file does not name. ``fields`` says what differs.
    """

    line: int
    import_key: str
    change: ImportChange
    known: KnownHousehold | None
    details: HouseholdDetails
    members: tuple[tuple[MemberDetails, KnownMember | None], ...]
    leaving: tuple[KnownMember, ...]
    fields: tuple[str, ...]


def plan_import(
    households: Iterable[ImportedHousehold], known: Mapping[str, KnownHousehold]
) -> list[HouseholdPlan]:
    """Return what to do for each household, in the order of the file.

    *known* are the households of earlier imports by their key.
    """
    return [_plan(one, known.get(one.import_key)) for one in households]


def plan_faults(plans: Iterable[HouseholdPlan]) -> list[FieldError]:
    """Return what would be wrong with a household, by line and column of the file."""
    return [
        cell_error(plan.line, fault.field, fault.sentence, **fault.facts)
        for plan in plans
        for fault in details_faults(plan.details)
    ]


def _plan(one: ImportedHousehold, known: KnownHousehold | None) -> HouseholdPlan:
    before = known.details if known else HouseholdDetails()
    details = _changes(one).made_to(before)
    members, leaving = _matched(one.members, known.members if known else ())
    fields = [
        name
        for name in HouseholdDetails.__struct_fields__
        if getattr(details, name) != getattr(before, name)
    ]
    if leaving or any(now is None or now.details != then for then, now in members):
        fields.append("members")
    if known is None:
        change = ImportChange.NEW
    else:
        change = ImportChange.CHANGED if fields else ImportChange.UNCHANGED
    return HouseholdPlan(
        line=one.line,
        import_key=one.import_key,
        change=change,
        known=known,
        details=details,
        members=members,
        leaving=leaving,
        fields=tuple(fields) if known else (),
    )


def _changes(one: ImportedHousehold) -> HouseholdChanges:
    said = {
        name: getattr(one, name)
        for name in HouseholdDetails.__struct_fields__
        if name in one.said
    }
    if "home_delivery" in one.said:
        said["channel"] = Channel.HOME_DELIVERY if one.home_delivery else Channel.PICKUP
    return HouseholdChanges(**said)


def _matched(
    people: Sequence[ImportedMember], known: Sequence[KnownMember]
) -> tuple[
    tuple[tuple[MemberDetails, KnownMember | None], ...], tuple[KnownMember, ...]
]:
    left = list(known)
    pairs: list[tuple[MemberDetails, KnownMember | None]] = []
    for person in people:
        match = _match(person, left)
        if match is not None:
            left.remove(match)
        pairs.append((_member(person, match), match))
    return tuple(pairs), tuple(left)


def _match(person: ImportedMember, known: Sequence[KnownMember]) -> KnownMember | None:
    key = name_key(person.given_name, person.family_name)
    same = [
        one
        for one in known
        if name_key(one.details.given_name, one.details.family_name) == key
    ]
    born = (person.born_on, person.birth_year)
    by_birth = (
        one for one in same if (one.details.born_on, one.details.birth_year) == born
    )
    return next(by_birth, same[0] if same else None)


def _member(person: ImportedMember, known: KnownMember | None) -> MemberDetails:
    details = MemberDetails(
        given_name=person.given_name,
        family_name=person.family_name,
        born_on=person.born_on,
        birth_year=person.birth_year,
        sex=person.sex,
        target_groups=person.groups,
        is_head=person.is_head,
    )
    if known is None:
        return details
    before = known.details
    kept: dict[str, date | int | Sex | tuple[object, ...] | None] = {}
    if person.born_on is None and person.birth_year is None:
        kept |= {"born_on": before.born_on, "birth_year": before.birth_year}
    if person.sex is Sex.UNKNOWN:
        kept["sex"] = before.sex
    if not person.groups:
        kept["target_groups"] = before.target_groups
    return msgspec.structs.replace(details, **kept)

"""What crosses the wire in households. Money is grosz, days are ISO 8601."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from distribution.core.errors import FieldError
from distribution.core.inputs import readable
from distribution.core.language import Language
from distribution.core.units import Grosz
from distribution.households.commands.intake import tidied
from distribution.households.rules.details import (
    Channel,
    HouseholdChanges,
    HouseholdDetails,
    MemberDetails,
    member_faults,
    members_faults,
)
from distribution.households.rules.income import IncomeKind, IncomePosition
from distribution.households.rules.people import Sex
from distribution.programmes.rules import HardshipReason, TargetGroup

Name = Annotated[str, Meta(min_length=1, max_length=80, examples=["Anna"])]
Street = Annotated[str, Meta(max_length=120, examples=["ul. Przykładowa"])]
Number = Annotated[str, Meta(max_length=20, examples=["4A"])]
PostalCode = Annotated[str, Meta(max_length=6, examples=["23-204"])]
Locality = Annotated[str, Meta(max_length=80, examples=["Kraśnik"])]
District = Annotated[str, Meta(max_length=40)]
Phone = Annotated[str, Meta(max_length=40, examples=["600 100 200"])]
ContactName = Annotated[
    str,
    Meta(
        max_length=160,
        description="whom a driver may ask where nobody opens",
        examples=["Barbara Przykładowa"],
    ),
]
Relation = Annotated[str, Meta(max_length=60, examples=["córka"])]
Notes = Annotated[str, Meta(max_length=500)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
SubProgramme = Annotated[
    str,
    Meta(min_length=1, max_length=40, description="id or key", examples=["fepz_2024"]),
]


_NAMELESS = {"given_name": "", "family_name": ""}

_HANGS_ON = {
    "contact_name": ("contact_name", "contact_phone", "contact_relation"),
    "house_number": ("house_number", "locality", "channel"),
    "longitude": ("longitude", "latitude"),
}
"""What a fault says of other fields as well: where one cannot be read, nobody knows."""


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whatever is sent: unknown fields are refused."""


class MemberBody(_Body, frozen=True):
    """A person; a day or a year of birth, or neither."""

    given_name: Name
    family_name: Name
    born_on: date | None = None
    birth_year: int | None = None
    sex: Sex = Sex.UNKNOWN
    target_groups: list[TargetGroup] = []
    is_head: bool = False

    def details(self) -> MemberDetails:
        """Return the person as commands take it."""
        return MemberDetails(
            given_name=self.given_name,
            family_name=self.family_name,
            born_on=self.born_on,
            birth_year=self.birth_year,
            sex=self.sex,
            target_groups=tuple(dict.fromkeys(self.target_groups)),
            is_head=self.is_head,
        )

    @classmethod
    def more_faults(
        cls, raw: object, named: Collection[FieldError], today: date
    ) -> list[FieldError]:
        """Return what else is wrong with a person who cannot be read.

        Args:
            raw: What was sent.
            named: What is known to be wrong with it; it is not named again.
            today: Bounds births.
        """
        known = {fault.field for fault in named}
        found = member_faults(_person(raw), today)
        return [one for one in found if one.field not in known]


class HouseholdBody(_Body, frozen=True):
    """A household to take in. ``accept_duplicate``: although a similar one is there."""

    members: Annotated[list[MemberBody], Meta(min_length=1, max_length=40)]
    street: Street = ""
    house_number: Number = ""
    flat: Number = ""
    postal_code: PostalCode = ""
    locality: Locality = ""
    district: District = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    phone: Phone | None = None
    language: Language = "pl"
    large_print: bool = False
    channel: Channel = Channel.PICKUP
    instructions: Notes = ""
    door_notes: Notes = ""
    no_messages: bool = False
    contact_name: ContactName = ""
    contact_phone: Phone | None = None
    contact_relation: Relation = ""
    accept_duplicate: bool = False

    def details(self) -> HouseholdDetails:
        """Return the household without its members, as commands take it."""
        return HouseholdDetails(**_named(self, HouseholdDetails))

    @classmethod
    def more_faults(
        cls, raw: object, named: Collection[FieldError], today: date
    ) -> list[FieldError]:
        """Return what else is wrong with a household that cannot be read.

        Args:
            raw: What was sent.
            named: What is known to be wrong with it; it is not named again.
            today: Bounds births.
        """
        if not isinstance(raw, Mapping):
            return []
        people = raw.get("members")
        members = [_person(one) for one in (people if isinstance(people, list) else ())]
        known = tuple(f"{fault.field}." for fault in named)
        return [
            *_details_faults(raw, named),
            *(
                one
                for one in members_faults(members, today)
                if not f"{one.field}.".startswith(known)
            ),
        ]


class HouseholdPatch(_Body, frozen=True):
    """What is to change; a field that is left out stays."""

    street: Street | UnsetType = UNSET
    house_number: Number | UnsetType = UNSET
    flat: Number | UnsetType = UNSET
    postal_code: PostalCode | UnsetType = UNSET
    locality: Locality | UnsetType = UNSET
    district: District | UnsetType = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET
    large_print: bool | UnsetType = UNSET
    channel: Channel | UnsetType = UNSET
    instructions: Notes | UnsetType = UNSET
    door_notes: Notes | UnsetType = UNSET
    no_messages: bool | UnsetType = UNSET
    contact_name: ContactName | UnsetType = UNSET
    contact_phone: Phone | UnsetType | None = UNSET
    contact_relation: Relation | UnsetType = UNSET

    @classmethod
    def more_faults(
        cls, raw: object, named: Collection[FieldError], _today: date
    ) -> list[FieldError]:
        """Return what else is wrong with changes that cannot be read.

        Args:
            raw: What was sent. What it leaves out stays, so nothing is said of it.
            named: What is known to be wrong with it; it is not named again.
        """
        if not isinstance(raw, Mapping):
            return []
        found = _details_faults(raw, named)
        return [one for one in found if raw.keys() >= set(_hangs_on(one))]

    def changes(self) -> HouseholdChanges:
        """Return what is to change, as commands take it."""
        return HouseholdChanges(**_named(self, HouseholdChanges))


class MemberLeft(_Body, frozen=True):
    """The day on which a person left the household."""

    left_on: date


class PositionBody(_Body, frozen=True):
    """One position of a statement: net grosz of the month, or hectares of a farm."""

    kind: IncomeKind
    amount: Annotated[int, Meta(ge=0, examples=[182360])] = 0
    hectares: Decimal | None = None
    counts: bool = True

    def position(self) -> IncomePosition:
        """Return the position as the rules take it."""
        return IncomePosition(
            self.kind, Grosz(self.amount), self.hectares, counts=self.counts
        )


class AssessmentBody(_Body, frozen=True):
    """What was stated and found; persons and the month follow from what is known."""

    sub_programme: SubProgramme
    applied_on: date
    reasons: list[HardshipReason]
    positions: Annotated[list[PositionBody], Meta(max_length=60)] = []
    income_lost: bool = False


class ReferralBody(_Body, frozen=True):
    """A referral to issue; accepted at once where the centre itself hands out."""

    sub_programme: SubProgramme
    accepted: bool = True
    extra_percent: Annotated[int, Meta(ge=0, le=100)] = 0


class WithdrawalBody(_Body, frozen=True):
    """Why a referral is withdrawn."""

    reason: Annotated[str, Meta(min_length=3, max_length=200, examples=["Wyjazd"])]


class AuthorisationBody(_Body, frozen=True):
    """Who may collect for a household, by a paper that the office has seen."""

    proxy_name: Annotated[str, Meta(min_length=1, max_length=160)]
    valid_from: date
    valid_until: date | None = None
    note: Annotated[str, Meta(max_length=200)] = ""


class SetLineBody(_Body, frozen=True):
    """Packs of one article a person over the sub-programme, by its id or code."""

    article: Annotated[str, Meta(min_length=1, max_length=40, examples=["MAKARON"])]
    packs: Annotated[int, Meta(ge=1, le=1000)]


class SetGiven(_Body, frozen=True):
    """All that a person is due; what is missing is due no more."""

    lines: Annotated[list[SetLineBody], Meta(min_length=1, max_length=100)]


def _person(raw: object) -> MemberDetails:
    return MemberDetails(**{**_NAMELESS, **readable(MemberDetails, raw)})


def _details_faults(
    raw: Mapping[str, object], named: Collection[FieldError]
) -> list[FieldError]:
    """Return what is wrong with a household's own fields beside what is *named*."""
    known = {fault.field for fault in named}
    _, faults = tidied(HouseholdDetails(**readable(HouseholdDetails, raw)))
    return [one for one in faults if known.isdisjoint(_hangs_on(one))]


def _hangs_on(fault: FieldError) -> tuple[str, ...]:
    return _HANGS_ON.get(fault.field, (fault.field,))


def _named(body: msgspec.Struct, kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {name: getattr(body, name) for name in kind.__struct_fields__}

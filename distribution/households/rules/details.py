"""What is written down of a household and its members, and what is wrong with it.

Pure. PESEL is not asked for; an address is needed only for home delivery (R-REF-3).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from distribution.core.errors import FieldError
from distribution.core.language import LANGUAGES, N_, Language
from distribution.households.rules.people import Sex
from distribution.programmes.rules import TargetGroup

MOST_MEMBERS = 40
_BORN_FIRST = 1900
_PLACE = ("street", "house_number", "locality", "postal_code")
_POSTAL_CODE = re.compile(r"[0-9]{2}-[0-9]{3}")
_NOTES = ("instructions", "door_notes", "contact_name", "contact_relation")
_ELEVEN_DIGITS = re.compile(r"(?<![+0-9])[0-9]{11}(?![0-9])")
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)


class Channel(StrEnum):
    """How parcels reach the household."""

    PICKUP = "pickup"
    HOME_DELIVERY = "home_delivery"


CHANNEL_LABELS: Mapping[Channel, str] = {
    Channel.PICKUP: N_("odbiór na miejscu"),
    Channel.HOME_DELIVERY: N_("dowóz do domu"),
}


class HouseholdDetails(msgspec.Struct, frozen=True):
    """A household without its members. ``phone`` is E.164, coordinates are WGS84."""

    street: str = ""
    house_number: str = ""
    flat: str = ""
    postal_code: str = ""
    locality: str = ""
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    language: Language = "pl"
    large_print: bool = False
    channel: Channel = Channel.PICKUP
    instructions: str = ""
    door_notes: str = ""
    no_messages: bool = False
    """It wants no SMS, whatever its telephone; staff may still call."""

    contact_name: str = ""
    contact_phone: str | None = None
    contact_relation: str = ""
    """Whom a driver may ask where nobody opens, and who that is to them."""


class HouseholdChanges(msgspec.Struct, frozen=True):
    """What is to change in a household; a field that is left out stays."""

    street: str | UnsetType = UNSET
    house_number: str | UnsetType = UNSET
    flat: str | UnsetType = UNSET
    postal_code: str | UnsetType = UNSET
    locality: str | UnsetType = UNSET
    district: str | UnsetType = UNSET
    latitude: float | UnsetType | None = UNSET
    longitude: float | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET
    large_print: bool | UnsetType = UNSET
    channel: Channel | UnsetType = UNSET
    instructions: str | UnsetType = UNSET
    door_notes: str | UnsetType = UNSET
    no_messages: bool | UnsetType = UNSET
    contact_name: str | UnsetType = UNSET
    contact_phone: str | UnsetType | None = UNSET
    contact_relation: str | UnsetType = UNSET

    def made_to(self, details: HouseholdDetails) -> HouseholdDetails:
        """Return *details* with the changes; a new address has no old coordinates."""
        named = {name: getattr(self, name) for name in self.__struct_fields__}
        given = {name: value for name, value in named.items() if value is not UNSET}
        made = msgspec.structs.replace(details, **given)
        moved = any(getattr(made, name) != getattr(details, name) for name in _PLACE)
        if moved and "latitude" not in given and "longitude" not in given:
            return msgspec.structs.replace(made, latitude=None, longitude=None)
        return made


class MemberDetails(msgspec.Struct, frozen=True):
    """A person: born on a day, or in a year, or nobody knows."""

    given_name: str
    family_name: str
    born_on: date | None = None
    birth_year: int | None = None
    sex: Sex = Sex.UNKNOWN
    target_groups: tuple[TargetGroup, ...] = ()
    is_head: bool = False


def details_faults(details: HouseholdDetails) -> list[FieldError]:
    """Return what is wrong with a household, each fault with its field."""
    faults = []
    if details.postal_code and not _POSTAL_CODE.fullmatch(details.postal_code):
        faults.append(FieldError("postal_code", N_("Wpisz kod pocztowy: 23-204.")))
    if details.language not in LANGUAGES:
        faults.append(FieldError("language", N_("Wpisz język: pl, en albo uk.")))
    if (details.latitude is None) != (details.longitude is None):
        sentence = N_("Podaj obie współrzędne albo żadnej.")
        faults.append(FieldError("longitude", sentence))
    if details.channel is Channel.HOME_DELIVERY and not (
        details.locality and details.house_number
    ):
        sentence = N_("Do dowozu potrzebny jest adres: miejscowość i numer domu.")
        faults.append(FieldError("house_number", sentence))
    if not details.contact_name and (details.contact_phone or details.contact_relation):
        sentence = N_("Wpisz, kto jest osobą kontaktową.")
        faults.append(FieldError("contact_name", sentence))
    faults += [
        FieldError(field, N_("Usuń numer PESEL: tutaj go nie zapisujemy."))
        for field in _NOTES
        if holds_pesel(getattr(details, field))
    ]
    return faults


def holds_pesel(text: str) -> bool:
    """Say whether *text* holds a PESEL: a day of birth and a check digit that fits.

    A telephone number with the country's prefix is none, nor most other numbers.
    """
    return any(_is_pesel(found) for found in _ELEVEN_DIGITS.findall(text))


def _is_pesel(digits: str) -> bool:
    month, day = int(digits[2:4]) % 20, int(digits[4:6])
    weighed = sum(
        int(digit) * weight
        for digit, weight in zip(digits, _PESEL_WEIGHTS, strict=True)
    )
    return 1 <= month <= 12 and 1 <= day <= 31 and weighed % 10 == 0  # noqa: PLR2004 (a calendar's)


def members_faults(members: Sequence[MemberDetails], today: date) -> list[FieldError]:
    """Return what is wrong with the members: births, names, and how many heads."""
    faults = []
    if not 1 <= len(members) <= MOST_MEMBERS:
        sentence = N_("Wpisz od 1 do {most} osób.")
        faults.append(FieldError("members", sentence, {"most": MOST_MEMBERS}))
    heads = [place for place, member in enumerate(members) if member.is_head]
    for place in heads[1:]:
        sentence = N_("Gospodarstwo ma jedną osobę główną.")
        faults.append(FieldError(f"members.{place}.is_head", sentence))
    for place, member in enumerate(members):
        faults += member_faults(member, today, at=f"members.{place}.")
    return faults


def member_faults(
    member: MemberDetails, today: date, *, at: str = ""
) -> list[FieldError]:
    """Return what is wrong with one person; *at* stands before each field."""
    faults = [
        FieldError(f"{at}{field}", N_("To pole jest wymagane."))
        for field in ("given_name", "family_name")
        if not getattr(member, field).strip()
    ]
    if member.born_on is not None and member.birth_year is not None:
        sentence = N_("Podaj datę albo rok urodzenia, nie oba.")
        faults.append(FieldError(f"{at}birth_year", sentence))
    if member.born_on is not None and not (
        member.born_on.year >= _BORN_FIRST and member.born_on <= today
    ):
        sentence = N_("Ta data urodzenia nie jest możliwa.")
        faults.append(FieldError(f"{at}born_on", sentence))
    if member.birth_year is not None and not (
        _BORN_FIRST <= member.birth_year <= today.year
    ):
        sentence = N_("Ten rok urodzenia nie jest możliwy.")
        faults.append(FieldError(f"{at}birth_year", sentence))
    return faults


def with_a_head(members: Sequence[MemberDetails]) -> tuple[MemberDetails, ...]:
    """Return *members* with the first as head if nobody is."""
    if not members or any(member.is_head for member in members):
        return tuple(members)
    return (msgspec.structs.replace(members[0], is_head=True), *members[1:])

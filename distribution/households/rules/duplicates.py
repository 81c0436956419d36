"""Is this household here already? Points for what agrees, most likely first. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.language import N_
from distribution.core.polish import plain


class Agreement(StrEnum):
    """Something that two households have in common."""

    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    SAME_BIRTH = "same_birth"
    SAME_BIRTH_YEAR = "same_birth_year"
    SAME_PHONE = "same_phone"
    SAME_ADDRESS = "same_address"


AGREEMENT_LABELS: Mapping[Agreement, str] = {
    Agreement.SAME_NAME: N_("to samo imię i nazwisko"),
    Agreement.SIMILAR_NAME: N_("podobne imię i nazwisko"),
    Agreement.SAME_BIRTH: N_("ta sama data urodzenia"),
    Agreement.SAME_BIRTH_YEAR: N_("ten sam rok urodzenia"),
    Agreement.SAME_PHONE: N_("ten sam telefon"),
    Agreement.SAME_ADDRESS: N_("ten sam adres"),
}

_POINTS: Mapping[Agreement, int] = {
    Agreement.SAME_NAME: 50,
    Agreement.SIMILAR_NAME: 30,
    Agreement.SAME_BIRTH: 35,
    Agreement.SAME_BIRTH_YEAR: 15,
    Agreement.SAME_PHONE: 40,
    Agreement.SAME_ADDRESS: 25,
}
_OTHER_BIRTH = 30
"""Points off where both births are known and differ: father and son, say."""

SHOWN_FROM = 40
"""Fewer points are not worth a social worker's time."""

_ALIKE = 0.85
_STREET_WORDS = frozenset({"ul", "ulica", "al", "aleja", "pl", "plac", "os", "osiedle"})
_WORD = re.compile(r"\w+")


class PersonFacts(msgspec.Struct, frozen=True):
    """One member as compared: see ``people.name_key``."""

    name_key: str
    born_on: date | None = None
    birth_year: int | None = None

    @property
    def year(self) -> int | None:
        """The year of birth, however it is known."""
        return self.birth_year if self.born_on is None else self.born_on.year


class HouseholdFacts(msgspec.Struct, frozen=True):
    """One household as compared; ``phone`` in E.164, ``address`` by address_key."""

    people: tuple[PersonFacts, ...]
    phone: str | None = None
    address: str = ""


class Likeness(msgspec.Struct, frozen=True):
    """A household that may be the same, and why."""

    household: UUID
    score: int
    agreements: tuple[Agreement, ...]


def address_key(street: str, house_number: str, flat: str, locality: str) -> str:
    """Return the form of an address that is compared; empty without a number.

    "ul. Św. Floriana 4A m. 2" and "Św. Floriana 4a/2" are told apart by nothing.
    """
    if not house_number.strip():
        return ""
    words = [
        word
        for word in _WORD.findall(plain(f"{locality} {street}"))
        if word not in _STREET_WORDS
    ]
    numbers = _WORD.findall(plain(f"{house_number} {flat}"))
    return " ".join([*words, *(n for n in numbers if n != "m")])


def possible_duplicates(
    candidate: HouseholdFacts, existing: Iterable[tuple[UUID, HouseholdFacts]]
) -> list[Likeness]:
    """Return the households that *candidate* may be, the likeliest first.

    Shown before saving; people decide. A missing birth, phone or address neither
    agrees nor disagrees.
    """
    found = [_compare(candidate, known, other) for known, other in existing]
    likely = [likeness for likeness in found if likeness.score >= SHOWN_FROM]
    return sorted(likely, key=lambda one: (-one.score, one.household))


def _compare(
    candidate: HouseholdFacts, household: UUID, other: HouseholdFacts
) -> Likeness:
    pairs = [_compare_people(a, b) for a in candidate.people for b in other.people]
    score, agreements = max(pairs, default=(0, ()))
    shared = []
    if candidate.phone and candidate.phone == other.phone:
        shared.append(Agreement.SAME_PHONE)
    if candidate.address and candidate.address == other.address:
        shared.append(Agreement.SAME_ADDRESS)
    total = max(score, 0) + sum(_POINTS[one] for one in shared)
    return Likeness(household, total, (*agreements, *shared))


def _compare_people(
    one: PersonFacts, other: PersonFacts
) -> tuple[int, tuple[Agreement, ...]]:
    if one.name_key == other.name_key:
        name = Agreement.SAME_NAME
    elif SequenceMatcher(None, one.name_key, other.name_key).ratio() >= _ALIKE:
        name = Agreement.SIMILAR_NAME
    else:
        return 0, ()
    points, birth = _compare_births(one, other)
    agreements = (name,) if birth is None else (name, birth)
    return _POINTS[name] + points, agreements


def _compare_births(
    one: PersonFacts, other: PersonFacts
) -> tuple[int, Agreement | None]:
    if one.year is None or other.year is None:
        return 0, None
    if one.born_on is not None and other.born_on is not None:
        same, agreement = one.born_on == other.born_on, Agreement.SAME_BIRTH
    else:
        same, agreement = one.year == other.year, Agreement.SAME_BIRTH_YEAR
    return (_POINTS[agreement], agreement) if same else (-_OTHER_BIRTH, None)

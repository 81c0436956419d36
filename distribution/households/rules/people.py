"""People of a household: kind, sex, search names, and who may collect for them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.language import N_
from distribution.core.polish import plain


class HouseholdKind(StrEnum):
    """Which of the two income limits counts (R-ELIG-3)."""

    SINGLE = "single"
    FAMILY = "family"


HOUSEHOLD_KIND_LABELS: Mapping[HouseholdKind, str] = {
    HouseholdKind.SINGLE: N_("osoba samotnie gospodarująca"),
    HouseholdKind.FAMILY: N_("rodzina"),
}


def kind_of(persons: int) -> HouseholdKind:
    """Return the kind of a household: one person keeps house alone."""
    return HouseholdKind.SINGLE if persons == 1 else HouseholdKind.FAMILY


class Sex(StrEnum):
    """As reports count it; unknown stays unknown and is never guessed."""

    FEMALE = "f"
    MALE = "m"
    UNKNOWN = "?"


SEX_LABELS: Mapping[Sex, str] = {
    Sex.FEMALE: N_("kobieta"),
    Sex.MALE: N_("mężczyzna"),
    Sex.UNKNOWN: N_("nie podano"),
}

_BETWEEN_NAMES = re.compile(r"[\s\-–'’.,]+")


_PASSPORT = str.maketrans(
    dict(
        zip(
            "абвгґдезиіїйклмнопрстуфыэё",
            "abvhgdezyiiiklmnoprstufyee",
            strict=True,
        )
    )
    | {
        "є": "ie",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
        "ь": "",
        "ъ": "",
    }
)
"""Ukrainian letters as passports write them; Russian ones that it lacks as well."""


def search_form(text: str) -> str:
    """Return *text* in small Latin letters without marks.

    "Шевченко" becomes "shevchenko", as in the passport that the office sees: people
    are found by either spelling, and the database, which knows the letters of no
    language, finds parts of both.
    """
    return plain(text).translate(_PASSPORT)


def _parts(name: str) -> list[str]:
    return [part for part in _BETWEEN_NAMES.split(search_form(name)) if part]


def name_key(given_name: str, family_name: str) -> str:
    """Return the form of a name that searches and comparisons use.

    In the letters of ``search_form``, and with the parts of a double surname in one
    order: "Anna Nowak-Żak" and "ANNA ŻAK NOWAK" have the same key.
    """
    return " ".join((*sorted(_parts(family_name)), *_parts(given_name)))


class Authorisation(msgspec.Struct, frozen=True):
    """A written permission for somebody else to collect (R-AUTH-1).

    Its scope is one household. ``revoked_on`` is the local day of the revocation,
    on which it is no longer good.
    """

    household: UUID
    valid_from: date
    valid_until: date | None = None
    revoked_on: date | None = None


def authorises(authorisation: Authorisation, household: UUID, day: date) -> bool:
    """Return whether its bearer may collect for *household* on *day*."""
    return (
        authorisation.household == household
        and authorisation.valid_from <= day
        and (authorisation.valid_until is None or day <= authorisation.valid_until)
        and (authorisation.revoked_on is None or day < authorisation.revoked_on)
    )


CHILD_BELOW = 18
SENIOR_FROM = 65


def may_have_extra(ages: Iterable[int | None]) -> bool:
    """Return whether the programme allows more packs than the set.

    Families with children below 18, and persons of 65 and more. Unknown ages give
    nothing. Source: R-PAR-3.
    """
    known = [age for age in ages if age is not None]
    child = len(known) > 1 and any(age < CHILD_BELOW for age in known)
    return child or any(age >= SENIOR_FROM for age in known)

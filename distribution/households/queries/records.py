"""Households and their members, the search, and who may collect for them."""

import re
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.clock import local_day
from distribution.core.database import Row, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.language import Language
from distribution.core.sql import load
from distribution.households.rules.details import Channel
from distribution.households.rules.people import (
    Authorisation,
    Sex,
    authorises,
    search_form,
)
from distribution.programmes.rules import TargetGroup

_NOT_DIGITS = re.compile(r"\D+")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


class MemberRecord(msgspec.Struct, frozen=True):
    """A person of a household; ``left_on`` None while they live in it."""

    id: UUID
    given_name: str
    family_name: str
    born_on: date | None
    birth_year: int | None
    sex: Sex
    is_head: bool
    target_groups: tuple[TargetGroup, ...]
    left_on: date | None


class HouseholdRecord(msgspec.Struct, frozen=True):
    """A household with the members it has, the head first, and those who left."""

    id: UUID
    number: int
    street: str
    house_number: str
    flat: str
    postal_code: str
    locality: str
    district: str
    latitude: float | None
    longitude: float | None
    phone: str | None
    language: Language
    large_print: bool
    channel: Channel
    instructions: str
    door_notes: str
    no_messages: bool
    contact_name: str
    contact_phone: str | None
    contact_relation: str
    import_key: str | None
    active: bool
    anonymised_at: datetime | None
    created_at: datetime
    members: tuple[MemberRecord, ...]
    left: tuple[MemberRecord, ...]

    @property
    def head(self) -> MemberRecord | None:
        """The member who signs."""
        return next((member for member in self.members if member.is_head), None)

    @property
    def persons(self) -> int:
        """How many people it has now."""
        return len(self.members)


class HouseholdLine(msgspec.Struct, frozen=True):
    """A household in a list."""

    id: UUID
    number: int
    head: str
    persons: int
    street: str
    house_number: str
    flat: str
    locality: str
    phone: str | None
    language: Language
    channel: Channel
    active: bool


class AuthorisationRecord(msgspec.Struct, frozen=True):
    """Who may collect for a household; ``good`` holds on the day asked for."""

    id: UUID
    household: UUID
    proxy_name: str
    valid_from: date
    valid_until: date | None
    revoked_at: datetime | None
    note: str
    good: bool


async def household(household_id: UUID) -> HouseholdRecord:
    """Return one household.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(
        "SELECT id, number, street, house_number, flat, postal_code, locality,"
        " district, latitude, longitude, phone, language, large_print, channel,"
        " instructions, door_notes, no_messages, contact_name, contact_phone,"
        " contact_relation, import_key, active, anonymised_at, created_at"
        " FROM household WHERE id = $1",
        household_id,
    )
    if row is None:
        raise NotFoundError
    rows = await fetch(
        "SELECT id, given_name, family_name, born_on, birth_year, sex, is_head,"
        " target_groups, left_on FROM household_member WHERE household = $1"
        " ORDER BY is_head DESC, coalesce(born_on, make_date(coalesce(birth_year,"
        " 9999), 1, 1)), kromka_polish(given_name)",
        household_id,
    )
    people = [msgspec.convert(member, MemberRecord) for member in rows]
    facts = row | {
        "members": [one for one in people if one.left_on is None],
        "left": [one for one in people if one.left_on is not None],
    }
    return msgspec.convert(facts, HouseholdRecord)


async def household_by(reference: str) -> HouseholdRecord:
    """Return the household with this id or number.

    Raises:
        NotFoundError: The centre has none such.
    """
    row = await fetch_one(
        "SELECT id FROM household WHERE id::text = $1 OR number::text = $1", reference
    )
    if row is None:
        raise NotFoundError
    return await household(row["id"])


async def household_of(member: UUID) -> UUID:
    """Return the id of the household that a person belongs to, or did.

    Raises:
        NotFoundError: The centre has no such person.
    """
    row = await fetch_one(
        "SELECT household FROM household_member WHERE id = $1", member
    )
    if row is None:
        raise NotFoundError
    found: UUID = row["household"]
    return found


async def households(
    *, after: int = 0, most: int = 50, active: bool | None = True
) -> list[HouseholdLine]:
    """Return a page of households by number.

    Args:
        after: Only numbers above this one, for the next page.
        most: Lines at most.
        active: None for those that were closed as well.
    """
    rows = await fetch(
        f"{_lines()} WHERE h.number > $1 AND ($2::boolean IS NULL OR h.active = $2)"
        " ORDER BY h.number LIMIT $3",
        after,
        active,
        most,
    )
    return _as_lines(rows)


async def count_households() -> int:
    """Return how many households are active."""
    row = await fetch_one("SELECT count(*) AS total FROM household WHERE active")
    return int(row["total"]) if row else 0


async def find_households(text: str, most: int = 20) -> list[HouseholdLine]:
    """Return the households that *text* may mean, the likeliest first.

    A name or part of one, misspelt or without Polish letters; at least three digits
    of a phone number; or the number of the household.
    """
    digits = _NOT_DIGITS.sub("", text)
    wanted = _NOT_LETTERS.sub(" ", search_form(text)).strip()
    rows = await fetch(
        f"{_lines()} JOIN kromka_find_households($1, $2, $3) AS found"
        " ON found.household = h.id"
        " ORDER BY found.likeness DESC, h.active DESC, h.number",
        wanted,
        digits,
        most,
    )
    return _as_lines(rows)


async def authorisations_of(household_id: UUID, day: date) -> list[AuthorisationRecord]:
    """Return the authorisations of a household, the newest first."""
    rows = await fetch(
        "SELECT id, household, proxy_name, valid_from, valid_until, revoked_at, note"
        " FROM pickup_authorisation WHERE household = $1"
        " ORDER BY recorded_at DESC, id",
        household_id,
    )
    return [
        AuthorisationRecord(
            **row, good=authorises(_authorisation(row), household_id, day)
        )
        for row in rows
    ]


async def may_collect(authorisation: UUID, household_id: UUID, day: date) -> bool:
    """Return whether an authorisation is good for a household on a day (R-AUTH-1)."""
    row = await fetch_one(
        "SELECT household, valid_from, valid_until, revoked_at"
        " FROM pickup_authorisation WHERE id = $1",
        authorisation,
    )
    return row is not None and authorises(_authorisation(row), household_id, day)


def _authorisation(row: Row) -> Authorisation:
    revoked_at = row["revoked_at"]
    return Authorisation(
        household=row["household"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        revoked_on=None if revoked_at is None else local_day(revoked_at),
    )


def _lines() -> str:
    return load("distribution.households", "household_lines")


def _as_lines(rows: list[Row]) -> list[HouseholdLine]:
    return [msgspec.convert(row, HouseholdLine) for row in rows]

"""Which households of the centre may be one that is about to be added."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch
from distribution.households.rules.details import HouseholdDetails, MemberDetails
from distribution.households.rules.duplicates import (
    Agreement,
    HouseholdFacts,
    PersonFacts,
    address_key,
    possible_duplicates,
)
from distribution.households.rules.people import name_key

_MOST_OF_A_NAME = 10
_MOST_SHOWN = 5


class DuplicateCandidate(msgspec.Struct, frozen=True):
    """A household that may be the same, with what agrees and how much that says."""

    household: UUID
    number: int
    head: str
    address: str
    phone: str | None
    score: int
    agreements: tuple[Agreement, ...]


async def duplicates_of(
    details: HouseholdDetails, members: Sequence[MemberDetails]
) -> list[DuplicateCandidate]:
    """Return the likeliest households that the given one may be, five at most."""
    keys = [name_key(one.given_name, one.family_name) for one in members]
    rows = await fetch(
        "SELECT h.id, h.number, h.street, h.house_number, h.flat, h.locality, h.phone,"
        " m.name_key, m.given_name, m.family_name, m.born_on, m.birth_year, m.is_head"
        " FROM household AS h JOIN household_member AS m"
        " ON m.household = h.id AND m.left_on IS NULL WHERE h.id IN ("
        " SELECT found.household FROM unnest($1::text[]) AS given(name),"
        " kromka_find_households(given.name, '', $3) AS found"
        " UNION SELECT id FROM household WHERE phone = $2)"
        " ORDER BY h.id, m.is_head DESC",
        sorted(set(keys)),
        details.phone,
        _MOST_OF_A_NAME,
    )
    by_id: dict[UUID, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row["id"], []).append(row)
    candidate = HouseholdFacts(
        tuple(_person(one) for one in members), details.phone, _address(details)
    )
    likely = possible_duplicates(
        candidate, [(known, _facts(people)) for known, people in by_id.items()]
    )
    return [
        DuplicateCandidate(
            household=one.household,
            score=one.score,
            agreements=one.agreements,
            **_shown(by_id[one.household][0]),
        )
        for one in likely[:_MOST_SHOWN]
    ]


def _person(member: MemberDetails) -> PersonFacts:
    key = name_key(member.given_name, member.family_name)
    return PersonFacts(key, member.born_on, member.birth_year)


def _address(details: HouseholdDetails) -> str:
    return address_key(
        details.street, details.house_number, details.flat, details.locality
    )


def _facts(people: list[Row]) -> HouseholdFacts:
    first = people[0]
    return HouseholdFacts(
        people=tuple(
            PersonFacts(one["name_key"], one["born_on"], one["birth_year"])
            for one in people
        ),
        phone=first["phone"],
        address=address_key(
            first["street"], first["house_number"], first["flat"], first["locality"]
        ),
    )


def _shown(head: Row) -> dict[str, Any]:
    street = " ".join(filter(None, (head["street"], head["house_number"])))
    door = f"{street}/{head['flat']}" if head["flat"] else street
    return {
        "number": head["number"],
        "head": f"{head['given_name']} {head['family_name']}",
        "address": ", ".join(filter(None, (door, head["locality"]))),
        "phone": head["phone"],
    }

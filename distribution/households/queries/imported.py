"""Households of earlier imports, and likenesses of those that a file would add."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch
from distribution.core.sql import load
from distribution.households.import_plan import KnownHousehold, KnownMember
from distribution.households.rules.details import HouseholdDetails, MemberDetails


class Likely(msgspec.Struct, frozen=True):
    """A new household of the file that may be one of the centre's."""

    import_key: str
    number: int


async def known_by_import(keys: Sequence[str]) -> dict[str, KnownHousehold]:
    """Return the households that earlier imports brought, by their key."""
    rows = await fetch(load("distribution.households", "imported_households"), keys)
    members: dict[UUID, list[KnownMember]] = {}
    for row in rows:
        members.setdefault(row["id"], []).append(_member(row))
    return {
        row["import_key"]: KnownHousehold(
            id=row["id"],
            number=row["number"],
            details=msgspec.convert(
                {name: row[name] for name in HouseholdDetails.__struct_fields__},
                HouseholdDetails,
            ),
            members=tuple(members[row["id"]]),
        )
        for row in rows
    }


async def likely_the_same(
    keys: Sequence[str],
    names: Sequence[str],
    born_on: Sequence[date | None],
    phones: Sequence[str | None],
) -> list[Likely]:
    """Return whom the people of new households may be: one name and day, or phone.

    The four sequences have one entry a person.
    """
    rows = await fetch(
        load("distribution.households", "likely_the_same"),
        keys,
        names,
        born_on,
        phones,
    )
    return [Likely(**row) for row in rows]


def _member(row: Row) -> KnownMember:
    details = {name: row[name] for name in MemberDetails.__struct_fields__}
    return KnownMember(row["member"], msgspec.convert(details, MemberDetails))

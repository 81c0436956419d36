"""Names for lists of other domains; only for those who may see households."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from distribution.core.database import fetch


class HouseholdContact(msgspec.Struct, frozen=True):
    """A household without its people. ``phone`` is E.164."""

    number: int
    phone: str | None


async def head_names(households: Iterable[UUID]) -> dict[UUID, str]:
    """Return the name of the person who signs, by household."""
    rows = await fetch(
        "SELECT household, given_name || ' ' || family_name AS name"
        " FROM household_member WHERE is_head AND left_on IS NULL"
        " AND household = ANY($1)",
        list(set(households)),
    )
    return {row["household"]: row["name"] for row in rows}


async def contacts(households: Iterable[UUID]) -> dict[UUID, HouseholdContact]:
    """Return number and telephone by household."""
    rows = await fetch(
        "SELECT id, number, phone FROM household WHERE id = ANY($1)",
        list(set(households)),
    )
    return {row["id"]: HouseholdContact(row["number"], row["phone"]) for row in rows}

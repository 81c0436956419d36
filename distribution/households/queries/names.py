"""Names for lists of other domains; only for those who may see households."""

from collections.abc import Iterable
from uuid import UUID

from distribution.core.database import fetch


async def head_names(households: Iterable[UUID]) -> dict[UUID, str]:
    """Return the name of the person who signs, by household."""
    rows = await fetch(
        "SELECT household, given_name || ' ' || family_name AS name"
        " FROM household_member WHERE is_head AND left_on IS NULL"
        " AND household = ANY($1)",
        list(set(households)),
    )
    return {row["household"]: row["name"] for row in rows}

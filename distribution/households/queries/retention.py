"""Households whose papers have been kept long enough."""

from collections import defaultdict
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.clock import local_day
from distribution.core.database import fetch
from distribution.households.rules.retention import SHORTEST, Stay, last_day_kept


class DueHousehold(msgspec.Struct, frozen=True):
    """A household that may no longer be recognisable; no name of it."""

    id: UUID
    number: int
    last_ended_on: date | None
    """The end of its last sub-programme; none if it never took part."""

    kept_until: date


async def due_households(today: date) -> list[DueHousehold]:
    """Return the households whose time was over before *today*, by number."""
    rows = await fetch(
        "WITH stay AS (SELECT household, sub_programme FROM referral"
        "  UNION SELECT household, sub_programme FROM assessment)"
        " SELECT h.id, h.number, h.created_at, p.key AS programme, s.ends_on"
        " FROM household AS h LEFT JOIN stay ON stay.household = h.id"
        " LEFT JOIN sub_programme AS s ON s.id = stay.sub_programme"
        " LEFT JOIN programme AS p ON p.id = s.programme"
        " WHERE h.anonymised_at IS NULL AND NOT EXISTS (SELECT FROM stay AS later"
        "  JOIN sub_programme AS l ON l.id = later.sub_programme"
        "  WHERE later.household = h.id AND l.ends_on >= $1)"
        " ORDER BY h.number",
        date(today.year - SHORTEST, 1, 1),
    )
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    for row in rows:
        if row["ends_on"] is not None:
            stays[row["id"]].append(Stay(row["programme"], row["ends_on"]))
    known = {row["id"]: row for row in rows}
    found = [
        DueHousehold(
            row["id"],
            row["number"],
            max((one.ends_on for one in stays[row["id"]]), default=None),
            last_day_kept(stays[row["id"]], local_day(row["created_at"])),
        )
        for row in known.values()
    ]
    return [one for one in found if one.kept_until < today]

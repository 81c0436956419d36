"""How a round goes, day by day: places, who is still to come, and what was taken."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.core.sql import load


class DayProgress(msgspec.Struct, frozen=True):
    """One day of a round; a closed slot has no places."""

    day: date
    capacity: int
    expected: int
    """Households booked for this day whose parcel has not been handed out."""

    handed_out: int
    """Parcels handed out on this day, booked or not, at the counter or at a door."""


async def progress_of_round(round_id: UUID) -> list[DayProgress]:
    """Return the days on which a round has slots or hand-outs, the first one first."""
    rows = await fetch(load("distribution.pickup", "progress"), round_id)
    return [DayProgress(**row) for row in rows]

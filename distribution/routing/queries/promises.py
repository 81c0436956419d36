"""What households were promised for the parcels that are yet to come."""

from datetime import date, time
from uuid import UUID

import msgspec

from distribution.core.database import fetch


class DueParcel(msgspec.Struct, frozen=True):
    """A parcel that is to be brought home, and the window promised, if any."""

    voucher: UUID
    round_name: str
    day: date | None
    opens: time | None
    closes: time | None
    promised_by: str | None


async def due_parcels_of(household: UUID) -> list[DueParcel]:
    """Return the parcels of open rounds that a household waits for at home."""
    rows = await fetch(
        "SELECT v.id AS voucher, r.name AS round_name, p.day, p.opens, p.closes,"
        " p.promised_by FROM voucher AS v JOIN round AS r ON r.id = v.round"
        " LEFT JOIN delivery_promise AS p"
        " ON p.household = v.household AND p.round = v.round"
        " WHERE v.household = $1 AND v.channel = 'home_delivery'"
        " AND v.replaced_by IS NULL AND v.revoked_at IS NULL"
        " AND r.opened_at IS NOT NULL AND r.closed_at IS NULL"
        " AND NOT EXISTS (SELECT FROM handout WHERE handout.voucher = v.id"
        "  AND handout.annulled_at IS NULL)"
        " ORDER BY r.starts_on, v.id",
        household,
    )
    return [DueParcel(**row) for row in rows]

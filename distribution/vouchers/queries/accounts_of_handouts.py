"""Hand-outs as a coordinator looks into them: when, where, which phone, whose hands."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch


class HandoutAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-out, and what is known of how it came about."""

    id: UUID
    voucher: UUID
    household_number: int
    scanned_at: datetime
    recorded_at: datetime
    site_name: str
    device: str | None
    """The name of the phone or scanner; None for a page in a browser."""

    person: str | None
    """Who was signed in, or had started the phone's shift."""

    recipient: str
    offline: bool
    pin_used: bool
    conflict: str | None
    annulled_at: datetime | None


_ACCOUNTS = (
    "SELECT d.id, d.voucher, h.number AS household_number, d.scanned_at,"
    " d.recorded_at, s.name AS site_name, device.name AS device,"
    " coalesce(person.name, starter.name) AS person, d.recipient, d.offline,"
    " d.pin_used, d.conflict, d.annulled_at FROM handout AS d"
    " JOIN site AS s ON s.id = d.site JOIN household AS h ON h.id = d.household"
    " LEFT JOIN device ON d.taken_by = 'device:' || device.id"
    " LEFT JOIN staff AS starter ON starter.id = device.started_by"
    " LEFT JOIN staff AS person"
    " ON d.taken_by IN ('staff:' || person.id, 'driver:' || person.id)"
)


async def accounts_of(vouchers: Collection[UUID]) -> dict[UUID, list[HandoutAccount]]:
    """Return every hand-out of some vouchers, in the order in which they happened."""
    rows = await fetch(
        f"{_ACCOUNTS} WHERE d.voucher = ANY($1) ORDER BY d.scanned_at, d.id",
        list(vouchers),
    )
    found: dict[UUID, list[HandoutAccount]] = {}
    for account in _accounts(rows):
        found.setdefault(account.voucher, []).append(account)
    return found


async def let_through_by_pin(since: datetime) -> list[HandoutAccount]:
    """Return the hand-outs that a supervisor's PIN let through, the newest first."""
    rows = await fetch(
        f"{_ACCOUNTS} WHERE d.pin_used AND d.recorded_at >= $1"
        " ORDER BY d.scanned_at DESC, d.id",
        since,
    )
    return _accounts(rows)


def _accounts(rows: list[Row]) -> list[HandoutAccount]:
    return [HandoutAccount(**row) for row in rows]

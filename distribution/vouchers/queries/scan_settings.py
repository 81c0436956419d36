"""How the scanners of a centre go on without signal."""

from datetime import datetime

import msgspec

from distribution.core.database import fetch_one
from distribution.vouchers.extract import ExtractPin

REVOCATIONS_GOOD_FOR = 4 * 60 * 60
"""Seconds; what holds until a coordinator says otherwise: half a day of handing out."""


class ScanSettings(msgspec.Struct, frozen=True):
    """The age after which a list of revocations is too old, and the PIN, if any."""

    revocations_good_for: int
    pin_changed_at: datetime | None
    pin: ExtractPin | None


async def scan_settings() -> ScanSettings:
    """Return the centre's settings."""
    row = await fetch_one(
        "SELECT s.revocations_good_for, s.pin_changed_at, p.salt, p.iterations,"
        " p.pin_hash FROM scan_setting AS s LEFT JOIN scan_pin AS p ON true"
    )
    if row is None:
        return ScanSettings(REVOCATIONS_GOOD_FOR, None, None)
    pin = (
        ExtractPin(row["salt"], row["iterations"], row["pin_hash"])
        if row["salt"]
        else None
    )
    return ScanSettings(row["revocations_good_for"], row["pin_changed_at"], pin)

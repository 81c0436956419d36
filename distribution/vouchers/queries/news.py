"""What changed since a phone took its extract along."""

from datetime import datetime, timedelta
from uuid import UUID

from distribution.core.database import fetch, fetch_value
from distribution.core.sql import load

MARGIN = timedelta(minutes=1)
"""What a command wrote down just before it committed may come this much too late.
An entry that is sent twice does no harm."""

GOOD_FOR = timedelta(hours=6)
"""After longer than this a whole extract is quicker than its news."""


async def everything_changed(age: timedelta) -> bool:
    """Say whether something happened lately that touches every voucher."""
    if age > GOOD_FOR:
        return True
    since = await _database_clock(age)
    return bool(await fetch_value(load("distribution.vouchers", "all_changed"), since))


async def changed_vouchers(age: timedelta) -> list[UUID]:
    """Return the vouchers of the centre that something happened to lately."""
    since = await _database_clock(age)
    rows = await fetch(load("distribution.vouchers", "news"), since)
    return [row["id"] for row in rows]


async def _database_clock(age: timedelta) -> datetime:
    """Return the instant of *age* ago by the clock that the trail is written by."""
    now: datetime = await fetch_value("SELECT now()")
    return now - age - MARGIN

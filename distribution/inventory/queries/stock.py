"""What lies where: now, or at the end of a day."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core import sql
from distribution.core.database import fetch, fetch_value
from distribution.core.units import Grams, Packs, ReportGrams
from distribution.inventory.rules.lots import (
    LotState,
    Urgency,
    urgency,
    usable_on,
)


class StockLine(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot at one place; weights are of one pack.

    ``reserved`` is None where a past day was asked for: reservations keep no history.
    """

    article: UUID
    code: str
    name: str
    cold: bool
    pack_grams: Grams
    report_grams: ReportGrams
    lot: UUID
    number: str
    fund: UUID | None
    fund_name: str | None
    printed_date: date | None
    received_on: date
    use_until: date | None
    state: LotState
    location: UUID
    location_name: str
    site: UUID
    site_name: str
    packs: Packs
    reserved: Packs | None

    @property
    def free(self) -> int:
        """Packs that nobody has reserved."""
        return self.packs - (self.reserved or 0)

    def days_left(self, day: date) -> int | None:
        """Return days of use left after *day*; 0 on the last good one, None: no end."""
        return None if self.use_until is None else (self.use_until - day).days

    def urgency(self, day: date) -> Urgency:
        """Return how soon the lot must leave, seen on *day*."""
        return urgency(self.use_until, day)

    def usable_on(self, day: date) -> bool:
        """Say whether the lot may be handed out on *day*."""
        return usable_on(self.state, self.use_until, day)


async def stock(
    *,
    as_of: date | None = None,
    lot: UUID | None = None,
    location: UUID | None = None,
) -> list[StockLine]:
    """Return what lies where, by article in Polish order, first to expire first.

    Args:
        as_of: At the end of this local day, from the ledger; now if left out.
        lot: Only this lot.
        location: Only this place.
    """
    rows = await fetch(
        sql.load("distribution.inventory", "stock"), as_of, lot, location
    )
    return [StockLine(**{**row, "state": LotState(row["state"])}) for row in rows]


async def packs_at(site: UUID) -> int:
    """Return how many packs lie at a site, whatever their state and place."""
    return int(
        await fetch_value(
            "SELECT coalesce(sum(b.packs), 0) FROM stock_balance AS b"
            " JOIN location AS p ON p.id = b.location WHERE p.site = $1",
            site,
        )
    )

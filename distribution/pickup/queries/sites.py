"""What a site is still needed for, over all that happens there."""

from datetime import date
from uuid import UUID

from distribution.core.database import fetch_value
from distribution.inventory.queries.stock import packs_at
from distribution.pickup.rules.sites import SiteUse
from distribution.programmes.queries.rounds import rounds
from distribution.programmes.rounds import RoundState


async def site_use(site: UUID, today: date) -> SiteUse:
    """Return what lies at a site, and what is to come there from *today* on."""
    running = [
        one.name
        for one in await rounds(today)
        if one.site == site and one.state is not RoundState.CLOSED
    ]
    next_slot = await fetch_value(
        "SELECT min(day) FROM slot WHERE site = $1 AND day >= $2"
        " AND (closed_at IS NULL OR booked > 0)",
        site,
        today,
    )
    return SiteUse(await packs_at(site), running, next_slot)

"""Taking a site out of use."""

from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.accounts.steps import deactivate_site, lock_site
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.transaction import transaction
from distribution.pickup.queries.sites import site_use
from distribution.pickup.rules.sites import may_close


async def close_site(actor: Actor, site: UUID, *, now: datetime) -> None:
    """Close a site that nothing needs any more; its devices are shut out.

    It stays in every register. `accounts.commands.keeping.reopen_site` takes it back.
    The site is locked first: a round or a receipt that is being written is waited
    for, and then counts.

    Raises:
        NotFoundError: The centre has no such site, or it is closed already.
        SiteHasRoundsError: A round hands out there, or will.
        SiteHasSlotsError: Slots of coming days are open there.
        SiteHoldsStockError: Food lies there.
    """
    actor.must(Permission.KEEP_CENTRE)
    async with transaction(actor):
        await lock_site(site)
        may_close(await site_use(site, local_day(now)))
        await deactivate_site(site, now=now)

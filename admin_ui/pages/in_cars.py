"""Packs that are on the road: the books have them on their shelf, a count does not."""

from collections import Counter
from uuid import UUID

from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.inventory.queries.kept import kept_for
from distribution.routing.loading import aboard
from distribution.routing.queries.plans import runs_on


async def packs_in_cars(actor: Actor, clock: Clock) -> Counter[tuple[UUID, UUID]]:
    """Return how many packs of which lot, from which place, are in cars now."""
    now = clock()
    async with reading(actor):
        runs = await runs_on(local_day(now))
        out = [stop.voucher for run in runs for stop in aboard(run, now)]
        kept = await kept_for(out, local_day(now))
    packs: Counter[tuple[UUID, UUID]] = Counter()
    for line in kept:
        packs[line.lot, line.location] += line.packs
    return packs

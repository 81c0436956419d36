"""Looking for somebody by name at a counter, which leaves a trace."""

from datetime import datetime
from uuid import uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute
from distribution.core.transaction import transaction
from distribution.vouchers.errors.offline import MayNotSearchError
from distribution.vouchers.queries.counter_search import (
    CounterMatch,
    find_at_counter,
    may_search,
)


async def search_at_counter(
    actor: Actor, text: str, *, now: datetime
) -> list[CounterMatch]:
    """Return who may be meant; who looked, for what and when stays in the trail.

    Of whom was found, only ids are kept. What was typed goes with those households;
    where nobody was found it would stay for ever, so it is not kept at all.

    Raises:
        MayNotSearchError: Whoever started the phone's shift sees no households.
    """
    actor.must(Permission.HAND_OUT)
    async with transaction(actor):
        if not await may_search(actor):
            raise MayNotSearchError
        found = await find_at_counter(text, local_day(now))
        await execute(
            "INSERT INTO counter_search (id, centre, at, text, found)"
            " VALUES ($1, $2, $3, $4, $5)",
            uuid4(),
            actor.centre,
            now,
            text if found else "",
            list(found),
        )
        return list(found.values())

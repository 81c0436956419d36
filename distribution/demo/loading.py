"""Fills an empty database with the demo, by commands alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from random import Random

import asyncpg

from distribution.core.clock import local_day, utc_now
from distribution.core.database import connected
from distribution.core.errors import ConflictError
from distribution.core.language import N_
from distribution.core.settings import master_key, settings
from distribution.demo.founding import found_centre, founder, furnish
from distribution.demo.people import DELIVERIES_OF_650, invent_households
from distribution.demo.places import KRASNIK, LAZISKA
from distribution.demo.register import register_addresses
from distribution.demo.seasons import seasons
from distribution.demo.story import Say, tell
from distribution.vouchers.commands.issuing import create_signing_key

HOUSEHOLDS = 650
SEED = 2020

_LOCK = 0x64656D6F
"""Advisory lock of whoever loads the demo ("demo")."""

_LOADING = "kromka demo: loading"
"""Stands as a comment on the table of centres until the demo is complete, so that a
load that was broken off begins anew instead of leaving half a town."""


class NotEmptyError(ConflictError):
    """The demo only goes into an empty database."""

    reason = "not_empty"
    sentence = N_("Baza danych nie jest pusta. Dane pokazowe można wgrać tylko raz.")


async def load(
    owner_dsn: str,
    service_dsn: str,
    *,
    households: int = HOUSEHOLDS,
    seed: int = SEED,
    today: date | None = None,
    say: Say = lambda _: None,
) -> bool:
    """Fill the database with the town, unless something is in it.

    Args:
        owner_dsn: The role that owns the tables; adds the two centres.
        service_dsn: The role that does everything else.
        households: In both centres together.
        seed: The same seed and day give the same people, numbers and stock.
        today: The day to which the story has come; the present one if left out.
        say: Told how far it is.

    Returns:
        Whether it did: False if the database was not empty.
    """
    async with _alone(owner_dsn) as may:
        if not may:
            return False
        actors = [founder(), founder()]
        plans = [KRASNIK, LAZISKA]
        async with connected(owner_dsn, pool_size=1):
            for actor, plan in zip(actors, plans, strict=True):
                await found_centre(actor, plan)
        days = seasons(today or local_day(utc_now()))
        shares = _shares(households)
        brought = max(2, round(DELIVERIES_OF_650 * households / HOUSEHOLDS))
        # Nothing waits for the disk: a load that is broken off begins anew, and the
        # keeper's last word makes all of it durable.
        async with connected(service_dsn, pool_size=10, synchronous_commit="off"):
            towns = []
            for actor, plan in zip(actors, plans, strict=True):
                await create_signing_key(actor, master_key(settings()))
                towns.append(await furnish(actor, plan, days))
            stories = []
            for town, count in zip(towns, shares, strict=True):
                people = invent_households(
                    town.plan,
                    count,
                    today=days.today,
                    random=Random(f"{seed} {town.plan.key} people"),  # noqa: S311
                    deliveries=brought if town.plan is KRASNIK else 0,
                )
                await register_addresses(town, people)
                chance = Random(f"{seed} {town.plan.key} story")  # noqa: S311
                stories.append(tell(town, people, chance, say))
            await asyncio.gather(*stories)
    return True


def _shares(households: int) -> tuple[int, int]:
    """Return how many households live in Kraśnik and in Łaziska Górne."""
    smaller = max(6, households * 6 // 100)
    return households - smaller, smaller


@asynccontextmanager
async def _alone(owner_dsn: str) -> AsyncIterator[bool]:
    """Keep others from loading; yields whether the database takes the demo.

    What a load that was broken off left behind is cleared away first.
    """
    keeper = await asyncpg.connect(owner_dsn)
    try:
        await keeper.execute("SELECT pg_advisory_lock($1)", _LOCK)
        if await _was_broken_off(keeper):
            await _empty(keeper)
        elif await keeper.fetchval("SELECT EXISTS (SELECT FROM centre)"):
            yield False
            return
        await keeper.execute(f"COMMENT ON TABLE centre IS '{_LOADING}'")
        yield True
        # Or the first report would be planned for empty tables.
        await keeper.execute("ANALYZE")
        await keeper.execute("COMMENT ON TABLE centre IS NULL")
    finally:
        await keeper.close()


async def _was_broken_off(keeper: asyncpg.Connection) -> bool:
    said = await keeper.fetchval("SELECT obj_description('centre'::regclass)")
    return bool(said == _LOADING)


async def _empty(keeper: asyncpg.Connection) -> None:
    """Clear every table of a centre; only ever half a demo is in them."""
    rows = await keeper.fetch(
        "SELECT c.relname FROM pg_class AS c"
        " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'centre'"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    )
    tables = ", ".join(f'"{row["relname"]}"' for row in rows)
    await keeper.execute(f"TRUNCATE centre, {tables} CASCADE")

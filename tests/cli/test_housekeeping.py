"""Housekeeping lists what is due, and prints the protocol of what it did."""

import json
from datetime import date, datetime
from pathlib import Path

import asyncpg

from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.households.queries.records import household
from distribution.programmes.commands.keeping import add_sub_programme
from distribution.programmes.commands.seeding import seed_reference_data
from distribution.programmes.queries.reference import programme_by
from tests.cli.running import kromka, on_server
from tests.worlds import NOON
from tests.worlds_households import a_household, assessed

LONG_AGO = datetime(2020, 3, 17, 11, tzinfo=NOON.tzinfo)


async def test_it_lists_first_and_anonymises_when_told(
    database: Server, tmp_path: Path, actor: Actor, owner: asyncpg.Connection
) -> None:
    key = await owner.fetchval("SELECT key FROM centre WHERE id = $1", actor.centre)
    how = {**on_server(database, tmp_path), "KROMKA_CENTRE": key}
    await seed_reference_data(actor)
    async with reading(actor):
        popz = await programme_by("popz")
    over = await add_sub_programme(
        actor,
        programme=popz.id,
        key="popz_dawny",
        name="POPŻ dawny",
        starts_on=date(2020, 1, 1),
        ends_on=date(2020, 9, 30),
    )
    old, new = await a_household(actor), await a_household(actor)
    await assessed(actor, old, over, now=LONG_AGO)

    listed = json.loads(kromka("housekeeping", "--json", **how).stdout)
    done = kromka("housekeeping", "--anonymise", **how)
    after = json.loads(kromka("housekeeping", "--json", **how).stdout)

    assert [one["id"] for one in listed] == [str(old)]
    assert listed[0]["kept_until"] == "2023-12-31"
    assert done.returncode == 0, done.stderr
    assert "2023-12-31  True" in done.stdout
    assert after == []
    async with reading(actor):
        assert (await household(old)).anonymised_at is not None
        assert (await household(new)).anonymised_at is None

"""``kromka routes plan``: a day planned beside the service, without a worker."""

import json
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from distribution.core.actor import Actor
from distribution.core.clock import local_day, utc_now
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.routing.queries.plans import plans_of
from distribution.routing.rules.plan_states import PlanState
from tests.cli.running import kromka, on_server
from tests.worlds_routing import TOMORROW, a_start, a_town, at_home


@pytest.fixture
def environment(database: Server, tmp_path: Path) -> dict[str, str]:
    return on_server(database, tmp_path)


async def key_of(owner: asyncpg.Connection, actor: Actor) -> str:
    return await owner.fetchval("SELECT key FROM centre WHERE id = $1", actor.centre)


async def test_a_day_is_planned_and_waits_to_be_published(
    actor: Actor, owner: asyncpg.Connection, environment: dict[str, str]
) -> None:
    """The command reads the machine's own clock, so the day is really tomorrow."""
    day = local_day(utc_now()) + timedelta(days=1)
    await a_start(actor)

    done = kromka(
        *("routes", "plan", "--date", day.isoformat(), "--seconds", "1", "--json"),
        *("--centre", await key_of(owner, actor)),
        **environment,
    )

    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    assert (body["date"], body["runs"], body["unserved"]) == (day.isoformat(), [], [])
    async with reading(actor):
        [made] = await plans_of(day)
    assert (str(made.id), made.state) == (body["plan"], PlanState.SOLVED)


async def test_a_day_that_has_passed_is_refused_with_its_reason(
    actor: Actor, owner: asyncpg.Connection, environment: dict[str, str]
) -> None:
    await a_town(actor, homes=[at_home(0)])

    refused = kromka(
        *("routes", "plan", "--date", TOMORROW.isoformat()),
        *("--centre", await key_of(owner, actor)),
        **environment,
    )
    wrong = kromka("routes", "plan", "--date", "jutro", **environment)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Dzień 18.03.2026 już minął." in refused.stderr
    assert wrong.returncode == 2

"""A place with its opening hours, added from the command line."""

import json
from datetime import time
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.pickup.queries.hours import weekly_hours
from tests.cli.running import kromka, on_server

ADD = ("sites", "add", "magazyn", "Magazyn Miejski", "--address", "ul. Próbna 7")
BOTH = ("--kind", "pickup", "--kind", "warehouse")


@pytest.fixture
def environment(database: Server, tmp_path: Path) -> dict[str, str]:
    return on_server(database, tmp_path)


async def test_a_site_is_added_with_its_hours(
    environment: dict[str, str], actor: Actor, owner: asyncpg.Connection
) -> None:
    key = await owner.fetchval("SELECT key FROM centre WHERE id = $1", actor.centre)
    at = ("--centre", key)
    hours = ("--hours", "mon-wed 8:00-15:30", "--hours", "fri 9:00-12:00")
    pin = ("--latitude", "50.92", "--longitude", "22.22")

    made = kromka(*ADD, *BOTH, *hours, *pin, "--json", *at, **environment)
    again = kromka(*ADD, *BOTH, *at, **environment)
    listed = json.loads(kromka("sites", "--json", *at, **environment).stdout)

    assert made.returncode == 0, made.stderr
    site = UUID(json.loads(made.stdout)["id"])
    assert [(row["id"], row["kinds"]) for row in listed] == [
        (str(site), ["pickup", "warehouse"])
    ]
    assert (again.returncode, again.stdout) == (1, "")
    assert "magazyn" in again.stderr
    async with reading(actor):
        week = await weekly_hours(site)
    morning = (time(8), time(15, 30))
    assert [(one.weekday, one.span.opens, one.span.closes) for one in week] == [
        (1, *morning),
        (2, *morning),
        (3, *morning),
        (5, time(9), time(12)),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--hours", "pon-pt 8:00-15:00"),
        ("--hours", "mon 15:00-8:00"),
        ("--hours", "mon 8:00-25:00"),
        ("--hours", "fri-mon 8:00-15:00"),
        ("--hours", "mon 8:00-12:00", "--hours", "mon-tue 11:00-15:00"),
        ("--latitude", "50.92"),
    ],
)
def test_wrong_usage_adds_nothing(
    wrong: tuple[str, ...], environment: dict[str, str]
) -> None:
    answer = kromka(*ADD, *BOTH, *wrong, **environment)

    assert answer.returncode == 2, answer.stderr

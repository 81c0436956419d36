"""``kromka import households`` as people run it."""

from pathlib import Path

import asyncpg
import pytest

from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.households.queries.records import count_households
from tests.cli.running import kromka, on_server


@pytest.fixture
async def environment(
    database: Server, tmp_path: Path, owner: asyncpg.Connection, actor: Actor
) -> dict[str, str]:
    key = await owner.fetchval("SELECT key FROM centre WHERE id = $1", actor.centre)
    return {**on_server(database, tmp_path), "KROMKA_CENTRE": key}


async def households_of(actor: Actor) -> int:
    async with reading(actor):
        return await count_households()


async def test_the_template_comes_in_once(
    environment: dict[str, str], tmp_path: Path, actor: Actor
) -> None:
    file = tmp_path / "households.csv"
    file.write_text(kromka("import", "households", "--template").stdout)

    shown = kromka("import", "households", str(file), "--dry-run", **environment)
    nobody = await households_of(actor)
    loaded = kromka("import", "households", str(file), **environment)
    again = kromka("import", "households", str(file), **environment)

    assert "1 would be new, 0 would be changed, 0 unchanged." in shown.stdout
    assert nobody == 0
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout == "1 new, 0 changed, 0 unchanged.\n"
    assert loaded.stderr == ""
    assert again.stdout == "0 new, 0 changed, 1 unchanged.\n"
    assert await households_of(actor) == 1


async def test_a_bad_row_is_named_and_nothing_is_loaded(
    environment: dict[str, str], tmp_path: Path, actor: Actor
) -> None:
    file = tmp_path / "households.csv"
    file.write_text(
        "household;given_name;family_name;phone\nA;Anna;Nowak;\nB;Jan;;12\n"
    )

    refused = kromka("import", "households", str(file), **environment)

    assert refused.returncode == 1
    assert "wiersz 3, kolumna family_name" in refused.stderr
    assert "wiersz 3, kolumna phone" in refused.stderr
    assert refused.stdout == ""
    assert await households_of(actor) == 0

"""``kromka import delivery`` as a process: a look, bad rows, and the file twice."""

from pathlib import Path

import asyncpg
import pytest

from distribution.core.actor import Actor
from distribution.core.clock import local_day, utc_now
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.inventory.delivery_file import COLUMNS, POLISH_COLUMNS
from distribution.inventory.queries.locations import locations
from distribution.inventory.queries.stock import stock
from tests.cli.running import kromka, on_server
from tests.worlds_inventory import a_store


@pytest.fixture
async def environment(
    database: Server, owner: asyncpg.Connection, actor: Actor, tmp_path: Path
) -> dict[str, str]:
    query = "SELECT key FROM centre WHERE id = $1"
    key = await owner.fetchval(query, actor.centre)
    return on_server(database, tmp_path) | {"KROMKA_CENTRE": key}


async def test_a_note_is_looked_at_taken_in_once_and_refused_by_row(
    actor: Actor, environment: dict[str, str], tmp_path: Path
) -> None:
    store = await a_store(actor)
    async with reading(actor):
        places = {place.id: place.key for place in await locations()}
    today, shelf = local_day(utc_now()), places[store.shelf]
    row = f"MLEKO;720;12;Ł1;;WZ/118;{today};donation;{shelf}"
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(f"{';'.join(COLUMNS)}\n{row}\n".encode("cp1250"))
    bad.write_text(f"{';'.join(COLUMNS)}\n{row}\nKAWIOR;0;;;;;jutro;x;y\n")

    dry = kromka("import", "delivery", str(good), "--dry-run", **environment)
    async with reading(actor):
        before = await stock()
    refused = kromka("import", "delivery", str(bad), **environment)
    taken = kromka("import", "delivery", str(good), **environment)
    again = kromka("import", "delivery", str(good), **environment)

    async with reading(actor):
        after = [(line.number, line.packs) for line in await stock()]
    assert dry.returncode == 0, dry.stderr
    assert "+720" in dry.stdout
    assert before == []
    assert refused.returncode == 1
    for column in ("packs", "lot", "document", "received_on"):
        assert f"wiersz 3, kolumna {column}:" in refused.stderr
    assert (taken.returncode, taken.stdout) == (
        0,
        f"PZ/1/{today.year}: 1 lines, 720 packs.\n",
    )
    assert again.returncode == 0
    assert "Nothing changed" in again.stdout
    assert after == [("Ł1", 720)]


def test_the_template_imports_by_its_columns() -> None:
    printed = kromka("import", "delivery", "--template")

    head, row = printed.stdout.splitlines()
    assert printed.returncode == 0
    assert [POLISH_COLUMNS[one] for one in head.split(";")] == list(COLUMNS)
    assert len(row.split(";")) == len(COLUMNS)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    answer = kromka("import", "delivery", str(tmp_path / "none.csv"))

    assert answer.returncode == 2

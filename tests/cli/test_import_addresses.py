"""``kromka import addresses`` as a process: a look, the register, everyday names."""

from pathlib import Path

import asyncpg
import pytest

from distribution.accounts.commands.keeping import add_site
from distribution.core.actor import Actor
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.households.queries.records import household
from distribution.households.rules.details import HouseholdDetails
from tests.cli.running import kromka, on_server
from tests.worlds_addresses import SAMPLES
from tests.worlds_households import a_household


@pytest.fixture
async def environment(
    database: Server, owner: asyncpg.Connection, actor: Actor, tmp_path: Path
) -> dict[str, str]:
    query = "SELECT key FROM centre WHERE id = $1"
    key = await owner.fetchval(query, actor.centre)
    return on_server(database, tmp_path) | {"KROMKA_CENTRE": key}


async def test_the_register_is_looked_at_and_taken_in_and_places_households(
    actor: Actor, environment: dict[str, str]
) -> None:
    await add_site(
        actor,
        key="rzepin",
        name="Rzepin",
        address="Rynek 1",
        is_pickup=True,
        is_warehouse=True,
        latitude=52.346,
        longitude=14.5,
    )
    where = HouseholdDetails(
        street="inwalidow wojennych", house_number="1 a", locality="Rzepin"
    )
    known = await a_household(actor, details=where)
    lost = await a_household(
        actor, details=HouseholdDetails(house_number="3", locality="Nigdzie")
    )
    file = str(SAMPLES / "sample_model2021.xml")

    dry = kromka("import", "addresses", file, "--dry-run", **environment)
    taken = kromka("import", "addresses", file, **environment)
    again = kromka("import", "addresses", file, "--box", "52,14,53,16", **environment)

    assert (dry.returncode, taken.returncode, again.returncode) == (0, 0, 0), dry.stderr
    assert "1 addresses would come in, 2 bad rows left out" in dry.stdout
    assert "wiersz 57: Punkt leży 47 km" in taken.stderr
    assert "Households: 1 placed on the map, 1 not found (no. 2)." in taken.stdout
    assert "3 addresses in, 0 bad rows" in again.stdout
    async with reading(actor):
        placed, unplaced = await household(known), await household(lost)
    assert placed.latitude == pytest.approx(52.3434219)
    assert placed.longitude == pytest.approx(14.8391035)
    assert unplaced.latitude is None


def test_a_file_of_something_else_is_refused(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a;b\n1;2\n")

    refused = kromka("import", "addresses", str(file), **environment)

    assert refused.returncode == 1
    assert "Brakuje kolumny lokalny_id." in refused.stderr

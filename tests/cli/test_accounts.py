"""How an installation begins, and what the listings say."""

import getpass
import json
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from distribution.accounts.commands.keeping import add_site
from distribution.accounts.commands.signing_in import set_password_by_link, sign_in
from distribution.accounts.queries import device_of
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.postgres.server import Server
from distribution.programmes.commands.seeding import seed_reference_data
from tests import worlds_programmes
from tests.cli.running import kromka, on_server
from tests.core.postgres.conftest import data_dir
from tests.worlds_accounts import PASSWORD

__all__ = ["data_dir"]


@pytest.fixture
def environment(database: Server, tmp_path: Path) -> dict[str, str]:
    return on_server(database, tmp_path)


async def key_of(owner: asyncpg.Connection, actor: Actor) -> str:
    return await owner.fetchval("SELECT key FROM centre WHERE id = $1", actor.centre)


def test_an_installation_begins_on_an_empty_machine(data_dir: Path) -> None:
    """With nothing but a data directory: database, schema, centre, administrator."""
    place = {"KROMKA_DATA_DIR": str(data_dir)}

    before = kromka("sites", **place)
    begun = kromka("centre", "add", "krasnik", "MOPS w Kraśniku", **place)
    added = kromka(
        *("staff", "add", "--login", "anna", "--name", "Anna Próbna"),
        *("--role", "administrator", "--role", "coordinator"),
        KROMKA_PUBLIC_URL="https://paczki.example.org",
        **place,
    )
    listed = kromka("staff", "--json", **place)

    assert before.returncode == 1
    assert "Nie ma jeszcze żadnego ośrodka" in before.stderr
    assert begun.returncode == 0, begun.stderr
    assert added.stdout.startswith("https://paczki.example.org/password/")
    (person,) = json.loads(listed.stdout)
    assert person["key"] == "anna"
    assert person["roles"] == ["administrator", "coordinator"]
    assert (data_dir / "master.key").stat().st_mode & 0o777 == 0o600


async def test_a_new_centre_knows_the_programmes_and_has_a_signing_key(
    environment: dict[str, str], owner: asyncpg.Connection
) -> None:
    key = f"nowy-{uuid4().hex[:8]}"

    begun = kromka("centre", "add", key, "GOPS Nowy", **environment)
    again = kromka("centre", "add", key, "GOPS Inny", **environment)
    listed = kromka("centres", "--json", **environment)

    assert begun.returncode == 0, begun.stderr
    assert again.returncode == 1
    assert key in again.stderr
    found = {row["key"]: row for row in json.loads(listed.stdout)}
    centre = UUID(found[key]["id"])
    assert found[key]["name"] == "GOPS Nowy"
    for table in ("programme", "income_limit", "article", "signing_key"):
        counted = f"SELECT count(*) FROM {table} WHERE centre = $1"
        assert await owner.fetchval(counted, centre) > 0, table
    who = "SELECT DISTINCT actor FROM audit_entry WHERE centre = $1"
    assert [row["actor"] for row in await owner.fetch(who, centre)] == [
        f"cli:{getpass.getuser()}"
    ]


async def test_the_printed_link_sets_a_password_that_signs_in(
    environment: dict[str, str], actor: Actor, owner: asyncpg.Connection
) -> None:
    login, key = f"jan.{uuid4().hex[:8]}", await key_of(owner, actor)
    person = ("--login", login, "--name", "Jan Próbny", "--role", "driver")

    added = kromka("staff", "add", *person, "--centre", key, "--json", **environment)

    assert added.returncode == 0, added.stderr
    link = json.loads(added.stdout)["link"]
    now = utc_now()
    await set_password_by_link(link.rpartition("/")[2], PASSWORD, now=now)
    opened = await sign_in(login, PASSWORD, peer="test", now=now)
    assert opened.session.actor.centre == actor.centre
    assert opened.session.actor.roles == {Role.DRIVER}


async def test_a_device_is_enrolled_at_the_site_that_is_named(
    environment: dict[str, str], actor: Actor, owner: asyncpg.Connection
) -> None:
    site = await add_site(
        actor,
        key="ckip",
        name="Centrum Kultury",
        address="ul. Próbna 2",
        is_pickup=True,
        is_warehouse=False,
    )
    at = ("--centre", await key_of(owner, actor))

    enrolled = kromka(
        *("device", "enrol", "--site", "ckip", "--name", "Skaner", "--json", *at),
        **environment,
    )
    elsewhere = kromka(
        "device", "enrol", "--site", "brak", "--name", "Skaner", *at, **environment
    )

    answer = json.loads(enrolled.stdout)
    device = await device_of(answer["token"], utc_now())
    assert device is not None
    assert (str(device.id), device.site) == (answer["id"], site)
    assert elsewhere.returncode == 1
    assert elsewhere.stdout == ""


async def test_listings_name_what_other_commands_take(
    environment: dict[str, str], actor: Actor, owner: asyncpg.Connection
) -> None:
    await seed_reference_data(actor)
    site = await worlds_programmes.a_site(actor, is_warehouse=True)
    opened = await worlds_programmes.a_round(
        actor, sub_programme=await worlds_programmes.a_sub_programme(actor), site=site
    )
    at = ("--centre", await key_of(owner, actor))

    sites = json.loads(kromka("sites", "--json", *at, **environment).stdout)
    rounds = json.loads(kromka("rounds", "--json", *at, **environment).stdout)
    table = kromka("sites", *at, **environment).stdout.splitlines()

    assert [(row["id"], row["kinds"]) for row in sites] == [
        (str(site), ["pickup", "warehouse"])
    ]
    assert [row["id"] for row in rounds] == [str(opened)]
    assert rounds[0].keys() >= {"id", "key", "name", "state"}
    assert table[0].split() == ["KEY", "NAME", "KINDS", "ID"]
    assert str(site) in table[1]


async def test_of_several_centres_one_must_be_named(
    environment: dict[str, str], actor: Actor, owner: asyncpg.Connection
) -> None:
    await add_second(owner)
    key = await key_of(owner, actor)

    unclear = kromka("sites", **environment)
    unknown = kromka("sites", "--centre", "nie-ma", **environment)
    by_variable = kromka("sites", "--json", KROMKA_CENTRE=key, **environment)

    assert unclear.returncode == unknown.returncode == 1
    assert "--centre" in unclear.stderr
    assert "nie-ma" in unknown.stderr
    assert json.loads(by_variable.stdout) == []


async def add_second(owner: asyncpg.Connection) -> None:
    await owner.execute(
        "INSERT INTO centre (id, key, name, short_name) VALUES ($1, $2, 'Drugi', 'D')",
        uuid4(),
        f"c{uuid4().hex[:10]}",
    )


@pytest.mark.parametrize("key", ["", "Wielki", "spacja tu", "-opcja", "x" * 41])
def test_a_key_of_a_centre_is_plain(key: str, environment: dict[str, str]) -> None:
    answer = kromka("centre", "add", "--", key, "Nazwa", **environment)

    assert answer.returncode == 2

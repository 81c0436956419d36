"""``kromka verify``: finds nothing in a sound database, and each damage in a bad one.

The damage is done as the owner or the superuser, past the constraints that would
refuse it, in a database of its own; each is rolled back.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from distribution.core.database import connected, engine
from distribution.core.migrations import migrate
from distribution.core.postgres.server import SERVICE_ROLE, Server
from distribution.pickup.commands.booking import book_slot, cancel_booking
from distribution.verify import CHECKS, run_check, verify
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.handouts import HandedOut, HandoutRequest
from distribution.vouchers.rules import Channel
from tests.cli.running import kromka, on_server
from tests.core.catalog import insert_row
from tests.worlds import NOON, a_centre
from tests.worlds_pickup import a_bookable_round

_DATABASE = "kromka_verify"


@pytest.fixture(scope="module")
async def trial(server: Server) -> AsyncIterator[Server]:
    """A database beside the suite's own, with the newest schema and a small world."""
    superuser = await asyncpg.connect(server.superuser_dsn)
    await superuser.execute(f"CREATE DATABASE {_DATABASE} OWNER kromka_owner")
    found = engine()
    kept = found.pool, found.config
    found.pool = None
    trial = msgspec.structs.replace(
        server,
        service_dsn=server.service_dsn.replace("/kromka?", f"/{_DATABASE}?"),
        owner_dsn=server.owner().replace("/kromka?", f"/{_DATABASE}?"),
        superuser_dsn=str(server.superuser_dsn).replace("/kromka?", f"/{_DATABASE}?"),
    )
    try:
        await migrate(trial.owner(), SERVICE_ROLE)
        async with connected(trial.service_dsn, pool_size=4):
            await a_small_world(trial)
    finally:
        found.pool, found.config = kept
    yield trial
    await superuser.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")
    await superuser.close()


async def a_small_world(trial: Server) -> None:
    """Hand out, annul, conflict and book: a bit of everything that is checked."""
    owner = await asyncpg.connect(trial.owner())
    actor = await a_centre(owner)
    await owner.close()
    world = await a_bookable_round(actor, households=3, capacity=2)
    codes = {row.id: row.short_code for row in world.counter.vouchers}

    def scan(voucher: UUID, *, offline: bool = False) -> HandoutRequest:
        return HandoutRequest(
            code=codes[voucher],
            nonce=uuid4(),
            scanned_at=NOON,
            channel=Channel.PICKUP,
            offline=offline,
            site=world.counter.site,
        )

    first, second, third = world.vouchers
    for request in (scan(first), scan(first, offline=True), scan(second)):
        done = await hand_out(actor, request, now=NOON)
        assert isinstance(done, HandedOut)
    await annul(actor, done.handout.id, reason="pomyłka", now=NOON)
    for voucher in (second, third):
        booked = await book_slot(
            actor, voucher=voucher, slot=world.slots[0].id, now=NOON
        )
    await cancel_booking(actor, booked.booking.id, now=NOON)


@pytest.fixture
async def superuser(trial: Server) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose changes, to data or guards, are undone after the test."""
    connection = await asyncpg.connect(trial.superuser_dsn)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def test_a_sound_database_has_no_faults(trial: Server) -> None:
    findings = [finding async for finding in verify(trial.owner())]

    assert {finding.check.name: finding.shown for finding in findings} == {
        check.name: [] for check in CHECKS
    }


async def test_the_small_world_has_something_to_check(
    superuser: asyncpg.Connection,
) -> None:
    """Otherwise a check could pass for want of rows."""
    for table in ("movement", "reservation", "conflict_case", "booking", "entitlement"):
        assert await superuser.fetchval(f"SELECT count(*) FROM {table}") > 0, table
    assert await superuser.fetchval("SELECT count(annulled_at) FROM handout") == 1


_QUIET = "SET LOCAL session_replication_role = replica; "
_HANDED_OUT = "(SELECT id FROM handout WHERE annulled_at IS NULL LIMIT 1)"
_A_VOUCHER = "(SELECT voucher FROM handout WHERE conflict IS NOT NULL LIMIT 1)"

DAMAGE = {
    "ledger": "UPDATE stock_balance SET packs = packs + 1",
    "reserved": "UPDATE stock_balance SET reserved = reserved - 1 WHERE reserved > 0",
    "one_handout": "DROP INDEX handout_one_active; UPDATE handout SET conflict = NULL",
    "handouts_moved": "DELETE FROM movement WHERE handout = " + _HANDED_OUT,
    "annulled": "DELETE FROM movement WHERE reason = 'annulled'",
    "funds": "UPDATE lot SET fund = NULL",
    "conflicts": "DELETE FROM conflict_case",
    "slots": "UPDATE slot SET booked = booked - 1 WHERE booked > 0",
    "documents": "UPDATE stock_document SET sequence = sequence + 1",
    "entitlements": "UPDATE entitlement SET issued = issued + 1",
    "shorts": "INSERT INTO handout_short (id, centre, handout, article, packs)"
    " SELECT gen_random_uuid(), d.centre, d.id, a.id, 9 FROM handout AS d"
    " JOIN article AS a ON a.centre = d.centre LIMIT 1",
    "assessments": "UPDATE assessment SET eligible = NOT eligible",
    "audit": "DELETE FROM audit_entry WHERE relation = 'household'",
    "protected": "ALTER TABLE lot DISABLE ROW LEVEL SECURITY",
    "guards": "ALTER TABLE movement DISABLE TRIGGER movement_append_only",
}
"""What a careless hand could do, by the check that must notice."""


@pytest.mark.parametrize("name", DAMAGE)
async def test_each_check_notices_its_damage(
    name: str, superuser: asyncpg.Connection
) -> None:
    await superuser.execute(_QUIET + DAMAGE[name])

    assert name in await faulty(superuser)


async def faulty(connection: asyncpg.Connection) -> list[str]:
    return [
        check.name for check in CHECKS if not (await run_check(connection, check)).holds
    ]


OTHER_DAMAGE = [
    ("documents", "UPDATE document_counter SET last = last + 1"),
    ("documents", "DELETE FROM document_counter"),
    ("ledger", "DELETE FROM stock_balance"),
    ("annulled", "UPDATE handout SET annulled_at = now() WHERE annulled_at IS NULL"),
    ("annulled", "UPDATE movement SET packs = packs + 1 WHERE reason = 'annulled'"),
    (
        "slots",
        (
            "ALTER TABLE slot DROP CONSTRAINT slot_never_overbooked;"
            " UPDATE slot SET capacity = 0 WHERE booked > 0"
        ),
    ),
    ("entitlements", "DELETE FROM entitlement"),
    (
        "assessments",
        "UPDATE assessment SET outcome = jsonb_set(outcome, '{per_person}', '1')",
    ),
    ("assessments", "UPDATE assessment SET outcome = '{}'"),
    ("protected", "DROP POLICY lot_own_centre ON lot"),
    ("guards", "ALTER TABLE lot ADD CONSTRAINT x CHECK (number <> 'x') NOT VALID"),
]


@pytest.mark.parametrize(("name", "damage"), OTHER_DAMAGE)
async def test_checks_notice_other_damage_too(
    name: str, damage: str, superuser: asyncpg.Connection
) -> None:
    await superuser.execute(_QUIET + damage)

    assert name in await faulty(superuser)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("one_driver", "UPDATE stop SET published = true, closed = false"),
        ("one_driver", "UPDATE stop SET plan = (SELECT min(id::text) FROM stop)::uuid"),
        ("stops", "UPDATE stop SET run = NULL, unserved_code = NULL"),
        ("stops", "UPDATE stop SET run = (SELECT id FROM run LIMIT 1)"),
    ],
)
async def test_checks_notice_damaged_routes(
    name: str, damage: str, superuser: asyncpg.Connection
) -> None:
    """Stops as the solver would leave them, and then as it would not."""
    centre = await superuser.fetchval("SELECT id FROM centre")
    await superuser.execute(_QUIET)
    await superuser.execute(
        "ALTER TABLE stop DROP CONSTRAINT stop_served_or_reason;"
        " DROP INDEX stop_one_active; DROP INDEX stop_once_a_plan"
    )
    for table in ("stop", "stop", "run"):
        await insert_row(superuser, table, centre)
    await superuser.execute(
        "UPDATE stop SET unserved_code = 'no_time',"
        f" voucher = {_A_VOUCHER}, published = false"
    )
    assert {"one_driver", "stops"}.isdisjoint(await faulty(superuser))

    await superuser.execute(damage)

    assert name in await faulty(superuser)


def test_the_command_says_what_holds_and_what_does_not(
    trial: Server, tmp_path: Path
) -> None:
    sound = kromka("verify", **on_server(trial, tmp_path))

    assert sound.returncode == 0, sound.stderr
    assert sound.stdout.count("ok ") == len(CHECKS)
    assert sound.stderr == ""


async def test_the_command_fails_on_damage_and_names_the_rows(
    trial: Server, tmp_path: Path
) -> None:
    owner = await asyncpg.connect(trial.owner())
    balance = await owner.fetchval(
        "UPDATE stock_balance SET packs = packs + 1 WHERE id ="
        " (SELECT id FROM stock_balance WHERE packs > 0 LIMIT 1) RETURNING lot"
    )
    try:
        damaged = kromka("verify", **on_server(trial, tmp_path))
        alone = on_server(trial, tmp_path)
        del alone["KROMKA_OWNER_URL"]
        unable = kromka("verify", **alone)
    finally:
        await owner.execute(
            "UPDATE stock_balance SET packs = packs - 1 WHERE lot = $1", balance
        )
        await owner.close()

    assert damaged.returncode == 1
    assert "FAULT  ledger" in damaged.stderr
    assert str(balance) in damaged.stderr
    assert unable.returncode == 1
    assert "KROMKA_OWNER_URL" in unable.stderr


def test_every_check_has_a_damage_that_it_notices() -> None:
    assert {check.name for check in CHECKS} == {*DAMAGE, "one_driver", "stops"}

"""Two centres in one database cannot see each other. Walks every table there is."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg
import pytest

from distribution.accounts.commands.keeping import add_site, enrol_device
from distribution.core.actor import Actor
from distribution.core.errors import NotFoundError
from distribution.core.postgres.server import Server
from tests.core.catalog import (
    NOT_OF_A_CENTRE,
    OWNER,
    SERVICE,
    a_row_in_every_table,
    acting_as,
    centre_tables,
    insert_row,
    refusal,
    tables,
)

_DENIED = "42501"
_APPEND_ONLY = "KR001"

_REFERS_TO_NOTHING = {
    "audit_entry.row_id": "a row of any table, which may be gone",
    "concern.nonce": "made by the phone",
    "handout.nonce": "made by the phone",
    "outbox_message.subject": "a booking, a run, whatever the kind says",
    "scan.nonce": "made by the phone",
    "scan.site": "as sent: a refused scan is kept even if it names nonsense",
    "scan.voucher": "kept when the voucher's centre is another's",
    "stop_outcome.nonce": "made by the phone",
}

_NOT_AUDITED = {
    "audit_entry": "is the trail",
    "address_alias": "reference data; an import says what it did",
    "address_point": "reference data; pins and communes are audited",
    "address_street": "reference data; pins and communes are audited",
    "document_counter": "the documents say it",
    "door_photo_content": "the photo says it; what is seen has no place in the trail",
    "entitlement": "the hand-outs say it",
    "household_number": "the households say it",
    "name_word": "the members say it",
    "gathered_line": "the documents that move it say it",
    "label_run": "its labels say it",
    "outbox_message": "its rows say it; a household's link must not stay",
    "print_file": "the print and the vouchers' counts say it",
    "print_item": "the vouchers' counts say it",
    "plan_edit": "the runs and stops that were changed say it",
    "queue_entry": "numbers without names, for a day",
    "referral_number": "the referrals say it",
    "reservation": "follows vouchers and hand-outs",
    "road_map_content": "the road map says it",
    "scan_pin": "its setting says when it changed; the hash has no place in the trail",
    "session": "changes at every sign-in; the attempts are kept",
    "stock_balance": "the ledger says it",
    "voucher_line": "written once, with its voucher",
}

A, B = uuid4(), uuid4()


@pytest.fixture(scope="module")
async def superuser(migrated: Server) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(migrated.superuser_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def filled(superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A connection that sees one row in every table for each of two centres."""
    async with a_row_in_every_table(superuser, [A, B]):
        yield superuser


async def test_every_table_belongs_to_a_centre_or_says_why_not(
    owner: asyncpg.Connection,
) -> None:
    strangers = {row["name"] for row in await tables(owner) if not row["of_centre"]}

    assert strangers - {"audit_entry"} == set(NOT_OF_A_CENTRE)


async def test_there_are_only_plain_tables(owner: asyncpg.Connection) -> None:
    """A view would show its owner's rows, policies or not."""
    odd = [row["name"] for row in await tables(owner) if row["kind"] != "r"]

    assert odd == []


async def test_every_table_but_piccolos_own_is_protected(
    owner: asyncpg.Connection,
) -> None:
    bare = [row["name"] for row in await tables(owner) if not row["protected"]]

    assert bare == ["migration"]


async def test_every_table_of_a_centre_has_one_policy_that_compares_the_centre(
    owner: asyncpg.Connection,
) -> None:
    rows = await owner.fetch(
        "SELECT tablename, array_agg(qual) AS seen, array_agg(with_check) AS written"
        " FROM pg_policies GROUP BY tablename"
    )
    policies = {row["tablename"]: (row["seen"], row["written"]) for row in rows}
    own = ["(centre = kromka_centre())"]

    wrong = {
        table: policies.get(table)
        for table in await centre_tables(owner)
        if policies.get(table) != (own, own)
    }

    assert wrong == {}
    assert policies["centre"][0] == ["(id = kromka_centre())"]
    assert policies["audit_entry"][0] == own
    assert "sign_in_attempt" not in policies


async def test_the_service_stands_below_the_policies(owner: asyncpg.Connection) -> None:
    role = await owner.fetchrow("SELECT * FROM pg_roles WHERE rolname = $1", SERVICE)
    owned = await owner.fetch(
        "SELECT classid::regclass::text, objid FROM pg_shdepend"
        " WHERE deptype = 'o' AND refobjid = $1::regrole",
        SERVICE,
    )
    member_of = await owner.fetch(
        "SELECT rolname FROM pg_roles WHERE pg_has_role($1, oid, 'MEMBER')", SERVICE
    )

    assert not role["rolsuper"]
    assert not role["rolbypassrls"]
    assert not role["rolcreaterole"]
    assert owned == []
    assert [row["rolname"] for row in member_of] == [SERVICE]
    assert not await owner.fetchval(
        "SELECT has_schema_privilege($1, 'public', 'CREATE')", SERVICE
    )


async def test_a_row_of_another_centre_is_not_seen(filled: asyncpg.Connection) -> None:
    faults = {}
    for table in await centre_tables(filled):
        async with acting_as(filled, SERVICE, A):
            seen = await _centres_seen(filled, table)
        async with acting_as(filled, SERVICE, None):
            seen_by_nobody = await _centres_seen(filled, table)
        if (seen, seen_by_nobody) != ({A}, set()):
            faults[table] = seen, seen_by_nobody

    assert faults == {}


async def _centres_seen(connection: asyncpg.Connection, table: str) -> set[UUID]:
    rows = await connection.fetch(f"SELECT DISTINCT centre FROM {table}")
    return {row["centre"] for row in rows}


async def test_a_row_of_another_centre_cannot_be_written(
    filled: asyncpg.Connection,
) -> None:
    faults = []
    for table in await centre_tables(filled):
        for centre, allowed in ((A, await _may(filled, table, "INSERT")), (B, False)):
            outcome = None
            async with acting_as(filled, SERVICE, A):
                try:
                    await insert_row(filled, table, centre)
                except asyncpg.UniqueViolationError:
                    pass  # the policy has let it in
                except asyncpg.InsufficientPrivilegeError:
                    outcome = _DENIED
            if (outcome is None) != allowed:
                faults.append((table, "own" if centre == A else "other", outcome))

    assert faults == []


async def test_a_row_of_another_centre_cannot_be_changed_or_given_away(
    filled: asyncpg.Connection,
) -> None:
    faults = []
    for table in await centre_tables(filled):
        async with acting_as(filled, SERVICE, A):
            if await _may(filled, table, "UPDATE"):
                changed = await filled.execute(
                    f"UPDATE {table} SET centre = centre WHERE centre = '{B}'"
                )
                given = await refusal(filled, f"UPDATE {table} SET centre = '{B}'")
                if (changed, given) != ("UPDATE 0", _DENIED):
                    faults.append((table, changed, given))
            if await _may(filled, table, "DELETE"):
                gone = await filled.execute(f"DELETE FROM {table} WHERE centre = '{B}'")
                if gone != "DELETE 0":
                    faults.append((table, gone))

    assert faults == []


async def _may(connection: asyncpg.Connection, table: str, privilege: str) -> bool:
    return bool(
        await connection.fetchval(
            "SELECT has_table_privilege($1, $2, $3)", SERVICE, table, privilege
        )
    )


async def test_nobody_may_empty_or_trigger(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        "SELECT table_name, privilege_type FROM information_schema.table_privileges"
        " WHERE table_schema = 'public' AND grantee IN ($1, 'PUBLIC')"
        " AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')",
        SERVICE,
    )

    assert found == []


async def test_every_foreign_key_within_a_centre_carries_the_centre(
    owner: asyncpg.Connection,
) -> None:
    rows = await owner.fetch(
        "SELECT conname, pg_get_constraintdef(oid) AS says FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
    )

    plain = [
        row["conname"]
        for row in rows
        if not row["says"].startswith("FOREIGN KEY (centre, ")
        and row["says"] != "FOREIGN KEY (centre) REFERENCES centre(id)"
    ]

    assert rows
    assert plain == []


async def test_every_reference_is_a_foreign_key_or_says_why_not(
    owner: asyncpg.Connection,
) -> None:
    rows = await owner.fetch(
        "SELECT c.relname || '.' || a.attname AS name FROM pg_attribute AS a"
        " JOIN pg_class AS c ON c.oid = a.attrelid"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        " AND a.atttypid = 'uuid'::regtype AND a.attname NOT IN ('id', 'centre')"
        " AND NOT EXISTS (SELECT FROM pg_constraint AS f WHERE f.contype = 'f'"
        " AND f.conrelid = c.oid AND a.attnum = ANY (f.conkey)) ORDER BY 1"
    )

    assert {row["name"] for row in rows} <= set(_REFERS_TO_NOTHING)


async def test_the_centre_of_every_row_exists(owner: asyncpg.Connection) -> None:
    """By a foreign key of its own, or through a parent that has one."""
    rows = await owner.fetch(
        "SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
    )
    anchored = {row["name"] for row in rows}

    assert set(await centre_tables(owner)) - anchored <= {"scan"}


async def test_functions_of_the_owner_are_narrow(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(
        "SELECT p.proname, p.proconfig,"
        " EXISTS (SELECT FROM aclexplode(coalesce(p.proacl,"
        "   acldefault('f', p.proowner))) AS a WHERE a.grantee = 0) AS open_to_all"
        " FROM pg_proc AS p WHERE p.prosecdef"
        " AND p.pronamespace NOT IN ('pg_catalog'::regnamespace,"
        " 'information_schema'::regnamespace)"
    )

    loose = [
        row["proname"]
        for row in rows
        if row["open_to_all"]
        or "search_path=public, pg_temp" not in (row["proconfig"] or [])
    ]

    assert len(rows) > 5
    assert loose == []


async def test_what_is_append_only_refuses_every_change(
    filled: asyncpg.Connection,
) -> None:
    rows = await filled.fetch(
        "SELECT tgrelid::regclass::text AS name FROM pg_trigger"
        " WHERE tgfoid = 'kromka_refuse_change'::regproc"
    )
    found = {row["name"] for row in rows}
    await filled.execute("SET LOCAL session_replication_role = origin")

    faults = []
    for table in sorted(found - {"audit_entry"}):
        changes = (f"UPDATE {table} SET centre = centre", f"DELETE FROM {table}")
        for role, expected in ((OWNER, _APPEND_ONLY), (SERVICE, _DENIED)):
            async with acting_as(filled, role, A):
                answers = [await refusal(filled, change) for change in changes]
            if answers != [expected, expected]:
                faults.append((table, role, answers))

    assert faults == []
    assert found >= {"movement", "assessment", "scan", "stop_outcome", "audit_entry"}


async def test_the_trail_cannot_be_changed_by_the_service_nor_thinned_by_anyone(
    actor: Actor, superuser: asyncpg.Connection
) -> None:
    await add_site(
        actor,
        key="trail",
        name="Ślad",
        address="ul. Próbna 1",
        is_pickup=True,
        is_warehouse=False,
    )
    outer = superuser.transaction()
    await outer.start()
    try:
        async with acting_as(superuser, SERVICE, actor.centre):
            assert await superuser.fetchval("SELECT count(*) FROM audit_entry") > 0
            for change in (
                "UPDATE audit_entry SET actor = 'x'",
                "DELETE FROM audit_entry",
                "INSERT INTO audit_entry (action, relation) VALUES ('a', 'b')",
            ):
                assert await refusal(superuser, change) == _DENIED
        async with acting_as(superuser, OWNER, None):
            assert await refusal(superuser, "DELETE FROM audit_entry") == _APPEND_ONLY
    finally:
        await outer.rollback()


async def test_every_table_of_a_centre_leaves_a_trace_or_says_why_not(
    owner: asyncpg.Connection,
) -> None:
    rows = await owner.fetch(
        "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgfoid IN"
        " ('kromka_audit'::regproc, 'kromka_refuse_change'::regproc)"
    )
    traced = {row["name"] for row in rows}

    assert set(await centre_tables(owner)) - traced <= set(_NOT_AUDITED)


async def test_a_command_does_not_reach_into_another_centre(
    new_centre: Callable[[], Awaitable[Actor]],
) -> None:
    here, there = await new_centre(), await new_centre()
    site = await add_site(
        there,
        key="obcy",
        name="Obcy punkt",
        address="ul. Próbna 1",
        is_pickup=True,
        is_warehouse=False,
    )

    with pytest.raises(NotFoundError):
        await enrol_device(here, site=site, name="Skaner")

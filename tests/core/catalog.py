"""What the database says of itself, and one row of every table for two centres.

The rows are made from the catalog alone, so a new table is walked without a line
added here. They live in one transaction of the superuser, in which constraints are
dropped and triggers rest, and which is rolled back; policies hold in it as ever.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import asyncpg

SERVICE = "kromka_service"
OWNER = "kromka_owner"

NOT_OF_A_CENTRE = {
    "centre": "the centre itself; its policy compares the id",
    "migration": "Piccolo's list of what was run",
    "sign_in_attempt": "kept before it is known who somebody is; closed to the service",
}

_TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS protected, c.relkind::text AS kind,
       EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid
               AND a.attname = 'centre' AND a.attnotnull) AS of_centre
FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""

_COLUMNS = """
SELECT a.attname AS name, t.typname AS type, nullif(a.atttypmod, -1) - 4 AS length
FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
  AND a.attnotnull AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval%'
"""

_number = count(300)


async def tables(connection: asyncpg.Connection) -> list[asyncpg.Record]:
    """Return every table and view of ours: name, kind, protected, of_centre."""
    return await connection.fetch(_TABLES)


async def centre_tables(connection: asyncpg.Connection) -> list[str]:
    """Return the names of the tables whose rows belong to a centre."""
    return [row["name"] for row in await tables(connection) if row["of_centre"]]


def _value(kind: str, length: int | None) -> Any:
    fresh = uuid4()
    number = next(_number)
    values: dict[str, Any] = {
        "uuid": fresh,
        "varchar": fresh.hex[: length or 32],
        "text": fresh.hex,
        "bytea": fresh.bytes,
        "jsonb": "{}",
        "bool": False,
        "int2": number,
        "int4": number,
        "int8": number,
        "float8": 1.0,
        "date": date(2026, 3, 1),
        "time": time(10),
        "timestamptz": datetime(2026, 3, 1, tzinfo=UTC),
        "_varchar": [],
        "_uuid": [],
    }
    return values[kind]


async def insert_row(connection: asyncpg.Connection, table: str, centre: UUID) -> None:
    """Insert a row of *centre* with a value of the right type in each column."""
    columns = await connection.fetch(_COLUMNS, table)
    values = [
        centre
        if column["name"] == "centre"
        else _value(column["type"], column["length"])
        for column in columns
    ]
    names = ", ".join(f'"{column["name"]}"' for column in columns)
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    await connection.execute(
        f'INSERT INTO "{table}" ({names}) VALUES ({places})', *values
    )


@asynccontextmanager
async def a_row_in_every_table(
    superuser: asyncpg.Connection, centres: list[UUID]
) -> AsyncIterator[None]:
    """Give each centre one row in each of its tables, for the body alone."""
    transaction = superuser.transaction()
    await transaction.start()
    try:
        await superuser.execute("SET LOCAL lock_timeout = '20s'")
        await superuser.execute(
            "DO $$ DECLARE c record; BEGIN FOR c IN"
            " SELECT conrelid::regclass AS t, conname FROM pg_constraint"
            " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
            " AND conrelid <> 0 LOOP"
            " EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname);"
            " END LOOP; END $$"
        )
        await superuser.execute("SET LOCAL session_replication_role = replica")
        for table in await centre_tables(superuser):
            for centre in centres:
                await insert_row(superuser, table, centre)
        yield
    finally:
        await transaction.rollback()


@asynccontextmanager
async def acting_as(
    superuser: asyncpg.Connection, role: str, centre: UUID | None
) -> AsyncIterator[None]:
    """Be *role* of *centre* for the body, whose changes are undone."""
    savepoint = superuser.transaction()
    await savepoint.start()
    try:
        await superuser.execute(
            "SELECT set_config('kromka.centre', $1, true)", str(centre or "")
        )
        await superuser.execute(f"SET LOCAL ROLE {role}")
        yield
    finally:
        await savepoint.rollback()


async def refusal(connection: asyncpg.Connection, statement: str) -> str | None:
    """Return the SQLSTATE with which *statement* is refused, or None if it ran.

    What it did is undone either way.
    """
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        await connection.execute(statement)
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    finally:
        await savepoint.rollback()
    return None

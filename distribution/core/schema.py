"""What Piccolo has no word for, as SQL for the migrations.

Published migrations call these functions, so a change of one is a new function.
"""

from collections.abc import Iterable

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.database import connection

SERVICE_ROLE = "current_setting('kromka.service_role')"
"""The role that the service connects as; ``core.migrations`` sets it."""


def statements(manager: MigrationManager, queries: Iterable[str]) -> None:
    """Let *manager* run *queries* one after another."""
    ordered = list(queries)

    async def run() -> None:
        migration = connection()  # Piccolo runs each migration in one transaction
        for query in ordered:
            await migration.execute(query)

    manager.add_raw(run)


def grant(table: str, privileges: str) -> str:
    """Return SQL that grants *privileges* on *table* to the service role."""
    return (
        f"DO $$ BEGIN EXECUTE format('GRANT {privileges} ON {table} TO %I',"
        f" {SERVICE_ROLE}); END $$"
    )


def grant_function(signature: str) -> list[str]:
    """Return SQL that lets the service role alone call a function."""
    return [
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
        (
            f"DO $$ BEGIN EXECUTE format('GRANT EXECUTE ON FUNCTION {signature} TO %I',"
            f" {SERVICE_ROLE}); END $$"
        ),
    ]


def of_centre(
    table: str,
    privileges: str = "SELECT, INSERT, UPDATE, DELETE",
    *,
    audited: bool = True,
    root: bool = False,
) -> list[str]:
    """Return SQL that makes *table* a centre's own.

    The policy shows and accepts rows of ``kromka.centre`` alone; ``(centre, id)``
    is unique so that composite foreign keys can point at it. A *root* points at
    the centre itself; every other table does so through its parents.
    """
    queries = [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_centre UNIQUE (centre, id)",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        (
            f"CREATE POLICY {table}_own_centre ON {table}"
            " USING (centre = kromka_centre()) WITH CHECK (centre = kromka_centre())"
        ),
        grant(table, privileges),
    ]
    if root:
        queries.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_centre_exists"
            f" FOREIGN KEY (centre) REFERENCES centre (id)"
        )
    if audited:
        queries.append(
            f"CREATE TRIGGER {table}_audit AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION kromka_audit()"
        )
    return queries


def append_only(table: str) -> list[str]:
    """Return SQL that makes *table* a centre's own, and its rows unchangeable."""
    return [
        *of_centre(table, "SELECT, INSERT", audited=False),
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION kromka_refuse_change()"
        ),
    ]


def refers(table: str, column: str, parent: str) -> str:
    """Return SQL for a composite foreign key within the centre."""
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_exists"
        f" FOREIGN KEY (centre, {column}) REFERENCES {parent} (centre, id)"
    )


def check(table: str, name: str, condition: str) -> str:
    """Return SQL for a named CHECK."""
    return f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})"


def unique(table: str, name: str, columns: str, where: str = "") -> str:
    """Return SQL for a named unique index, partial if *where* is given."""
    tail = f" WHERE {where}" if where else ""
    return f"CREATE UNIQUE INDEX {name} ON {table} ({columns}){tail}"


def index(table: str, name: str, columns: str, where: str = "") -> str:
    """Return SQL for a named index, partial if *where* is given.

    Never with the centre first: while a table is young, PostgreSQL may take such an
    index for any look-up within the centre, and then reads all of its rows.
    """
    tail = f" WHERE {where}" if where else ""
    return f"CREATE INDEX {name} ON {table} ({columns}){tail}"


def one_of(table: str, column: str, values: Iterable[str]) -> str:
    """Return SQL that admits only *values* in *column*."""
    listed = ", ".join(f"'{value}'" for value in values)
    return check(table, f"{table}_{column}_known", f"{column} IN ({listed})")

"""The queue of jobs, in a schema of its own."""

from importlib.resources import files

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import SERVICE_ROLE, statements

ID = "2026-11-22T00:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "queue of jobs"

NEWEST = "03.04.00_50"
"""The library's own migration up to which this one goes; later ones get their own."""


def library_migrations(*, after: str = "", upto: str = NEWEST) -> list[str]:
    """Return the SQL of procrastinate's own migrations, in order."""
    folder = files("procrastinate") / "sql" / "migrations"
    found = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    return [
        file.read_text(encoding="utf-8")
        for file in found
        if after < file.name[: len(NEWEST)] <= upto
    ]


QUERIES = [
    "CREATE SCHEMA procrastinate",
    "SET LOCAL search_path = procrastinate",
    *library_migrations(),
    "SET LOCAL search_path = public",
    # Called from our transactions, where the path is another.
    """
    DO $$ DECLARE f regprocedure; BEGIN
        FOR f IN SELECT oid FROM pg_proc
                 WHERE pronamespace = 'procrastinate'::regnamespace LOOP
            EXECUTE format(
                'ALTER FUNCTION %s SET search_path = procrastinate, pg_temp', f);
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        END LOOP;
    END $$
    """,
    f"""
    DO $$ DECLARE service text := {SERVICE_ROLE}; BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA procrastinate TO %I', service);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES'
                       ' IN SCHEMA procrastinate TO %I', service);
        EXECUTE format('GRANT USAGE ON ALL SEQUENCES'
                       ' IN SCHEMA procrastinate TO %I', service);
        EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS'
                       ' IN SCHEMA procrastinate TO %I', service);
    END $$
    """,
]


async def forwards() -> MigrationManager:
    """Create the schema and grant it to the service."""
    manager = MigrationManager(migration_id=ID, app_name="core", description=DESCRIPTION)
    statements(manager, QUERIES)
    return manager

"""Brings the schema forward, one process at a time."""

import contextlib
import io
import sys

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from distribution.core.database import connected

_LOCK = 0x4B524F4D
"""Advisory lock of whoever migrates ("KROM")."""


class MigrationFailedError(RuntimeError):
    """The schema could not be brought forward; nothing of the step was kept."""


async def migrate(owner_dsn: str, service_role: str) -> None:
    """Run all migrations not yet run, as the owner; a second caller waits.

    Args:
        owner_dsn: The role that owns the tables.
        service_role: The role that the service connects as and that the tables
            and functions are granted to.

    Raises:
        MigrationFailedError: A migration could not be run.
    """
    keeper = await asyncpg.connect(owner_dsn)
    said = io.StringIO()
    try:
        await keeper.execute("SELECT pg_advisory_lock($1)", _LOCK)
        async with connected(
            owner_dsn, pool_size=2, **{"kromka.service_role": service_role}
        ):
            with contextlib.redirect_stdout(said):
                result = await run_forwards("all")
    except Exception:
        sys.stderr.write(said.getvalue())
        raise
    finally:
        await keeper.close()
    if not result.success:
        raise MigrationFailedError(result.message)


async def is_current(dsn: str) -> bool:
    """Say whether the database at *dsn* has the newest schema."""
    connection = await asyncpg.connect(dsn)
    try:
        ran = await connection.fetchval("SELECT to_regclass('public.migration')")
        if ran is None:
            return False
        rows = await connection.fetch("SELECT app_name, name FROM migration")
    finally:
        await connection.close()
    return {(row["app_name"], row["name"]) for row in rows} >= known_migrations()


def known_migrations() -> set[tuple[str, str]]:
    """Return every migration of this version, as domain and id."""
    from piccolo.apps.migrations.commands.base import BaseMigrationManager  # noqa: PLC0415 (Piccolo reads its configuration at import)

    manager = BaseMigrationManager()
    known = set()
    for app in manager.get_sorted_app_names():
        config = manager.get_app_config(app_name=app)
        modules = manager.get_migration_modules(config.resolved_migrations_folder_path)
        known |= {(app, name) for name in manager.get_migration_ids(modules)}
    return known

"""``kromka migrate``: brings the schema of the database forward."""

import asyncio

import click

from distribution.core.migrations import migrate as bring_forward
from distribution.core.postgres.server import database_server
from distribution.core.settings import settings


@click.command()
def migrate() -> None:
    """Bring the schema of the database forward."""
    with database_server(settings()) as server:
        asyncio.run(bring_forward(server.owner(), server.service_role))
    click.echo("The schema is current.")

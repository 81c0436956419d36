"""``kromka demo``: fills an empty database with a realistic town."""

import asyncio
import sys
from datetime import datetime

import click

from distribution.core import migrations
from distribution.core.postgres.server import Server, database_server
from distribution.core.settings import settings
from distribution.demo.loading import HOUSEHOLDS, SEED, NotEmptyError, load


@click.command()
@click.option(
    "--households",
    type=click.IntRange(20, 5000),
    default=HOUSEHOLDS,
    show_default=True,
    help="In both centres together.",
)
@click.option(
    "--seed",
    type=int,
    default=SEED,
    show_default=True,
    help="The same seed and day give the same town.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to which the story has come.  [default: today]",
)
def demo(*, households: int, seed: int, today: datetime | None) -> None:
    """Fill an empty database with a realistic town.

    All people are invented. The sub-programme is an example too: no source knows
    one that is in force now.
    """
    with database_server(settings()) as server:
        asyncio.run(_load(server, households=households, seed=seed, today=today))
    click.echo("The demo is loaded.")


async def _load(
    server: Server, *, households: int, seed: int, today: datetime | None
) -> None:
    await migrations.migrate(server.owner(), server.service_role)
    loaded = await load(
        server.owner(),
        server.service_dsn,
        households=households,
        seed=seed,
        today=today.date() if today else None,
        say=tell_terminal,
    )
    if not loaded:
        raise NotEmptyError


def tell_terminal(line: str) -> None:
    """Write how far it is on a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(line, err=True)

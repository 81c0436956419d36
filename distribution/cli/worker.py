"""``kromka worker``: does jobs beside a running service, on this machine or another."""

import asyncio
import signal
from contextlib import suppress

import click

from distribution.background import all_work, keep_working
from distribution.cli.acting import prepare
from distribution.core.clock import utc_now
from distribution.core.database import connected
from distribution.core.logs import configure_logging
from distribution.core.postgres.server import Server, database_server
from distribution.core.settings import settings


@click.command()
def worker() -> None:
    """Do jobs (planning, printing, messages) until Ctrl-C or SIGTERM."""
    configure_logging()
    with database_server(settings()) as server:
        asyncio.run(_work(server))


async def _work(server: Server) -> None:
    await prepare(server)
    async with connected(server.service_dsn):
        working = asyncio.create_task(
            keep_working(server.service_dsn, all_work(), clock=utc_now)
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, working.cancel)
        click.echo("Working.", err=True)
        with suppress(asyncio.CancelledError):
            await working

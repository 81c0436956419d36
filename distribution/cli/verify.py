"""``kromka verify``: proves on the live database what must always hold."""

import asyncio

import click

from distribution.cli.acting import prepare
from distribution.cli.speaking import in_words
from distribution.core.postgres.server import Server, database_server
from distribution.core.settings import settings
from distribution.verify import Finding
from distribution.verify import verify as run_checks


@click.command()
def verify() -> None:
    """Prove the invariants; name what does not hold."""
    with database_server(settings()) as server:
        holds = asyncio.run(_verify(server))
    if not holds:
        raise click.exceptions.Exit(1)


async def _verify(server: Server) -> bool:
    owner = server.owner()
    await prepare(server)
    holds = True
    async for finding in run_checks(owner):
        _show(finding)
        holds &= finding.holds
    return holds


def _show(finding: Finding) -> None:
    """Print what holds on standard output, and what does not on standard error."""
    line = f"{finding.check.name:16} {in_words(finding.check.title)}"
    if finding.holds:
        click.echo(f"ok     {line}")
        return
    click.echo(f"FAULT  {line}: {finding.faults}", err=True)
    for row in finding.shown:
        facts = ", ".join(f"{name}={value}" for name, value in row.items())
        click.echo(f"         {facts}", err=True)
    if finding.faults > len(finding.shown):
        click.echo("         …", err=True)

"""``kromka doctor``: says what is wrong with the installation, and how to mend it."""

import asyncio

import click

from distribution.cli.speaking import in_words
from distribution.core.errors import DomainError
from distribution.core.postgres.server import database_server
from distribution.core.settings import settings
from distribution.examination import examine_database, examine_machine, unreachable
from distribution.examination.finding import Finding, Verdict

_MARKS = {Verdict.GOOD: "ok", Verdict.WARNING: "warn", Verdict.BAD: "BAD"}


@click.command()
def doctor() -> None:
    """Look at the installation; each line that is not ok says what to do."""
    current = settings()
    findings = examine_machine(current)
    try:
        with database_server(current) as server:
            findings += asyncio.run(examine_database(server, current))
    except DomainError as error:
        findings.append(unreachable(error))
    for finding in findings:
        _show(finding)
    if any(finding.verdict is Verdict.BAD for finding in findings):
        raise click.exceptions.Exit(1)


def _show(finding: Finding) -> None:
    words = in_words(finding.sentence, **finding.facts)
    is_bad = finding.verdict is Verdict.BAD
    click.echo(f"{_MARKS[finding.verdict]:5} {finding.subject:12} {words}", err=is_bad)

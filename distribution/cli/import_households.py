"""``kromka import households``: households and their members from a CSV file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from distribution.cli.acting import act
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option, json_option
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.transaction import perform
from distribution.households.commands.importing import (
    ImportReport,
    import_households,
)
from distribution.households.household_columns import household_template
from distribution.households.import_plan import ImportChange

_COLUMNS = (
    "line",
    "household",
    "number",
    "head",
    "persons",
    "change",
    "fields",
    "like",
)


def _print_template(
    context: click.Context,
    _parameter: click.Parameter,
    wanted: bool,  # noqa: FBT001 (click's own signature)
) -> None:
    """Print a header and a row that import, and leave."""
    if wanted:
        click.echo(household_template(), nl=False)
        context.exit()


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@centre_option
@json_option
@click.option("--dry-run", is_flag=True, help="Show the difference; change nothing.")
@click.option(
    "--template",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print a header and a row that import, and leave.",
)
def households(*, file: Path, centre: str | None, as_json: bool, dry_run: bool) -> None:
    """Load the households of FILE, all of them or none.

    One row a person; rows with the same reference are one household. The same file
    again changes nothing. Every bad row is named with its line and column, and the
    exit status is 1.
    """
    data = file.read_bytes()

    async def load(actor: Actor) -> ImportReport:
        with _progress() as tell:
            return await perform(
                import_households,
                actor,
                data,
                dry_run=dry_run,
                on_progress=tell,
                now=utc_now(),
            )

    report = act(centre, load)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(report)).decode())
        return
    _show(report)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Draw a bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Households", file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield tell


def _show(report: ImportReport) -> None:
    rows = [
        {
            "line": one.line,
            "household": one.household,
            "number": one.number,
            "head": one.head,
            "persons": one.persons,
            "change": one.change,
            "fields": one.fields,
            "like": [str(number) for number in one.likely],
        }
        for one in report.lines
        if one.likely or (report.dry_run and one.change is not ImportChange.UNCHANGED)
    ]
    if rows:
        show_listing(rows, columns=_COLUMNS, as_json=False)
    would = "would be " if report.dry_run else ""
    click.echo(
        f"{report.new} {would}new, {report.changed} {would}changed,"
        f" {report.unchanged} unchanged."
    )

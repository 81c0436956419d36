"""``kromka import delivery``: the Food Bank's delivery note from a CSV file."""

from pathlib import Path

import click

from distribution.accounts.rules import Permission
from distribution.cli.acting import act
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option
from distribution.core.actor import Actor
from distribution.core.clock import local_day, utc_now
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.importing import Imported, import_delivery
from distribution.inventory.delivery_file import delivery_template
from distribution.inventory.queries.deliveries import (
    PlannedDelivery,
    PlannedLine,
    plan_delivery,
)

_COLUMNS = (
    "line",
    "article",
    "lot",
    "place",
    "before",
    "packs",
    "after",
    "lot_is",
    "use_until",
)


def _print_template(
    context: click.Context,
    _parameter: click.Parameter,
    wanted: bool,  # noqa: FBT001 (click's own signature)
) -> None:
    """Print a header and a row that import, and leave."""
    if wanted:
        click.echo(delivery_template(), nl=False)
        context.exit()


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@centre_option
@click.option("--dry-run", is_flag=True, help="Show the difference; change nothing.")
@click.option(
    "--partner",
    default="Bank Żywności",
    show_default=True,
    help="Who delivered; stands on the PZ.",
)
@click.option(
    "--template",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print a header and a row that import, and leave.",
)
def delivery(*, file: Path, centre: str | None, dry_run: bool, partner: str) -> None:
    """Take in the delivery note FILE, all rows or none.

    The same file again changes nothing and says so. Every bad row is named with its
    line and column, and the exit status is 1.
    """
    data = file.read_bytes()

    async def plan(actor: Actor) -> PlannedDelivery:
        actor.must(Permission.SEE_STOCK)
        async with reading(actor):
            return await plan_delivery(data, today=local_day(utc_now()))

    async def take_in(actor: Actor) -> Imported:
        return await perform(
            import_delivery, actor, data, partner=partner, now=utc_now()
        )

    if dry_run:
        _show(act(centre, plan))
        return
    done = act(centre, take_in)
    if done.already is not None:
        click.echo(
            f"Nothing changed: the file came in as {done.already.number}"
            f" of {done.already.issued_on}."
        )
        return
    numbers = ", ".join(made.number for made in done.documents)
    click.echo(f"{numbers}: {done.lines} lines, {done.packs} packs.")


def _show(plan: PlannedDelivery) -> None:
    if plan.already is not None:
        click.echo(
            f"Nothing would change: the file came in as {plan.already.number}"
            f" of {plan.already.issued_on}."
        )
        return
    show_listing([_row(line) for line in plan.lines], columns=_COLUMNS, as_json=False)
    packs = sum(line.row.packs for line in plan.lines)
    click.echo(f"{len(plan.lines)} lines, {packs} packs would come in.")


def _row(line: PlannedLine) -> dict[str, object]:
    return {
        "line": line.row.line,
        "article": line.row.article,
        "lot": line.row.lot,
        "place": f"{line.location.site_key}/{line.location.key}",
        "before": line.packs_before,
        "packs": f"+{line.row.packs}",
        "after": line.packs_before + line.row.packs,
        "lot_is": "new" if line.new_lot else "known",
        "use_until": line.use_until or "-",
    }

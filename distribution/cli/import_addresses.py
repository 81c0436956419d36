"""``kromka import addresses``: the register of addresses, from PRG or from CSV."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
import msgspec

from distribution.accounts.queries import sites
from distribution.addresses.address_csv import address_template
from distribution.addresses.address_file import read_addresses
from distribution.addresses.address_row import Wanted
from distribution.addresses.commands.importing import AddressReport, import_addresses
from distribution.addresses.errors import NothingToLoadError
from distribution.addresses.rules.area import Box, box_around
from distribution.addresses.rules.projection import Degrees
from distribution.cli import in_the_terminals_language
from distribution.cli.acting import act
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option, json_option
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.errors import FieldError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.placing import Placing, place_households

_COLUMNS = ("code", "name", "new", "changed", "unchanged", "gone", "swapped")
_SHOWN = 20


def _as_box(
    _context: click.Context, _parameter: click.Parameter, written: str | None
) -> Box | None:
    """Return the box that an option names: ``SOUTH,WEST,NORTH,EAST`` in degrees."""
    if written is None:
        return None
    try:
        south, west, north, east = (float(part) for part in written.split(","))
    except ValueError:
        usage = "four numbers with commas: 50.90,22.11,50.99,22.30"
        raise click.BadParameter(usage) from None
    return Box(south, west, north, east)


def _print_template(
    context: click.Context,
    _parameter: click.Parameter,
    wanted: bool,  # noqa: FBT001 (click's own signature)
) -> None:
    """Print a header and a row that import, and leave."""
    if wanted:
        click.echo(address_template(), nl=False)
        context.exit()


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@centre_option
@json_option
@click.option("--dry-run", is_flag=True, help="Show the difference; change nothing.")
@click.option(
    "--commune",
    "communes",
    multiple=True,
    metavar="TERYT",
    help="Take this commune alone (0607011, or 060701). May be given again.",
)
@click.option(
    "--box",
    metavar="SOUTH,WEST,NORTH,EAST",
    callback=_as_box,
    help="Where the addresses lie; by default within 30 km of the centre's sites.",
)
@click.option(
    "--template",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print a header and a row that import, and leave.",
)
def addresses(
    *,
    file: Path,
    centre: str | None,
    as_json: bool,
    dry_run: bool,
    communes: tuple[str, ...],
    box: Box | None,
) -> None:
    """Load the addresses of FILE: PRG as XML or GML, CSV, or a ZIP of these.

    The points of each commune in the file replace those that were there; pins that
    staff moved stay. Bad rows are named and left out. A table of everyday street names
    (teryt_simc_code,teryt_ulic_code,teryt_street_name,osm_street_name) is loaded too.
    Households without a place on the map then get one, where it is certain.
    """

    async def load(actor: Actor) -> tuple[AddressReport, Placing | None]:
        async with reading(actor):
            known = [
                Degrees(one.latitude, one.longitude)
                for one in await sites()
                if one.latitude is not None and one.longitude is not None
            ]
        wanted = Wanted(communes=communes, box=box or box_around(known))
        if wanted.box is None:
            click.echo(_NO_BOX, err=True)
        with _progress() as tell:
            report = await perform(
                import_addresses,
                actor,
                partial(read_addresses, file, tell),
                wanted=wanted,
                dry_run=dry_run,
                now=utc_now(),
            )
        return report, None if dry_run else await perform(place_households, actor)

    try:
        report, placing = act(centre, load)
    except NothingToLoadError as refusal:
        _name(refusal.bad, refusal.bad_rows)
        raise
    _name(report.bad, report.bad_rows)
    if as_json:
        facts = {"import": report, "households": placing}
        click.echo(msgspec.json.format(msgspec.json.encode(facts)).decode())
        return
    _show(report, placing)


_NO_BOX = (
    "No site of the centre has coordinates: the order of axes cannot be checked."
    " Give --box."
)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Draw a bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Addresses", file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield tell


def _name(bad: list[FieldError] | tuple[FieldError, ...], count: int) -> None:
    """Name the first bad rows on standard error, and count the others."""
    with in_the_terminals_language() as gettext:
        for fault in bad[:_SHOWN]:
            click.echo(f"  {fault.field}: {fault.says(gettext)}", err=True)
    if count > _SHOWN:
        click.echo(f"  … and {count - _SHOWN} more bad rows.", err=True)


def _show(report: AddressReport, placing: Placing | None) -> None:
    rows = [msgspec.structs.asdict(one) for one in report.communes]
    if rows:
        show_listing(rows, columns=_COLUMNS, as_json=False)
    would = "would come in" if report.dry_run else "in"
    points = sum(one.points for one in report.communes)
    click.echo(
        f"{points} addresses {would}, {report.bad_rows} bad rows left out,"
        f" {report.left_out} not asked for; {report.aliases} new everyday names."
    )
    if placing is not None and (placing.placed or placing.missing):
        missing = ", ".join(str(number) for number in placing.missing[:_SHOWN])
        click.echo(
            f"Households: {placing.placed} placed on the map,"
            f" {len(placing.missing)} not found"
            f"{f' (no. {missing})' if missing else ''}."
        )

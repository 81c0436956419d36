"""``kromka vouchers``: issue to a round, the code list, the sheets."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import click

from distribution.cli.acting import act
from distribution.cli.options import centre_option
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.settings import master_key, settings
from distribution.core.transaction import perform
from distribution.pickup.queries.card_times import card_times
from distribution.vouchers.commands.issuing import (
    Issued,
    issue_vouchers,
)
from distribution.vouchers.commands.printing import count_prints, take_copy_numbers
from distribution.vouchers.printing import Printout, codes_of, read_round, sheets_of

_file = click.Path(dir_okay=False, writable=True, path_type=Path)

round_option = click.option(
    "--round", "round_", required=True, metavar="ROUND", help="Its id or key."
)


@click.group()
def vouchers() -> None:
    """Issue vouchers, list their codes, print them."""


@vouchers.command()
@round_option
@click.option("--pdf", type=_file, help="Write the sheets here.")
@click.option("--codes", type=_file, help="Write the code list here (CSV).")
@centre_option
def issue(
    round_: str, pdf: Path | None, codes: Path | None, centre: str | None
) -> None:
    """Issue to every eligible household that has none yet."""

    async def work(actor: Actor) -> tuple[Issued, Printout]:
        issued = await perform(issue_vouchers, actor, round_, now=utc_now())
        return issued, await _read(actor, round_)

    issued, printout = act(centre, work)
    if pdf is not None:
        _print(printout, pdf, centre)
    if codes is not None:
        _write_codes(printout, codes)
    click.echo(f"Issued: {len(issued.vouchers)}")
    if issued.left_out:
        click.echo(
            f"Left out, fewer than three commodity groups: {len(issued.left_out)}"
        )


@vouchers.command(name="codes")
@round_option
@click.option("--out", type=_file, required=True, help="Write the list here (CSV).")
@centre_option
def list_codes(round_: str, out: Path, centre: str | None) -> None:
    """Write short code, token, household number and channel of issued vouchers."""
    printout = act(centre, _reading(round_))
    _write_codes(printout, out)
    click.echo(f"Codes: {len(printout.rows)}")


@vouchers.command(name="print")
@round_option
@click.option("--pdf", type=_file, required=True, help="Write the sheets here.")
@centre_option
def print_sheets(round_: str, pdf: Path, centre: str | None) -> None:
    """Print issued vouchers, eight to a page; in large print, one to an A6 page."""
    printout = act(centre, _reading(round_))
    _print(printout, pdf, centre)
    click.echo(f"Printed: {len(printout.rows)}")


def _reading(round_: str) -> Callable[[Actor], Awaitable[Printout]]:
    async def work(actor: Actor) -> Printout:
        return await _read(actor, round_)

    return work


async def _read(actor: Actor, round_: str) -> Printout:
    return await read_round(
        actor,
        round_,
        master_key=master_key(settings()),
        now=utc_now(),
        times=card_times,
    )


def _print(printout: Printout, pdf: Path, centre: str | None) -> None:
    """Write the sheets, then count them as printed: a failed print counts none."""
    printed = [row.id for row in printout.rows]

    async def number(actor: Actor) -> dict[UUID, int]:
        return await perform(take_copy_numbers, actor, printed)

    copies = act(centre, number)
    pdf.write_bytes(sheets_of(printout, copies, made_at=utc_now()))

    async def count(actor: Actor) -> None:
        await perform(count_prints, actor, printed)

    act(centre, count)


def _write_codes(printout: Printout, path: Path) -> None:
    path.write_text(codes_of(printout), encoding="utf-8", newline="")

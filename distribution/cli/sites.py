"""``kromka sites``: the places that store food or hand it out, and a new one."""

import re
from datetime import time
from typing import Any
from uuid import UUID

import click
import msgspec

from distribution.accounts.commands.keeping import add_site
from distribution.accounts.queries import sites as all_sites
from distribution.cli.acting import act
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option, json_option
from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.hours import set_weekly_hours
from distribution.pickup.rules.opening import Span, WeeklySpan, check_week

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(
    rf"({'|'.join(_DAYS)})(?:-({'|'.join(_DAYS)}))? (\d\d?:\d\d)-(\d\d?:\d\d)"
)
_KINDS = ("pickup", "warehouse")


@click.group(invoke_without_command=True)
@centre_option
@json_option
@click.pass_context
def sites(context: click.Context, *, centre: str | None, as_json: bool) -> None:
    """List the places that store food or hand it out, or add one."""
    if context.invoked_subcommand is not None:
        return

    async def look(actor: Actor) -> list[dict[str, Any]]:
        async with reading(actor):
            found = await all_sites()
        return [
            {"id": str(one.id), "key": one.key, "name": one.name, "kinds": one.kinds}
            for one in found
        ]

    show_listing(
        act(centre, look), columns=("key", "name", "kinds", "id"), as_json=as_json
    )


def _weekly(
    _context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]
) -> list[WeeklySpan]:
    """Return opening hours as the store takes them; nonsense is wrong usage."""
    found = [span for text in value for span in _spans(text)]
    try:
        check_week(found)
    except InvalidInputError as error:
        words = "an end before its beginning, or hours that overlap"
        raise click.BadParameter(words) from error
    return found


def _spans(text: str) -> list[WeeklySpan]:
    given = _HOURS.fullmatch(text.lower())
    if given is None:
        raise click.BadParameter(f"{text!r} is not like 'mon-fri 8:00-15:30'")
    first, last, opens, closes = given.groups()
    days = range(_DAYS.index(first), _DAYS.index(last or first) + 1)
    if not days:
        raise click.BadParameter(f"{text!r} ends on a day before it begins")
    span = Span(_clock_time(opens), _clock_time(closes))
    return [WeeklySpan(day + 1, span) for day in days]


def _clock_time(text: str) -> time:
    hour, minute = text.split(":")
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time of day") from error


@sites.command("add")
@click.argument("key", metavar="KEY")
@click.argument("name")
@click.option("--address", required=True, help="As printed on vouchers.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    required=True,
    type=click.Choice(_KINDS),
    help="Hands food out, stores it, or both: may be repeated.",
)
@click.option("--latitude", type=click.FloatRange(-90, 90), help="WGS84, in degrees.")
@click.option("--longitude", type=click.FloatRange(-180, 180))
@click.option(
    "--hours",
    "weekly",
    multiple=True,
    callback=_weekly,
    metavar="'DAY[-DAY] H:MM-H:MM'",
    help="Weekly opening hours, such as 'mon-fri 8:00-15:30': may be repeated.",
)
@centre_option
@json_option
def add(
    *,
    key: str,
    name: str,
    address: str,
    kinds: tuple[str, ...],
    latitude: float | None,
    longitude: float | None,
    weekly: list[WeeklySpan],
    centre: str | None,
    as_json: bool,
) -> None:
    """Add a place; print its key and id.

    KEY names it on the command line; NAME is what people read.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", key):
        raise click.UsageError("KEY: small letters, digits, - and _; at most 40")
    if (latitude is None) != (longitude is None):
        raise click.UsageError("--latitude and --longitude come together")

    async def work(actor: Actor) -> UUID:
        made = await perform(
            add_site,
            actor,
            key=key,
            name=name,
            address=address,
            is_pickup="pickup" in kinds,
            is_warehouse="warehouse" in kinds,
            latitude=latitude,
            longitude=longitude,
        )
        if weekly:
            await perform(set_weekly_hours, actor, made, weekly)
        return made

    made = act(centre, work)
    if as_json:
        click.echo(msgspec.json.encode({"id": made, "key": key}).decode())
        return
    click.echo(f"{key}  {made}")

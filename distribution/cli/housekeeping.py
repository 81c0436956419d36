"""``kromka housekeeping``: what may not be kept any longer."""

import click

from distribution.cli.acting import act
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option, json_option
from distribution.core.actor import Actor
from distribution.core.clock import local_day, utc_now
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.anonymising import anonymise_households
from distribution.households.queries.retention import DueHousehold, due_households


@click.command()
@click.option(
    "--anonymise",
    is_flag=True,
    help="Make them unrecognisable; without it they are only listed.",
)
@centre_option
@json_option
def housekeeping(*, anonymise: bool, centre: str | None, as_json: bool) -> None:
    """List households whose time is over; print the protocol of what was done."""

    async def look(actor: Actor) -> list[DueHousehold]:
        now = utc_now()
        async with reading(actor):
            due = await due_households(local_day(now))
        if not (anonymise and due):
            return due
        ids = [one.id for one in due]
        return await perform(anonymise_households, actor, ids, now=now)

    found = act(centre, look)
    show_listing(
        [
            {
                "household": one.number,
                "last_ended_on": one.last_ended_on,
                "kept_until": one.kept_until,
                "anonymised": anonymise,
                "id": str(one.id),
            }
            for one in found
        ],
        columns=("household", "last_ended_on", "kept_until", "anonymised"),
        as_json=as_json,
    )

"""``kromka rounds``: what other commands name."""

from typing import Any

import click

from distribution.cli.acting import act
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option, json_option
from distribution.core.actor import Actor
from distribution.core.clock import local_day, utc_now
from distribution.core.reading import reading
from distribution.programmes.queries.rounds import rounds as all_rounds


@click.command()
@centre_option
@json_option
def rounds(*, centre: str | None, as_json: bool) -> None:
    """List the rounds, the newest first, with their state today."""

    async def look(actor: Actor) -> list[dict[str, Any]]:
        async with reading(actor):
            found = await all_rounds(local_day(utc_now()))
        return [
            {
                "id": str(one.id),
                "key": one.key,
                "name": one.name,
                "state": one.state.value,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
            }
            for one in found
        ]

    columns = ("key", "name", "state", "starts_on", "ends_on")
    show_listing(act(centre, look), columns=columns, as_json=as_json)

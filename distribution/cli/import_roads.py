"""``kromka import roads``: the roads that plans are made with, from OpenStreetMap."""

import asyncio
from pathlib import Path

import click

from distribution.accounts.rules import Permission
from distribution.cli.acting import act
from distribution.cli.options import centre_option
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.reading import reading
from distribution.core.settings import settings
from distribution.core.transaction import perform
from distribution.routing.commands.roads import take_roads_into_use
from distribution.routing.queries.roads import PlaceKind, places_to_reach
from distribution.routing.roads.importing import AROUND, OffRoad, Prepared, prepare

_KINDS = {
    PlaceKind.HOUSEHOLD: "household {name}",
    PlaceKind.SITE: "site {name}",
    PlaceKind.DRIVERS_HOME: "home of the driver {name}",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@centre_option
@click.option(
    "--whole",
    is_flag=True,
    help=f"Keep all roads, also those over {AROUND // 1000} km from the centre's"
    " places.",
)
def roads(*, file: Path, centre: str | None, whole: bool) -> None:
    """Plan over the roads of FILE, an OpenStreetMap extract (.osm.pbf).

    The service may run meanwhile: its next plan takes the new roads. A file that
    cannot be read changes nothing. With KROMKA_ROADS=valhalla the tiles of Valhalla
    come in with them. Roads: © OpenStreetMap contributors, ODbL.
    """

    async def take_in(actor: Actor) -> tuple[Prepared, bool]:
        actor.must(Permission.KEEP_CENTRE)
        async with reading(actor):
            places = await places_to_reach()
        made = await asyncio.to_thread(
            prepare,
            file,
            places,
            whole=whole,
            progress=_show_progress,
            tiled=settings().roads == "valhalla",
        )
        changed = await perform(take_roads_into_use, actor, made.roads, now=utc_now())
        return made, changed

    made, changed = act(centre, take_in)
    day = made.roads.extract_of
    click.echo(
        f"{made.roads.roads} roads, {made.roads.kilometres} km"
        f"{f', as of {day.date()}' if day else ''}:"
        f" {'in use from the next plan on.' if changed else 'in use already.'}"
    )
    if made.roads.tiles is not None:
        kilobytes = len(made.roads.tiles) // 1000
        click.echo(f"Valhalla drives on them: {kilobytes} kB of tiles.")
    for what, count in made.passed_over.items():
        click.echo(f"Passed over, since it is not understood: {what} ({count}).")
    for one in made.off_road:
        click.echo(_off_road(one), err=True)


def _show_progress(what: str, count: int) -> None:
    click.echo(f"{what}: {count}", err=True)


def _off_road(one: OffRoad) -> str:
    name = _KINDS[one.place.kind].format(name=one.place.name)
    where = "outside these roads" if one.outside else "far from any road"
    return f"{name}: {where}, {one.metres} m to the nearest one."

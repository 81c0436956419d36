"""Gathering for a round: what to take, ticked off box by box, moved in one go."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from distribution.accounts.queries import site_by
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.gathering import (
    gather,
    gather_line,
    move_gathered,
    put_back,
)
from distribution.inventory.gathering_schemas import (
    GatherGiven,
    GatheringSeen,
    GatherLineGiven,
    MoveGatheredGiven,
    PutBackGiven,
    TakenSeen,
    line_seen,
)
from distribution.inventory.queries.gathering import lines_to_gather, ready_places
from distribution.inventory.queries.locations import location_by
from distribution.inventory.queries.naming import named_by
from distribution.inventory.rules.gathering import Taken
from distribution.inventory.schemas import TransferSeen
from distribution.programmes.queries.rounds import round_by


class GatheringController(Controller):
    """What to take for a round."""

    path = "/inventory/gathering/{round_id:uuid}"
    tags = ("inventory",)

    @get(summary="List what to gather")
    async def lines(
        self,
        round_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[str],
    ) -> GatheringSeen:
        """Return what is kept for the round's vouchers at a site, by its places."""
        actor.must(Permission.SEE_STOCK)
        today = local_day(clock())
        async with reading(actor):
            turn = (await round_by(round_id, today)).id
            lines = await lines_to_gather(turn, (await site_by(site)).id, today)
            ready = await ready_places(turn, today)
        return GatheringSeen([line_seen(line) for line in lines], ready)

    @post("/scans", summary="Tick off what was scanned", status_code=200)
    async def scan(
        self,
        round_id: FromPath[UUID],
        data: JSONBody[GatherGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> TakenSeen:
        """Tick off a box, which counts once, or all that is left of a lot's line."""
        actor.must(Permission.KEEP_STOCK)
        today = local_day(clock())
        async with reading(actor):
            turn = (await round_by(round_id, today)).id
            site = (await site_by(data.site)).id
            beside = (await location_by(data.beside)).id if data.beside else None
            shown = (await named_by(data.code, day=today)).shown_beside(beside)
        taken = await perform(gather, actor, turn, site=site, shown=shown, now=clock())
        return _seen(taken)

    @post("/lines", summary="Tick packs off by hand", status_code=200)
    async def tick(
        self,
        round_id: FromPath[UUID],
        data: JSONBody[GatherLineGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> TakenSeen:
        """Tick off packs of a line whose code cannot be read."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            turn = (await round_by(round_id, local_day(clock()))).id
            site = (await site_by(data.site)).id
            place = (await location_by(data.location)).id
        taken = await perform(
            gather_line,
            actor,
            turn,
            site=site,
            spot=(data.lot, place),
            packs=data.packs,
            seen=data.seen,
            now=clock(),
        )
        return _seen(taken)

    @post("/put-back", summary="Take a tick off", status_code=204)
    async def put_back(
        self,
        round_id: FromPath[UUID],
        data: JSONBody[PutBackGiven],
        actor: NamedDependency[Actor],
    ) -> None:
        """Say that a box, or a line's loose packs, lies on its shelf again."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            site = (await site_by(data.site)).id
            spot = (data.lot, (await location_by(data.location)).id)
        await perform(put_back, actor, round_id, site=site, spot=spot, label=data.label)

    @post("/move", summary="Move what was gathered (MM)")
    async def move(
        self,
        round_id: FromPath[UUID],
        data: JSONBody[MoveGatheredGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> TransferSeen:
        """Move all of it to one place; reservations and labels of boxes go along."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            turn = (await round_by(round_id, local_day(clock()))).id
            site = (await site_by(data.site)).id
            to = (await location_by(data.to)).id
        moved = await perform(move_gathered, actor, turn, site=site, to=to, now=clock())
        return TransferSeen(moved.document.id, moved.document.number, moved.reserved)


def _seen(taken: Taken) -> TakenSeen:
    line = taken.line
    return TakenSeen(
        line.article_name,
        line.lot,
        line.lot_number,
        line.location,
        line.place,
        taken.packs,
    )

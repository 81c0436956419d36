"""The letter about a voucher: to post, or to hand out with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from admin_ui.site_map import HEIGHT, REACH, Door, site_map
from distribution.accounts.queries import site
from distribution.accounts.rules import Permission
from distribution.addresses.queries.points import doors_about
from distribution.addresses.rules.projection import Degrees
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.settings import master_key
from distribution.core.transaction import perform
from distribution.pickup.commands.links import make_household_link
from distribution.pickup.errors import RoundNotOpenError
from distribution.pickup.queries.card_times import card_times
from distribution.pickup.queries.slots import offers_slots
from distribution.routing.roads import Point
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.roads.network import Way
from distribution.routing.roads.road_graph import RoadGraph
from distribution.vouchers.commands.printing import count_prints, take_copy_numbers
from distribution.vouchers.letters import letter
from distribution.vouchers.printing import card_of, read_one
from distribution.vouchers.queries.vouchers import VoucherRow
from distribution.vouchers.rules import Channel

AnyRequest = Request[Any, Any, Any]

_REACH = Degrees(REACH / 111_195, REACH / 70_000)
"""The reach of the drawing in Poland, where a degree east is some 70 km."""


class LetterPages(Controller):
    """Letters."""

    path = "/vouchers"
    include_in_schema = False

    @post("/{voucher_id:uuid}/letter")
    async def one(
        self,
        request: AnyRequest,
        voucher_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        state: State,
    ) -> Response[bytes]:
        """Return the letter; it shows the code, so it counts as a print."""
        now = clock()
        printout = await read_one(
            actor,
            voucher_id,
            master_key=master_key(state.settings),
            now=now,
            times=card_times,
        )
        copies = await perform(take_copy_numbers, actor, [voucher_id])
        card = card_of(printout, copies)
        drawn = await drawn_about(actor, printout.rows[0].site)
        page = await _own_page(request, actor, printout.rows[0], now)
        pdf = await sync_to_thread(
            letter, card, site_map=drawn, own_page=page, made_at=now
        )
        await perform(count_prints, actor, [voucher_id])
        name = f"list-{card.short_code}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(pdf, media_type="application/pdf", headers=headers)


async def _own_page(
    request: AnyRequest, actor: Actor, row: VoucherRow, now: datetime
) -> str:
    """Return an address made for this letter; empty where no hour is chosen."""
    if row.channel is not Channel.PICKUP or not actor.may(Permission.BOOK):
        return ""
    async with reading(actor):
        if not await offers_slots(row.id, now):
            return ""
    try:
        made = await perform(
            make_household_link, actor, row.household, row.round, now=now
        )
    except RoundNotOpenError:
        return ""
    base = request.app.state.public_url or str(request.base_url)
    return base.rstrip("/") + made.path


async def drawn_about(actor: Actor, site_id: UUID, *, height: int = HEIGHT) -> str:
    """Return what lies about a site as SVG; empty where nothing is known of it."""
    async with reading(actor):
        here = await site(site_id)
        if here.latitude is None or here.longitude is None:
            return ""
        place = Point(here.latitude, here.longitude)
        near = await doors_about(Degrees(place.lat, place.lon), _REACH)
    doors = [Door(one.street, Point(one.latitude, one.longitude)) for one in near]
    roads = await roads_in_use(actor)
    ways: list[Way] = []
    if isinstance(roads, RoadGraph):
        ways = await sync_to_thread(roads.near, place, REACH)
    return site_map(place, ways, doors, height=height) if ways or doors else ""

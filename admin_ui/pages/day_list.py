"""Who comes today: the list for the desk, on a screen and on paper."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.language import language_of, speaking
from admin_ui.ui import Page
from distribution.accounts.queries import SiteFacts, sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.queueing import arrive
from distribution.pickup.queries.bookings import bookings_of_day
from distribution.pickup.queries.slots import days_of_site
from distribution.pickup.rules.booking import LABELS, BookingState

AnyRequest = Request[Any, Any, Any]

_KINDS = {
    BookingState.BOOKED: "info",
    BookingState.MOVED: "info",
    BookingState.DONE: "good",
    BookingState.NO_SHOW: "warning",
    BookingState.CANCELLED: "neutral",
}


class ArrivalForm(msgspec.Struct, frozen=True):
    """Who has come, and where."""

    site: UUID
    voucher: UUID


async def choose_site(asked: UUID | None) -> tuple[SiteFacts | None, list[SiteFacts]]:
    """Return the pickup site asked for, else the first, and all."""
    known = await sites("pickup")
    chosen = next((one for one in known if one.id == asked), None)
    return chosen or next(iter(known), None), known


class DayListPages(Controller):
    """The list of a day at a site."""

    path = "/pickup/day"
    include_in_schema = False

    @get()
    async def show(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID | None] = None,
        day: FromQuery[date | None] = None,
    ) -> Page:
        """Show who is booked, in the order of the day; numbers and no names."""
        actor.must(Permission.SEE_SLOTS)
        today = local_day(clock())
        async with reading(actor):
            chosen, known = await choose_site(site)
            days = await days_of_site(chosen.id, today, date.max) if chosen else []
            shown = day or (days[0].day if days else today)
            lines = (
                await bookings_of_day(chosen.id, shown, today=today) if chosen else []
            )
        return Page(
            "pickup/day.html",
            site=chosen,
            sites=known,
            day=shown,
            days=days,
            today=today,
            lines=lines,
            counts=Counter(line.state.value for line in lines),
            labels=LABELS,
            kinds=_KINDS,
            may_queue=actor.may(Permission.RUN_QUEUE) and shown == today,
        )

    @post("/arrivals")
    async def arrived(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Give the household that has come its number in the queue."""
        actor.must(Permission.RUN_QUEUE)
        came = form(ArrivalForm, dict(await request.form()))
        party = await perform(
            arrive, actor, came.site, now=clock(), voucher=came.voucher
        )
        with speaking(language_of(request)):
            words = _("Numer w kolejce: {number}.").format(number=party.entry.number)
        return redirect(f"/pickup/day?site={came.site}", Flash(words))

"""The queue: a board for staff, and a screen in the hall that shows numbers alone."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.language import language_of, speaking
from admin_ui.pages.day_list import choose_site
from admin_ui.ui import Page
from distribution.accounts.queries import site as site_facts
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import NotFoundError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.queueing import (
    arrive,
    call_again,
    call_next,
    leave,
    return_to_queue,
)
from distribution.pickup.errors import QueueEmptyError
from distribution.pickup.queries.queue import queue_of_day, screen_of_site
from distribution.pickup.rules.queue import (
    LABELS,
    QueueState,
    call_order,
    queue_screen,
)

AnyRequest = Request[Any, Any, Any]


class SiteForm(msgspec.Struct, frozen=True):
    """Whose queue."""

    site: UUID


class QueuePages(Controller):
    """The board of those who work at the desks."""

    path = "/pickup/queue"
    include_in_schema = False

    @get()
    async def board(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID | None] = None,
    ) -> Page:
        """Show who waits, who is called and who has gone; htmx asks for it again."""
        actor.must(Permission.RUN_QUEUE)
        today = local_day(clock())
        async with reading(actor):
            chosen, known = await choose_site(site)
            parties = await queue_of_day(chosen.id, today) if chosen else []
        order = [one.ordinal for one in call_order(party.entry for party in parties)]
        by_ordinal = {party.entry.ordinal: party for party in parties}
        part = "hx-request" in request.headers
        return Page(
            "pickup/_board.html" if part else "pickup/queue.html",
            site=chosen,
            sites=known,
            waiting=[by_ordinal[ordinal] for ordinal in order],
            called=[one for one in parties if one.state is QueueState.CALLED],
            left=[one for one in parties if one.state is QueueState.LEFT],
            labels=LABELS,
        )

    @post("/next")
    async def call(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Call whoever is next."""
        actor.must(Permission.RUN_QUEUE)
        site = form(SiteForm, dict(await request.form())).site
        with speaking(language_of(request)):
            try:
                party = await perform(call_next, actor, site, now=clock())
            except QueueEmptyError as refusal:
                return redirect(_board(site), Flash(refusal.says(_), "info"))
            words = _("Wezwano numer {number}.").format(number=party.entry.number)
        return redirect(_board(site), Flash(words, undo=_waits(party.id, site)))

    @post("/walk-in")
    async def walk_in(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Give a number to somebody who has no booking."""
        actor.must(Permission.RUN_QUEUE)
        site = form(SiteForm, dict(await request.form())).site
        party = await perform(arrive, actor, site, now=clock())
        with speaking(language_of(request)):
            words = _("Numer w kolejce: {number}.").format(number=party.entry.number)
        return redirect(_board(site), Flash(words))

    @post("/{entry:uuid}/call")
    async def again(
        self,
        request: AnyRequest,
        entry: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Call one number, out of turn or once more."""
        actor.must(Permission.RUN_QUEUE)
        await perform(call_again, actor, entry, now=clock())
        return redirect(_board(form(SiteForm, dict(await request.form())).site))

    @post("/{entry:uuid}/left")
    async def gone(
        self,
        request: AnyRequest,
        entry: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Take a number off: served, or gone."""
        actor.must(Permission.RUN_QUEUE)
        await perform(leave, actor, entry, now=clock())
        site = form(SiteForm, dict(await request.form())).site
        with speaking(language_of(request)):
            words = _("Zdjęto numer z ekranu.")
        return redirect(_board(site), Flash(words, undo=_waits(entry, site)))

    @post("/{entry:uuid}/back")
    async def back(
        self,
        request: AnyRequest,
        entry: FromPath[UUID],
        actor: NamedDependency[Actor],
        site: FromQuery[UUID | None] = None,
    ) -> Redirect:
        """Let a number wait again; an "undo" says in its address at which *site*."""
        actor.must(Permission.RUN_QUEUE)
        await perform(return_to_queue, actor, entry)
        fields = dict(await request.form())
        return redirect(_board(site or form(SiteForm, fields).site))


class HallScreen(Controller):
    """The screen in the hall: nobody signs in, and nobody is named."""

    path = "/queue"
    include_in_schema = False

    @get("/{site:uuid}")
    async def show(
        self, request: AnyRequest, site: FromPath[UUID], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the numbers that are called and those that come next."""
        screen = await screen_of_site(site)
        if screen is None:
            raise NotFoundError
        async with reading(screen):
            place = await site_facts(site)
            parties = await queue_of_day(site, local_day(clock()))
        part = "hx-request" in request.headers
        return Page(
            "pickup/_hall_numbers.html" if part else "pickup/hall.html",
            site=place,
            now=clock(),
            screen=queue_screen(party.entry for party in parties),
        )


def _waits(entry: UUID, site: UUID) -> str:
    """Return where a number is sent back to those who wait."""
    return f"/pickup/queue/{entry}/back?site={site}"


def _board(site: UUID) -> str:
    return f"/pickup/queue?site={site}"

"""How much of an article a site should not fall below."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import sent_fields
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.queries import sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.inventory.commands.minimums import MOST_PACKS, set_minimum
from distribution.inventory.queries.minimums import minimums
from distribution.programmes.queries.reference import articles

AnyRequest = Request[Any, Any, Any]


class MinimumForm(msgspec.Struct, frozen=True):
    """One minimum; zero packs take it back."""

    article: UUID
    site: UUID
    packs: Annotated[int, Meta(ge=0, le=MOST_PACKS)]


class StockMinimumPages(Controller):
    """Minimums of the sites."""

    path = "/stock/minimums"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show every minimum beside what is free of it."""
        return await _page(actor, clock)

    @post()
    async def keep(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Set one, or take it back; an "undo" says in its address what it was."""
        actor.must(Permission.KEEP_STOCK)
        typed = await sent_fields(request)
        try:
            given = form(MinimumForm, typed)
            before = await perform(
                set_minimum,
                actor,
                article=given.article,
                site=given.site,
                packs=Packs(given.packs),
            )
        except InvalidInputError as error:
            return await _page(actor, clock, typed, error)
        words = _("Zapisano minimum.") if given.packs else _("Usunięto minimum.")
        undo = ""
        if before != given.packs:
            was = {"article": given.article, "site": given.site, "packs": before}
            undo = f"/stock/minimums?{urlencode(was)}"
        return redirect("/stock/minimums", Flash(words, undo=undo))


async def _page(
    actor: Actor,
    clock: Clock,
    typed: dict[str, str] | None = None,
    error: InvalidInputError | None = None,
) -> Page:
    actor.must(Permission.SEE_STOCK)
    may_keep = actor.may(Permission.KEEP_STOCK)
    async with reading(actor):
        found = await minimums(local_day(clock()))
        offered = await articles() if may_keep else []
        of_centre = await sites()
    return Page(
        "inventory/minimums.html",
        status_code=400 if error else 200,
        rows=found,
        articles=offered,
        sites=of_centre,
        typed=typed or {},
        errors=errors_by_field(error) if error else {},
        may_keep=may_keep,
    )

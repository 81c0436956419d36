"""Gathering for a round with a scanner: each line is ticked off, then all is moved."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.store_lines import gathering_page
from admin_ui.pages.typed import id_in, whole_in
from admin_ui.typed import Typed, read_typed
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import USES_WASM
from distribution.inventory.commands.gathering import (
    gather,
    gather_line,
    move_gathered,
    put_back,
)
from distribution.inventory.queries.gathering import (
    lines_to_gather,
    ready_places,
    sites_to_gather,
)
from distribution.inventory.queries.naming import named_by
from distribution.inventory.rules.gathering import Shown, ToGather, take
from distribution.programmes.queries.rounds import rounds
from distribution.programmes.rounds import ROUND_STATE_LABELS, RoundState

AnyRequest = Request[Any, Any, Any]

_LONGEST_CODE = 400
_MOST_PACKS = 1_000_000


class StoreGatheringPages(Controller):
    """What to take for a round, line by line."""

    path = "/store/rounds"
    include_in_schema = False
    opt = USES_WASM

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the rounds that packs are kept for, and at which sites these lie."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            today = local_day(clock())
            coming = [
                one for one in await rounds(today) if one.state is not RoundState.CLOSED
            ]
            found = [
                (
                    one,
                    await sites_to_gather(one.id, today),
                    await ready_places(one.id, today),
                )
                for one in coming
            ]
        return Page(
            "store/rounds.html",
            rounds=[one for one in found if one[1] or one[2]],
            state_labels=ROUND_STATE_LABELS,
            path="/store/rounds",
        )

    @get("/{round_id:uuid}")
    async def show(
        self,
        round_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[str] = "",
    ) -> Page:
        """Show what to take at one site."""
        return await gathering_page(actor, clock, round_id, id_in(site))

    @post("/{round_id:uuid}/look", status_code=200)
    async def look(
        self,
        request: AnyRequest,
        round_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Tick off the box that was scanned, or say why it is the wrong thing.

        Of goods without a label of ours nobody knows how many there are: it asks.
        """
        actor.must(Permission.KEEP_STOCK)
        typed = await read_typed(request)
        site, code = _site(typed), typed.get("code")[:_LONGEST_CODE]
        beside = id_in(typed.get("at"))
        if not code:
            error = InvalidInputError(
                [FieldError("code", N_("Zeskanuj lub wpisz kod."))]
            )
            return await gathering_page(actor, clock, round_id, site, error=error)
        try:
            async with reading(actor):
                named = await named_by(code, day=local_day(clock()))
            if named.is_place:
                return await gathering_page(actor, clock, round_id, site, here=named)
            shown = named.shown_beside(beside)
            if shown.label is None:
                asked = await _line_of(actor, clock, round_id, site, shown)
                return await gathering_page(
                    actor, clock, round_id, site, beside=beside, asked=asked
                )
            taken = await perform(
                gather, actor, round_id, site=site, shown=shown, now=clock()
            )
        except ConflictError as no:
            return await gathering_page(
                actor, clock, round_id, site, beside=beside, error=no
            )
        return await gathering_page(
            actor, clock, round_id, site, beside=beside, taken=taken
        )

    @post("/{round_id:uuid}/tick", status_code=200)
    async def tick(
        self,
        request: AnyRequest,
        round_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Tick packs of a line off by hand."""
        actor.must(Permission.KEEP_STOCK)
        typed = await read_typed(request)
        site, spot = _site(typed), _spot(typed)
        many = typed.get("all") or typed.get("packs")
        packs = whole_in(many, least=0, most=_MOST_PACKS)
        try:
            taken = await perform(
                gather_line,
                actor,
                round_id,
                site=site,
                spot=spot,
                packs=packs or 0,
                seen=whole_in(typed.get("seen"), least=0, most=_MOST_PACKS),
                now=clock(),
            )
        except (ConflictError, InvalidInputError) as no:
            return await gathering_page(actor, clock, round_id, site, error=no)
        return await gathering_page(actor, clock, round_id, site, taken=taken)

    @post("/{round_id:uuid}/put-back")
    async def put_back(
        self,
        request: AnyRequest,
        round_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take the tick off a box, or off the loose packs of a line."""
        actor.must(Permission.KEEP_STOCK)
        typed = await read_typed(request)
        site, spot, label = _site(typed), _spot(typed), id_in(typed.get("label"))
        try:
            await perform(put_back, actor, round_id, site=site, spot=spot, label=label)
        except NotFoundError:
            # Sent twice, or somebody else was quicker: the list says how it is.
            return await gathering_page(actor, clock, round_id, site)
        words = Flash(_("Cofnięto. Odłóż opakowania na miejsce."), "info")
        return redirect(f"/store/rounds/{round_id}?site={site}", words)

    @post("/{round_id:uuid}/move")
    async def move(
        self,
        request: AnyRequest,
        round_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Move all that was gathered to one place, under one document."""
        actor.must(Permission.KEEP_STOCK)
        typed = await read_typed(request)
        site, to = _site(typed), id_in(typed.get("to"))
        if to is None:
            error = InvalidInputError([FieldError("to", N_("Wybierz miejsce."))])
            return await gathering_page(actor, clock, round_id, site, error=error)
        try:
            moved = await perform(
                move_gathered, actor, round_id, site=site, to=to, now=clock()
            )
        except (ConflictError, InvalidInputError) as no:
            return await gathering_page(actor, clock, round_id, site, error=no)
        words = _("Przesunięto wszystko, co zebrano: {number}.")
        done = Flash(words.format(number=moved.document.number))
        return redirect(f"/store/rounds/{round_id}?site={site}", done)


def _site(typed: Typed) -> UUID:
    site = id_in(typed.get("site"))
    if site is None:
        raise NotFoundError
    return site


def _spot(typed: Typed) -> tuple[UUID, UUID]:
    lot, at = id_in(typed.get("lot")), id_in(typed.get("at"))
    if lot is None or at is None:
        raise NotFoundError
    return lot, at


async def _line_of(
    actor: Actor, clock: Clock, round_id: UUID, site: UUID, shown: Shown
) -> ToGather:
    async with reading(actor):
        lines = await lines_to_gather(round_id, site, local_day(clock()))
    return take(shown, lines).line

"""Booking for a household while it is on the telephone."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.language import language_of, speaking
from admin_ui.pages.choosing import (
    NOTHING,
    choices_of,
    chosen_slot,
    require_unchanged,
    way_back,
)
from admin_ui.pages.slots import choose_round
from admin_ui.typed import read_typed
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, DomainError, NotFoundError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.queries.records import find_households, household_by
from distribution.messages.queries import messages_about
from distribution.messages.rules.outbox import (
    DROP_LABELS,
    FAILURE_LABELS,
    KIND_LABELS,
    STATE_LABELS,
)
from distribution.pickup.commands.booking import (
    book_slot,
    cancel_booking,
    move_booking,
)
from distribution.pickup.commands.links import (
    make_household_link,
    revoke_household_links,
)
from distribution.pickup.errors import SlotNotFoundError, VoucherNotFoundError
from distribution.pickup.queries.bookings import (
    BookingFacts,
    active_booking,
    live_voucher,
)
from distribution.pickup.queries.links import links_in_use
from distribution.programmes.queries.rounds import RoundFacts, round_by
from distribution.programmes.rounds import RoundState

AnyRequest = Request[Any, Any, Any]
_CONFLICT = 409


class TelephonePages(Controller):
    """Find the household, see the slots, book."""

    path = "/pickup/book"
    include_in_schema = False

    @get()
    async def who(
        self, actor: NamedDependency[Actor], asked: FromQuery[str | None] = None
    ) -> Page:
        """Ask who is calling."""
        actor.must(Permission.BOOK)
        return Page("pickup/book.html", q="", asked=asked or "", found=[])

    @post(status_code=200)
    async def find(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        asked: FromQuery[str | None] = None,
    ) -> Page:
        """Find by name, phone or number; a POST, so that no address holds a name."""
        actor.must(Permission.BOOK)
        wanted = (await read_typed(request)).get("q")[:120]
        async with reading(actor):
            found = await find_households(wanted) if wanted else []
        part = "hx-request" in request.headers
        return Page(
            "pickup/_found.html" if part else "pickup/book.html",
            q=wanted,
            asked=asked or "",
            found=found,
        )

    @get("/{household:uuid}")
    async def choose(
        self,
        household: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str | None] = None,
    ) -> Page:
        """Show the household's booking and the slots that it may have."""
        actor.must(Permission.BOOK)
        return await _page(actor, clock, household, asked)

    @post("/{household:uuid}")
    async def book(
        self,
        request: AnyRequest,
        household: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str | None] = None,
        *,
        undoes: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Book the chosen slot, or move the booking there.

        An "undo" says in its address which slot it was before.
        """
        actor.must(Permission.BOOK)
        try:
            chosen = await chosen_slot(request)
            async with reading(actor):
                round_, _known = await choose_round(asked, local_day(clock()))
                if round_ is None:
                    raise SlotNotFoundError
                voucher = await live_voucher(household, round_.id)
                active = await active_booking(household, round_.id)
            require_unchanged(active, undoes)
            if voucher is None:
                raise VoucherNotFoundError
            if active is None:
                done = await perform(
                    book_slot, actor, voucher=voucher.id, slot=chosen, now=clock()
                )
            else:
                done = await perform(
                    move_booking, actor, active.id, slot=chosen, now=clock()
                )
        except (ConflictError, NotFoundError) as refusal:
            return await _page(actor, clock, household, asked, refusal)
        told = N_("Zapisano. Wysyłamy SMS z potwierdzeniem.")
        untold = N_("Zapisano. Nie wyślemy SMS: powiedz termin na głos.")
        words = told if done.told else untold
        now_at = str(chosen)
        return _back(request, household, asked, words, (now_at, active))

    @post("/{household:uuid}/cancel")
    async def cancel(
        self,
        request: AnyRequest,
        household: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str | None] = None,
        *,
        undoes: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Cancel the household's booking."""
        actor.must(Permission.BOOK)
        try:
            async with reading(actor):
                round_, _known = await choose_round(asked, local_day(clock()))
                active = await active_booking(household, round_.id) if round_ else None
            require_unchanged(active, undoes)
            if active is None:
                raise SlotNotFoundError
            await perform(cancel_booking, actor, active.id, now=clock())
        except (ConflictError, NotFoundError) as refusal:
            return await _page(actor, clock, household, asked, refusal)
        words = N_("Termin odwołany.")
        return _back(request, household, asked, words, (NOTHING, active))

    @post("/{household:uuid}/link")
    async def send_link(
        self,
        request: AnyRequest,
        household: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Send the household the link to its own page."""
        actor.must(Permission.BOOK)
        try:
            async with reading(actor):
                round_, _known = await choose_round(asked, local_day(clock()))
            if round_ is None:
                raise VoucherNotFoundError
            made = await perform(
                make_household_link, actor, household, round_.id, now=clock(), send=True
            )
        except (ConflictError, NotFoundError) as refusal:
            return await _page(actor, clock, household, asked, refusal)
        sent = N_("Wysyłamy SMS z linkiem do wyboru terminu.")
        unsent = N_("Do tego gospodarstwa nie wysyłamy SMS: link nie zostanie wysłany.")
        return _back(request, household, asked, sent if made.told else unsent)

    @post("/{household:uuid}/links/revoke")
    async def revoke_links(
        self,
        request: AnyRequest,
        household: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str],
    ) -> Redirect:
        """Shut all links to the household's own page: a letter or telephone is lost."""
        actor.must(Permission.BOOK)
        async with reading(actor):
            known = await household_by(str(household))
            round_ = await round_by(asked, local_day(clock()))
        await perform(revoke_household_links, actor, known.id, round_.id, now=clock())
        words = N_("Linki przestały działać. Możesz wysłać nowy.")
        return _back(request, household, asked, words)


def _back(
    request: AnyRequest,
    household: UUID,
    asked: str | None,
    sentence: str,
    done: tuple[str, BookingFacts | None] | None = None,
) -> Redirect:
    """Say what was *done*: where the booking is now, and where it was before."""
    here = f"/pickup/book/{household}"
    query = {"asked": asked} if asked else {}
    undo = way_back(here, done, **query) if done else ""
    with speaking(language_of(request)):
        path = f"{here}?{urlencode(query)}" if query else here
        return redirect(path, Flash(_(sentence), undo=undo))


async def _page(
    actor: Actor,
    clock: Clock,
    household: UUID,
    asked: str | None,
    refusal: DomainError | None = None,
) -> Page:
    now = clock()
    async with reading(actor):
        found = await household_by(str(household))
        chosen, known = await choose_round(asked, local_day(now))
        if not asked:
            chosen = await _with_voucher(household, known) or chosen
        seen = await choices_of(actor, household, chosen, now) if chosen else None
        told = await messages_about([seen.active.id]) if seen and seen.active else []
        links = await links_in_use(household, chosen.id, now) if chosen else 0
    return Page(
        "pickup/book_household.html",
        status_code=_CONFLICT if refusal else 200,
        household=found,
        round=chosen,
        rounds=known,
        seen=seen,
        messages=told,
        links=links,
        kinds=KIND_LABELS,
        states=STATE_LABELS,
        reasons={**FAILURE_LABELS, **DROP_LABELS},
        refusal=refusal,
    )


async def _with_voucher(household: UUID, known: list[RoundFacts]) -> RoundFacts | None:
    """Return the open round in which the household can collect something."""
    for one in known:
        if one.state is RoundState.OPEN and await live_voucher(household, one.id):
            return one
    return None

"""A household's own page: its day, its hour, the place, and nothing else.

Whoever holds the link is let in, so it shows no more than a neighbour may see over a
shoulder (E38): no name, no address of the household, nothing of welfare.
"""

from datetime import datetime, time, timedelta
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import READER, language_of, speaking, translator
from admin_ui.language import gettext as _
from admin_ui.pages.choosing import (
    NOTHING,
    Choosing,
    choices_of,
    chosen_slot,
    hours_without_slots,
    require_unchanged,
    way_back,
)
from admin_ui.pages.own_code import OwnCode, own_code
from admin_ui.pages.workers import SLOT_WORKER
from admin_ui.ui import NO_STORE, Page
from admin_ui.view import COOKIE as VIEW_COOKIE
from admin_ui.view import View
from distribution.accounts.queries import SiteFacts, the_centre
from distribution.accounts.queries import site as site_facts
from distribution.core.clock import WARSAW, Clock, local_day
from distribution.core.errors import ConflictError, DomainError, NotFoundError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.settings import master_key
from distribution.core.transaction import perform
from distribution.pickup.calendar_file import (
    MEDIA_TYPE,
    CalendarEntry,
    calendar_file,
)
from distribution.pickup.commands.booking import (
    book_slot,
    cancel_booking,
    move_booking,
)
from distribution.pickup.errors import LinkExpiredError, LinkOlderError
from distribution.pickup.queries.bookings import BookingFacts
from distribution.pickup.queries.links import OpenedLink, household_by_link
from distribution.programmes.queries.rounds import round_by

AnyRequest = Request[Any, Any, Any]
_CONFLICT = 409


class _Seen(msgspec.Struct, frozen=True):
    """What the page is made from."""

    choosing: Choosing
    site: SiteFacts
    phone: str
    code: OwnCode | None
    no_code: DomainError | None
    """Why a link that works shows none."""

    hours: list[str]
    """When to come, where a round has no slots."""

    seconds: int
    """For which a telephone may keep the page: until the round is over."""

    large_print: bool


class MySlotPages(Controller):
    """One household, one round, one link."""

    path = "/t"
    include_in_schema = False

    @get("/{token:str}")
    async def show(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show the household's slot, and what it may choose."""
        link = await _open(request, token, clock)
        return _page(request, await _see(request, link, clock), token)

    @post("/{token:str}")
    async def choose(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
        *,
        undoes: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Book the chosen slot, or move the booking there.

        An "undo" says in its address which slot it was before.
        """
        link = await _open(request, token, clock)
        seen = (await _see(request, link, clock)).choosing
        try:
            chosen = await chosen_slot(request)
            require_unchanged(seen.active, undoes)
            if seen.voucher is None:
                raise LinkExpiredError
            if seen.active is None:
                await perform(
                    book_slot,
                    link.actor,
                    voucher=seen.voucher.id,
                    slot=chosen,
                    now=clock(),
                )
            else:
                await perform(
                    move_booking,
                    link.actor,
                    seen.active.id,
                    slot=chosen,
                    now=clock(),
                )
        except (ConflictError, NotFoundError) as refusal:
            return _page(request, await _see(request, link, clock), token, refusal)
        words = N_("Zapisano. Zapamiętaj dzień i godzinę.")
        return _back(request, token, words, (str(chosen), seen.active))

    @post("/{token:str}/cancel")
    async def cancel(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
        *,
        undoes: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Give the place back."""
        link = await _open(request, token, clock)
        seen = (await _see(request, link, clock)).choosing
        try:
            require_unchanged(seen.active, undoes)
            if seen.active is not None:
                await perform(cancel_booking, link.actor, seen.active.id, now=clock())
        except (ConflictError, NotFoundError) as refusal:
            return _page(request, await _see(request, link, clock), token, refusal)
        words = N_("Termin odwołany. Możesz wybrać inny.")
        return _back(request, token, words, (NOTHING, seen.active))

    @get("/{token:str}/calendar.ics")
    async def calendar(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
    ) -> Response[bytes]:
        """Return the slot as a calendar file; the same entry after every move."""
        link = await _open(request, token, clock)
        seen = await _see(request, link, clock)
        if seen.choosing.active is None:
            raise NotFoundError
        entry = _entry(seen.choosing.active, seen.site)
        gettext = translator(language_of(request)).gettext
        return Response(
            calendar_file(entry, gettext=gettext),
            media_type=MEDIA_TYPE,
            headers={
                **NO_STORE,
                "Content-Disposition": 'attachment; filename="termin.ics"',
            },
        )


async def _open(request: AnyRequest, token: str, clock: Clock) -> OpenedLink:
    """Find whose link it is; the page then speaks the household's language."""
    link = await household_by_link(token, clock())
    if link is None:
        raise LinkExpiredError
    request.scope["state"][READER] = link.actor.language
    return link


async def _see(request: AnyRequest, link: OpenedLink, clock: Clock) -> _Seen:
    now = clock()
    day = local_day(now)
    household = link.actor.subject
    if household is None:
        raise LinkExpiredError
    async with reading(link.actor):
        round_ = await round_by(link.round, day)
        choosing = await choices_of(link.actor, household, round_, now)
        place = choosing.active.slot.site if choosing.active else round_.site
        centre = await the_centre()
        code, no_code = None, None
        if choosing.voucher is not None:
            key = master_key(request.app.state.settings)
            try:
                code = await own_code(
                    link.actor,
                    choosing.voucher.id,
                    link_made_at=link.made_at,
                    master_key=key,
                    day=day,
                )
            except LinkOlderError as refusal:
                no_code = refusal
        hours = []
        if choosing.voucher is not None and not choosing.has_slots:
            hours = await hours_without_slots(
                choosing.voucher.id, day, link.actor.language
            )
        over = datetime.combine(round_.ends_on + timedelta(days=1), time(), WARSAW)
        return _Seen(
            choosing,
            await site_facts(place),
            centre.phone,
            code,
            no_code,
            hours,
            max(0, int((over - now).total_seconds())),
            link.large_print,
        )


def _page(
    request: AnyRequest, seen: _Seen, token: str, refusal: DomainError | None = None
) -> Page:
    own: dict[str, Any] = {}
    if seen.large_print and VIEW_COOKIE not in request.cookies:
        own["view"] = View(text="aaa")
    return Page(
        "pickup/my_slot.html",
        status_code=_CONFLICT if refusal else 200,
        token=token,
        worker=SLOT_WORKER,
        seen=seen.choosing,
        code=seen.code,
        no_code=seen.no_code,
        hours=seen.hours,
        seconds=seen.seconds,
        site=seen.site,
        centre_phone=seen.phone,
        refusal=refusal,
        **own,
    )


def _back(
    request: AnyRequest,
    token: str,
    sentence: str,
    done: tuple[str, BookingFacts | None],
) -> Redirect:
    """Say what was *done*: where the booking is now, and where it was before."""
    here = f"/t/{token}"
    with speaking(language_of(request)):
        return redirect(here, Flash(_(sentence), undo=way_back(here, done)))


def _entry(booking: BookingFacts, site: SiteFacts) -> CalendarEntry:
    starts, ends = booking.slot.instants
    street, _comma, town = site.address.partition(",")
    return CalendarEntry(
        booking=booking.id,
        sequence=booking.sequence,
        starts=starts,
        ends=ends,
        place=street.strip(),
        town=town.strip(),
        changed_at=booking.changed_at,
    )

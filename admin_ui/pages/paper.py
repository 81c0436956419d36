"""The day on paper: a list to print, and the page where it is typed in afterwards.

What is typed in goes the way of hand-outs from phones without signal: it has happened,
so it is kept, each line once however often the list is sent.
"""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from admin_ui.pages.day_list import choose_site
from admin_ui.pages.paper_entry import MORE_CODES, Entry, entries_of
from admin_ui.typed import Typed, read_typed, said_no
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.queries import SiteFacts, the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock, local_day
from distribution.core.errors import DomainError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.queries.bookings import bookings_of_day
from distribution.pickup.rules.booking import BookingState
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.day_list import day_list, day_list_pdf, paper_nonce
from distribution.vouchers.handouts import HandoutRequest, Refused
from distribution.vouchers.queries.day_list import listed_vouchers, may_be_redeemed
from distribution.vouchers.queries.extract import articles_of, extract_vouchers
from distribution.vouchers.rules import Channel
from distribution.vouchers.short_code import grouped

AnyRequest = Request[Any, Any, Any]


class Written(msgspec.Struct, frozen=True):
    """What came of one line. ``kind``: new, known, conflict, annulled or refused."""

    code: str
    kind: str
    household_number: int | None = None
    voucher: UUID | None = None
    refusal: DomainError | None = None


class PaperPages(Controller):
    """Lists on paper."""

    path = "/paper"
    include_in_schema = False

    @get()
    async def show(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID | None] = None,
        day: FromQuery[date | None] = None,
    ) -> Page:
        """Show the list of a site and day: to be printed, and to be typed in."""
        today = local_day(clock())
        return await _shown(actor, site, day or today, today=today)

    @get("/list.pdf")
    async def sheet(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID],
        day: FromQuery[date],
    ) -> Response[bytes]:
        """Return the list as a PDF, without those who have had their parcel."""
        _must(actor)
        now = clock()
        async with reading(actor):
            chosen = await _site(site)
            listed = await listed_vouchers(site, day)
            waiting = [one for one in listed if may_be_redeemed(one, site, day)]
            bookings = await bookings_of_day(site, day, today=local_day(now))
            centre = await the_centre()
            what = day_list(
                waiting,
                await articles_of(waiting),
                slots={
                    one.voucher: one.starts_at
                    for one in bookings
                    if one.voucher and one.state is BookingState.BOOKED
                },
                centre=centre.name,
                phone=centre.phone,
                site=chosen.name,
                day=day,
                made_at=now.astimezone(WARSAW),
            )
        content = await asyncio.to_thread(day_list_pdf, what, made_at=now)
        name = f"lista-{chosen.key}-{day.isoformat()}.pdf"
        headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/pdf", headers=headers)

    @post(status_code=200)
    async def enter(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID],
        day: FromQuery[date],
    ) -> Page:
        """Write down what the paper says; a line that is known changes nothing."""
        _must(actor)
        typed = await read_typed(request)
        now = clock()
        async with reading(actor):
            chosen = await _site(site)
            vouchers = await extract_vouchers(site, day)
        try:
            entries = entries_of(typed, vouchers, day=day, now=now)
        except InvalidInputError as error:
            return await _shown(
                actor, site, day, today=local_day(now), typed=typed, error=error
            )
        written = [await _write(actor, one, site, day, now) for one in entries]
        return Page(
            "devices/paper_entered.html",
            site=chosen,
            day=day,
            new=[one for one in written if one.kind == "new"],
            known=[one for one in written if one.kind == "known"],
            odd=[one for one in written if one.kind not in ("new", "known")],
            grouped=grouped,
        )


async def _write(
    actor: Actor, entry: Entry, site: UUID, day: date, now: datetime
) -> Written:
    wanted = HandoutRequest(
        code=entry.code,
        nonce=paper_nonce(short_code=entry.code, site=site, day=day),
        scanned_at=entry.at,
        channel=Channel.PICKUP,
        offline=True,
        site=site,
    )
    try:
        done = await perform(hand_out, actor, wanted, now=now)
    except DomainError as no:
        return Written(entry.code, "refused", refusal=no)
    if isinstance(done, Refused):
        return Written(entry.code, "refused", refusal=done.refusal.as_error())
    made = done.handout
    if made.annulled_at is not None:
        kind = "annulled"
    elif done.repeated:
        kind = "known"
    else:
        kind = "conflict" if made.conflict else "new"
    return Written(entry.code, kind, made.household_number, made.voucher)


async def _shown(
    actor: Actor,
    site: UUID | None,
    day: date,
    *,
    today: date,
    typed: Typed = Typed(),  # noqa: B008 (frozen)
    error: InvalidInputError | None = None,
) -> Page:
    _must(actor)
    async with reading(actor):
        chosen, known = await choose_site(site)
        vouchers = await listed_vouchers(chosen.id, day) if chosen else []
    return Page(
        "devices/paper.html",
        site=chosen,
        sites=known,
        day=day,
        may_enter=day <= today,
        waiting=[one for one in vouchers if one.handed_out_at is None],
        done=[one for one in vouchers if one.handed_out_at is not None],
        more=range(MORE_CODES),
        typed=typed,
        grouped=grouped,
        **said_no(error),
    )


async def _site(site: UUID) -> SiteFacts:
    chosen, _known = await choose_site(site)
    if chosen is None or chosen.id != site:
        raise NotFoundError
    return chosen


def _must(actor: Actor) -> None:
    actor.must(Permission.SEE_VOUCHERS)
    actor.must(Permission.HAND_OUT)

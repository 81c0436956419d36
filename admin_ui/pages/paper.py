"""The day on paper: a pack to print, and the page where it is typed in afterwards.

What is typed in goes the way of hand-outs from phones without signal: it has happened,
so it is kept, each line once however often the list is sent.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from admin_ui.pages.day_list import choose_site
from admin_ui.pages.letters import drawn_about
from admin_ui.pages.paper_entry import (
    INSTEAD_LINES,
    MORE_CODES,
    Entry,
    entries_of,
    touched_ids,
    typed_codes,
)
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
from distribution.programmes.queries.reference import articles
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.day_pack import (
    DayPack,
    PackPlace,
    day_pack,
    day_pack_pdf,
    in_paper_order,
    paper_nonce,
)
from distribution.vouchers.extract import ExtractVoucher
from distribution.vouchers.handouts import HandoutRequest, Refused
from distribution.vouchers.queries.day_list import listed_vouchers, may_be_redeemed
from distribution.vouchers.queries.extract import articles_of
from distribution.vouchers.queries.on_paper import PaperVoucher, vouchers_on_paper
from distribution.vouchers.queries.scan_settings import scan_settings
from distribution.vouchers.rules import Channel
from distribution.vouchers.short_code import grouped
from distribution.vouchers.shortfalls import SHORT_LABELS

AnyRequest = Request[Any, Any, Any]

_MAP_HEIGHT = 400
"""Of the map on its own page, in the drawing's units; on a letter it is half of it."""


class Written(msgspec.Struct, frozen=True):
    """What came of one line. ``kind``: new, known, conflict, annulled or refused."""

    code: str
    kind: str
    household_number: int | None = None
    voucher: UUID | None = None
    refusal: DomainError | None = None


class PaperPages(Controller):
    """A day on paper."""

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

    @get("/pack.pdf")
    async def pack(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID],
        day: FromQuery[date],
    ) -> Response[bytes]:
        """Return the pack as one PDF, without those who have had their parcel."""
        _must(actor)
        now = clock()
        chosen = await _site(actor, site)
        drawing = await drawn_about(actor, site, height=_MAP_HEIGHT)
        what = await _pack(actor, chosen, day, now, drawing)
        content = await asyncio.to_thread(day_pack_pdf, what, made_at=now)
        name = f"pakiet-{chosen.key}-{day.isoformat()}.pdf"
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
        chosen = await _site(actor, site)
        async with reading(actor):
            vouchers = await _typed_in(typed, day)
            groups = {one.id: one.group for one in await articles(active=None)}
        try:
            entries = entries_of(typed, vouchers, groups=groups, day=day, now=now)
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


async def _pack(
    actor: Actor, site: SiteFacts, day: date, now: datetime, drawing: str
) -> DayPack:
    async with reading(actor):
        waiting = [
            one
            for one in await listed_vouchers(site.id, day)
            if may_be_redeemed(one, site.id, day)
        ]
        known = await vouchers_on_paper(day, ids=[one.id for one in waiting])
        settings = await scan_settings()
        centre = await the_centre()
        return day_pack(
            waiting,
            {one.id: one for one in known},
            await articles_of(waiting),
            slots=await _slots(site.id, day, local_day(now)),
            place=PackPlace(
                centre=centre.name,
                phone=centre.phone,
                site=site.name,
                address=site.address,
                drawing=drawing,
            ),
            day=day,
            made_at=now.astimezone(WARSAW),
            ask_again=timedelta(seconds=settings.revocations_good_for),
        )


async def _slots(site: UUID, day: date, today: date) -> Mapping[UUID, time]:
    """Return the local times that are booked and not used yet, by voucher."""
    return {
        one.voucher: one.starts_at
        for one in await bookings_of_day(site, day, today=today)
        if one.voucher and one.state is not BookingState.CANCELLED
    }


async def _typed_in(typed: Typed, day: date) -> list[PaperVoucher]:
    codes = [code for code in typed_codes(typed).values() if code]
    return await vouchers_on_paper(day, ids=touched_ids(typed), codes=codes)


async def _write(
    actor: Actor, entry: Entry, site: UUID, day: date, now: datetime
) -> Written:
    wanted = HandoutRequest(
        code=entry.code,
        nonce=paper_nonce(short_code=entry.code, site=site, day=day),
        scanned_at=entry.at,
        channel=Channel.PICKUP,
        recipient=entry.recipient,
        offline=True,
        lines=entry.lines,
        substitutes=entry.substitutes,
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


class Waiting(msgspec.Struct, frozen=True):
    """A line that can be typed in. ``parcel`` is the same for equal packs."""

    about: PaperVoucher
    slot: time | None
    parcel: int


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
        slots = await _slots(chosen.id, day, today) if chosen else {}
        waiting = await _waiting(vouchers, slots, day)
        codes = typed_codes(typed)
        by_code = {one.short_code: one for one in await _typed_in(typed, day)}
        every = await articles()
    return Page(
        "devices/paper.html",
        site=chosen,
        sites=known,
        day=day,
        may_enter=day <= today,
        waiting=waiting,
        parcels={one.parcel: one.about.packs for one in waiting},
        done=[one for one in vouchers if one.handed_out_at is not None],
        more=[(n, by_code.get(codes.get(n) or "")) for n in range(MORE_CODES)],
        articles=every,
        instead_lines=INSTEAD_LINES,
        typed=typed,
        short_labels=SHORT_LABELS,
        grouped=grouped,
        **said_no(error),
    )


async def _waiting(
    vouchers: Sequence[ExtractVoucher], slots: Mapping[UUID, time], day: date
) -> list[Waiting]:
    """Return who has not had their parcel, in the order of the paper."""
    listed = in_paper_order(
        (one for one in vouchers if one.handed_out_at is None), slots
    )
    found = await vouchers_on_paper(day, ids=[one.id for one in listed])
    known = {one.id: one for one in found}
    parcels: dict[tuple[tuple[UUID, int], ...], int] = {}
    waiting = []
    for one in listed:
        about = known[one.id]
        packs = tuple((line.article, line.packs) for line in about.packs)
        parcel = parcels.setdefault(packs, len(parcels))
        waiting.append(Waiting(about, slots.get(one.id), parcel))
    return waiting


async def _site(actor: Actor, site: UUID) -> SiteFacts:
    async with reading(actor):
        chosen, _known = await choose_site(site)
    if chosen is None or chosen.id != site:
        raise NotFoundError
    return chosen


def _must(actor: Actor) -> None:
    actor.must(Permission.SEE_VOUCHERS)
    actor.must(Permission.HAND_OUT)

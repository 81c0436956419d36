"""Vouchers: those of a round, one of them, and what is done with one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import VOUCHER_KINDS
from admin_ui.language import gettext as _
from admin_ui.pages.reasons import reason_of
from admin_ui.pages.voucher_list import Sought, pages_of, part_of
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.settings import master_key
from distribution.core.transaction import perform
from distribution.households.queries.names import head_names
from distribution.pickup.queries.bookings import active_booking
from distribution.pickup.queries.card_times import card_times
from distribution.programmes.queries.rounds import RoundFacts, round_by, rounds
from distribution.programmes.rounds import RoundState
from distribution.vouchers.commands.issuing import (
    block,
    change_channel,
    reissue,
    revoke,
    unblock,
)
from distribution.vouchers.commands.printing import count_prints, take_copy_numbers
from distribution.vouchers.printing import read_one, single_of
from distribution.vouchers.queries.standing import NOTHING, standing_of
from distribution.vouchers.queries.vouchers import voucher
from distribution.vouchers.rules import (
    CHANNEL_LABELS,
    STATE_LABELS,
    Channel,
)
from distribution.vouchers.short_code import grouped

AnyRequest = Request[Any, Any, Any]

_WORDS: dict[str, Any] = {
    "state_labels": STATE_LABELS,
    "voucher_kinds": VOUCHER_KINDS,
    "channel_labels": CHANNEL_LABELS,
    "grouped": grouped,
}


class VoucherPages(Controller):
    """Vouchers."""

    path = "/vouchers"
    include_in_schema = False

    @get()
    async def listing(
        self,
        *,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        round: FromQuery[str] = "",  # noqa: A002 (the name in the address)
        standing: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        number: FromQuery[str] = "",
        page: FromQuery[int] = 1,
    ) -> Page:
        """Show the vouchers of a round; without one, of that which runs now."""
        actor.must(Permission.SEE_VOUCHERS)
        day = local_day(clock())
        sought = Sought(standing, channel, number.strip())
        async with reading(actor):
            every = await rounds(day)
            chosen = await round_by(round, day) if round else current_round(every)
            standing_now = await standing_of(chosen.id, day) if chosen else NOTHING
            at, shown = await part_of(chosen, day, sought, max(page, 1))
            names = (
                await head_names(row.household for row in shown.rows)
                if actor.may(Permission.SEE_HOUSEHOLDS)
                else None
            )
        asked = {"round": chosen.key if chosen else "", **msgspec.to_builtins(sought)}
        return Page(
            "vouchers/list.html",
            rounds=every,
            round=chosen,
            rows=shown.rows,
            names=names,
            counts=standing_now.counts,
            found=shown.found,
            sought=sought,
            page=at,
            pages=pages_of(shown.found),
            address=f"/vouchers?{urlencode(asked)}&page=",
            may_issue=actor.may(Permission.ISSUE_VOUCHERS),
            **_WORDS,
        )

    @get("/{voucher_id:uuid}")
    async def one(
        self,
        voucher_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show one voucher, what it is good for, and what happened to it."""
        return await _shown(actor, voucher_id, clock)

    @post("/{voucher_id:uuid}/print")
    async def paper(
        self,
        voucher_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        state: State,
    ) -> Response[bytes]:
        """Return its A6 page; each print is counted, and later ones say so."""
        now = clock()
        printout = await read_one(
            actor,
            voucher_id,
            master_key=master_key(state.settings),
            now=now,
            times=card_times,
        )
        copies = await perform(take_copy_numbers, actor, [voucher_id])
        pdf = await sync_to_thread(single_of, printout, copies, made_at=now)
        await perform(count_prints, actor, [voucher_id])
        name = f"talon-{printout.rows[0].short_code}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(pdf, media_type="application/pdf", headers=headers)

    @post("/{voucher_id:uuid}/reissue")
    async def replace(
        self,
        voucher_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Replace a lost voucher; the old code is dead everywhere."""
        try:
            new = await perform(reissue, actor, voucher_id, now=clock())
        except ConflictError as refusal:
            return await _shown(actor, voucher_id, clock, refusal=refusal)
        words = _("To nowy talon. Stary kod już nie działa. Wydrukuj nowy.")
        return redirect(f"/vouchers/{new}", Flash(words))

    @post("/{voucher_id:uuid}/revoke")
    async def kill(
        self,
        request: AnyRequest,
        voucher_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Revoke it for good."""
        actor.must(Permission.ISSUE_VOUCHERS)
        try:
            reason = reason_of(await request.form(), "revoke")
            await perform(revoke, actor, voucher_id, reason=reason, now=clock())
        except (ConflictError, InvalidInputError) as refusal:
            return await _shown(actor, voucher_id, clock, refusal=refusal)
        words = _("Unieważniono talon. Jego żywność wróciła do wolnego zapasu.")
        return redirect(f"/vouchers/{voucher_id}", Flash(words))

    @post("/{voucher_id:uuid}/block")
    async def hold(
        self,
        request: AnyRequest,
        voucher_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Hold it back until it is let go."""
        actor.must(Permission.ISSUE_VOUCHERS)
        try:
            reason = reason_of(await request.form(), "block")
            await perform(block, actor, voucher_id, reason=reason, now=clock())
        except (ConflictError, InvalidInputError) as refusal:
            return await _shown(actor, voucher_id, clock, refusal=refusal)
        undo = f"/vouchers/{voucher_id}/unblock"
        return redirect(
            f"/vouchers/{voucher_id}", Flash(_("Wstrzymano talon."), undo=undo)
        )

    @post("/{voucher_id:uuid}/unblock")
    async def let_go(
        self,
        voucher_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Let it be redeemed again."""
        try:
            await perform(unblock, actor, voucher_id, now=clock())
        except ConflictError as refusal:
            return await _shown(actor, voucher_id, clock, refusal=refusal)
        return redirect(f"/vouchers/{voucher_id}", Flash(_("Talon znów działa.")))

    @post("/{voucher_id:uuid}/channel/{channel:str}")
    async def move(
        self,
        voucher_id: FromPath[UUID],
        channel: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Move it between collection and home delivery; the paper stays good."""
        actor.must(Permission.ISSUE_VOUCHERS)
        if channel not in set(Channel):
            raise NotFoundError
        chosen = Channel(channel)
        try:
            await perform(change_channel, actor, voucher_id, chosen, now=clock())
        except ConflictError as refusal:
            return await _shown(actor, voucher_id, clock, refusal=refusal)
        words = _("Zmieniono na: {channel}.").format(channel=_(CHANNEL_LABELS[chosen]))
        if chosen is Channel.HOME_DELIVERY and await _has_slot(
            actor, voucher_id, clock
        ):
            words += " " + _("Umówiony termin zajmuje jeszcze miejsce: odwołaj go.")
        back = next(one for one in Channel if one is not chosen)
        undo = f"/vouchers/{voucher_id}/channel/{back}"
        return redirect(f"/vouchers/{voucher_id}", Flash(words, undo=undo))


async def _has_slot(actor: Actor, voucher_id: UUID, clock: Clock) -> bool:
    """Say whether its household is expected at a counter in this round."""
    async with reading(actor):
        row = (await voucher(voucher_id, day=local_day(clock()))).voucher
        return await active_booking(row.household, row.round) is not None


async def _shown(
    actor: Actor,
    voucher_id: UUID,
    clock: Clock,
    *,
    refusal: ConflictError | InvalidInputError | None = None,
) -> Page:
    actor.must(Permission.SEE_VOUCHERS)
    day = local_day(clock())
    sees_people = actor.may(Permission.SEE_HOUSEHOLDS)
    async with reading(actor):
        view = await voucher(voucher_id, day=day)
        names = await head_names([view.voucher.household]) if sees_people else {}
    return Page(
        "vouchers/voucher.html",
        seen=view,
        name=names.get(view.voucher.household, ""),
        sees_people=sees_people,
        **said_no(refusal),
        sees_stock=actor.may(Permission.SEE_STOCK),
        may_issue=actor.may(Permission.ISSUE_VOUCHERS),
        may_hand_out=actor.may(Permission.HAND_OUT),
        may_annul=actor.may(Permission.ANNUL),
        channels=list(Channel),
        **_WORDS,
    )


def current_round(every: list[RoundFacts]) -> RoundFacts | None:
    """Return the round that people mean today: open, else next, else the last.

    Args:
        every: All rounds, the newest first, with their state today.
    """
    newest_open = [one for one in every if one.state is RoundState.OPEN]
    next_planned = [one for one in every if one.state is RoundState.PLANNED][-1:]
    return next(iter([*newest_open, *next_planned, *every]), None)

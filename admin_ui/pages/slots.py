"""The slots of a round: seen by day, planned from opening hours, changed one by one."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.language import language_of, ngettext, speaking
from admin_ui.typed import said_no, seen_by
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.standing import standing
from distribution.core.transaction import perform
from distribution.pickup.commands.links import send_household_links
from distribution.pickup.commands.slots import (
    change_slot,
    close_slot,
    remove_slots_outside,
    reopen_slot,
)
from distribution.pickup.queries.bookings import bookings_of_slot
from distribution.pickup.queries.links import households_to_choose
from distribution.pickup.queries.slots import SlotFacts, slot, slots_of_round
from distribution.programmes.queries.rounds import RoundFacts, round_by, rounds
from distribution.programmes.rounds import RoundState

AnyRequest = Request[Any, Any, Any]


class SlotForm(msgspec.Struct, frozen=True):
    """How many households a slot takes."""

    capacity: int
    walk_ins: int = 0


class DayOfSlots(msgspec.Struct, frozen=True):
    """The slots of one day, and their places added up; closed slots hold none."""

    day: date
    slots: list[SlotFacts]

    @property
    def capacity(self) -> int:
        """Places that can be booked."""
        return sum(s.capacity for s in self.slots if not s.closed_at)

    @property
    def booked(self) -> int:
        """Places that are taken."""
        return sum(s.booked for s in self.slots)

    @property
    def walk_ins(self) -> int:
        """Places beside them, for those who come without a booking."""
        return sum(s.walk_ins for s in self.slots if not s.closed_at)


def by_day(slots: Sequence[SlotFacts]) -> list[DayOfSlots]:
    """Return slots, which come in the order of time, day by day."""
    days = groupby(slots, key=lambda one: one.day)
    return [DayOfSlots(day, list(of_day)) for day, of_day in days]


async def choose_round(
    reference: str | None, today: date
) -> tuple[RoundFacts | None, list[RoundFacts]]:
    """Return the round asked for, else the one that is open or next, and all."""
    known = await rounds(today)
    if reference:
        return await round_by(reference, today), known
    order = (RoundState.OPEN, RoundState.PLANNED, RoundState.CLOSED)
    first = sorted(known, key=lambda one: order.index(one.state))
    return (first[0] if first else None), known


class SlotPages(Controller):
    """Slots of a round."""

    path = "/pickup"
    include_in_schema = False

    @get()
    async def overview(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str | None] = None,
    ) -> Page:
        """Show the slots of a round by day, with how full they are."""
        actor.must(Permission.SEE_SLOTS)
        async with reading(actor):
            chosen, known = await choose_round(asked, local_day(clock()))
            slots = await slots_of_round(chosen.id) if chosen else []
            to_choose = (
                await households_to_choose(chosen.id)
                if chosen and _may_send_links(actor, chosen, slots)
                else []
            )
        return Page(
            "pickup/slots.html",
            round=chosen,
            rounds=known,
            days=by_day(slots),
            today=local_day(clock()),
            outside=_outside(chosen, slots) if chosen else [],
            may_keep=actor.may(Permission.KEEP_SLOTS),
            may_book=actor.may(Permission.BOOK),
            to_choose=to_choose,
        )

    @post("/outside")
    async def remove_outside(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str],
    ) -> Redirect:
        """Remove the slots on days that the round no longer has."""
        actor.must(Permission.KEEP_SLOTS)
        async with reading(actor):
            chosen = await round_by(asked, local_day(clock()))
        gone = await perform(remove_slots_outside, actor, chosen.id)
        with speaking(language_of(request)):
            words = ngettext("Usunięto {n} termin.", "Usunięto {n} terminów.", gone)
        return redirect(f"/pickup?asked={chosen.key}", Flash(words.format(n=gone)))

    @post("/links")
    async def send_links(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str],
    ) -> Redirect:
        """Send the link to their own page to all who have still to choose."""
        actor.must(Permission.BOOK)
        async with reading(actor):
            chosen = await round_by(asked, local_day(clock()))
        sent = await perform(send_household_links, actor, chosen.id, now=clock())
        with speaking(language_of(request)):
            words = ngettext(
                "Wysyłamy SMS z linkiem do {n} gospodarstwa.",
                "Wysyłamy SMS z linkiem do {n} gospodarstw.",
                sent,
            )
        return redirect(f"/pickup?asked={chosen.key}", Flash(words.format(n=sent)))

    @get("/slots/{slot_id:uuid}")
    async def slot_form(
        self, slot_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show one slot, who is booked at it, and how to change it."""
        actor.must(Permission.KEEP_SLOTS)
        return await _slot_page(actor, slot_id, {})

    @post("/slots/{slot_id:uuid}")
    async def change(
        self,
        request: AnyRequest,
        slot_id: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        """Change how many households a slot takes."""
        actor.must(Permission.KEEP_SLOTS)
        typed = dict(await request.form())
        try:
            wanted = form(SlotForm, typed)
            changed = await perform(
                change_slot,
                actor,
                slot_id,
                capacity=wanted.capacity,
                walk_ins=wanted.walk_ins,
                seen=typed.get("seen"),
            )
        except (ConflictError, InvalidInputError) as refusal:
            return await _slot_page(actor, slot_id, typed, refusal)
        with speaking(language_of(request)):
            words = _("Zmieniono liczbę miejsc.")
        return redirect(f"/pickup?asked={changed.round}", Flash(words))

    @post("/slots/{slot_id:uuid}/close")
    async def close(
        self,
        request: AnyRequest,
        slot_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Withdraw a slot; say who has to be telephoned."""
        actor.must(Permission.KEEP_SLOTS)
        done = await perform(close_slot, actor, slot_id, now=clock())
        with speaking(language_of(request)):
            said = [
                Flash(_("Termin zamknięty."), undo=f"/pickup/slots/{slot_id}/reopen")
            ]
            if done.cancelled:
                words = ngettext(
                    "Odwołano {n} rezerwację.",
                    "Odwołano {n} rezerwacji.",
                    done.cancelled,
                )
                said.append(Flash(words.format(n=done.cancelled), "info"))
            if done.to_call:
                words = _("Bez telefonu w kartotece, trzeba zawiadomić inaczej: {who}.")
                who = ", ".join(str(number) for number in done.to_call)
                said.append(Flash(words.format(who=who), "warning"))
        return redirect(f"/pickup/slots/{slot_id}", *said)

    @post("/slots/{slot_id:uuid}/reopen")
    async def reopen(
        self,
        request: AnyRequest,
        slot_id: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Redirect:
        """Take closing back."""
        actor.must(Permission.KEEP_SLOTS)
        await perform(reopen_slot, actor, slot_id)
        with speaking(language_of(request)):
            words = _("Termin znów jest otwarty. Odwołane rezerwacje nie wracają.")
        return redirect(f"/pickup/slots/{slot_id}", Flash(words))


def _outside(round_: RoundFacts, slots: Sequence[SlotFacts]) -> list[SlotFacts]:
    """Return the slots on days that the round does not have: its days were changed."""
    if round_.state is RoundState.CLOSED:
        return []
    return [s for s in slots if not round_.starts_on <= s.day <= round_.ends_on]


def _may_send_links(
    actor: Actor, round_: RoundFacts, slots: Sequence[SlotFacts]
) -> bool:
    return (
        bool(slots) and round_.state is RoundState.OPEN and actor.may(Permission.BOOK)
    )


async def _slot_page(
    actor: Actor,
    slot_id: UUID,
    typed: dict[str, Any],
    refusal: DomainError | None = None,
) -> Page:
    async with reading(actor):
        found = await slot(slot_id)
        booked = await bookings_of_slot(slot_id)
    stands = standing({"capacity": found.capacity, "walk_ins": found.walk_ins})
    return Page(
        "pickup/slot.html",
        slot=found,
        booked=booked,
        typed=typed,
        seen=seen_by(stands, typed, refusal),
        **said_no(refusal),
    )

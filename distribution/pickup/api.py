"""The JSON routes of pickup."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.booking import (
    book_slot,
    cancel_booking,
    move_booking,
)
from distribution.pickup.commands.hours import set_weekly_hours
from distribution.pickup.commands.slots import plan_slots
from distribution.pickup.queries.bookings import booking
from distribution.pickup.queries.slots import slots_of_round
from distribution.pickup.schemas import (
    BookingGiven,
    BookingSeen,
    HoursGiven,
    MoveGiven,
    PlanGiven,
    SlotSeen,
    booking_seen,
    slot_seen,
)
from distribution.programmes.queries.rounds import round_by


class SlotsPlanned(msgspec.Struct, frozen=True):
    """Slots added now, and slots that were there before."""

    added: int
    there: int


class PickupController(Controller):
    """Slots, and the households booked at them."""

    path = "/pickup"
    tags = ("pickup",)

    @put("/sites/{site:uuid}/hours", summary="Set a site's weekly hours")
    async def hours(
        self,
        site: FromPath[UUID],
        data: JSONBody[HoursGiven],
        actor: NamedDependency[Actor],
    ) -> HoursGiven:
        """Replace the weekly hours; slots that exist stay as they are."""
        weekly = [span.as_rule() for span in data.hours]
        await perform(set_weekly_hours, actor, site, weekly)
        return data

    @get("/slots", summary="List the slots of a round")
    async def slots(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        round_: Annotated[str, QueryParameter(name="round")],
    ) -> list[SlotSeen]:
        """Return every slot with how many places are left, earliest first."""
        actor.must(Permission.SEE_SLOTS)
        async with reading(actor):
            found = await round_by(round_, local_day(clock()))
            return [slot_seen(slot) for slot in await slots_of_round(found.id)]

    @post("/slots", summary="Plan the slots of a round")
    async def plan(
        self,
        data: JSONBody[PlanGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> SlotsPlanned:
        """Add the slots that the opening hours give and the round lacks."""
        actor.must(Permission.KEEP_SLOTS)
        now = clock()
        async with reading(actor):
            found = await round_by(data.round, local_day(now))
        done = await perform(
            plan_slots,
            actor,
            found.id,
            data.shape(),
            now=now,
            first=data.first,
            last=data.last,
        )
        return SlotsPlanned(done.added, done.there)

    @get("/bookings/{booking_id:uuid}", summary="Show a booking")
    async def one(
        self,
        booking_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> BookingSeen:
        """Return a booking, cancelled or not."""
        actor.must(Permission.SEE_SLOTS)
        async with reading(actor):
            return booking_seen(await booking(booking_id), local_day(clock()))

    @post("/bookings", summary="Book a slot")
    async def book(
        self,
        data: JSONBody[BookingGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> BookingSeen:
        """Book a slot for the household of a voucher; ``slot_full`` if it is full."""
        now = clock()
        made = await perform(
            book_slot, actor, voucher=data.voucher, slot=data.slot, now=now
        )
        return booking_seen(made.booking, local_day(now), told=made.told)

    @patch("/bookings/{booking_id:uuid}", summary="Move a booking")
    async def move(
        self,
        booking_id: FromPath[UUID],
        data: JSONBody[MoveGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> BookingSeen:
        """Move it to another slot, or leave it where it is and say why."""
        now = clock()
        moved = await perform(move_booking, actor, booking_id, slot=data.slot, now=now)
        return booking_seen(moved.booking, local_day(now), told=moved.told)

    @delete("/bookings/{booking_id:uuid}", summary="Cancel a booking")
    async def cancel(
        self,
        booking_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Cancel it; the place is free at once."""
        await perform(cancel_booking, actor, booking_id, now=clock())

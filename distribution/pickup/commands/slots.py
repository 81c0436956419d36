"""Planning the slots of a round, and changing them afterwards."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.accounts.queries import site as site_facts
from distribution.accounts.rules import Permission
from distribution.accounts.steps import require_open_sites
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch_one
from distribution.core.standing import refuse_overwriting
from distribution.core.transaction import TryAgainError, transaction
from distribution.pickup import steps
from distribution.pickup.errors import (
    NotOfThisRoundError,
    RoundNotOpenError,
    SlotAlreadyClosedError,
    SlotInUseError,
    SlotNotFoundError,
)
from distribution.pickup.queries.bookings import bookings_of_slot, voucher_to_book
from distribution.pickup.queries.planning import plan_preview
from distribution.pickup.queries.slots import SlotFacts, slot
from distribution.pickup.rules.slots import SlotPlan, SlotShape, check_shape
from distribution.programmes.queries.rounds import RoundFacts, round_by
from distribution.programmes.rounds import RoundState


class PlannedSlots(msgspec.Struct, frozen=True):
    """What planning did: slots added now, and slots that were there before."""

    added: int
    there: int


class ClosedSlot(msgspec.Struct, frozen=True):
    """What closing a slot did to its bookings.

    ``cancelled`` counts them; ``to_call`` are the household numbers of those who get
    no message and must be telephoned.
    """

    cancelled: int
    to_call: list[int]


async def plan_slots(
    actor: Actor,
    round_id: UUID,
    shape: SlotShape,
    *,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    site: UUID | None = None,
) -> PlannedSlots:
    """Add the slots that a round lacks, from the opening hours of its site.

    Again is no change; what exists, and who is booked there, stays. Hours that are over
    get none.

    Args:
        actor: Who plans.
        round_id: Whose slots they are.
        shape: Length, places, and places for walk-ins of each.
        now: The present instant.
        first: First day; the round's own, or today, if left out.
        last: Last day; likewise.
        site: Where; the round's own site if left out.

    Raises:
        InvalidInputError: *shape* makes no sense.
        NotFoundError: The centre has no such round or site.
        RoundNotOpenError: The round is over.
        NotOfThisRoundError: The round has no such days.
    """
    actor.must(Permission.KEEP_SLOTS)
    check_shape(shape)
    async with transaction(actor):
        found = await round_by(round_id, local_day(now))
        first, last = days_within(found, first, last, today=local_day(now))
        place = (await site_facts(site or found.site)).id
        await require_open_sites([place])
        preview = await plan_preview(
            found.id, place, shape, first=first, last=last, now=now
        )
        added = await _insert(actor, found.id, place, preview.new)
    return PlannedSlots(added, preview.there)


def days_within(
    found: RoundFacts, first: date | None, last: date | None, *, today: date
) -> tuple[date, date]:
    """Return the days to plan, which must be those of a round that is not over.

    Without a first day, days that are past are left out.

    Raises:
        RoundNotOpenError, NotOfThisRoundError: They are not.
    """
    if found.state is RoundState.CLOSED:
        raise RoundNotOpenError
    first, last = first or max(found.starts_on, today), last or found.ends_on
    if not found.starts_on <= first <= last <= found.ends_on:
        raise NotOfThisRoundError(
            starts_on=f"{found.starts_on:%d.%m.%Y}", ends_on=f"{found.ends_on:%d.%m.%Y}"
        )
    return first, last


async def remove_slots_outside(actor: Actor, round_id: UUID) -> int:
    """Remove the slots of a round on days that it no longer has.

    Those that anybody ever booked stay.

    Returns:
        How many were removed.
    """
    actor.must(Permission.KEEP_SLOTS)
    async with transaction(actor):
        status = await execute(
            "DELETE FROM slot AS s USING round AS r WHERE r.id = s.round AND r.id = $1"
            " AND s.day NOT BETWEEN r.starts_on AND r.ends_on AND s.booked = 0"
            " AND NOT EXISTS (SELECT FROM booking AS b WHERE b.slot = s.id)",
            round_id,
        )
    return int(status.rsplit(" ", 1)[1])


async def change_slot(
    actor: Actor,
    slot_id: UUID,
    *,
    capacity: int,
    walk_ins: int,
    seen: str | None = None,
) -> SlotFacts:
    """Change how many households a slot takes; never below those that have a place.

    *seen* is the `standing` of both numbers when they were looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: A number is out of range.
        SlotNotFoundError: The centre has none of this id.
        SlotInUseError: More places are taken than would be left.
    """
    actor.must(Permission.KEEP_SLOTS)
    async with transaction(actor):
        await steps.lock_slots(slot_id)
        found = await slot(slot_id)
        check_shape(SlotShape(found.minutes, capacity, walk_ins))
        known = {"capacity": found.capacity, "walk_ins": found.walk_ins}
        written = {"capacity": capacity, "walk_ins": walk_ins}
        refuse_overwriting(seen, known, written)
        taken = found.booked + found.held + found.offered
        if capacity < taken:
            raise SlotInUseError(starts=found.as_rule().spoken, taken=taken)
        await execute(
            "UPDATE slot SET capacity = $2, walk_ins = $3 WHERE id = $1",
            slot_id,
            capacity,
            walk_ins,
        )
        return await slot(slot_id)


async def close_slot(actor: Actor, slot_id: UUID, *, now: datetime) -> ClosedSlot:
    """Withdraw a slot: nobody books it any more, and who was booked is told.

    Bookings whose parcel has been handed out stay as they are.

    Raises:
        SlotNotFoundError: The centre has none of this id.
        SlotAlreadyClosedError: It was closed before.
    """
    actor.must(Permission.KEEP_SLOTS)
    async with transaction(actor):
        await steps.lock_slots(slot_id)
        found = await slot(slot_id)
        if found.closed_at is not None:
            raise SlotAlreadyClosedError(starts=found.as_rule().spoken)
        await execute("UPDATE slot SET closed_at = $2 WHERE id = $1", slot_id, now)
        cancelled, to_call = 0, []
        for one in await bookings_of_slot(slot_id):
            if one.handed_out:
                continue
            voucher = await voucher_to_book(one.voucher)
            if not await steps.cancel_booking(actor, one, voucher, now=now):
                raise TryAgainError
            cancelled += 1
            if voucher.phone is None:
                to_call.append(one.household_number)
    return ClosedSlot(cancelled, to_call)


async def reopen_slot(actor: Actor, slot_id: UUID) -> None:
    """Take closing back; bookings that it cancelled stay cancelled.

    Raises:
        SlotNotFoundError: The centre has none of this id.
    """
    actor.must(Permission.KEEP_SLOTS)
    async with transaction(actor):
        changed = await fetch_one(
            "UPDATE slot SET closed_at = NULL WHERE id = $1 RETURNING id", slot_id
        )
        if changed is None:
            raise SlotNotFoundError


async def _insert(
    actor: Actor, round_id: UUID, site: UUID, plans: list[SlotPlan]
) -> int:
    status = await execute(
        "INSERT INTO slot (id, centre, round, site, day, starts, minutes, capacity,"
        " walk_ins) SELECT gen_random_uuid(), $1, $2, $3, *"
        " FROM unnest($4::date[], $5::time[], $6::int[], $7::int[], $8::int[])"
        " ON CONFLICT (round, site, day, starts) DO NOTHING",
        actor.centre,
        round_id,
        site,
        [plan.day for plan in plans],
        [plan.starts_at for plan in plans],
        [plan.minutes for plan in plans],
        [plan.capacity for plan in plans],
        [plan.walk_ins for plan in plans],
    )
    return int(status.rsplit(" ", 1)[1])

"""Opening hours and the slots that are planned from them, over the database."""

from datetime import date, datetime, time
from uuid import uuid4

import msgspec
import pytest

from distribution.accounts.rules import Role, permissions_of
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.pickup.commands.hours import (
    remove_exception,
    set_exception,
    set_weekly_hours,
)
from distribution.pickup.commands.slots import (
    PlannedSlots,
    change_slot,
    close_slot,
    plan_slots,
    reopen_slot,
)
from distribution.pickup.errors import (
    NotOfThisRoundError,
    RoundNotOpenError,
    SlotAlreadyClosedError,
    SlotNotFoundError,
)
from distribution.pickup.queries.hours import openings
from distribution.pickup.queries.planning import plan_preview
from distribution.pickup.rules.opening import (
    ClosedBecause,
    DayException,
    Span,
    WeeklySpan,
)
from distribution.pickup.rules.slots import SlotShape
from distribution.vouchers.commands.closing import close_round
from tests.worlds import NOON
from tests.worlds_pickup import (
    FIRST,
    LAST,
    TEN_TO_ELEVEN,
    THURSDAY,
    a_pickup,
    slots_seen,
)

QUARTER = SlotShape(minutes=15, capacity=2, walk_ins=1)
NEXT_THURSDAY = date(2026, 3, 26)


async def test_a_round_gets_slots_on_the_days_its_site_is_open(actor: Actor) -> None:
    world = await a_pickup(actor)

    assert [(s.day, f"{s.starts_at:%H:%M}") for s in world.slots] == [
        (day, at)
        for day in (THURSDAY, NEXT_THURSDAY)
        for at in ("10:00", "10:15", "10:30", "10:45")
    ]
    assert {(s.capacity, s.walk_ins, s.left) for s in world.slots} == {(2, 1, 2)}


async def test_planning_again_adds_nothing_and_keeps_every_slot(actor: Actor) -> None:
    world = await a_pickup(actor)

    again = await plan_slots(actor, world.round, QUARTER, now=NOON)
    other = await plan_slots(actor, world.round, SlotShape(30, 9), now=NOON)

    assert again == other == PlannedSlots(added=0, there=8)
    assert await slots_seen(actor, world.round) == list(world.slots)


async def test_longer_hours_add_only_what_is_missing(actor: Actor) -> None:
    world = await a_pickup(actor)
    wider = WeeklySpan(4, Span(time(9, 30), time(11, 30)))
    await set_weekly_hours(actor, world.site, [wider])

    async with reading(actor):
        preview = await plan_preview(
            world.round, world.site, QUARTER, first=FIRST, last=LAST, now=NOON
        )
    done = await plan_slots(actor, world.round, QUARTER, now=NOON)

    assert [f"{plan.starts_at:%H:%M}" for plan in preview.new[:4]] == [
        "09:30",
        "09:45",
        "11:00",
        "11:15",
    ]
    assert (len(preview.new), preview.there, preview.places) == (8, 8, 16)
    assert done == PlannedSlots(added=8, there=8)
    assert {slot.id for slot in world.slots} <= {
        slot.id for slot in await slots_seen(actor, world.round)
    }


async def test_hours_that_are_over_get_no_slots(actor: Actor) -> None:
    world = await a_pickup(actor, weekly=())
    await set_weekly_hours(actor, world.site, [TEN_TO_ELEVEN])
    during = datetime.combine(THURSDAY, time(10, 15), tzinfo=WARSAW)

    async with reading(actor):
        preview = await plan_preview(
            world.round, world.site, QUARTER, first=THURSDAY, last=THURSDAY, now=during
        )
    done = await plan_slots(actor, world.round, QUARTER, now=during, last=THURSDAY)

    assert (len(preview.new), preview.over) == (2, 2)
    assert done == PlannedSlots(added=2, there=0)
    made = await slots_seen(actor, world.round)
    assert [f"{slot.starts_at:%H:%M}" for slot in made] == ["10:30", "10:45"]


async def test_a_day_of_its_own_outranks_the_week_until_it_is_taken_back(
    actor: Actor,
) -> None:
    world = await a_pickup(actor)
    await set_exception(actor, world.site, DayException(THURSDAY, (), "Inwentaryzacja"))

    async with reading(actor):
        (closed,) = await openings(world.site, THURSDAY, THURSDAY)
    afternoon = (Span(time(15), time(16)), Span(time(17), time(18)))
    await set_exception(actor, world.site, DayException(THURSDAY, afternoon))
    async with reading(actor):
        (later,) = await openings(world.site, THURSDAY, THURSDAY)
    await remove_exception(actor, world.site, THURSDAY)
    async with reading(actor):
        (usual,) = await openings(world.site, THURSDAY, THURSDAY)

    assert (closed.closed, closed.note) == (ClosedBecause.EXCEPTION, "Inwentaryzacja")
    assert later.spans == afternoon
    assert usual.spans == (Span(time(10), time(11)),)


async def test_on_a_public_holiday_a_site_is_closed_by_itself(actor: Actor) -> None:
    world = await a_pickup(actor)
    corpus_christi = date(2026, 6, 4)

    async with reading(actor):
        (day,) = await openings(world.site, corpus_christi, corpus_christi)

    assert day.closed is ClosedBecause.HOLIDAY


async def test_days_outside_the_round_are_refused(actor: Actor) -> None:
    world = await a_pickup(actor)

    with pytest.raises(NotOfThisRoundError):
        await plan_slots(actor, world.round, QUARTER, now=NOON, last=date(2026, 3, 28))


async def test_a_round_that_is_over_gets_no_more_slots(actor: Actor) -> None:
    world = await a_pickup(actor)
    await close_round(actor, world.round, now=NOON)

    with pytest.raises(RoundNotOpenError):
        await plan_slots(actor, world.round, QUARTER, now=NOON)


async def test_a_shape_and_hours_that_make_no_sense_name_what_is_wrong(
    actor: Actor,
) -> None:
    world = await a_pickup(actor)

    with pytest.raises(InvalidInputError) as shape:
        await plan_slots(actor, world.round, SlotShape(1, 0, -1), now=NOON)
    with pytest.raises(InvalidInputError) as hours:
        await set_weekly_hours(
            actor, world.site, [WeeklySpan(8, Span(time(11), time(10)))]
        )

    assert len(shape.value.errors) == 3
    assert [e.field for e in hours.value.errors] == [
        "hours.0.weekday",
        "hours.0.closes",
    ]


async def test_a_slot_takes_more_or_fewer_and_can_be_closed_and_opened(
    actor: Actor,
) -> None:
    world = await a_pickup(actor)
    slot = world.slots[0].id

    changed = await change_slot(actor, slot, capacity=5, walk_ins=0)
    closed = await close_slot(actor, slot, now=NOON)
    with pytest.raises(SlotAlreadyClosedError):
        await close_slot(actor, slot, now=NOON)
    left_while_closed = (await slots_seen(actor, world.round))[0].left
    await reopen_slot(actor, slot)

    assert (changed.capacity, changed.walk_ins, changed.left) == (5, 0, 5)
    assert (closed.cancelled, closed.to_call) == (0, [])
    assert left_while_closed == 0
    assert (await slots_seen(actor, world.round))[0].left == 5


async def test_what_is_not_there_is_not_found(actor: Actor) -> None:
    await a_pickup(actor)

    with pytest.raises(SlotNotFoundError):
        await change_slot(actor, uuid4(), capacity=5, walk_ins=0)
    with pytest.raises(SlotNotFoundError):
        await reopen_slot(actor, uuid4())
    with pytest.raises(NotFoundError):
        await set_weekly_hours(actor, uuid4(), [])
    with pytest.raises(NotFoundError):
        await plan_slots(actor, uuid4(), QUARTER, now=NOON)


async def test_who_hands_out_sees_slots_but_does_not_keep_them(actor: Actor) -> None:
    world = await a_pickup(actor)
    volunteer = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({Role.HAND_OUT}))
    )

    with pytest.raises(ForbiddenError):
        await change_slot(volunteer, world.slots[0].id, capacity=5, walk_ins=0)
    with pytest.raises(ForbiddenError):
        await set_weekly_hours(volunteer, world.site, [])


async def test_days_that_are_past_get_no_slots(actor: Actor) -> None:
    world = await a_pickup(actor, weekly=())
    await set_weekly_hours(
        actor, world.site, [WeeklySpan(n, Span(time(13), time(14))) for n in (1, 2, 3)]
    )

    await plan_slots(actor, world.round, SlotShape(60, 1), now=NOON)

    days = [slot.day for slot in await slots_seen(actor, world.round)]
    assert days[0] == NOON.date()
    assert len(days) == 5

"""Plans changed by hand, by one coordinator or two; and the day that goes on."""

import asyncio
from datetime import time, timedelta
from uuid import uuid4

import msgspec
import pytest

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.routing.commands.clearing_up import release_run
from distribution.routing.commands.fleet import change_vehicle
from distribution.routing.commands.going_on import (
    bring_driver_back,
    lose_driver,
    try_again,
)
from distribution.routing.commands.planning import request_plan, stop_search
from distribution.routing.commands.promising import promise_window
from distribution.routing.commands.publishing import Seen, publish_plan
from distribution.routing.commands.rearranging import (
    lock_order,
    lock_stop,
    move_stop,
    undo_change,
)
from distribution.routing.delivering import report_failure
from distribution.routing.errors import (
    FaultyPlanError,
    NothingToUndoError,
    NotTriedError,
    OtherPlanDrivenError,
    PlanChangedError,
    PlanClosedError,
)
from distribution.routing.jobs import make_plan
from distribution.routing.queries.boards import board_of, places_for
from distribution.routing.queries.calls import call_sheet
from distribution.routing.queries.fleet import shifts_on
from distribution.routing.queries.runs import follow_ups
from distribution.routing.rules.calls import CallKind
from distribution.routing.rules.checker import FaultCode
from distribution.routing.rules.doors import Outcome
from distribution.routing.rules.fleet_details import VehicleDetails
from distribution.routing.rules.plan_states import PlanState
from distribution.routing.rules.remedies import RemedyKind
from distribution.routing.rules.searches import After
from tests.worlds import NOON
from tests.worlds_routing import (
    TOMORROW,
    Day,
    a_town,
    at_home,
    planned,
    published,
    sketched,
    the_day,
)


async def two_drivers(actor: Actor, homes: int = 4, **more: object):
    return await a_town(
        actor, homes=[at_home(n) for n in range(homes)], drivers=2, **more
    )


async def board(actor: Actor, day: Day):
    async with reading(actor):
        return await board_of(day.plan.id)


def orders(lanes):
    return {
        lane.shift.id: [stop.voucher for stop in lane.run.stops] if lane.run else []
        for lane in lanes
    }


async def test_a_stop_goes_to_the_other_driver_and_back_with_its_hours(
    actor: Actor,
) -> None:
    await two_drivers(actor)
    day = await sketched(actor)
    stop = day.stops[0]
    before = orders((await board(actor, day)).lanes)
    [other] = [shift for shift, held in before.items() if stop.voucher not in held]

    version = await move_stop(
        actor, day.plan.id, stop.voucher, shift=other, place=1, version=0, now=NOON
    )

    after = await board(actor, day)
    there = orders(after.lanes)
    assert there[other] == [stop.voucher, *before[other]]
    for shift, held in before.items():
        if shift != other:
            assert there[shift] == [one for one in held if one != stop.voucher]
    assert (after.plan.version, after.broken, after.undoable) == (version, 0, True)
    moved = {x.voucher: x for x in (await the_day(actor, day.plan.id)).stops}
    assert moved[stop.voucher].position == 1
    assert moved[stop.voucher].arrives_at is not None

    await undo_change(actor, day.plan.id, version=version, now=NOON)

    again = await board(actor, day)
    assert orders(again.lanes) == before
    assert not again.undoable
    fresh = await the_day(actor, day.plan.id)
    assert {x.voucher: (x.arrives_at, x.leaves_at) for x in fresh.stops} == {
        x.voucher: (x.arrives_at, x.leaves_at) for x in day.stops
    }
    with pytest.raises(NothingToUndoError):
        await undo_change(actor, day.plan.id, version=2, now=NOON)


async def test_of_two_who_change_a_plan_at_once_the_second_is_told(
    actor: Actor,
) -> None:
    await two_drivers(actor)
    day = await sketched(actor)
    first, second = day.stops[0], day.stops[1]
    jola = msgspec.structs.replace(actor, name="Jola Wrona")

    async def take_off(who: Actor, stop) -> int:
        return await move_stop(
            who, day.plan.id, stop.voucher, shift=None, place=0, version=0, now=NOON
        )

    results = await asyncio.gather(
        take_off(jola, first), take_off(jola, second), return_exceptions=True
    )

    assert sorted(map(str, map(type, results))) == sorted(
        map(str, (int, PlanChangedError))
    )
    [no] = [one for one in results if isinstance(one, PlanChangedError)]
    assert no.facts["who"] == "Jola Wrona"
    left = (await the_day(actor, day.plan.id)).left_out
    assert len(left) == 1
    assert left[0].unserved_code == "taken_off"


async def test_what_breaks_a_rule_is_put_down_and_named_but_not_published(
    actor: Actor,
) -> None:
    town = await two_drivers(actor, homes=2, persons=5)
    packs = (await sketched(actor)).stops[0].packs
    small = await a_town_with_small_cars(actor, town, packs)
    day = await sketched(actor)
    stop, shift = day.runs[0].stops[0], day.runs[1].shift

    version = await move_stop(
        actor, day.plan.id, stop.voucher, shift=shift, place=9, version=0, now=NOON
    )

    now = await board(actor, day)
    lane = next(one for one in now.lanes if one.shift.id == shift)
    assert [(one.code, one.by) for one in lane.faults if one.dimension == "packs"] == [
        (FaultCode.OVER_CAPACITY, 2 * packs - small)
    ]
    with pytest.raises(FaultyPlanError):
        await publish_plan(actor, day.plan.id, now=NOON)
    await undo_change(actor, day.plan.id, version=version, now=NOON)
    await publish_plan(actor, day.plan.id, now=NOON)


async def a_town_with_small_cars(actor: Actor, town, packs: int) -> int:
    """Let each car hold one parcel and a bit; returns how many packs that is."""
    room = packs + packs // 2
    for car in town.vehicles:
        await change_vehicle(actor, car, VehicleDetails("Doblo", room, 400_000, 20))
    return room


async def test_a_plan_that_is_driven_is_not_changed_by_hand(actor: Actor) -> None:
    await a_town(actor)
    day, _ = await published(actor)
    with pytest.raises(PlanClosedError):
        await move_stop(
            actor,
            day.plan.id,
            day.stops[0].voucher,
            shift=None,
            place=0,
            version=0,
            now=NOON,
        )


async def test_nobody_publishes_what_they_have_not_seen(actor: Actor) -> None:
    await two_drivers(actor)
    one, other = await sketched(actor), await sketched(actor)
    await lock_stop(
        actor, one.plan.id, one.stops[0].voucher, locked=True, version=0, now=NOON
    )
    with pytest.raises(PlanChangedError):
        await publish_plan(actor, one.plan.id, seen=Seen(0, None), now=NOON)
    await publish_plan(actor, other.plan.id, seen=Seen(0, None), now=NOON)
    with pytest.raises(OtherPlanDrivenError):
        await publish_plan(actor, one.plan.id, seen=Seen(1, None), now=NOON)
    await publish_plan(actor, one.plan.id, seen=Seen(1, other.plan.id), now=NOON)


async def test_solving_again_leaves_alone_what_is_locked(actor: Actor) -> None:
    await two_drivers(actor, homes=6)
    day = await sketched(actor)
    lanes = orders((await board(actor, day)).lanes)
    shifts = sorted(lanes, key=lambda key: -len(lanes[key]))
    stop, to = lanes[shifts[0]][-1], shifts[1]
    version = await move_stop(
        actor, day.plan.id, stop, shift=to, place=1, version=0, now=NOON
    )
    version = await lock_stop(
        actor, day.plan.id, stop, locked=True, version=version, now=NOON
    )
    first = lanes[shifts[0]][:-1][::-1]
    for place, one in enumerate(first, 1):
        version = await move_stop(
            actor,
            day.plan.id,
            one,
            shift=shifts[0],
            place=place,
            version=version,
            now=NOON,
        )
    await lock_order(actor, day.plan.id, shifts[0], stops=2, version=version, now=NOON)

    asked = await request_plan(
        actor,
        TOMORROW,
        seconds=1,
        after=After(day.plan.id),
        queued=False,
        now=NOON,
    )
    await make_plan(actor, lambda: NOON, plan=asked.plan)

    again = await the_day(actor, asked.plan)
    runs = {run.shift: run for run in again.runs}
    assert [one.voucher for one in runs[shifts[0]].stops][:2] == first[:2]
    assert runs[shifts[0]].locked_stops == 2
    assert [one.locked for one in runs[to].stops if one.voucher == stop] == [True]


async def test_the_best_place_for_a_stop_that_was_taken_off_is_where_it_was(
    actor: Actor,
) -> None:
    await two_drivers(actor)
    day = await sketched(actor)
    stop = day.stops[0]
    await move_stop(
        actor, day.plan.id, stop.voucher, shift=None, place=0, version=0, now=NOON
    )
    async with reading(actor):
        found = await places_for(day.plan.id, stop.voucher)
    assert found.places[0].faults == ()
    detours = [one.detour for one in found.places if not one.faults]
    assert detours == sorted(detours)


async def test_what_would_make_it_fit_is_stored_with_the_plan(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    packs = (await sketched(actor)).stops[0].packs
    room = await a_town_with_small_cars(actor, town, packs)

    day = await planned(actor)

    assert day.plan.remedies_for == 0
    [left] = day.left_out
    kinds = {one.kind: one for one in left.remedies}
    assert kinds[RemedyKind.MORE_PACKS].amount == 2 * packs - room
    assert kinds[RemedyKind.MORE_PACKS].shift == str(town.shifts[0])
    assert RemedyKind.ONE_MORE_DRIVER in kinds


async def test_who_has_enough_of_a_queued_search_gets_a_plan_at_once(
    actor: Actor,
) -> None:
    await a_town(actor, homes=[at_home(n) for n in range(12)])
    asked = await request_plan(actor, TOMORROW, seconds=300, queued=False, now=NOON)
    await stop_search(actor, asked.plan)

    async with asyncio.timeout(60):
        await make_plan(actor, lambda: NOON, plan=asked.plan)

    made = await the_day(actor, asked.plan)
    assert made.plan.state is PlanState.SOLVED
    assert len(made.stops) == 12


async def test_a_driver_who_does_not_come_is_replaced_in_one_step(
    actor: Actor,
) -> None:
    """E59: nobody's parcels stay in limbo, and all others keep what they had."""
    town = await two_drivers(actor, homes=4)
    made = await sketched(actor)
    longest = max(made.runs, key=lambda run: len(run.stops))
    [other] = {*town.shifts} - {longest.shift}
    await move_stop(
        actor,
        made.plan.id,
        longest.stops[0].voucher,
        shift=other,
        place=1,
        version=0,
        now=NOON,
    )
    await publish_plan(actor, made.plan.id, now=NOON)
    day = await the_day(actor, made.plan.id)
    gone, stays = sorted(day.runs, key=lambda run: len(run.stops))

    lost = await lose_driver(actor, gone.id, reason="Choroba", queued=False, now=NOON)
    await make_plan(actor, lambda: NOON, plan=lost.asked.plan)

    assert lost.stops == len(gone.stops)
    new = await the_day(actor, lost.asked.plan)
    assert [run.shift for run in new.runs] == [stays.shift]
    kept = [one.voucher for one in new.runs[0].stops]
    old = [one.voucher for one in stays.stops]
    assert [one for one in kept if one in old] == old
    assert len(kept) == 4
    async with reading(actor):
        sheet = await call_sheet(lost.asked.plan, NOON)
        assert gone.shift not in {one.id for one in await shifts_on(TOMORROW)}
    assert {call.stop.voucher for call in sheet.calls} >= {
        one.voucher for one in gone.stops
    }
    assert all(call.kind is not CallKind.NEW for call in sheet.calls)
    assert all(call.before and call.after for call in sheet.calls)
    assert {(one.gained, one.lost) for one in sheet.drivers} == {
        (len(gone.stops), 0),
        (0, len(gone.stops)),
    }
    async with reading(actor):
        assert len(await follow_ups()) == len(gone.stops)
    await publish_plan(actor, lost.asked.plan, now=NOON)
    await bring_driver_back(actor, gone.shift)
    async with reading(actor):
        assert await follow_ups() == []
        assert len(await shifts_on(TOMORROW)) == len(town.shifts)


async def test_a_promise_that_a_made_plan_keeps_does_not_spoil_it(
    actor: Actor,
) -> None:
    await a_town(actor, homes=[at_home(0), at_home(1)])
    day = await sketched(actor)
    async with reading(actor):
        sheet = await call_sheet(day.plan.id, NOON)
    assert {call.kind for call in sheet.calls} == {CallKind.NEW}
    call = sheet.calls[1]
    assert call.offer is not None
    opens, closes = call.offer

    await promise_window(
        actor,
        call.stop.voucher,
        day=TOMORROW,
        opens=opens.time(),
        closes=closes.time(),
        now=NOON,
    )

    async with reading(actor):
        told = (await call_sheet(day.plan.id, NOON)).calls[1]
    assert told.promised
    done = await publish_plan(actor, day.plan.id, now=NOON)
    assert done.plan == day.plan.id


async def test_a_promise_that_a_made_plan_breaks_shows_on_its_board(
    actor: Actor,
) -> None:
    await a_town(actor, homes=[at_home(0), at_home(1)])
    day = await sketched(actor)
    await promise_window(
        actor,
        day.stops[1].voucher,
        day=TOMORROW,
        opens=time(6),
        closes=time(7),
        now=NOON,
    )
    found = await board(actor, day)
    codes = [
        one.code
        for lane in found.lanes
        for faults in lane.at_stops.values()
        for one in faults
    ]
    assert FaultCode.OUTSIDE_WINDOWS in codes


async def test_a_door_where_nobody_was_is_tried_again_by_who_has_the_parcel(
    actor: Actor,
) -> None:
    await a_town(actor, homes=[at_home(n) for n in range(3)])
    day, _ = await published(actor)
    out = day.runs[0].leaves_at
    first = day.runs[0].stops[0]
    with pytest.raises(NotTriedError):
        await try_again(actor, first.id, now=out)
    await record_not_home(actor, first.id, out + timedelta(minutes=10))
    later = out + timedelta(minutes=20)
    before = await sketched(actor, now=later)
    assert [one.unserved_code for one in before.left_out] == ["tried_today"]

    await try_again(actor, first.id, now=later)
    after = await sketched(actor, now=later)

    assert after.left_out == []
    assert after.runs[0].shift == day.runs[0].shift
    assert first.voucher in [one.voucher for one in after.stops]


async def record_not_home(actor: Actor, stop, now) -> None:
    await report_failure(actor, stop, Outcome.NOT_HOME, nonce=uuid4(), now=now)


async def test_a_run_given_up_without_a_new_plan_stays_possible(actor: Actor) -> None:
    await a_town(actor)
    day, _ = await published(actor)
    assert await release_run(actor, day.runs[0].id, reason="Awaria", now=NOON) == 1

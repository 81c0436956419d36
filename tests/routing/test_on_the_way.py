"""A day that does not go by plan: other orders, delays, promises, new plans."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.errors import ForbiddenError, InvalidInputError
from distribution.core.reading import reading
from distribution.core.units import Seconds
from distribution.routing.commands.clearing_up import handle_follow_up
from distribution.routing.commands.fleet import change_shift
from distribution.routing.commands.going_on import try_again
from distribution.routing.commands.planning import request_plan
from distribution.routing.commands.promising import promise_window, withdraw_promise
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.commands.reordering import reorder_stops
from distribution.routing.commands.wishes import set_delivery_preference
from distribution.routing.delivering import hand_over, report_failure
from distribution.routing.errors import (
    DayOverError,
    FaultyPlanError,
    NotForDeliveryError,
    ShiftsOverError,
)
from distribution.routing.jobs import make_plan
from distribution.routing.manifest import manifest_of
from distribution.routing.queries.arrivals import expected_on
from distribution.routing.queries.boards import board_of
from distribution.routing.queries.calls import call_sheet
from distribution.routing.queries.deliveries import deliveries_of_round
from distribution.routing.queries.plans import (
    RunFacts,
    StopFacts,
    runs_of,
    solved_day,
)
from distribution.routing.queries.promises import due_parcels_of
from distribution.routing.queries.runs import follow_ups
from distribution.routing.queries.under_way import under_way_on
from distribution.routing.rules.calls import window_to_promise
from distribution.routing.rules.doors import Outcome, ParcelCondition
from distribution.routing.rules.fleet_details import ShiftTerms
from distribution.routing.rules.hours import seconds_at
from distribution.routing.rules.searches import After
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.commands.issuing import change_channel, reissue
from distribution.vouchers.queries.vouchers import voucher
from distribution.vouchers.rules import Channel
from tests.routing.test_db_driving import at_the_door
from tests.worlds import NOON
from tests.worlds_routing import (
    TOMORROW,
    Day,
    Town,
    a_car,
    a_driver,
    a_shift,
    a_town,
    at_home,
    the_day,
)
from tests.worlds_routing import sketched as planned

TODAY = NOON.date()


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return datetime.combine(day, time(hour, minute), WARSAW)


async def published(actor: Actor) -> Day:
    made = await planned(actor)
    await publish_plan(actor, made.plan.id, now=NOON)
    return await the_day(actor, made.plan.id)


async def not_home(actor: Actor, stop: StopFacts, when: datetime) -> None:
    await report_failure(actor, stop.id, Outcome.NOT_HOME, nonce=uuid4(), now=when)


async def out_today(actor: Actor, homes: int = 3, **more: Any) -> tuple[Town, Day]:
    """Publish a day of today, driven from noon on."""
    town = await a_town(
        actor,
        homes=[at_home(n) for n in range(homes)],
        day=TODAY,
        starts=time(9),
        ends=time(20),
        **more,
    )
    made = await planned(actor, TODAY)
    await publish_plan(actor, made.plan.id, now=NOON)
    return town, await the_day(actor, made.plan.id)


async def expected(actor: Actor, day: Day, now: datetime) -> dict[UUID, datetime]:
    fresh = await the_day(actor, day.plan.id)
    async with reading(actor):
        found = await expected_on(fresh.runs, now)
    return {stop: one.at for stop, one in found.items()}


async def test_before_anybody_leaves_what_is_expected_is_the_plan(
    actor: Actor,
) -> None:
    await a_town(actor, homes=[at_home(n) for n in range(3)])
    day = await published(actor)

    found = await expected(actor, day, NOON)

    assert found == {stop.id: stop.arrives_at for stop in day.stops}


async def test_arrivals_follow_the_real_order_and_the_real_time(actor: Actor) -> None:
    """E57: the last door first, and late; the others are counted from there."""
    _, day = await out_today(actor)
    first, second, third = day.runs[0].stops
    late = (third.leaves_at or NOON) + timedelta(hours=1)

    await not_home(actor, third, late)

    found = await expected(actor, day, late)
    async with reading(actor):
        solved = await solved_day(day.plan.id)
        sheet = await call_sheet(day.plan.id, late)
    assert solved is not None
    place = {stop.id: stop.place for stop in solved.problem.stops}
    leg = solved.problem.travel.seconds[place[str(third.voucher)]]
    away = timedelta(seconds=leg[place[str(first.voucher)]])
    assert set(found) == {first.id, second.id}
    assert found[first.id] == late + away
    assert found[second.id] > found[first.id]
    told = {call.stop.id: call.after and call.after.at for call in sheet.calls}
    assert told == found
    offers = [call.offer for call in sheet.calls if call.offer is not None]
    assert len(offers) == 2
    assert all(late <= opens < closes for opens, closes in offers)
    assert [one.is_out for one in sheet.drivers] == [True]


async def test_paper_tells_the_hours_of_the_order_that_is_driven(
    actor: Actor,
) -> None:
    _, day = await out_today(actor)
    first, second, third = day.runs[0].stops
    sheets = {"centre": "", "centre_phone": "", "address": "/run"}
    planned_sheet = manifest_of(day.runs[0], **sheets)
    over = first.leaves_at or NOON
    await not_home(actor, first, over)
    await reorder_stops(actor, day.runs[0].id, [third.id, second.id], now=over)

    found = await expected(actor, day, over)
    async with reading(actor):
        run = (await runs_of(day.plan.id))[0]
        sheet = manifest_of(run, expected=await expected_on([run], over), **sheets)

    ours = [over, found[third.id], found[second.id]]
    assert [one.at for one in sheet.stops] == [
        f"{at.astimezone(WARSAW):%-H:%M}" for at in ours
    ]
    assert [one.at for one in planned_sheet.stops] != [one.at for one in sheet.stops]
    assert (sheet.returns, bool(planned_sheet.returns)) == ("", True)
    assert (sheet.length, bool(planned_sheet.length)) == ("", True)


async def test_who_sits_in_traffic_is_expected_no_earlier_than_now(
    actor: Actor,
) -> None:
    _, day = await out_today(actor)
    now = at(19)

    found = await expected(actor, day, now)

    assert min(found.values()) == now
    assert await expected(actor, day, at(1, day=TOMORROW)) == {}


async def test_a_new_plan_of_today_goes_on_from_the_last_door(actor: Actor) -> None:
    """What is done stays; the car is not sent back for what it carries."""
    town, day = await out_today(actor, homes=4)
    spare_shift = await a_shift(
        actor,
        await a_driver(actor),
        await a_car(actor),
        town.site,
        day=TODAY,
        starts=time(12),
        ends=time(20),
    )
    done = day.runs[0].stops[0]
    now = (done.leaves_at or NOON) + timedelta(minutes=40)
    await not_home(actor, done, now - timedelta(minutes=10))

    again = await planned(actor, TODAY, now=now)
    await publish_plan(actor, again.plan.id, now=now)

    run = the_run_of(again, day.runs[0].shift)
    async with reading(actor):
        solved = await solved_day(again.plan.id)
    assert solved is not None
    shift = next(s for s in solved.problem.shifts if s.id == str(run.shift))
    start = solved.points[shift.start_place]
    assert (start.lat, start.lon) == (done.latitude, done.longitude)
    assert (run.start_latitude, run.start_longitude) == (start.lat, start.lon)
    assert day.runs[0].start_latitude is None
    assert run.leaves_at >= now
    ahead = {stop.voucher for stop in day.runs[0].stops[1:]}
    assert {stop.voucher for stop in run.stops} == ahead
    assert [(s.voucher, s.unserved_code) for s in again.left_out] == [
        (done.voucher, "tried_today")
    ]
    assert str(spare_shift) in {s.id for s in solved.problem.shifts}
    former = await the_day(actor, day.plan.id)
    assert [stop.closed for stop in former.runs[0].stops] == [True, False, False, False]


async def test_who_left_before_the_planned_hour_is_planned_with(actor: Actor) -> None:
    _, day = await out_today(actor)
    first, *rest = day.runs[0].stops
    assert day.runs[0].leaves_at >= NOON
    await not_home(actor, first, NOON - timedelta(minutes=20))

    again = await planned(actor, TODAY, now=NOON - timedelta(minutes=10))

    assert again.plan.failure == ""
    assert {stop.voucher for stop in again.stops} == {stop.voucher for stop in rest}
    # Nor does any later plan forget when the cold came out.
    await publish_plan(actor, again.plan.id, now=NOON - timedelta(minutes=9))
    [run] = (await the_day(actor, again.plan.id)).runs
    await not_home(actor, run.stops[0], NOON - timedelta(minutes=1))
    async with reading(actor):
        [away] = await under_way_on(TODAY)
    assert away.loaded == seconds_at(TODAY, NOON - timedelta(minutes=20), WARSAW)


async def test_a_door_reported_before_its_day_spoils_no_plan(actor: Actor) -> None:
    await a_town(actor, homes=[at_home(n) for n in range(2)])
    first, second = (await published(actor)).stops
    await not_home(actor, first, NOON)

    again = await planned(actor)

    assert [stop.voucher for stop in again.stops] == [second.voucher]


async def test_who_waits_for_a_window_is_announced_for_its_opening(
    actor: Actor,
) -> None:
    await a_town(actor, homes=[at_home(0)], day=TODAY, starts=time(9), ends=time(20))
    day = await planned(actor, TODAY)
    stop = day.stops[0]
    three = {"opens": time(15), "closes": time(16)}
    await promise_window(actor, stop.voucher, day=TODAY, now=NOON, **three)
    async with reading(actor):
        [call] = (await call_sheet(day.plan.id, NOON)).calls

    assert stop.arrives_at is not None
    assert stop.arrives_at < at(14)
    assert call.after is not None
    assert call.after.at == at(15)
    assert await expected(actor, day, NOON) == {stop.id: at(15)}

    # An hour that moves before a window opens is no news; who was rung up stays listed.
    await publish_plan(actor, day.plan.id, now=NOON)
    later = NOON + timedelta(minutes=40)
    again = await planned(actor, TODAY, now=later)
    async with reading(actor):
        assert (await call_sheet(again.plan.id, later)).calls == []
    four = {"opens": time(16), "closes": time(17)}
    await promise_window(actor, stop.voucher, day=TODAY, now=later, **four)
    async with reading(actor):
        [call] = (await call_sheet(again.plan.id, later)).calls
    assert call.before is not None
    assert call.after is not None
    assert (call.before.at, call.after.at, call.promised) == (at(15), at(16), True)


def test_on_the_night_the_clocks_go_back_an_offer_begins_at_the_hour_that_is_shown():
    sunday = date(2026, 10, 25)
    now = at(10, day=sunday).astimezone(UTC)

    offer = window_to_promise(at(10, 20, day=sunday), now)

    assert offer == (at(10, day=sunday), at(11, 30, day=sunday))


async def test_who_is_still_out_after_hours_brings_what_is_in_the_car(
    actor: Actor,
) -> None:
    _, day = await out_today(actor)
    terms = ShiftTerms(starts=time(9), ends=time(14), most_reloads=1)
    await change_shift(actor, day.runs[0].shift, terms)
    first, *rest = day.runs[0].stops
    now = at(15)
    with pytest.raises(ShiftsOverError):
        await request_plan(actor, TODAY, seconds=1, now=now)
    await not_home(actor, first, now - timedelta(minutes=10))

    asked = await request_plan(
        actor,
        TODAY,
        seconds=1,
        after=After(day.plan.id, keeps_routes=True),
        queued=False,
        now=now,
    )
    await make_plan(actor, lambda: now, plan=asked.plan)
    await publish_plan(actor, asked.plan, now=now + timedelta(minutes=5))

    [run] = (await the_day(actor, asked.plan)).runs
    assert [stop.voucher for stop in run.stops] == [stop.voucher for stop in rest]
    assert min(stop.arrives_at or now for stop in run.stops) >= now


def the_run_of(day: Day, shift: UUID) -> RunFacts:
    return next(run for run in day.runs if run.shift == shift)


async def test_what_waits_at_the_site_is_not_given_to_who_is_away(
    actor: Actor,
) -> None:
    """With room for three of four: the fourth stayed, and only who is there has it."""
    town, day = await out_today(actor, homes=4, capacity_packs=15)
    [left] = day.left_out
    done = day.runs[0].stops[0]
    now = (done.leaves_at or NOON) + timedelta(minutes=10)
    await not_home(actor, done, now)

    alone = await planned(actor, TODAY, now=now)
    await a_shift(
        actor,
        await a_driver(actor),
        await a_car(actor),
        town.site,
        day=TODAY,
        starts=time(12),
        ends=time(20),
    )
    helped = await planned(actor, TODAY, now=now)

    assert {(s.voucher, s.unserved_code) for s in alone.left_out} == {
        (left.voucher, "drivers_under_way"),
        (done.voucher, "tried_today"),
    }
    assert [s.voucher for s in helped.left_out] == [done.voucher]
    mine = the_run_of(helped, day.runs[0].shift)
    assert left.voucher not in {stop.voucher for stop in mine.stops}


async def test_who_has_ended_every_door_can_load_again(actor: Actor) -> None:
    town, day = await out_today(actor, homes=2)
    now = at(16)
    for stop in day.stops:
        await not_home(actor, stop, now)

    again = await planned(actor, TODAY, now=now)

    async with reading(actor):
        solved = await solved_day(again.plan.id)
    assert solved is not None
    [shift] = solved.problem.shifts
    start = solved.points[shift.start_place]
    assert (start.lat, start.lon) == (50.9246, 22.2267)
    assert {stop.voucher for stop in again.stops} == {v.id for v in town.vouchers}


async def test_what_is_fetched_at_the_counter_keeps_nobody_on_the_road(
    actor: Actor,
) -> None:
    """Nor if its voucher was lost on the way, and issued anew."""
    town, day = await out_today(actor)
    first, second, last = day.stops
    await not_home(actor, first, at(13))
    anew = await reissue(actor, last.voucher, now=at(13))
    async with reading(actor):
        code = (await voucher(anew, day=TODAY)).voucher.short_code
        before = await under_way_on(TODAY)

    codes = {second.voucher: town.tokens[second.voucher], anew: code}
    for parcel, shown in codes.items():
        await change_channel(actor, parcel, Channel.PICKUP, now=at(14))
        scan = at_the_door(shown, channel=Channel.PICKUP, site=town.site)
        await hand_out(actor, scan, now=at(14))

    async with reading(actor):
        assert await under_way_on(TODAY) == []
    assert len(before) == 1


async def test_what_a_new_plan_drops_from_a_car_is_waited_for(actor: Actor) -> None:
    """A parcel on the road and on no route comes back, or goes on with a later plan."""
    _, day = await out_today(actor)
    first, second, third = day.runs[0].stops
    now = (first.leaves_at or NOON) + timedelta(minutes=10)
    await not_home(actor, first, now)
    times = {"opens": time(10), "closes": time(11), "now": now}
    await promise_window(actor, second.voucher, day=TOMORROW, **times)

    without = await planned(actor, TODAY, now=now)
    async with reading(actor):
        board = await board_of(without.plan.id)
    await publish_plan(actor, without.plan.id, now=now)
    async with reading(actor):
        dropped = [one for one in await follow_ups() if one.stop == second.id]
    await withdraw_promise(actor, second.voucher)
    later = now + timedelta(minutes=5)
    after = await planned(actor, TODAY, now=later)
    await publish_plan(actor, after.plan.id, now=later)

    name = day.runs[0].driver_name
    assert board.carried == {second.voucher: name, third.voucher: name}
    assert [one.outcome for one in dropped] == [Outcome.NOT_REACHED]
    assert {stop.voucher for stop in after.stops} == {second.voucher, third.voucher}
    async with reading(actor):
        assert second.id not in {one.stop for one in await follow_ups()}


async def test_what_was_to_be_tried_again_and_is_dropped_is_waited_for_once(
    actor: Actor,
) -> None:
    town, day = await out_today(actor, homes=4)
    first, given, *rest = day.runs[0].stops
    now = (first.leaves_at or NOON) + timedelta(minutes=10)
    for stop in (first, given):
        await not_home(actor, stop, now)
        await try_again(actor, stop.id, now=now)
    scan = at_the_door(town.tokens[given.voucher], scanned_at=now)
    await hand_over(actor, given.id, scan, now=now)
    times = {"opens": time(10), "closes": time(11), "now": now}
    await promise_window(actor, first.voucher, day=TOMORROW, **times)

    found = []
    for minutes in (1, 2):
        later = now + timedelta(minutes=minutes)
        without = await planned(actor, TODAY, now=later)
        await publish_plan(actor, without.plan.id, now=later)
        async with reading(actor):
            problems = await follow_ups()
            found.append([(one.stop, one.outcome) for one in problems])
    async with reading(actor):
        [out] = await under_way_on(TODAY)
    back = {"condition": ParcelCondition.GOOD, "now": later}
    await handle_follow_up(actor, problems[0].id, **back)
    async with reading(actor):
        [looked_at] = await under_way_on(TODAY)

    assert {stop.voucher for stop in without.stops} == {one.voucher for one in rest}
    assert found == [[(first.id, Outcome.NOT_REACHED)]] * 2
    assert out.aboard - looked_at.aboard == {first.voucher}


async def test_a_promised_window_is_hard_in_every_later_plan(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(n) for n in range(3)])
    parcel, household = town.vouchers[0].id, town.vouchers[0].household
    await promise_window(
        actor, parcel, day=TOMORROW, opens=time(12), closes=time(12, 30), now=NOON
    )
    # Whatever they wish in general, what was promised for the day counts.
    await set_delivery_preference(
        actor,
        household,
        window_opens=time(9),
        window_closes=time(10),
        service_seconds=Seconds(0),
    )

    for _ in range(2):
        day = await published(actor)
        stop = next(s for s in day.stops if s.voucher == parcel)
        assert (stop.window_opens, stop.window_closes) == (
            at(12, day=TOMORROW),
            at(12, 30, day=TOMORROW),
        )
        assert stop.leaves_at is not None
        assert at(12, day=TOMORROW) <= stop.leaves_at <= at(12, 30, day=TOMORROW)


async def test_a_parcel_promised_for_another_day_stays_off_todays_plan(
    actor: Actor,
) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    parcel = town.vouchers[0].id
    later = TOMORROW + timedelta(days=1)
    await promise_window(
        actor, parcel, day=later, opens=time(12), closes=time(13), now=NOON
    )

    made = await planned(actor)
    await withdraw_promise(actor, parcel)
    free = await planned(actor)

    assert [(s.voucher, s.unserved_code) for s in made.left_out] == [
        (parcel, "promised_other_day")
    ]
    assert free.left_out == []


async def test_a_promise_made_after_planning_is_noticed(actor: Actor) -> None:
    """A made plan that breaks it is not published; a driven one tells who is late."""
    town, day = await out_today(actor, homes=2)
    stop = day.runs[0].stops[1]
    waiting = await planned(actor, TODAY)
    await promise_window(
        actor, stop.voucher, day=TODAY, opens=time(12), closes=time(12, 1), now=NOON
    )

    with pytest.raises(FaultyPlanError):
        await publish_plan(actor, waiting.plan.id, now=NOON)
    fresh = await the_day(actor, day.plan.id)
    async with reading(actor):
        found = await expected_on(fresh.runs, at(13))
    assert found[stop.id].late_minutes >= 59
    assert found[day.runs[0].stops[0].id].late_minutes == 0
    assert len(town.vouchers) == 2


async def test_a_promise_outlives_a_lost_voucher(actor: Actor) -> None:
    town = await a_town(actor)
    first, household = town.vouchers[0].id, town.vouchers[0].household
    await promise_window(
        actor, first, day=TOMORROW, opens=time(10), closes=time(11), now=NOON
    )
    second = await reissue(actor, first, now=NOON)

    async with reading(actor):
        [parcel] = await due_parcels_of(household)

    assert parcel.voucher == second
    assert (parcel.day, parcel.opens) == (TOMORROW, time(10))
    with pytest.raises(NotForDeliveryError):
        await withdraw_promise(actor, first)


async def test_promises_that_make_no_sense_are_refused(actor: Actor) -> None:
    town = await a_town(actor)
    parcel = town.vouchers[0].id
    window: dict[str, Any] = {"opens": time(10), "closes": time(11), "now": NOON}

    with pytest.raises(DayOverError):
        await promise_window(actor, parcel, day=TODAY - timedelta(days=1), **window)
    with pytest.raises(InvalidInputError) as wrong:
        await promise_window(
            actor, parcel, day=TOMORROW, **window | {"closes": time(9)}
        )
    volunteer = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({"driver"}))
    )
    with pytest.raises(ForbiddenError):
        await promise_window(volunteer, parcel, day=TOMORROW, **window)
    await change_channel(actor, parcel, channel=Channel.PICKUP, now=NOON)
    with pytest.raises(NotForDeliveryError):
        await promise_window(actor, parcel, day=TOMORROW, **window)

    assert [fault.field for fault in wrong.value.errors] == ["closes"]


async def test_a_rounds_deliveries_are_counted_wherever_they_are(actor: Actor) -> None:
    """On a run, ended without a hand-over, and never planned: none is forgotten."""
    town, day = await out_today(actor, homes=4, capacity_packs=15)
    async with reading(actor):
        sent = await deliveries_of_round(town.round)
    await not_home(actor, day.stops[0], at(13))
    async with reading(actor):
        ended = await deliveries_of_round(town.round)

    assert (sent.handed_over, sent.on_route, sent.waiting) == (0, 3, 1)
    assert (ended.handed_over, ended.on_route, ended.waiting) == (0, 2, 2)
    assert sent.every == ended.every == 4

"""A shift that may come back to load: planned, moved about, driven, planned anew."""

from datetime import date, time, timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest

from admin_ui.run_legs import legs_of
from distribution.accounts.rules import Role, permissions_of
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.routing.commands.fleet import change_shift
from distribution.routing.commands.promising import promise_window
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.commands.rearranging import move_stop
from distribution.routing.commands.reordering import (
    keep_wished_order,
    reorder_stops,
)
from distribution.routing.delivering import report_failure
from distribution.routing.errors import NotLoadedYetError
from distribution.routing.loads import awaited_loads, loads_of
from distribution.routing.manifest import manifest_of
from distribution.routing.queries.arrivals import expected_on
from distribution.routing.queries.boards import board_of
from distribution.routing.queries.days import day_input
from distribution.routing.queries.plans import RunFacts, solved_day
from distribution.routing.queries.plans import run as known_run
from distribution.routing.rules.checker import faults
from distribution.routing.rules.doors import Outcome
from distribution.routing.rules.fleet_details import ShiftTerms, terms_faults
from distribution.routing.schemas import run_answer
from distribution.routing.steps.checking import as_plan
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import (
    Day,
    Town,
    a_town,
    at_home,
    planned,
    sketched,
    the_day,
)

TODAY = NOON.date()
TWO_PARCELS = 10
"""Packs: what the car holds."""

TERMS = ShiftTerms(starts=time(9), ends=time(20), most_reloads=2, reload_minutes=10)


async def a_small_car(
    actor: Actor, homes: int = 4, *, day: date = TODAY, terms: ShiftTerms = TERMS
) -> Town:
    """A town with one driver, whose car holds two parcels and who may come back."""
    town = await a_town(
        actor,
        homes=[at_home(6 + number) for number in range(homes)],
        capacity_packs=TWO_PARCELS,
        day=day,
        ends=time(20),
    )
    await change_shift(actor, town.shifts[0], terms)
    return town


async def driven(actor: Actor, homes: int = 4) -> tuple[Town, Day]:
    """A day of today that is driven."""
    town = await a_small_car(actor, homes)
    made = await sketched(actor, TODAY)
    await publish_plan(actor, made.plan.id, now=NOON)
    return town, await the_day(actor, made.plan.id)


async def test_a_driver_comes_back_for_what_did_not_fit(actor: Actor) -> None:
    await a_small_car(actor)

    made = await planned(actor, TODAY)

    assert made.left_out == []
    (run,) = made.runs
    assert len(run.stops) == 4
    (again,) = loads_of(run).values()
    assert (again.before, again.parcels, again.packs) == (3, 2, TWO_PARCELS)
    assert again.leaves_at - again.begins_at == timedelta(minutes=10)
    before, after = run.stops[1], run.stops[2]
    assert before.leaves_at < again.begins_at < again.leaves_at < after.arrives_at
    async with reading(actor):
        solved = await solved_day(made.plan.id)
    assert faults(solved.problem, as_plan(solved.problem, made.runs, [])) == []
    (leg,) = await legs_of(actor, [run])
    assert [leg.start == place for place in leg.places] == [
        *(True, False, False),
        *(True, False, False, True),
    ]
    answer = run_answer(run)
    assert [one.before for one in answer.reloads] == [3]
    sheet = manifest_of(run, centre="GOPS", centre_phone="", address="https://x")
    assert [bool(stop.again) for stop in sheet.stops] == [False, False, True, False]
    assert "Paczek: 2" in sheet.stops[2].again
    assert ":" in sheet.stops[2].again.split("Paczek")[0]
    turned = msgspec.structs.replace(run, reordered_at=NOON)
    sheet = manifest_of(turned, centre="GOPS", centre_phone="", address="https://x")
    assert sheet.stops[2].again.startswith("Powrót po paczki. Paczek: 2")
    assert (sheet.packs, sheet.first_packs) == (2 * TWO_PARCELS, TWO_PARCELS)


async def test_pages_show_the_reloading_between_the_doors(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    town, day = await driven(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)
    made = await sketched(actor, TODAY)

    sides = [
        f"/routes/plans/{day.plan.id}",
        f"/routes/plans/{made.plan.id}",
        f"/routes/shifts/{town.shifts[0]}",
        f"/routes?day={TODAY}",
    ]
    pages = [(await client.get(side)).text for side in sides]

    assert "na początek" in pages[0]
    for page in pages[:2]:
        assert "Powrót po paczki" in page
        assert "2 paczki" in page
    assert 'name="most_reloads"' in pages[2]
    assert "może wracać po paczki" in pages[3]


async def test_who_may_not_come_back_leaves_the_rest(actor: Actor) -> None:
    await a_small_car(actor, terms=msgspec.structs.replace(TERMS, most_reloads=0))

    made = await sketched(actor, TODAY)

    assert len(made.left_out) == 2
    assert made.runs[0].reloads == ()


async def test_a_move_by_hand_moves_the_reloading(actor: Actor) -> None:
    town = await a_small_car(actor, 3)
    made = await sketched(actor, TODAY)
    (run,) = made.runs
    last = run.stops[-1]

    await move_stop(
        actor,
        made.plan.id,
        last.voucher,
        shift=town.shifts[0],
        place=1,
        version=0,
        now=NOON,
    )

    moved = await the_day(actor, made.plan.id)
    assert moved.runs[0].stops[0].voucher == last.voucher
    assert len(moved.runs[0].reloads) == 1
    async with reading(actor):
        assert (await board_of(made.plan.id)).broken == 0
    await publish_plan(actor, made.plan.id, now=NOON)


async def test_the_doors_after_the_reloading_wait_for_it(actor: Actor) -> None:
    _, day = await driven(actor)
    (run,) = day.runs
    late = run.leaves_at + timedelta(hours=1)

    async with reading(actor):
        soon = await expected_on([run], NOON)
        later = await expected_on([run], late)

    for stop in run.stops:
        assert soon[stop.id].at == stop.arrives_at
    first, second, third, _ = run.stops
    (again,) = loads_of(run).values()
    ride = later[third.id].at - later[second.id].at
    assert ride >= third.arrives_at - second.arrives_at - timedelta(seconds=1)
    assert soon[third.id].metres > 0
    assert later[first.id].at == late
    assert again.leaves_at < soon[third.id].at


async def test_who_waits_at_the_depot_for_a_later_trip_is_expected_as_planned(
    actor: Actor,
) -> None:
    town = await a_small_car(actor)
    hours = [(time(13), time(14))] * 2 + [(time(15), time(19)), (time(18), time(19))]
    for voucher, (opens, closes) in zip(town.vouchers, hours, strict=True):
        window = {"opens": opens, "closes": closes, "now": NOON}
        await promise_window(actor, voucher.id, day=TODAY, **window)
    day = await sketched(actor, TODAY)
    (run,) = day.runs
    (again,) = loads_of(run).values()

    async with reading(actor):
        soon = await expected_on([run], NOON)

    assert again.leaves_at - (run.stops[1].leaves_at or NOON) > timedelta(hours=2)
    for stop in run.stops:
        assert abs(soon[stop.id].at - stop.arrives_at) <= timedelta(minutes=1)


async def test_a_new_plan_brings_what_still_lies_at_the_base(actor: Actor) -> None:
    town, day = await driven(actor)
    (run,) = day.runs
    done, aboard, *waiting = run.stops
    now = (done.leaves_at or NOON) + timedelta(minutes=1)
    await report_failure(actor, done.id, Outcome.NOT_HOME, nonce=uuid4(), now=now)

    async with reading(actor):
        (away,) = (await day_input(TODAY)).under_way
    again = await sketched(actor, TODAY, now=now)

    assert away.aboard == {done.voucher, aboard.voucher}
    assert away.reloaded == 0
    (new,) = again.runs
    assert new.stops[0].voucher == aboard.voucher
    assert {stop.voucher for stop in new.stops[1:]} == {s.voucher for s in waiting}
    assert len(new.reloads) == 1
    assert town.shifts == [new.shift]
    await publish_plan(actor, again.plan.id, now=now)


def a_driver_of(actor: Actor, run: RunFacts) -> Actor:
    rights = permissions_of(frozenset({Role.DRIVER.value}))
    return msgspec.structs.replace(
        actor, kind="staff", id=run.driver, permissions=rights
    )


async def test_another_order_keeps_behind_the_loading_what_is_not_in_the_car(
    actor: Actor,
) -> None:
    _, day = await driven(actor)
    (run,) = day.runs
    driver = a_driver_of(actor, run)
    a, b, c, d = (stop.id for stop in run.stops)

    with pytest.raises(NotLoadedYetError):
        await reorder_stops(driver, run.id, [c, a, b, d], now=NOON)
    await reorder_stops(driver, run.id, [b, a, d, c], now=NOON)
    swapped = await the_run(actor, run)
    later = NOON + timedelta(minutes=1)
    await keep_wished_order(driver, run.id, [c, a], wished_at=later, now=later)
    wished = await the_run(actor, run)

    assert [stop.id for stop in swapped.stops] == [b, a, d, c]
    assert [stop.id for stop in wished.stops] == [a, b, c, d]
    assert [one.is_next for one in awaited_loads(wished).values()] == [True, False]
    assert [*awaited_loads(wished)] == [c, d]


async def test_what_is_said_of_a_door_from_afar_loads_nothing(actor: Actor) -> None:
    """The second trip is in the car once its driver stood at one of its doors."""
    _, day = await driven(actor)
    (run,) = day.runs
    driver = a_driver_of(actor, run)
    a, b, c, d = (stop.id for stop in run.stops)
    now = (run.stops[0].leaves_at or NOON) + timedelta(minutes=1)
    await report_failure(actor, a, Outcome.NOT_HOME, nonce=uuid4(), now=now)
    await report_failure(actor, c, Outcome.NOT_REACHED, nonce=uuid4(), now=now)

    async with reading(actor):
        (away,) = (await day_input(TODAY)).under_way
    before = await the_run(actor, run)
    await report_failure(actor, d, Outcome.REFUSED, nonce=uuid4(), now=now)
    after = await the_run(actor, run)
    async with reading(actor):
        expected = await expected_on([after], now)
    await keep_wished_order(driver, run.id, [b], wished_at=now, now=now)
    kept = await the_run(actor, run)

    assert away.reloaded == 0
    assert away.aboard == {run.stops[0].voucher, run.stops[1].voucher}
    assert [*awaited_loads(before)] == [d]
    assert awaited_loads(before)[d].is_next
    assert awaited_loads(after) == {}
    assert expected[b].at < now + timedelta(minutes=10)
    assert [stop.id for stop in kept.stops] == [a, b, c, d]


async def the_run(actor: Actor, run: RunFacts) -> RunFacts:
    async with reading(actor):
        return await known_run(run.id)


async def test_the_second_trip_is_in_the_car_once_its_first_door_ended(
    actor: Actor,
) -> None:
    _, day = await driven(actor, homes=5)
    (run,) = day.runs
    assert len(run.reloads) == 2
    trips = [run.reloads[0].after, run.reloads[1].after]
    now = NOON
    for stop in run.stops[: trips[0] + 1]:
        now = (stop.leaves_at or NOON) + timedelta(minutes=1)
        await report_failure(actor, stop.id, Outcome.NOT_HOME, nonce=uuid4(), now=now)

    async with reading(actor):
        (away,) = (await day_input(TODAY)).under_way
    again = await sketched(actor, TODAY, now=now)

    assert away.reloaded == 1
    assert away.loaded == run.reloads[0].leaves
    assert away.aboard - away.tried == {
        stop.voucher for stop in run.stops[trips[0] + 1 : trips[1]]
    }
    assert sum(len(one.reloads) for one in again.runs) == 1
    assert {stop.voucher for stop in again.stops} == {
        stop.voucher for stop in run.stops[trips[0] + 1 :]
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"most_reloads": -1}, "most_reloads"),
        ({"most_reloads": 10}, "most_reloads"),
        ({"reload_minutes": 241}, "reload_minutes"),
    ],
)
def test_what_no_shift_does_is_refused(change, field) -> None:
    wrong = msgspec.structs.replace(TERMS, **change)

    assert [fault.field for fault in terms_faults(wrong)] == [field]

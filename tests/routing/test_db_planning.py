"""A day's deliveries, planned and written down."""

import asyncio
import subprocess
import sys
from datetime import time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pytest

from distribution.accounts.rules import Role
from distribution.background import all_work, working
from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError
from distribution.core.jobs import Pace, run_worker
from distribution.core.postgres.server import Server
from distribution.core.reading import reading
from distribution.core.settings import Settings
from distribution.households.commands.intake import change_household
from distribution.households.rules.details import HouseholdChanges
from distribution.routing.commands.fleet import (
    add_vehicle,
    remove_shift,
)
from distribution.routing.commands.planning import (
    begin_solving,
    fail_plan,
    request_plan,
    stop_search,
)
from distribution.routing.commands.wishes import set_delivery_preference
from distribution.routing.day_problem import lay_out
from distribution.routing.errors import (
    DayOverError,
    NotADriverError,
    ShiftPlannedError,
    ShiftsOverError,
    ShiftsOverlapError,
    SiteNotOnMapError,
)
from distribution.routing.jobs import make_plan
from distribution.routing.queries.days import day_input
from distribution.routing.queries.deliveries import deliveries_on
from distribution.routing.queries.plans import runs_of, solved_day
from distribution.routing.rules.checker import faults
from distribution.routing.rules.fleet_details import VehicleDetails
from distribution.routing.rules.plan_states import IN_WORK, PlanState
from distribution.routing.steps.checking import as_plan
from distribution.vouchers.commands.issuing import block, change_channel
from distribution.vouchers.commands.printing import begin_print, request_print
from distribution.vouchers.prints import PrintState
from distribution.vouchers.queries.prints import PrintFacts, print_job
from distribution.vouchers.rules import Channel
from tests.admin_ui.people import form
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_programmes import a_site
from tests.worlds_routing import (
    TOMORROW,
    a_basis,
    a_car,
    a_driver,
    a_shift,
    a_start,
    a_town,
    at_home,
    planned,
    the_day,
)


def at(number: int, **changes: object):
    return at_home(number, **changes)


async def test_twenty_seven_seniors_are_planned_within_seconds(actor: Actor) -> None:
    await a_town(actor, homes=[at(n) for n in range(27)], drivers=2)

    made = await planned(actor, seconds=2)

    assert made.plan.state is PlanState.SOLVED
    assert made.left_out == []
    assert len({stop.voucher for stop in made.stops}) == 27
    assert made.plan.progress.percent == 100
    assert (made.plan.progress.served, made.plan.progress.stops) == (27, 27)
    assert made.plan.estimate


async def test_what_is_stored_passes_the_checker_that_knows_no_solver(
    actor: Actor,
) -> None:
    await a_town(actor, homes=[at(n) for n in range(12)], drivers=2, open_end=True)

    made = await planned(actor)

    async with reading(actor):
        solved = await solved_day(made.plan.id)
        runs = await runs_of(made.plan.id)
    assert solved is not None
    assert faults(solved.problem, as_plan(solved.problem, runs, made.left_out)) == []


async def test_two_parcels_to_one_address_stay_two_stops(actor: Actor) -> None:
    """E48: the key is the voucher, not name and address."""
    await a_town(actor, homes=[at(0), at(0)])

    made = await planned(actor)

    assert [stop.position for stop in made.stops] == [1, 2]
    assert len({stop.voucher for stop in made.stops}) == 2
    assert len({stop.address for stop in made.stops}) == 1
    assert len({stop.household_number for stop in made.stops}) == 2


@pytest.mark.parametrize("open_end", [False, True])
async def test_a_run_ends_back_at_its_site_unless_its_end_is_open(
    actor: Actor,
    open_end: bool,  # noqa: FBT001
) -> None:
    """E55: the way home counts, or is the driver's own and marked so."""
    far = at(0, latitude=51.0246)
    await a_town(actor, homes=[far], open_end=open_end)

    run = (await planned(actor)).runs[0]

    last = run.stops[-1].leaves_at
    assert last is not None
    assert run.open_end is open_end
    home = timedelta(0) if open_end else timedelta(minutes=15)
    assert (run.returns_at - last) >= home
    assert ((run.returns_at - last) == timedelta(0)) is open_end


async def test_a_planned_shift_stays_for_the_record(actor: Actor) -> None:
    town = await a_town(actor)
    spare = await a_shift(actor, await a_driver(actor), await a_car(actor), town.site)
    made = await planned(actor)

    with pytest.raises(ShiftPlannedError):
        await remove_shift(actor, made.runs[0].shift)
    unused = {*town.shifts, spare} - {made.runs[0].shift}
    await remove_shift(actor, unused.pop())


async def test_a_shift_too_short_for_the_way_back_serves_nobody(actor: Actor) -> None:
    """E55: a door that could be reached, but not with the way home in the hours."""
    far = at(0, latitude=51.1246)
    await a_town(actor, homes=[far], starts=time(9), ends=time(9, 50))

    made = await planned(actor)

    assert [stop.unserved_code for stop in made.left_out] == ["shift_too_short"]


async def test_each_delivery_that_nobody_can_drive_says_why(actor: Actor) -> None:
    homes = [
        at(0),
        at(1, latitude=None, longitude=None),
        at(2),
        at(3, latitude=51.9246),
    ]
    town = await a_town(actor, homes=homes)
    await set_delivery_preference(
        actor, town.households[2], window_closes=time(8), service_seconds=300
    )

    made = await planned(actor)

    codes = [stop.unserved_code for stop in made.left_out]
    assert codes == ["no_coordinates", "window_too_early", "shift_too_short"]
    assert [stop.household for stop in made.stops] == [town.households[0]]


async def test_without_a_recorded_basis_nothing_is_dispatched(actor: Actor) -> None:
    """R-PAR-6, DOMAIN 3.6: named as such, not silently dropped."""
    await a_town(actor, homes=[at(0), at(1)], basis=False)

    before = await planned(actor)
    await a_basis(actor)
    after = await planned(actor)

    assert {stop.unserved_code for stop in before.left_out} == {"no_delivery_basis"}
    assert len(before.left_out) == 2
    assert before.runs == []
    assert after.left_out == []


async def test_a_day_without_shifts_says_so_for_each_parcel(actor: Actor) -> None:
    await a_town(actor, homes=[at(0), at(1)], drivers=0)

    made = await planned(actor)

    assert made.plan.state is PlanState.SOLVED
    assert [stop.unserved_code for stop in made.left_out] == ["no_shift"] * 2


async def test_a_parcel_is_loaded_only_where_it_waits(actor: Actor) -> None:
    town = await a_town(actor, homes=[at(0)], drivers=0)
    elsewhere = await a_start(actor, (50.93, 22.23))
    await a_shift(actor, await a_driver(actor), await a_car(actor), elsewhere)

    made = await planned(actor)

    assert [stop.unserved_code for stop in made.left_out] == ["no_shift_at_site"]
    assert made.left_out[0].unserved_facts == {"site": "Centrum Kultury"}
    assert town.site != elsewhere


async def test_only_redeemable_home_deliveries_of_the_day_are_planned(
    actor: Actor,
) -> None:
    town = await a_town(actor, homes=[at(n) for n in range(4)])
    ids = {voucher.household: voucher.id for voucher in town.vouchers}
    to_counter, blocked, closed, stays = town.households
    await change_channel(actor, ids[to_counter], Channel.PICKUP, now=NOON)
    await block(actor, ids[blocked], reason="do wyjaśnienia", now=NOON)

    async with reading(actor):
        due = await deliveries_on(TOMORROW)
        after_the_round = await deliveries_on(TOMORROW.replace(month=4))

    assert [one.household for one in due] == [closed, stays]
    assert after_the_round == []
    assert due[0].packs == 5
    assert due[0].grams == 2 * 500 + 2 * 1030 + 300  # a litre of milk weighs 1 030 g


async def test_a_window_bounds_when_work_begins(actor: Actor) -> None:
    town = await a_town(actor, homes=[at(0), at(1)])
    await set_delivery_preference(
        actor,
        town.households[1],
        window_opens=time(12),
        window_closes=time(12, 30),
        service_seconds=600,
    )

    made = await planned(actor)

    stop = next(one for one in made.stops if one.household == town.households[1])
    assert stop.leaves_at is not None
    assert stop.window_opens is not None
    assert stop.window_closes is not None
    begins = stop.leaves_at - timedelta(minutes=10)
    assert stop.window_opens <= begins <= stop.window_closes
    assert stop.window_opens.hour == 11  # noon in Kraśnik, in winter


async def test_the_part_of_today_that_is_over_is_not_driven(actor: Actor) -> None:
    await a_town(actor, homes=[at(0)], day=NOON.date(), ends=time(14))

    made = await planned(actor, NOON.date())

    assert made.runs[0].leaves_at >= NOON


async def test_vehicles_are_filled_by_packs_grams_and_cold_boxes(actor: Actor) -> None:
    await a_town(actor, homes=[at(n) for n in range(3)], capacity_packs=12)

    made = await planned(actor)

    assert len(made.stops) == 2
    assert [stop.unserved_code for stop in made.left_out] == ["vehicles_full_packs"]
    assert made.left_out[0].unserved_facts["available"] == 2


async def test_a_plan_is_made_once_whatever_the_queue_does(actor: Actor) -> None:
    await a_town(actor)
    asked = await request_plan(actor, TOMORROW, seconds=1, now=NOON)
    await make_plan(actor, lambda: NOON, plan=asked.plan)
    once = await the_day(actor, asked.plan)

    await make_plan(actor, lambda: NOON, plan=asked.plan)

    assert asked.job is not None
    assert await the_day(actor, asked.plan) == once


async def test_a_plan_that_was_given_up_stays_so(actor: Actor) -> None:
    await a_town(actor)
    asked = await request_plan(actor, TOMORROW, seconds=1, queued=False, now=NOON)
    await begin_solving(actor, asked.plan)
    await fail_plan(actor, asked.plan, "Przerwano.")

    await make_plan(actor, lambda: NOON, plan=asked.plan)

    made = await the_day(actor, asked.plan)
    assert (made.plan.state, made.plan.failure) == (PlanState.FAILED, "Przerwano.")
    assert made.runs == []


async def test_a_day_that_is_over_is_not_planned(actor: Actor) -> None:
    with pytest.raises(DayOverError):
        await request_plan(actor, NOON.date() - timedelta(days=1), seconds=1, now=NOON)
    with pytest.raises(InvalidInputError):
        await request_plan(actor, TOMORROW, seconds=0, now=NOON)


async def test_a_driver_and_a_vehicle_are_in_one_place_at_a_time(actor: Actor) -> None:
    town = await a_town(actor)
    free_driver, free_car = await a_driver(actor), await a_car(actor)

    with pytest.raises(ShiftsOverlapError):
        await a_shift(actor, town.drivers[0], free_car, town.site, starts=time(13))
    with pytest.raises(ShiftsOverlapError):
        await a_shift(actor, free_driver, town.vehicles[0], town.site, ends=time(10))
    later = await a_shift(
        actor,
        town.drivers[0],
        town.vehicles[0],
        town.site,
        starts=time(14),
        ends=time(16),
    )
    assert later != town.shifts[0]


async def test_a_shift_needs_a_driver_and_a_place_on_the_map(actor: Actor) -> None:
    town = await a_town(actor, drivers=0)
    car = await a_car(actor)

    with pytest.raises(NotADriverError):
        await a_shift(actor, uuid4(), car, town.site)
    with pytest.raises(SiteNotOnMapError):
        await a_shift(actor, await a_driver(actor), car, await a_site(actor))


async def test_every_wrong_field_of_a_vehicle_is_named(actor: Actor) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await add_vehicle(actor, VehicleDetails(" ", 0, -1, -1))

    assert {error.field for error in refused.value.errors} == {
        "name",
        "capacity_packs",
        "capacity_grams",
        "cold_boxes",
    }


async def test_a_new_address_takes_the_household_off_the_map(actor: Actor) -> None:
    town = await a_town(actor)
    await change_household(
        actor, town.households[0], HouseholdChanges(street="ul. Inna")
    )

    made = await planned(actor)

    assert [stop.unserved_code for stop in made.left_out] == ["no_coordinates"]


async def test_one_travel_time_serves_all_doors_of_a_house(actor: Actor) -> None:
    await a_town(actor, homes=[at(0), at(0), at(1)])

    async with reading(actor):
        laid = lay_out(await day_input(TOMORROW))

    assert laid.solved is not None
    assert len(laid.solved.points) == len(set(laid.solved.points)) <= 3
    assert msgspec.json.decode(
        msgspec.json.encode(laid.solved), type=type(laid.solved)
    ) == (laid.solved)


async def test_a_worker_makes_the_plan_and_tells_how_far_it_is(
    actor: Actor, database: Server, test_settings: Settings
) -> None:
    await a_town(actor, homes=[at(n) for n in range(6)])
    asked = await request_plan(actor, TOMORROW, seconds=3, now=NOON)
    seen = []

    async with working(database.service_dsn, lambda: NOON, test_settings):
        for _ in range(300):
            made = await the_day(actor, asked.plan)
            seen.append(made.plan.progress)
            if made.plan.state not in IN_WORK:
                break
            await asyncio.sleep(0.1)

    assert made.plan.state is PlanState.SOLVED
    assert len(made.stops) == 6
    assert any(one.served == 6 and one.percent < 100 for one in seen)
    percents = [one.percent for one in seen]
    assert percents == sorted(percents)
    assert percents[-1] == 100


_DOOMED = """
import asyncio, sys
from datetime import datetime
from distribution.accounts.rules import Permission
from distribution.core.database import connected
from distribution.core.jobs import Pace, Work, run_worker
from distribution.routing import jobs

jobs.useful_seconds = lambda asked, _stops: asked  # not done before its death

async def no_centres():
    return []

async def main(dsn, now):
    work = Work(jobs=jobs.JOBS, periodic=[], permissions=frozenset(Permission),
                centres=no_centres)
    async with connected(dsn):
        await run_worker(dsn, work, clock=lambda: datetime.fromisoformat(now),
                         pace=Pace(heartbeat=0.3))

asyncio.run(main(*sys.argv[1:]))
"""
_SOON = Pace(heartbeat=0.3, stalled_after=1.0, look="* * * * * *")


async def test_a_plan_is_made_elsewhere_when_its_worker_is_killed(
    actor: Actor, database: Server, test_settings: Settings
) -> None:
    """``kill -9`` in mid-search: the search dies, too, and another process makes it."""
    await a_town(actor, homes=[at(n) for n in range(6)])
    asked = await request_plan(actor, TOMORROW, seconds=5, now=NOON)
    with subprocess.Popen(
        [sys.executable, "-c", _DOOMED, database.service_dsn, NOON.isoformat()]
    ) as doomed:
        async with asyncio.timeout(60):
            while (await the_day(actor, asked.plan)).plan.progress.cost is None:
                await asyncio.sleep(0.02)
        searches = children_of(doomed.pid)
        doomed.kill()
    cut_off = await the_day(actor, asked.plan)
    await stop_search(actor, asked.plan)

    worker = asyncio.create_task(
        run_worker(
            database.service_dsn,
            all_work(test_settings),
            clock=lambda: NOON,
            pace=_SOON,
        )
    )
    async with asyncio.timeout(60):
        while (made := await the_day(actor, asked.plan)).plan.state in IN_WORK:
            await asyncio.sleep(0.05)
    worker.cancel()
    await asyncio.wait({worker})

    assert (cut_off.plan.state, cut_off.runs) == (PlanState.SOLVING, [])
    assert searches
    assert not any(map(is_running, searches))
    assert made.plan.state is PlanState.SOLVED
    assert len({stop.voucher for stop in made.stops}) == len(made.stops) == 6


async def test_what_kills_its_workers_is_given_up_in_words_and_begun_anew(
    actor: Actor,
    database: Server,
    owner: asyncpg.Connection,
    client: httpx.AsyncClient,
    test_settings: Settings,
) -> None:
    """A fifth worker has died: neither plan nor print stays in work for ever."""
    town = await a_town(actor)
    asked = await request_plan(actor, TOMORROW, seconds=5, now=NOON)
    await begin_solving(actor, asked.plan)
    print_id = await request_print(actor, town.round, now=NOON)
    await begin_print(actor, print_id)
    await owner.execute(
        "UPDATE procrastinate.procrastinate_jobs SET status = 'doing', attempts = 4"
        " WHERE args->>'centre' = $1",
        str(actor.centre),
    )

    worker = asyncio.create_task(
        run_worker(
            database.service_dsn,
            all_work(test_settings),
            clock=lambda: NOON,
            pace=_SOON,
        )
    )
    async with asyncio.timeout(20):
        while (sheets := await sheets_of(actor, print_id)).state is PrintState.MAKING:
            await asyncio.sleep(0.05)
        while (lost := await the_day(actor, asked.plan)).plan.state in IN_WORK:
            await asyncio.sleep(0.05)
    worker.cancel()
    await asyncio.wait({worker})
    await sign_in_as(client, actor, Role.COORDINATOR)
    page = await client.get(f"/routes/plans/{asked.plan}")
    again = await form(client, f"/routes/plans/{asked.plan}/again")

    assert (lost.plan.state, sheets.state) == (PlanState.FAILED, PrintState.FAILED)
    assert "przerwało się kilka razy" in lost.plan.failure
    assert "przerwało się kilka razy" in sheets.failure
    assert f'action="/routes/plans/{asked.plan}/again"' in page.text
    new = await the_day(actor, UUID(again.headers["location"].rsplit("/", 1)[1]))
    assert (new.plan.state, new.plan.based_on) == (PlanState.QUEUED, None)


async def sheets_of(actor: Actor, print_id: UUID) -> PrintFacts:
    async with reading(actor):
        return await print_job(print_id)


async def test_a_day_whose_shifts_have_ended_is_planned_no_more(actor: Actor) -> None:
    """Neither when it is asked for, nor when its job comes too late."""
    today = NOON.date()
    await a_town(actor, day=today, starts=time(9), ends=time(14))
    asked = await request_plan(actor, today, seconds=1, queued=False, now=NOON)
    three = NOON + timedelta(hours=3)

    with pytest.raises(ShiftsOverError):
        await make_plan(actor, lambda: three, plan=asked.plan)
    with pytest.raises(ShiftsOverError):
        await request_plan(actor, today, seconds=1, now=three)

    late = await the_day(actor, asked.plan)
    assert late.plan.state is PlanState.FAILED
    assert late.plan.failure.startswith("Godziny pracy tego dnia już minęły")
    assert await request_plan(actor, TOMORROW, seconds=1, queued=False, now=three)


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]


def is_running(pid: int) -> bool:
    """Return whether a process is there, and no mere record that it was."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"

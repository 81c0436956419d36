"""What doors need, drivers bring and shifts allow, from the form to the plan."""

import re
from datetime import time, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.core.units import Seconds
from distribution.routing.commands.fleet import change_shift, split_shift
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.commands.wishes import (
    add_need,
    change_need,
    set_delivery_preference,
    set_driver_needs,
    set_routing_rules,
)
from distribution.routing.day_problem import lay_out
from distribution.routing.delivering import hand_over
from distribution.routing.errors import (
    NotADriverError,
    ShiftChangedError,
    ShiftPlannedError,
)
from distribution.routing.manifest import manifest_of
from distribution.routing.queries.arrivals import rests_on
from distribution.routing.queries.days import day_input
from distribution.routing.rules.fleet_details import (
    ShiftDetails,
    ShiftTerms,
    two_trips,
)
from distribution.routing.rules.plan import Rest
from distribution.routing.rules.problem import Break, Problem
from distribution.routing.rules.wishes import Aim, Company, RoutingRules, Wish
from distribution.vouchers.commands.issuing import issue_vouchers
from tests.routing.test_db_driving import at_the_door, driving
from tests.worlds import NOON
from tests.worlds_programmes import a_round
from tests.worlds_routing import TOMORROW, a_shift, a_town, at_home, planned, published

FIVE = Seconds(300)


async def wished(actor: Actor, household: UUID, **wish: object) -> None:
    await set_delivery_preference(
        actor, household, service_seconds=FIVE, wish=Wish(**wish)
    )


async def the_problem(actor: Actor, aim: Aim = Aim.LEAST_TIME) -> Problem:
    async with reading(actor):
        laid = lay_out(await day_input(TOMORROW), aim=aim)
    assert laid.solved is not None
    return laid.solved.problem


async def test_only_a_driver_who_meets_the_need_comes(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)], drivers=2)
    lift = await add_need(actor, "winda")
    await wished(actor, town.households[0], needs=(lift,))

    nobody = await planned(actor)
    await set_driver_needs(actor, town.drivers[1], {lift})
    somebody = await planned(actor)
    await change_need(actor, lift, name="winda", active=False)
    off_the_list = await the_problem(actor)

    [left_out] = nobody.left_out
    assert left_out.unserved_code == "no_shift_meets_requirements"
    assert left_out.unserved_facts["requirements"] == "winda"
    assert somebody.left_out == []
    drives = {s.household: run.driver for run in somebody.runs for s in run.stops}
    assert drives[town.households[0]] == town.drivers[1]
    assert all(not stop.requirements for stop in off_the_list.stops)


async def test_who_must_not_come_is_never_sent(actor: Actor) -> None:
    town = await a_town(actor, drivers=1)
    await wished(actor, town.households[0], not_drivers=(town.drivers[0],))

    made = await planned(actor)

    assert [s.unserved_code for s in made.left_out] == ["only_excluded_drivers"]


async def test_a_door_for_two_waits_for_a_crew_of_two(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    await wished(actor, town.households[0], company=Company.ALWAYS)
    await wished(actor, town.households[1], company=Company.FIRST_VISIT)

    alone = await planned(actor)
    terms = ShiftTerms(starts=time(9), ends=time(14), crew=2)
    await change_shift(actor, town.shifts[0], terms)
    together = await planned(actor)

    assert [s.unserved_code for s in alone.left_out] == ["crew_too_small"] * 2
    assert together.left_out == []


async def test_who_came_last_is_the_face_that_a_household_knows(actor: Actor) -> None:
    town = await a_town(actor, drivers=2)
    home, later = town.households[0], NOON + timedelta(days=1)
    day, _ = await published(actor)
    [run] = day.runs
    token = town.tokens[run.stops[0].voucher]
    await hand_over(
        driving(town, run.driver), run.stops[0].id, at_the_door(token), now=later
    )
    again = await a_round(actor, sub_programme=town.fund, site=town.site)
    await issue_vouchers(actor, again, now=later)
    await wished(actor, home, company=Company.FIRST_VISIT)

    derived = await the_problem(actor)
    other = next(one for one in town.drivers if one != run.driver)
    await wished(actor, home, usual_driver=other)
    chosen = await the_problem(actor)

    assert [stop.usual_driver for stop in derived.stops] == [str(run.driver)]
    assert [stop.crew_needed for stop in derived.stops] == [1]
    assert [stop.usual_driver for stop in chosen.stops] == [str(other)]


def test_a_household_that_was_visited_needs_two_people_no_more() -> None:
    assert Company.FIRST_VISIT.crew(visited=False) == 2
    assert Company.FIRST_VISIT.crew(visited=True) == 1
    assert Company.ALWAYS.crew(visited=True) == 2
    assert Company.ALONE.crew(visited=False) == 1


async def test_a_break_is_planned_stored_and_published(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1), at_home(2)])
    terms = ShiftTerms(
        starts=time(9),
        ends=time(14),
        break_opens=time(9, 5),
        break_closes=time(9, 15),
        break_minutes=20,
        most_stops=3,
        most_driving_minutes=200,
        most_kilometres=90,
    )
    await change_shift(actor, town.shifts[0], terms)

    made = await planned(actor)
    done = await publish_plan(actor, made.plan.id, now=NOON)

    [run] = made.runs
    [rest] = run.rests
    assert rest.ends - rest.begins == 20 * 60
    assert 9 * 3600 + 300 <= rest.begins <= 9 * 3600 + 900
    away = [
        (stop.arrives_at.astimezone(WARSAW), stop.leaves_at.astimezone(WARSAW))
        for stop in run.stops
        if stop.arrives_at and stop.leaves_at
    ]
    assert max(leaves - arrives for arrives, leaves in away) < timedelta(minutes=20)
    assert len(done.links) == 1
    printed = manifest_of(run, centre="MOPS", centre_phone="", address="/run")
    assert re.fullmatch(r"9:\d\d–9:\d\d", printed.rests)
    turned = msgspec.structs.replace(run, reordered_at=NOON)
    other = (Rest(Seconds(10 * 3600), Seconds(10 * 3600 + 1200)),)
    sheet = manifest_of(
        turned, centre="MOPS", centre_phone="", address="/run", rests=other
    )
    assert sheet.rests == "10:00–10:20"
    async with reading(actor):
        assert await rests_on(run, NOON) == run.rests
    [one] = (await the_problem(actor)).shifts
    assert one.breaks == (Break(9 * 3600 + 300, 9 * 3600 + 900, 1200),)
    limits = (one.most_stops, one.most_driving, one.most_metres)
    assert limits == (3, 200 * 60, 90_000)


async def test_a_shift_that_changed_is_planned_anew(actor: Actor) -> None:
    town = await a_town(actor)
    made = await planned(actor)
    await change_shift(
        actor, town.shifts[0], ShiftTerms(starts=time(9), ends=time(14), most_stops=1)
    )

    with pytest.raises(ShiftChangedError):
        await publish_plan(actor, made.plan.id, now=NOON)


async def test_a_driver_loads_twice_and_brings_twice_as_much(actor: Actor) -> None:
    """R8: the car holds one parcel; the second is loaded when it is back."""
    town = await a_town(actor, homes=[at_home(0), at_home(1)], capacity_packs=5)

    once = await planned(actor)
    with pytest.raises(ShiftPlannedError):
        await split_shift(actor, town.shifts[0], back_at=time(11), reload_minutes=20)
    [spare] = [
        await a_shift(
            actor,
            town.drivers[0],
            town.vehicles[0],
            town.site,
            starts=time(14),
            ends=time(19),
        )
    ]
    second = await split_shift(actor, spare, back_at=time(16), reload_minutes=20)
    twice = await planned(actor)

    assert [s.unserved_code for s in once.left_out] == ["vehicles_full_packs"]
    assert twice.left_out == []
    problem = await the_problem(actor)
    hours = {one.id: (one.starts, one.ends) for one in problem.shifts}
    assert hours[str(spare)] == (14 * 3600, 16 * 3600)
    assert hours[str(second)] == (16 * 3600 + 1200, 19 * 3600)


async def test_a_trip_that_does_not_fit_is_refused_by_its_fields(actor: Actor) -> None:
    town = await a_town(actor)

    for back_at, reload_minutes, fields in (
        (time(9), 0, {"back_at"}),
        (time(13, 50), 10, {"back_at"}),
        (time(11), 241, {"reload_minutes", "back_at"}),
    ):
        with pytest.raises(InvalidInputError) as refused:
            await split_shift(
                actor, town.shifts[0], back_at=back_at, reload_minutes=reload_minutes
            )
        assert {error.field for error in refused.value.errors} == fields


def test_the_break_stays_with_the_trip_in_which_it_begins() -> None:
    whole = ShiftDetails(
        day=TOMORROW,
        driver=uuid4(),
        vehicle=uuid4(),
        site=uuid4(),
        starts=time(9),
        ends=time(15),
        open_end=True,
        break_opens=time(12),
        break_closes=time(13),
        break_minutes=30,
    )
    first, second = two_trips(whole, back_at=time(11, 45), reload_minutes=15)
    assert (first.ends, first.open_end, first.break_minutes) == (time(11, 45), False, 0)
    assert (second.starts, second.open_end, second.break_minutes) == (
        time(12),
        True,
        30,
    )
    first, second = two_trips(whole, back_at=time(12, 30), reload_minutes=0)
    assert (first.break_minutes, second.break_minutes) == (30, 0)


async def test_aims_and_rules_reach_the_problem(actor: Actor) -> None:
    town = await a_town(actor, drivers=2)
    await set_routing_rules(actor, RoutingRules(90, 3))
    await wished(actor, town.households[0], usual_driver=town.drivers[1], priority=80)

    usual = await the_problem(actor)
    few = await the_problem(actor, Aim.FEWEST_DRIVERS)
    even = await the_problem(actor, Aim.EVEN_WORK)

    assert (usual.cold_limit, usual.stranger_price) == (5400, 180)
    assert (usual.stops[0].usual_driver, usual.stops[0].priority) == (
        str(town.drivers[1]),
        80,
    )
    assert usual.balance_price == few.balance_price == 0
    assert all(one.price > 86_400 for one in few.shifts)
    assert even.balance_price > 1
    assert all(one.price == 0 for one in even.shifts)


async def test_a_plan_that_aims_at_something_can_be_published(actor: Actor) -> None:
    """What is stored adds up to the same cost, with the prices of its aim."""
    town = await a_town(actor, homes=[at_home(n) for n in range(4)], drivers=2)
    await wished(actor, town.households[0], usual_driver=town.drivers[1])

    few = await planned(actor, aim=Aim.FEWEST_DRIVERS)
    even = await planned(actor, aim=Aim.EVEN_WORK)
    done = await publish_plan(actor, even.plan.id, now=NOON)

    assert len(few.runs) == 1
    assert (few.plan.aim, even.plan.aim) == (Aim.FEWEST_DRIVERS, Aim.EVEN_WORK)
    assert sorted(len(run.stops) for run in even.runs) == [2, 2]
    assert len(done.links) == 2


async def test_what_cannot_be_wished_is_refused(actor: Actor) -> None:
    town = await a_town(actor)
    stranger = town.site

    with pytest.raises(NotADriverError):
        await wished(actor, town.households[0], usual_driver=stranger)
    with pytest.raises(InvalidInputError) as unknown:
        await wished(actor, town.households[0], needs=(stranger,))
    with pytest.raises(InvalidInputError) as outside:
        await wished(actor, town.households[0], priority=101)
    whole = ShiftTerms(starts=time(9), ends=time(14))
    bad = {
        "crew": 3,
        "break_minutes": 500,
        "most_kilometres": 0,
        "ends": time(8),
    }
    with pytest.raises(InvalidInputError) as terms:
        await change_shift(actor, town.shifts[0], msgspec.structs.replace(whole, **bad))

    fields = [
        {error.field for error in refused.value.errors}
        for refused in (unknown, outside, terms)
    ]
    assert fields[:2] == [{"needs"}, {"priority"}]
    assert fields[2] == {
        "crew",
        "break_minutes",
        "break_opens",
        "most_kilometres",
        "ends",
    }

"""Publishing a plan and driving it: at the door, at nobody's door, and afterwards."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.database import fetch_value
from distribution.core.errors import ForbiddenError, InvalidInputError
from distribution.core.reading import reading
from distribution.households.commands.intake import change_household
from distribution.households.queries.entitlement import entitlement_of
from distribution.households.queries.verification import referrals_of
from distribution.households.rules.details import HouseholdChanges
from distribution.inventory.queries.stock import stock
from distribution.programmes.commands.delivery import end_delivery_basis
from distribution.programmes.errors import NoDeliveryBasisError
from distribution.routing.commands.clearing_up import handle_follow_up, release_run
from distribution.routing.commands.driving import open_run, pledge
from distribution.routing.commands.fleet import change_vehicle
from distribution.routing.commands.publishing import new_run_link, publish_plan
from distribution.routing.delivering import hand_over, report_failure
from distribution.routing.errors import (
    DayOverError,
    FollowUpHandledError,
    NotYourStopError,
    OtherHouseholdError,
    PlanNotReadyError,
    PlanOutdatedError,
    RunOverError,
    ShiftChangedError,
    StopEndedError,
    StopNotDrivenError,
    StopOnOtherRunError,
)
from distribution.routing.queries.deliveries import deliveries_on
from distribution.routing.queries.runs import (
    follow_ups,
    run_by_link,
    run_subject,
)
from distribution.routing.rules.doors import (
    Outcome,
    ParcelCondition,
    RunState,
    StopState,
)
from distribution.routing.rules.fleet_details import VehicleDetails
from distribution.routing.rules.plan_states import PlanState
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.commands.issuing import change_channel, reissue
from distribution.vouchers.errors import NonceReusedError
from distribution.vouchers.handouts import HandedOut, HandoutRequest, Line
from distribution.vouchers.rules import Channel
from tests.worlds import NOON
from tests.worlds_inventory import article_ids
from tests.worlds_routing import (
    TOMORROW,
    Town,
    a_basis,
    a_car,
    a_driver,
    a_shift,
    a_town,
    at_home,
    planned,
    published,
    sketched,
    the_day,
)
from tests.worlds_vouchers import tokens_of

ON_THE_ROAD = NOON + timedelta(days=1)


def driving(town: Town, driver: UUID) -> Actor:
    """Return a driver who has signed in."""
    return msgspec.structs.replace(
        town.actor,
        kind="staff",
        id=driver,
        permissions=permissions_of(frozenset({"driver"})),
    )


def at_the_door(token: str, **changes: object) -> HandoutRequest:
    request = HandoutRequest(
        code=token,
        nonce=uuid4(),
        scanned_at=ON_THE_ROAD,
        channel=Channel.HOME_DELIVERY,
    )
    return msgspec.structs.replace(request, **changes)


async def test_publishing_gives_each_driver_a_link_that_only_a_hash_remembers(
    actor: Actor,
) -> None:
    town = await a_town(actor, phone="+48600100200")

    day, done = await published(actor)

    link = done.links[0]
    opened = await run_by_link(link.path.removeprefix("/r/"), ON_THE_ROAD)
    async with reading(actor):
        subject = await run_subject(link.run)
    assert day.plan.state is PlanState.PUBLISHED
    assert link.told
    assert opened is not None
    assert subject is not None
    assert (opened.run, opened.actor.id) == (day.runs[0].id, town.drivers[0])
    assert opened.actor.permissions == {"drive"}
    assert await run_by_link("nonsense", ON_THE_ROAD) is None
    assert await run_by_link(link.path[3:], ON_THE_ROAD + timedelta(days=2)) is None


async def test_a_new_link_ends_the_one_before(actor: Actor) -> None:
    await a_town(actor)
    _, done = await published(actor)

    new = await new_run_link(actor, done.links[0].run, now=NOON)

    assert await run_by_link(done.links[0].path[3:], ON_THE_ROAD) is None
    assert await run_by_link(new.path[3:], ON_THE_ROAD) is not None


async def test_a_parcel_handed_out_meanwhile_makes_the_plan_stale(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    made = await sketched(actor)
    done = await hand_out(
        actor, at_the_door(town.tokens[town.vouchers[0].id]), now=NOON
    )

    with pytest.raises(PlanOutdatedError) as refused:
        await publish_plan(actor, made.plan.id, now=NOON)

    assert isinstance(done, HandedOut)
    assert refused.value.household_numbers == [town.vouchers[0].household_number]
    after = await the_day(actor, made.plan.id)
    assert after.plan.state is PlanState.SOLVED
    assert not any(run.published for run in after.runs)


async def test_a_channel_a_place_or_a_vehicle_that_changed_makes_it_stale(
    actor: Actor,
) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    made = await sketched(actor)

    await change_channel(actor, town.vouchers[0].id, Channel.PICKUP, now=NOON)
    with pytest.raises(PlanOutdatedError):
        await publish_plan(actor, made.plan.id, now=NOON)

    await change_channel(actor, town.vouchers[0].id, Channel.HOME_DELIVERY, now=NOON)
    smaller = VehicleDetails("Doblo", 300, 300_000, 2)
    await change_vehicle(actor, town.vehicles[0], smaller)
    with pytest.raises(ShiftChangedError):
        await publish_plan(actor, made.plan.id, now=NOON)

    moved = HouseholdChanges(latitude=50.9, longitude=22.2)
    await change_household(actor, town.households[1], moved)
    with pytest.raises(PlanOutdatedError):
        await publish_plan(actor, made.plan.id, now=NOON)


async def test_without_a_basis_a_solved_plan_is_not_dispatched(actor: Actor) -> None:
    """R-PAR-6: asked again at the last moment, for the day of the run."""
    await a_town(actor, basis=False)
    basis = await a_basis(actor)
    made = await sketched(actor)
    await end_delivery_basis(actor, basis, last_day=NOON.date())

    with pytest.raises(NoDeliveryBasisError):
        await publish_plan(actor, made.plan.id, now=NOON)


async def test_a_plan_is_published_once_and_not_after_its_day(actor: Actor) -> None:
    await a_town(actor)
    first, second = await sketched(actor), await sketched(actor)
    await publish_plan(actor, first.plan.id, now=NOON)

    with pytest.raises(PlanNotReadyError):
        await publish_plan(actor, first.plan.id, now=NOON)
    with pytest.raises(DayOverError):
        await publish_plan(actor, second.plan.id, now=NOON + timedelta(days=2))


async def test_one_parcel_is_never_on_two_published_runs(actor: Actor) -> None:
    """E61: planned for two days, it can go out on one."""
    town = await a_town(actor)
    day_after = TOMORROW + timedelta(days=1)
    await a_shift(actor, town.drivers[0], town.vehicles[0], town.site, day=day_after)
    first, second = await sketched(actor), await sketched(actor, day_after)
    await publish_plan(actor, first.plan.id, now=NOON)

    with pytest.raises(StopOnOtherRunError):
        await publish_plan(actor, second.plan.id, now=NOON)

    async with reading(actor):
        due = await deliveries_on(day_after)
    assert [one.on_route for one in due] == [TOMORROW]
    assert (await planned(actor, day_after)).stops == []


async def test_a_new_plan_of_the_day_keeps_what_is_done(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    day, done = await published(actor)
    driver = driving(town, town.drivers[0])
    first = day.stops[0]
    await hand_over(
        driver, first.id, at_the_door(town.tokens[first.voucher]), now=ON_THE_ROAD
    )

    again, replaced = await published(actor, now=NOON + timedelta(hours=1))

    before = await the_day(actor, day.plan.id)
    assert before.plan.state is PlanState.SUPERSEDED
    assert before.stops[0].state is StopState.DONE
    assert replaced.superseded == day.plan.id
    assert [stop.voucher for stop in again.stops] == [day.stops[1].voucher]
    assert await run_by_link(done.links[0].path[3:], ON_THE_ROAD) is None
    with pytest.raises(StopNotDrivenError):
        await fail(driver, day.stops[1].id, Outcome.NOT_HOME)


async def fail(
    driver: Actor, stop: UUID, outcome: Outcome, *, nonce: UUID | None = None
):
    return await report_failure(
        driver, stop, outcome, nonce=nonce or uuid4(), now=ON_THE_ROAD
    )


async def books(town: Town) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Return packs on the shelf and packs reserved, by article."""
    async with reading(town.actor):
        lines = await stock()
    return (
        {line.article: line.packs for line in lines},
        {line.article: line.reserved or 0 for line in lines},
    )


async def test_the_door_is_the_counters_hand_out(actor: Actor) -> None:
    """Stock and entitlement move at the door exactly as at the counter."""
    town = await a_town(actor, homes=[at_home(0), at_home(1)], persons=2)
    at_counter, at_door = town.vouchers
    await change_channel(actor, at_counter.id, Channel.PICKUP, now=NOON)
    day, _ = await published(actor)
    before = await books(town)
    counter = at_the_door(
        town.tokens[at_counter.id], channel=Channel.PICKUP, site=town.site
    )
    first = await hand_out(actor, counter, now=ON_THE_ROAD)
    between = await books(town)

    done = await hand_over(
        driving(town, town.drivers[0]),
        day.stops[0].id,
        at_the_door(town.tokens[at_door.id]),
        now=ON_THE_ROAD,
    )

    after = await books(town)
    assert isinstance(first, HandedOut)
    assert done.outcome.handout is not None
    same = ("packs", "reserved")
    for place, _name in enumerate(same):
        moved = {a: before[place][a] - between[place][a] for a in before[place]}
        assert moved == {a: between[place][a] - after[place][a] for a in after[place]}
        assert sum(moved.values()) == 10
    assert [(line.article, line.packs) for line in done.outcome.handout.lines] == [
        (line.article, line.packs) for line in first.handout.lines
    ]
    assert done.outcome.handout.channel == "home_delivery"
    async with reading(actor):
        spent = [
            [
                line.issued
                for referral in await referrals_of(one.household, TOMORROW)
                for line in (await entitlement_of(referral.id)).lines
            ]
            for one in (at_counter, at_door)
        ]
    assert spent[0] == spent[1]
    assert sum(spent[0]) == 10
    stop = (await the_day(actor, day.plan.id)).stops[0]
    assert stop.state is StopState.DONE
    assert done.outcome.follow_up is None


async def test_the_same_nonce_is_the_same_hand_over(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    day, _ = await published(actor)
    driver = driving(town, town.drivers[0])
    stop = day.stops[0]
    request = at_the_door(town.tokens[stop.voucher])

    first = await hand_over(driver, stop.id, request, now=ON_THE_ROAD)
    again = await hand_over(
        driver, stop.id, request, now=ON_THE_ROAD + timedelta(minutes=1)
    )

    assert (first.repeated, again.repeated) == (False, True)
    assert first.outcome == again.outcome
    with pytest.raises(NonceReusedError):
        await fail(driver, day.stops[1].id, Outcome.NOT_HOME, nonce=request.nonce)


async def test_a_hand_out_whose_outcome_was_lost_is_healed_by_the_retry(
    actor: Actor,
) -> None:
    """The service died between the two commands: the phone sends the same again."""
    town = await a_town(actor)
    day, _ = await published(actor)
    stop = day.stops[0]
    request = at_the_door(town.tokens[stop.voucher])
    await hand_out(actor, request, now=ON_THE_ROAD)

    done = await hand_over(
        driving(town, town.drivers[0]), stop.id, request, now=ON_THE_ROAD
    )

    assert done.outcome.handout is not None
    assert done.outcome.handout.nonce == request.nonce
    async with reading(actor):
        told = "SELECT count(*) FROM stop_outcome WHERE stop = $1"
        assert await fetch_value(told, stop.id) == 1


async def test_another_driver_cannot_touch_my_stop(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)], drivers=1)
    day, _ = await published(actor)
    stranger = driving(town, await a_driver(actor))
    stop = day.stops[0]

    with pytest.raises(NotYourStopError):
        await fail(stranger, stop.id, Outcome.NOT_HOME)
    with pytest.raises(NotYourStopError):
        await hand_over(
            stranger, stop.id, at_the_door(town.tokens[stop.voucher]), now=ON_THE_ROAD
        )
    with pytest.raises(NotYourStopError):
        await open_run(stranger, day.runs[0].id, now=ON_THE_ROAD)
    nobody = msgspec.structs.replace(stranger, permissions=frozenset({"hand_out"}))
    with pytest.raises(ForbiddenError):
        await fail(nobody, stop.id, Outcome.NOT_HOME)


async def test_a_link_opens_its_own_run_alone(actor: Actor) -> None:
    town = await a_town(
        actor, homes=[at_home(n) for n in range(2)], drivers=2, capacity_packs=5
    )
    day, done = await published(actor)
    opened = await run_by_link(done.links[0].path[3:], ON_THE_ROAD)
    assert opened is not None
    mine, theirs = sorted(day.runs, key=lambda run: run.id != opened.run)
    assert town.drivers[0] != town.drivers[1]

    await pledge(opened.actor, mine.id, now=ON_THE_ROAD)
    await fail(opened.actor, mine.stops[0].id, Outcome.NOT_HOME)
    with pytest.raises(NotYourStopError):
        await fail(opened.actor, theirs.stops[0].id, Outcome.NOT_HOME)
    with pytest.raises(ForbiddenError):
        await hand_out(
            opened.actor,
            at_the_door(town.tokens[theirs.stops[0].voucher]),
            now=ON_THE_ROAD,
        )


async def test_another_households_code_is_refused_at_this_door(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    day, _ = await published(actor)
    first, second = day.stops

    with pytest.raises(OtherHouseholdError):
        await hand_over(
            driving(town, town.drivers[0]),
            first.id,
            at_the_door(town.tokens[second.voucher]),
            now=ON_THE_ROAD,
        )


async def test_a_reissued_voucher_still_fits_its_door(actor: Actor) -> None:
    town = await a_town(actor)
    day, _ = await published(actor)
    new = await reissue(actor, town.vouchers[0].id, now=NOON)
    tokens = await tokens_of(actor, town.round, now=NOON)

    done = await hand_over(
        driving(town, town.drivers[0]),
        day.stops[0].id,
        at_the_door(tokens[new]),
        now=ON_THE_ROAD,
    )

    assert done.outcome.handout is not None
    assert (await the_day(actor, day.plan.id)).stops[0].state is StopState.DONE


async def test_a_cancelled_middle_stop_takes_nothing_from_the_next(
    actor: Actor,
) -> None:
    """E58: each parcel is its own; what is not handed over stays on the books."""
    town = await a_town(actor, homes=[at_home(n) for n in range(3)])
    day, _ = await published(actor)
    driver = driving(town, town.drivers[0])
    first, middle, last = day.stops
    shelf, reserved = await books(town)

    await hand_over(
        driver, first.id, at_the_door(town.tokens[first.voucher]), now=ON_THE_ROAD
    )
    await fail(driver, middle.id, Outcome.REFUSED)
    done = await hand_over(
        driver, last.id, at_the_door(town.tokens[last.voucher]), now=ON_THE_ROAD
    )

    assert done.outcome.handout is not None
    assert sum(line.packs for line in done.outcome.handout.lines) == last.packs == 5
    shelf_after, reserved_after = await books(town)
    assert sum(shelf.values()) - sum(shelf_after.values()) == 10
    assert sum(reserved.values()) - sum(reserved_after.values()) == 10
    assert sum(reserved_after.values()) == middle.packs
    run = (await the_day(actor, day.plan.id)).runs[0]
    assert run.finished_at == ON_THE_ROAD
    assert run.state is RunState.PROBLEM


async def test_a_failure_ends_a_stop_and_stays_open_until_the_parcel_was_seen(
    actor: Actor,
) -> None:
    """D9 and I25: nobody forgets what came back."""
    town = await a_town(actor)
    day, _ = await published(actor)
    driver, stop = driving(town, town.drivers[0]), day.stops[0]
    nonce = uuid4()

    first = await fail(driver, stop.id, Outcome.NOT_HOME, nonce=nonce)
    again = await fail(driver, stop.id, Outcome.NOT_HOME, nonce=nonce)
    with pytest.raises(StopEndedError):
        await fail(driver, stop.id, Outcome.REFUSED)

    assert first.outcome == again.outcome
    assert first.outcome.follow_up is not None
    follow_up = first.outcome.follow_up
    with pytest.raises(InvalidInputError):
        await handle_follow_up(actor, follow_up, now=ON_THE_ROAD)
    await handle_follow_up(
        actor, follow_up, condition=ParcelCondition.GOOD, now=ON_THE_ROAD
    )
    with pytest.raises(FollowUpHandledError):
        await handle_follow_up(
            actor, follow_up, condition=ParcelCondition.GOOD, now=ON_THE_ROAD
        )
    async with reading(actor):
        assert await follow_ups() == []
        kept = await follow_ups(open_only=False)
    assert kept[0].condition is ParcelCondition.GOOD
    run = (await the_day(actor, day.plan.id)).runs[0]
    assert run.state is RunState.FINISHED


async def test_who_comes_home_after_all_still_gets_the_parcel(actor: Actor) -> None:
    town = await a_town(actor)
    day, _ = await published(actor)
    driver, stop = driving(town, town.drivers[0]), day.stops[0]
    await fail(driver, stop.id, Outcome.NOT_HOME)

    done = await hand_over(
        driver, stop.id, at_the_door(town.tokens[stop.voucher]), now=ON_THE_ROAD
    )

    assert done.outcome.handout is not None
    assert (await the_day(actor, day.plan.id)).stops[0].state is StopState.DONE


async def test_less_taken_or_a_note_is_looked_at(actor: Actor) -> None:
    town = await a_town(actor, homes=[at_home(0), at_home(1), at_home(2)])
    day, _ = await published(actor)
    driver = driving(town, town.drivers[0])
    [jam] = await article_ids(actor, "DZEM")
    less, noted, smooth = day.stops

    outcomes = [
        await hand_over(
            driver,
            less.id,
            at_the_door(town.tokens[less.voucher], lines=[Line(jam, 1)]),
            now=ON_THE_ROAD,
        ),
        await hand_over(
            driver,
            noted.id,
            at_the_door(town.tokens[noted.voucher]),
            note="Potrzebna pomoc z lekami",
            now=ON_THE_ROAD,
        ),
        await hand_over(
            driver,
            smooth.id,
            at_the_door(town.tokens[smooth.voucher]),
            now=ON_THE_ROAD,
        ),
    ]

    assert [one.outcome.follow_up is not None for one in outcomes] == [
        True,
        True,
        False,
    ]


async def test_a_driver_who_does_not_come_leaves_no_parcel_in_limbo(
    actor: Actor,
) -> None:
    """E59: one action frees them all, and they can be planned again."""
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    day, _ = await published(actor)
    day_after = TOMORROW + timedelta(days=1)
    await a_shift(
        actor, await a_driver(actor), await a_car(actor), town.site, day=day_after
    )

    freed = await release_run(actor, day.runs[0].id, reason="Choroba", now=ON_THE_ROAD)

    assert freed == 2
    assert len((await sketched(actor, day_after)).stops) == 2
    with pytest.raises(RunOverError):
        await release_run(actor, day.runs[0].id, reason="Choroba", now=ON_THE_ROAD)


async def test_the_board_tells_how_far_a_run_is(actor: Actor) -> None:
    """D8: not opened, under way, a problem, finished."""
    town = await a_town(actor, homes=[at_home(0), at_home(1)])
    day, _ = await published(actor)
    driver = driving(town, town.drivers[0])
    states = []

    async def look() -> None:
        states.append((await the_day(actor, day.plan.id)).runs[0].state)

    await look()
    await open_run(driver, day.runs[0].id, now=ON_THE_ROAD)
    await look()
    failed = await fail(driver, day.stops[0].id, Outcome.WRONG_ADDRESS)
    await look()
    assert failed.outcome.follow_up is not None
    await handle_follow_up(
        actor,
        failed.outcome.follow_up,
        condition=ParcelCondition.GOOD,
        now=ON_THE_ROAD,
    )
    await look()
    last = day.stops[1]
    await hand_over(
        driver, last.id, at_the_door(town.tokens[last.voucher]), now=ON_THE_ROAD
    )
    await look()

    assert states == [
        RunState.NOT_OPENED,
        RunState.UNDER_WAY,
        RunState.PROBLEM,
        RunState.UNDER_WAY,
        RunState.FINISHED,
    ]


async def test_an_annulled_hand_over_is_no_longer_done(actor: Actor) -> None:
    """What is done is read from the hand-out, never stored."""
    town = await a_town(actor)
    day, _ = await published(actor)
    stop = day.stops[0]
    done = await hand_over(
        driving(town, town.drivers[0]),
        stop.id,
        at_the_door(town.tokens[stop.voucher]),
        now=ON_THE_ROAD,
    )
    assert done.outcome.handout is not None

    await annul(actor, done.outcome.handout.id, reason="pomyłka", now=ON_THE_ROAD)

    assert (await the_day(actor, day.plan.id)).stops[0].state is StopState.NOT_DELIVERED
    async with reading(actor):
        assert len(await deliveries_on(TOMORROW)) == 1


async def test_what_was_fetched_at_the_counter_is_done_elsewhere(actor: Actor) -> None:
    """E62: no driver carries a parcel that was picked up."""
    town = await a_town(actor)
    day, _ = await published(actor)
    await change_channel(actor, town.vouchers[0].id, Channel.PICKUP, now=NOON)
    scan = at_the_door(
        town.tokens[town.vouchers[0].id], channel=Channel.PICKUP, site=town.site
    )
    await hand_out(actor, scan, now=ON_THE_ROAD)

    stop = (await the_day(actor, day.plan.id)).stops[0]

    assert stop.state is StopState.DONE_ELSEWHERE

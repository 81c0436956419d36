"""Days of deliveries that tests start from, made by commands alone."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.commands.keeping import add_site, add_staff
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, local_day
from distribution.core.reading import reading
from distribution.core.units import Seconds
from distribution.households.rules.details import (
    Channel,
    HouseholdDetails,
    MemberDetails,
)
from distribution.programmes.commands.delivery import record_delivery_basis
from distribution.programmes.rules import DeliveryBasisKind
from distribution.routing.commands.fleet import (
    add_shift,
    add_vehicle,
)
from distribution.routing.commands.planning import (
    begin_solving,
    request_plan,
    store_plan,
)
from distribution.routing.commands.publishing import Published, publish_plan
from distribution.routing.day_problem import lay_out
from distribution.routing.greedy import greedy_orders
from distribution.routing.jobs import make_plan
from distribution.routing.queries.days import day_input
from distribution.routing.queries.plans import (
    PlanFacts,
    RunFacts,
    StopFacts,
    left_out_of,
    plan,
    runs_of,
)
from distribution.routing.reasons import explained
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.rules.checker import faults
from distribution.routing.rules.fleet_details import ShiftDetails, VehicleDetails
from distribution.routing.rules.hours import seconds_at
from distribution.routing.rules.timing import assemble
from distribution.routing.rules.validation import problem_errors
from distribution.routing.rules.wishes import Aim
from distribution.vouchers.commands.issuing import create_signing_key, issue_vouchers
from distribution.vouchers.queries.vouchers import VoucherRow
from tests.conftest import MASTER_KEY
from tests.worlds import NOON
from tests.worlds_households import a_household, a_referral, the_fepz_set
from tests.worlds_inventory import a_delivery, a_shelf
from tests.worlds_programmes import PARCEL, a_round, a_sub_programme
from tests.worlds_vouchers import tokens_of, vouchers_of

KRASNIK = (50.9246, 22.2267)
TOMORROW = date(2026, 3, 18)


class Town(msgspec.Struct, frozen=True, kw_only=True):
    """A round whose parcels go home, and who could drive them."""

    actor: Actor
    site: UUID
    shelf: UUID
    round: UUID
    fund: UUID
    households: list[UUID]
    vouchers: list[VoucherRow]
    tokens: dict[UUID, str]
    drivers: list[UUID]
    vehicles: list[UUID]
    shifts: list[UUID]


class Day(msgspec.Struct, frozen=True):
    """A plan with its runs and what it leaves out."""

    plan: PlanFacts
    runs: list[RunFacts]
    left_out: list[StopFacts]

    @property
    def stops(self) -> list[StopFacts]:
        """All stops that somebody drives to."""
        return [stop for run in self.runs for stop in run.stops]


def at_home(number: int = 0, **changes: object) -> HouseholdDetails:
    """Return a household somewhere in Kraśnik that gets its parcel brought."""
    details = HouseholdDetails(
        street="ul. Próbna",
        house_number=str(number + 1),
        flat="2",
        postal_code="23-204",
        locality="Kraśnik",
        latitude=round(KRASNIK[0] + (number % 5) * 0.004, 6),
        longitude=round(KRASNIK[1] + (number // 5) * 0.006, 6),
        phone="600 100 200",
        channel=Channel.HOME_DELIVERY,
        door_notes="Domofon 2, pierwsze piętro",
    )
    return msgspec.structs.replace(details, **changes)


async def a_town(
    actor: Actor,
    *,
    homes: Sequence[HouseholdDetails] = (at_home(),),
    drivers: int = 1,
    persons: int = 1,
    capacity_packs: int = 400,
    day: date = TOMORROW,
    basis: bool = True,
    phone: str | None = None,
    starts: time = time(9),
    ends: time = time(14),
    open_end: bool = False,
    where: tuple[float, float] = KRASNIK,
    now: datetime = NOON,
) -> Town:
    """Open a round for *homes*, issue the vouchers, give *drivers* a car each.

    They start from *where*.
    """
    await create_signing_key(actor, MASTER_KEY)
    fund = await a_sub_programme(actor)
    await the_fepz_set(actor, fund)
    site = await a_start(actor, where)
    shelf = await a_shelf(actor, site)
    await a_delivery(
        actor, location=shelf, fund=fund, packs=dict.fromkeys(PARCEL, 1000), now=now
    )
    people = []
    for number, home in enumerate(homes):
        members = [
            MemberDetails("Zofia", f"Próbna{number}", born_on=date(1944, 1, 1))
        ] * persons
        people.append(await a_household(actor, *members, details=home, now=now))
    for one in people:
        await a_referral(actor, fund, one, now=now)
    round_ = await a_round(actor, sub_programme=fund, site=site)
    await issue_vouchers(actor, round_, now=now)
    if basis:
        await a_basis(actor, now=now)
    crew = [await a_driver(actor, phone=phone) for _ in range(drivers)]
    cars = [await a_car(actor, packs=capacity_packs) for _ in range(drivers)]
    shifts = [
        await a_shift(
            actor,
            driver,
            car,
            site,
            day=day,
            starts=starts,
            ends=ends,
            open_end=open_end,
            now=now,
        )
        for driver, car in zip(crew, cars, strict=True)
    ]
    return Town(
        actor=actor,
        site=site,
        shelf=shelf,
        round=round_,
        fund=fund,
        households=people,
        vouchers=await vouchers_of(actor, round_, day=local_day(now)),
        tokens=await tokens_of(actor, round_, now=now),
        drivers=crew,
        vehicles=cars,
        shifts=shifts,
    )


async def a_start(actor: Actor, where: tuple[float, float] = KRASNIK) -> UUID:
    """Add a place on the map that hands out and from which drivers start."""
    return await add_site(
        actor,
        key=f"s{uuid4().hex[:8]}",
        name="Centrum Kultury",
        address="ul. Próbna 2, Kraśnik",
        is_pickup=True,
        is_warehouse=True,
        latitude=where[0],
        longitude=where[1],
    )


async def a_basis(actor: Actor, *, now: datetime = NOON) -> UUID:
    """Record that the Food Bank lets the centre bring parcels home."""
    return await record_delivery_basis(
        actor,
        kind=DeliveryBasisKind.OPL_OWN_DELIVERY,
        document="Zgoda nr 7/2026",
        valid_from=date(2026, 1, 1),
        now=now,
    )


async def a_driver(actor: Actor, *, phone: str | None = None) -> UUID:
    """Add a volunteer who drives."""
    login = f"kierowca.{uuid4().hex[:8]}"
    return await add_staff(
        actor, login=login, name="Jan Kierowca", roles=[Role.DRIVER], phone=phone
    )


async def a_car(actor: Actor, *, packs: int = 400, cold_boxes: int = 20) -> UUID:
    """Add a car that holds so many packs."""
    return await add_vehicle(
        actor, VehicleDetails("Doblo", packs, packs * 1000, cold_boxes)
    )


async def a_shift(
    actor: Actor,
    driver: UUID,
    car: UUID,
    site: UUID,
    *,
    day: date = TOMORROW,
    starts: time = time(9),
    ends: time = time(14),
    open_end: bool = False,
    now: datetime = NOON,
) -> UUID:
    """Give a driver a car for a morning."""
    return await add_shift(
        actor,
        ShiftDetails(
            day=day,
            driver=driver,
            vehicle=car,
            site=site,
            starts=starts,
            ends=ends,
            open_end=open_end,
        ),
        now=now,
    )


async def planned(
    actor: Actor,
    day: date = TOMORROW,
    *,
    seconds: int = 1,
    aim: Aim = Aim.LEAST_TIME,
    now: datetime = NOON,
) -> Day:
    """Plan a day here and now, as ``kromka routes plan`` does."""
    asked = await request_plan(
        actor, day, seconds=seconds, aim=aim, queued=False, now=now
    )
    await make_plan(actor, lambda: now, plan=asked.plan)
    return await the_day(actor, asked.plan)


async def sketched(actor: Actor, day: date = TOMORROW, *, now: datetime = NOON) -> Day:
    """Plan a day by the greedy rule alone: what is asked here needs no search."""
    asked = await request_plan(actor, day, seconds=1, queued=False, now=now)
    await begin_solving(actor, asked.plan)
    async with reading(actor):
        given = await day_input(day)
    earliest = seconds_at(day, now, WARSAW) if day == local_day(now) else Seconds(0)
    roads = await roads_in_use(actor)
    laid = lay_out(given, not_before=earliest, roads=roads)
    assert laid.solved is not None
    problem = laid.solved.problem
    assert problem_errors(problem) == []
    orders = greedy_orders(problem)
    answer = assemble(problem, orders, explained(problem, orders))
    assert faults(problem, answer) == []
    await store_plan(actor, asked.plan, given, laid, answer, now=now)
    return await the_day(actor, asked.plan)


async def the_day(actor: Actor, plan_id: UUID) -> Day:
    """Return a plan as it stands now."""
    async with reading(actor):
        return Day(
            await plan(plan_id), await runs_of(plan_id), await left_out_of(plan_id)
        )


async def published(actor: Actor, *, now: datetime = NOON) -> tuple[Day, Published]:
    """Sketch and publish a day; the runs are those that drivers see."""
    made = await sketched(actor, now=now)
    done = await publish_plan(actor, made.plan.id, now=now)
    return await the_day(actor, made.plan.id), done

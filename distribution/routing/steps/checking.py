"""Looking once more at a plan before anybody drives it."""

from datetime import date, datetime
from uuid import UUID

from distribution.core.clock import WARSAW
from distribution.core.database import fetch, fetch_value, require_transaction
from distribution.core.units import Metres, Seconds
from distribution.programmes.rules import check_dispatch
from distribution.routing.day_problem import SolvedDay, lay_out
from distribution.routing.errors import (
    FaultyPlanError,
    PlanOutdatedError,
    ShiftChangedError,
    StopOnOtherRunError,
)
from distribution.routing.queries.days import day_input
from distribution.routing.queries.deliveries import bases_on
from distribution.routing.queries.plans import (
    RunFacts,
    StopFacts,
    left_out_of,
)
from distribution.routing.rules.checker import faults
from distribution.routing.rules.hours import seconds_at
from distribution.routing.rules.plan import Plan, Route, Unserved, UnservedCode, Visit
from distribution.routing.rules.problem import Problem, prices
from distribution.routing.rules.timing import driving_cost
from distribution.routing.same_day import same_shift, same_stop


async def lock_parcels(plan: UUID) -> None:
    """Keep every hand-out and change of the plan's vouchers waiting until commit."""
    require_transaction()
    await fetch(
        "SELECT id FROM voucher WHERE id IN (SELECT voucher FROM stop"
        " WHERE plan = $1 AND run IS NOT NULL) ORDER BY id FOR SHARE",
        plan,
    )


async def check_still_true(
    day: date, solved: SolvedDay, runs: list[RunFacts], *, now: datetime
) -> None:
    """Return if all that the runs rest on is *now* as it was when they were planned.

    Raises:
        NoDeliveryBasisError: Nothing on record lets a parcel leave the premises.
        StopOnOtherRunError: A parcel is on a published run of another day.
        PlanOutdatedError: A parcel was handed out, moved to the counter, or its
            place, weight or window changed.
        ShiftChangedError: A driver's hours, vehicle or place changed.
    """
    require_transaction()
    given = await day_input(day)
    bases = await bases_on(day)
    laid = lay_out(given, not_before=Seconds(max(0, seconds_at(day, now, WARSAW))))
    fresh = laid.solved
    due = {one.voucher: one for one in given.deliveries}
    changed = []
    for stop in (stop for run in runs for stop in run.stops):
        one = due.get(stop.voucher)
        if one is not None:
            check_dispatch(bases, one.household, day)
            if one.on_route is not None:
                raise StopOnOtherRunError
        if fresh is None or not same_stop(solved, fresh, str(stop.voucher)):
            changed.append(stop.household_number)
    if changed:
        numbers = sorted(set(changed))
        raise PlanOutdatedError(
            households=", ".join(map(str, numbers)), household_numbers=numbers
        )
    others = [
        run.driver_name
        for run in runs
        if fresh is None or not same_shift(solved, fresh, str(run.shift))
    ]
    if others:
        raise ShiftChangedError(drivers=", ".join(others))


async def check_stored(plan: UUID, solved: SolvedDay, runs: list[RunFacts]) -> None:
    """Return if what is stored of a plan passes the checker (E50).

    Raises:
        FaultyPlanError: It does not; carries every fault.
    """
    require_transaction()
    left_out = await left_out_of(plan)
    loads = await fetch_value(
        "SELECT coalesce(sum(l.packs), 0)::int FROM stop AS s JOIN voucher_line AS l"
        " ON l.voucher = s.voucher WHERE s.plan = $1 AND s.run IS NOT NULL",
        plan,
    )
    stored = as_plan(solved.problem, runs, left_out)
    found = faults(solved.problem, stored)
    if found:
        raise FaultyPlanError(count=len(found), first=found[0].code.value, faults=found)
    if loads != sum(run.packs for run in runs):
        raise FaultyPlanError(count=1, first="wrong_load", faults=[])


def as_plan(problem: Problem, runs: list[RunFacts], left_out: list[StopFacts]) -> Plan:
    """Return what is stored as the checker takes it.

    Hours, breaks, order and distances are those that were stored. What is not stored
    (the seconds at the wheel and the cost) is added up from the problem.
    """
    ids = {stop.id: stop for stop in problem.stops}
    routes = tuple(_route(problem, run) for run in runs)
    unserved = tuple(
        Unserved(str(stop.voucher), UnservedCode(stop.unserved_code or ""), None, {})
        for stop in left_out
        if str(stop.voucher) in ids
    )
    price = dict(zip(ids, prices(problem), strict=True))
    orders = {
        str(run.shift): [ids[str(stop.voucher)] for stop in run.stops] for run in runs
    }
    cost = driving_cost(problem, orders)
    return Plan(routes, unserved, cost + sum(price[no.stop] for no in unserved))


def _route(problem: Problem, run: RunFacts) -> Route:
    shift = next(one for one in problem.shifts if one.id == str(run.shift))
    stops = {stop.id: stop for stop in problem.stops}
    visits, driving, place = [], 0, shift.start_place
    loads = {one.after: one.place for one in run.reloads}
    for number, stop in enumerate(run.stops):
        if number in loads:
            driving += problem.travel.seconds[place][loads[number]]
            place = loads[number]
        known = stops[str(stop.voucher)]
        leaves = seconds_at(run.day, stop.leaves_at or run.leaves_at, WARSAW)
        visits.append(
            Visit(
                stop=known.id,
                arrives=seconds_at(run.day, stop.arrives_at or run.leaves_at, WARSAW),
                begins=Seconds(leaves - known.service),
                leaves=leaves,
            )
        )
        driving += problem.travel.seconds[place][known.place]
        place = known.place
    if shift.end_place is not None:
        driving += problem.travel.seconds[place][shift.end_place]
    return Route(
        shift=shift.id,
        departs=seconds_at(run.day, run.leaves_at, WARSAW),
        visits=tuple(visits),
        ends=seconds_at(run.day, run.returns_at, WARSAW),
        driving=Seconds(driving),
        metres=Metres(run.metres),
        rests=run.rests,
        reloads=run.reloads,
    )

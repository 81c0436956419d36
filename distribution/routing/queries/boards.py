"""A plan as a coordinator works on it: lanes of drivers, and what is left over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.database import fetch_value
from distribution.core.errors import NotFoundError
from distribution.core.units import Seconds
from distribution.routing.queries.fleet import ShiftFacts, shifts_on
from distribution.routing.queries.plans import (
    PlanFacts,
    RunFacts,
    StopFacts,
    left_out_of,
    plan,
    runs_of,
    solved_day,
)
from distribution.routing.queries.under_way import carried_on
from distribution.routing.rules.board import (
    Arrangement,
    Judged,
    insertions,
    judged,
)
from distribution.routing.rules.checker import Fault
from distribution.routing.rules.hours import instant_at
from distribution.routing.rules.problem import Objective


class Lane(msgspec.Struct, frozen=True):
    """One driver of the day: what they would drive, and the rules that it breaks."""

    shift: ShiftFacts
    run: RunFacts | None
    faults: Sequence[Fault]
    """Of the route as a whole."""

    at_stops: Mapping[str, Sequence[Fault]]
    """Of single doors, by voucher."""


class Board(msgspec.Struct, frozen=True):
    """A plan and its lanes; ``solved`` are the vouchers that can be moved about."""

    plan: PlanFacts
    lanes: Sequence[Lane]
    left_out: Sequence[StopFacts]
    solved: frozenset[str]
    undoable: bool
    carried: Mapping[UUID, str]
    """Who has which parcels in the car, by voucher, if any are left out."""

    @property
    def broken(self) -> int:
        """Return how many rules the routes break."""
        return sum(
            len(lane.faults) + sum(map(len, lane.at_stops.values()))
            for lane in self.lanes
        )


class Place(msgspec.Struct, frozen=True):
    """The best place for a stop on one driver's route."""

    shift: ShiftFacts
    position: int
    """From 1."""

    begins_at: datetime
    detour: int
    """Seconds, or metres where a plan is to be short."""

    faults: Sequence[Fault]


class Places(msgspec.Struct, frozen=True):
    """A stop, and where it would fit, the best place first (R15)."""

    stop: StopFacts
    in_metres: bool
    """What detours are counted in."""

    places: list[Place]


def arrangement_of(runs: Sequence[RunFacts]) -> Arrangement:
    """Return who brings what by *runs*, and what is locked."""
    return Arrangement(
        {
            str(run.shift): tuple(str(stop.voucher) for stop in run.stops)
            for run in runs
            if run.stops
        },
        frozenset(
            str(stop.voucher) for run in runs for stop in run.stops if stop.locked
        ),
        {str(run.shift): run.locked_stops for run in runs if run.locked_stops},
    )


async def board_of(plan_id: UUID) -> Board:
    """Return a plan that is made, for changing it by hand.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    facts = await plan(plan_id)
    runs = await runs_of(plan_id)
    solved = await solved_day(plan_id)
    known = () if solved is None else solved.problem.stops
    drivable = set() if solved is None else {one.id for one in solved.problem.shifts}
    wrong = {} if solved is None else judged(solved.problem, arrangement_of(runs))
    by_shift = {run.shift: run for run in runs}
    lanes = [
        _lane(shift, by_shift.get(shift.id), wrong.get(str(shift.id)))
        for shift in await shifts_on(facts.day, every=True)
        if str(shift.id) in drivable
    ]
    undoable = await fetch_value(
        "SELECT EXISTS (SELECT FROM plan_edit WHERE plan = $1)", plan_id
    )
    left_out = await left_out_of(plan_id)
    return Board(
        facts,
        lanes,
        left_out,
        frozenset(stop.id for stop in known),
        bool(undoable),
        await carried_on(facts.day) if left_out else {},
    )


async def plan_of_stop(stop: UUID) -> UUID:
    """Return the plan that a stop belongs to.

    Raises:
        NotFoundError: The centre has no such stop.
    """
    found: UUID | None = await fetch_value("SELECT plan FROM stop WHERE id = $1", stop)
    if found is None:
        raise NotFoundError
    return found


async def places_for(plan_id: UUID, voucher: UUID) -> Places:
    """Return where a stop would fit best, for each driver.

    Raises:
        NotFoundError: The plan or its stop is not there.
    """
    facts = await plan(plan_id)
    runs = await runs_of(plan_id)
    solved = await solved_day(plan_id)
    every = [*(stop for run in runs for stop in run.stops)]
    every += await left_out_of(plan_id)
    stop = next((one for one in every if one.voucher == voucher), None)
    known = () if solved is None else (one.id for one in solved.problem.stops)
    if stop is None or solved is None or str(voucher) not in known:
        raise NotFoundError
    shifts = {str(one.id): one for one in await shifts_on(facts.day, every=True)}
    found = insertions(solved.problem, arrangement_of(runs), str(voucher))
    return Places(
        stop,
        solved.problem.objective is Objective.DISTANCE,
        [
            Place(
                shifts[one.shift],
                one.position + 1,
                instant_at(facts.day, Seconds(one.begins), WARSAW),
                one.detour,
                one.faults,
            )
            for one in found
            if one.shift in shifts
        ],
    )


def _lane(shift: ShiftFacts, run: RunFacts | None, found: Judged | None) -> Lane:
    faults = () if found is None else found.faults
    at_stops: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.stop is not None:
            at_stops.setdefault(fault.stop, []).append(fault)
    whole = [fault for fault in faults if fault.stop is None]
    return Lane(shift, run, whole, at_stops)

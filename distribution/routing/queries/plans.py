"""Plans: how far they are, what they hold, and why stops were left out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one, fetch_value
from distribution.core.errors import NotFoundError
from distribution.core.sql import load
from distribution.core.units import Grams, Metres, Packs
from distribution.routing.day_problem import SolvedDay
from distribution.routing.queries.deliveries import address_of
from distribution.routing.rules.doors import (
    Outcome,
    RunState,
    StopState,
    run_state,
    stop_state,
)
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import Reload, Rest
from distribution.routing.rules.plan_states import PlanState
from distribution.routing.rules.remedies import Remedy
from distribution.routing.rules.wishes import Aim


class Progress(msgspec.Struct, frozen=True):
    """How far planning is. ``cost`` is seconds of driving, plus what is left out."""

    percent: int = 0
    served: int | None = None
    stops: int | None = None
    cost: int | None = None


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A plan without its routes. ``estimate``: no road network was asked.

    ``version`` counts the changes by hand; ``remedies_for`` is the one that remedies
    were looked for.
    """

    id: UUID
    day: date
    seconds: int
    seed: int
    engine: Engine
    aim: Aim
    state: PlanState
    progress: Progress
    estimate: bool
    failure: str
    created_at: datetime
    solved_at: datetime | None
    published_at: datetime | None
    stop_asked: bool
    based_on: UUID | None
    keeps_routes: bool
    version: int
    changed_by: str
    changed_at: datetime | None
    remedies_for: int | None


class StopFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery of a plan: at its place in a run, or left out with a reason.

    ``ended_at`` is when the driver last said how it ended, ``over_at`` when it really
    was over: for what was handed out, there or elsewhere, when that was.
    """

    id: UUID
    run: UUID | None
    voucher: UUID
    household: UUID
    household_number: int
    head: str
    street: str
    house_number: str
    flat: str
    locality: str
    phone: str | None
    language: str
    door_notes: str
    contact_name: str
    contact_phone: str | None
    contact_relation: str
    latitude: float | None
    longitude: float | None
    position: int
    arrives_at: datetime | None
    leaves_at: datetime | None
    window_opens: datetime | None
    window_closes: datetime | None
    packs: Packs
    grams: Grams
    cold: bool
    closed: bool
    locked: bool
    try_again: bool
    unserved_code: str | None
    unserved_facts: dict[str, Any]
    remedies: tuple[Remedy, ...]
    outcome: Outcome | None
    note: str
    ended_at: datetime | None
    over_at: datetime | None
    state: StopState

    @property
    def address(self) -> str:
        """Return street, number and locality as people write them."""
        return address_of(self.street, self.house_number, self.flat, self.locality)


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One driver's route, its stops in order; ``start_*``: a door it goes on from."""

    id: UUID
    plan: UUID
    day: date
    shift: UUID
    driver: UUID
    driver_name: str
    driver_phone: str | None
    vehicle_name: str
    site: UUID
    site_name: str
    site_address: str
    site_latitude: float | None
    site_longitude: float | None
    end_latitude: float | None
    end_longitude: float | None
    open_end: bool
    start_latitude: float | None
    start_longitude: float | None
    leaves_at: datetime
    returns_at: datetime
    rests: tuple[Rest, ...]
    """Breaks and, below, where it loads again; in seconds of the day."""
    reloads: tuple[Reload, ...]
    metres: Metres
    locked_stops: int
    published: bool
    opened_at: datetime | None
    pledged_at: datetime | None
    finished_at: datetime | None
    reordered_at: datetime | None
    """When the driver last went another way round, if ever."""

    estimate: bool
    open_follow_ups: int
    stops: tuple[StopFacts, ...]

    @property
    def packs(self) -> int:
        """Return how many packs are loaded."""
        return sum(stop.packs for stop in self.stops)

    @property
    def grams(self) -> int:
        """Return what they weigh, in grams."""
        return sum(stop.grams for stop in self.stops)

    @property
    def state(self) -> RunState:
        """Return how far the driver has come."""
        return run_state(
            opened=self.opened_at is not None,
            waiting=self.waiting,
            open_follow_ups=self.open_follow_ups,
        )

    @property
    def waiting(self) -> int:
        """Return how many stops are still ahead."""
        return sum(stop.state is StopState.WAITING for stop in self.stops)


_PLAN = (
    "SELECT id, day, seconds, seed, engine, aim, state, progress, estimate, failure,"
    " created_at, solved_at, published_at, stop_asked, based_on, keeps_routes,"
    " version, changed_by, changed_at, remedies_for FROM plan"
)

_RUNS = load("distribution.routing", "runs")
_IN_ORDER = " ORDER BY r.leaves_at, kromka_polish(d.name), r.id"

_STOPS = load("distribution.routing", "stops")


async def plan(plan_id: UUID) -> PlanFacts:
    """Return one plan.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_PLAN} WHERE id = $1", plan_id)
    if row is None:
        raise NotFoundError
    return _plan(row)


async def plans_of(day: date) -> list[PlanFacts]:
    """Return the plans of a day, the newest first."""
    rows = await fetch(f"{_PLAN} WHERE day = $1 ORDER BY created_at DESC, id", day)
    return [_plan(row) for row in rows]


async def runs_of(plan_id: UUID) -> list[RunFacts]:
    """Return the runs of a plan with their stops, by the hour of departure."""
    rows = await fetch(f"{_RUNS} WHERE r.plan = $1{_IN_ORDER}", plan_id)
    return await _with_stops(rows)


async def run(run_id: UUID) -> RunFacts:
    """Return one run with its stops.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    found = await _with_stops(await fetch(f"{_RUNS} WHERE r.id = $1", run_id))
    if not found:
        raise NotFoundError
    return found[0]


async def runs_on(day: date) -> list[RunFacts]:
    """Return what drivers were sent out with on a day; ``published`` is the newest."""
    of_day = f"{_RUNS} WHERE r.day = $1 AND p.published_at IS NOT NULL"
    rows = await fetch(f"{of_day}{_IN_ORDER}", day)
    return await _with_stops(rows)


async def runs_of_driver(driver: UUID, day: date) -> list[RunFacts]:
    """Return what a driver drives on a day by the published plan."""
    runs = await runs_on(day)
    return [one for one in runs if one.driver == driver and one.published]


async def next_day_of_driver(driver: UUID, after: date) -> date | None:
    """Return the next day after *after* on which somebody drives, if it is known."""
    found: date | None = await fetch_value(
        "SELECT min(r.day) FROM run AS r JOIN shift AS s ON s.id = r.shift"
        " WHERE s.driver = $1 AND r.day > $2 AND r.published",
        driver,
        after,
    )
    return found


async def left_out_of(plan_id: UUID) -> list[StopFacts]:
    """Return the deliveries that a plan does not serve, each with its reason."""
    rows = await fetch(
        f"{_STOPS} WHERE s.plan = $1 AND s.run IS NULL ORDER BY h.number, s.id",
        plan_id,
    )
    return [_stop(row) for row in rows]


async def solved_day(plan_id: UUID) -> SolvedDay | None:
    """Return what was solved for a plan; None if nothing could be driven at all."""
    text = await fetch_value("SELECT problem FROM plan WHERE id = $1", plan_id)
    return None if text is None else msgspec.json.decode(text, type=SolvedDay)


def _plan(row: Row) -> PlanFacts:
    row |= {
        "aim": Aim(row["aim"]),
        "state": PlanState(row["state"]),
        "progress": msgspec.json.decode(row["progress"], type=Progress),
    }
    return PlanFacts(**row)


async def _with_stops(runs: list[Row]) -> list[RunFacts]:
    rows = await fetch(
        f"{_STOPS} WHERE s.run = ANY($1::uuid[]) ORDER BY s.position, s.id",
        [row["id"] for row in runs],
    )
    stops = [_stop(row) for row in rows]
    for row in runs:
        row["rests"] = msgspec.json.decode(row["rests"], type=tuple[Rest, ...])
        row["reloads"] = msgspec.json.decode(row["reloads"], type=tuple[Reload, ...])
        row["stops"] = tuple(stop for stop in stops if stop.run == row["id"])
    return [RunFacts(**row) for row in runs]


def _stop(row: Row) -> StopFacts:
    channel = row.pop("handed_out_as")
    outcome = None if row["outcome"] is None else Outcome(row["outcome"])
    facts = msgspec.json.decode(row["unserved_facts"])
    remedies = msgspec.json.decode(row["remedies"], type=tuple[Remedy, ...])
    state = stop_state(outcome=outcome, handed_out_as=channel, closed=row["closed"])
    row |= {"outcome": outcome, "unserved_facts": facts, "remedies": remedies}
    return StopFacts(**row, state=state)

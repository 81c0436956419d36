"""What crosses the wire in routing. Times are local, instants carry their zone."""

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

import msgspec

from distribution.routing.commands.planning import MOST_SECONDS
from distribution.routing.loads import LoadedAgain, loads_of
from distribution.routing.queries.arrivals import Expectations, Expected
from distribution.routing.queries.plans import Progress, RunFacts, StopFacts
from distribution.routing.rules.doors import (
    LONGEST_NOTE,
    Outcome,
    ParcelCondition,
    RunState,
    StopState,
)
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan_states import PlanState
from distribution.routing.rules.remedies import Remedy
from distribution.routing.rules.wishes import Aim
from distribution.routing.schemas.given import Given
from distribution.vouchers.handouts import Handout, Line, Recipient
from distribution.vouchers.schemas import Aware, CodeText

Note = Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)]


class PlanGiven(Given, frozen=True, kw_only=True):
    """A day to plan, and how long to search."""

    date: Annotated[date, msgspec.Meta(examples=["2026-03-18"])]
    seconds: Annotated[int, msgspec.Meta(ge=1, le=MOST_SECONDS, examples=[10])] = 10
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 1
    engine: Engine = Engine.BEST
    aim: Aim = Aim.LEAST_TIME


class PromiseGiven(Given, frozen=True, kw_only=True):
    """When a household was promised that its parcel comes; local times."""

    date: Annotated[date, msgspec.Meta(examples=["2026-03-18"])]
    opens: Annotated[time, msgspec.Meta(examples=["10:00:00"])]
    closes: Annotated[time, msgspec.Meta(examples=["11:00:00"])]


class OutcomeGiven(Given, frozen=True, kw_only=True):
    """How a stop ended; with ``handed_over`` the body of ``/handouts``."""

    outcome: Outcome
    nonce: UUID
    note: Note = ""
    happened_at: Aware | None = None
    code: CodeText | None = None
    scanned_at: Aware | None = None
    offline: bool = False
    channel: str = "home_delivery"
    recipient: Recipient = Recipient()
    lines: list[Line] | None = None
    site: UUID | None = None


class ReleaseGiven(Given, frozen=True, kw_only=True):
    """Why a run's parcels are taken off it."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NOTE)]


class HandledGiven(Given, frozen=True, kw_only=True):
    """What was done about something from the road."""

    condition: ParcelCondition | None = None
    resolution: Note = ""


class PlanAskedAnswer(msgspec.Struct, frozen=True):
    """The plan that is being made, and the job that makes it."""

    plan: UUID
    job: int | None


class StopAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery. Arrival is planned; ``window`` is what was asked for.

    ``expected_at`` is when somebody will really come to a door still ahead, and
    ``late_minutes`` by how much that misses its window; ``over_at`` when one that is
    behind was over.
    """

    id: UUID
    position: int
    voucher: UUID
    household: UUID
    household_number: int
    name: str
    address: str
    phone: str | None
    door_notes: str
    latitude: float | None
    longitude: float | None
    arrives_at: datetime | None
    leaves_at: datetime | None
    expected_at: datetime | None
    late_minutes: int
    window_opens: datetime | None
    window_closes: datetime | None
    packs: int
    grams: int
    cold: bool
    state: StopState
    outcome: Outcome | None
    note: str
    over_at: datetime | None


class RunAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One driver's route. ``estimate``: its times come from no road network.

    ``reloads`` are where it comes back to load; ``before``: the next stop's position.
    """

    id: UUID
    day: date
    driver: UUID
    driver_name: str
    vehicle: str
    site: UUID
    site_name: str
    leaves_at: datetime
    returns_at: datetime
    metres: int
    estimate: bool
    state: RunState
    packs: int
    grams: int
    reloads: list[LoadedAgain]
    stops: list[StopAnswer]


class LeftOutAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that is on no route: why, in a word, a sentence and numbers.

    ``remedies`` are changes that were tried out, with each of which it would fit.
    """

    voucher: UUID
    household: UUID
    household_number: int
    reason: str
    sentence: str
    facts: dict[str, Any]
    remedies: tuple[Remedy, ...] = ()


class PlanAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A plan: what it aims at, how far it is, its runs, and what it leaves out."""

    id: UUID
    date: date
    aim: Aim
    state: PlanState
    progress: Progress
    estimate: bool
    failure: str
    created_at: datetime
    solved_at: datetime | None
    published_at: datetime | None
    runs: list[RunAnswer]
    unserved: list[LeftOutAnswer]


class LinkAnswer(msgspec.Struct, frozen=True):
    """A run's link. It is shown this once; ``told``: a message brings it as well."""

    run: UUID
    driver_name: str
    link: str
    told: bool


class PublishedAnswer(msgspec.Struct, frozen=True):
    """A plan that is driven now, the one before it, and the links of its runs."""

    plan: UUID
    superseded: UUID | None
    runs: list[LinkAnswer]


class TodayAnswer(msgspec.Struct, frozen=True):
    """The driver's day."""

    day: date
    runs: list[RunAnswer]


class OutcomeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is on record of a stop; ``handout`` where the parcel was handed over."""

    id: UUID
    stop: UUID
    nonce: UUID
    outcome: Outcome
    note: str
    happened_at: datetime
    recorded_at: datetime
    follow_up: UUID | None
    handout: Handout | None


class MadeAnswer(msgspec.Struct, frozen=True):
    """The id of what was added."""

    id: UUID


class ReleasedAnswer(msgspec.Struct, frozen=True):
    """How many parcels are free to be planned again."""

    released: int


class DriverLostAnswer(msgspec.Struct, frozen=True):
    """How many parcels were freed, and the plan that is made without the driver."""

    released: int
    plan: UUID


def run_answer(run: RunFacts, expected: Expectations | None = None) -> RunAnswer:
    """Return a run as it crosses the wire, with what is *expected* of it now."""
    known = expected or {}
    return RunAnswer(
        id=run.id,
        day=run.day,
        driver=run.driver,
        driver_name=run.driver_name,
        vehicle=run.vehicle_name,
        site=run.site,
        site_name=run.site_name,
        leaves_at=run.leaves_at,
        returns_at=run.returns_at,
        metres=run.metres,
        estimate=run.estimate,
        state=run.state,
        packs=run.packs,
        grams=run.grams,
        reloads=[*loads_of(run).values()],
        stops=[_stop_answer(stop, known.get(stop.id)) for stop in run.stops],
    )


def _stop_answer(stop: StopFacts, expected: Expected | None) -> StopAnswer:
    facts = {
        name: getattr(stop, name)
        for name in StopAnswer.__struct_fields__
        if name not in ("name", "expected_at", "late_minutes")
    }
    return StopAnswer(
        **facts,
        name=stop.head,
        expected_at=expected.at if expected else None,
        late_minutes=expected.late_minutes if expected else 0,
    )

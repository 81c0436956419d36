"""The call sheet: what a plan changes for whom, against the plan driven before it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.database import fetch_value
from distribution.routing.queries.arrivals import Expectations, expected_on
from distribution.routing.queries.plans import (
    PlanFacts,
    RunFacts,
    StopFacts,
    left_out_of,
    plan,
    runs_of,
    solved_day,
)
from distribution.routing.rules.arrivals import AT_THE_DOOR
from distribution.routing.rules.calls import (
    CallKind,
    Visitor,
    call_about,
    window_to_promise,
)
from distribution.routing.rules.doors import Outcome, StopState
from distribution.routing.rules.hours import instant_at
from distribution.routing.rules.plan_states import PlanState

_AS_PLANNED: Expectations = {}

Openings = Mapping[str, datetime]
"""When the window of a parcel's door opens."""

_AT_ANY_TIME: Openings = {}


class Call(msgspec.Struct, frozen=True):
    """One household to ring up: what was said, and what holds now."""

    stop: StopFacts
    kind: CallKind
    before: Visitor | None
    after: Visitor | None
    offer: tuple[datetime, datetime] | None
    """The window to offer: local; none where nobody comes."""

    promised: bool
    """Whether the stop has a window already."""


class DriverNews(msgspec.Struct, frozen=True):
    """What is new for one driver."""

    name: str
    phone: str | None
    gained: int
    lost: int
    leaves_at: datetime | None
    """When they set off now; none if they have nothing left to drive."""

    is_out: bool
    """Whether they have been at a door already."""


class CallSheet(msgspec.Struct, frozen=True):
    """Whom to ring up about a plan; ``before`` is what was driven until then."""

    plan: PlanFacts
    before: PlanFacts | None
    calls: Sequence[Call]
    drivers: Sequence[DriverNews]


async def call_sheet(plan_id: UUID, now: datetime) -> CallSheet:
    """Return what a plan changes for whom, and when somebody comes as it stands *now*.

    What was before it is as it was told then.

    Raises:
        NotFoundError: The centre has no such plan.
    """
    facts = await plan(plan_id)
    former = await _former(facts)
    old = [] if former is None else await runs_of(former.id)
    new = await runs_of(plan_id)
    left = await left_out_of(plan_id)
    expected = await expected_on(new, now)
    opens = {} if former is None else await _openings(former)
    told = [*_awaited(old, opens=opens)]
    calls = _calls(told, new, left, expected, now)
    return CallSheet(facts, former, calls, _drivers(old, new))


async def _former(facts: PlanFacts) -> PlanFacts | None:
    """Return the plan of the day that was driven, or still is, before this one."""
    found = await fetch_value(
        "SELECT id FROM plan WHERE day = $1 AND id <> $2"
        " AND published_at < coalesce($3::timestamptz, 'infinity')"
        " ORDER BY published_at DESC LIMIT 1",
        facts.day,
        facts.id,
        facts.published_at if facts.state is not PlanState.SOLVED else None,
    )
    return None if found is None else await plan(found)


async def _openings(facts: PlanFacts) -> Openings:
    """Return when windows opened when a plan was made: some are promised since."""
    solved = await solved_day(facts.id)
    return {
        stop.id: instant_at(facts.day, stop.windows[0].opens, WARSAW)
        for stop in (solved.problem.stops if solved else ())
        if stop.windows
    }


def _calls(
    told: Sequence[tuple[StopFacts, Visitor]],
    new: Sequence[RunFacts],
    left: Sequence[StopFacts],
    expected: Expectations,
    now: datetime,
) -> list[Call]:
    before = {stop.voucher: one for stop, one in told}
    after = {stop.voucher: one for stop, one in _awaited(new, expected)}
    stops = {stop.voucher: stop for stop, _ in told}
    stops |= {stop.voucher: stop for stop in left if stop.voucher in before}
    stops |= {stop.voucher: stop for stop, _ in _awaited(new)}
    calls = []
    for voucher, stop in stops.items():
        is_over = stop.state in {StopState.DONE, StopState.DONE_ELSEWHERE}
        kind = call_about(before.get(voucher), after.get(voucher))
        if kind is None or is_over:
            continue
        there = after.get(voucher)
        calls.append(
            Call(
                stop,
                kind,
                before.get(voucher),
                there,
                None
                if there is None
                else window_to_promise(there.at.astimezone(WARSAW), now),
                stop.window_opens is not None and stop.window_closes is not None,
            )
        )
    return sorted(calls, key=_soonest)


def _soonest(call: Call) -> tuple[datetime, int]:
    """Order by whom it concerns first: the earlier of both hours."""
    hours = [one.at for one in (call.before, call.after) if one is not None]
    return min(hours), call.stop.household_number


def _awaited(
    runs: Sequence[RunFacts],
    expected: Expectations = _AS_PLANNED,
    opens: Openings = _AT_ANY_TIME,
) -> Iterator[tuple[StopFacts, Visitor]]:
    """Yield the stops at which somebody is still waited for, and who comes when.

    As *opens* says by parcel, who is there before a window opens comes when it does.
    """
    for run in runs:
        for stop in run.stops:
            taken_off = stop.outcome is Outcome.UNASSIGNED
            if stop.state is StopState.WAITING or taken_off:
                coming = expected.get(stop.id)
                at = coming.at if coming else stop.arrives_at or run.leaves_at
                at = max(at, opens.get(str(stop.voucher), at))
                yield stop, Visitor(str(run.driver), run.driver_name, at)


def _drivers(old: Sequence[RunFacts], new: Sequence[RunFacts]) -> list[DriverNews]:
    before, after = _loads(old), _loads(new)
    runs = {str(run.driver): run for run in [*old, *new]}
    out = {
        str(run.driver)
        for run in [*old, *new]
        if any(stop.outcome in AT_THE_DOOR for stop in run.stops)
    }
    leaves = {str(run.driver): run.leaves_at for run in reversed(new)}
    news = [
        DriverNews(
            run.driver_name,
            run.driver_phone,
            len(after.get(key, set()) - before.get(key, set())),
            len(before.get(key, set()) - after.get(key, set())),
            leaves.get(key),
            key in out,
        )
        for key, run in runs.items()
    ]
    return [one for one in news if one.gained or one.lost]


def _loads(runs: Sequence[RunFacts]) -> Mapping[str, set[UUID]]:
    loads: dict[str, set[UUID]] = {}
    for stop, visitor in _awaited(runs):
        loads.setdefault(visitor.driver, set()).add(stop.voucher)
    return loads

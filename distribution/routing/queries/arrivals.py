"""When the doors that are still ahead of a run will really be reached."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW, local_day
from distribution.core.units import Metres, Seconds
from distribution.routing.day_problem import SolvedDay
from distribution.routing.queries.plans import RunFacts, StopFacts, solved_day
from distribution.routing.rules.arrivals import AT_THE_DOOR, arrivals
from distribution.routing.rules.doors import StopState
from distribution.routing.rules.hours import instant_at, seconds_at
from distribution.routing.rules.problem import Stop, Window

_MINUTE = 60
_LAST = Seconds(24 * 3600 - 1)


class Expected(msgspec.Struct, frozen=True):
    """When a door will be reached, and by how many minutes too late, if at all."""

    at: datetime
    late_minutes: int
    metres: Metres
    """The drive from the door before, or from where the driver is."""


Expectations = Mapping[UUID, Expected]
"""By stop; only doors that are still ahead."""


async def expected_on(runs: Sequence[RunFacts], now: datetime) -> Expectations:
    """Return when the doors ahead of *runs* will be reached, seen from *now*.

    From the last door at which a driver was, and when; for who has not begun, from
    the planned departure. Nothing is expected of a day that is over.
    """
    found: dict[UUID, Expected] = {}
    solved: dict[UUID, SolvedDay | None] = {}
    for run in runs:
        if run.day < local_day(now):
            continue
        if run.plan not in solved:
            solved[run.plan] = await solved_day(run.plan)
        day = solved[run.plan]
        if day is not None:
            found |= _expected(run, day, now)
    return found


def _expected(run: RunFacts, solved: SolvedDay, now: datetime) -> dict[UUID, Expected]:
    known = {stop.id: stop for stop in solved.problem.stops}
    shifts = {shift.id: shift for shift in solved.problem.shifts}
    ahead = {
        str(stop.voucher): stop
        for stop in run.stops
        if stop.state is StopState.WAITING and str(stop.voucher) in known
    }
    last = _last_door(run)
    if last is not None and str(last.voucher) in known and last.ended_at is not None:
        place = known[str(last.voucher)].place
        left = min(last.ended_at, now)
    else:
        place = shifts[str(run.shift)].start_place
        left = run.leaves_at
    reached = arrivals(
        solved.problem.travel,
        [_as_promised(run, stop, known[key]) for key, stop in ahead.items()],
        place=place,
        left=seconds_at(run.day, left, WARSAW),
        now=seconds_at(run.day, now, WARSAW),
        rests=run.rests,
    )
    return {
        ahead[one.stop].id: Expected(
            instant_at(run.day, one.arrives, WARSAW),
            -(-one.late // _MINUTE),
            one.metres,
        )
        for one in reached
    }


def _last_door(run: RunFacts) -> StopFacts | None:
    been = [
        stop
        for stop in run.stops
        if stop.outcome in AT_THE_DOOR and stop.ended_at is not None
    ]
    return max(been, key=lambda stop: (stop.ended_at, stop.position), default=None)


def _as_promised(run: RunFacts, stop: StopFacts, planned: Stop) -> Stop:
    """Return the stop with the window that holds now: it may be promised since."""
    if stop.window_opens is None and stop.window_closes is None:
        return msgspec.structs.replace(planned, windows=())
    opens, closes = (
        None if bound is None else seconds_at(run.day, bound, WARSAW)
        for bound in (stop.window_opens, stop.window_closes)
    )
    window = Window(opens or Seconds(0), _LAST if closes is None else closes)
    return msgspec.structs.replace(planned, windows=(window,))

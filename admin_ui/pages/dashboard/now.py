"""What the round looks like now, as far as a person may see it. Read once a page."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from admin_ui.run_glance import doors_of
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.pickup.queries.progress import DayProgress, progress_of_round
from distribution.pickup.queries.queue import QueueParty, queue_of_day
from distribution.pickup.rules.queue import QueueState, call_order
from distribution.programmes.queries.rounds import RoundFacts
from distribution.programmes.rounds import RoundState
from distribution.routing.queries.arrivals import Expectations, expected_on
from distribution.routing.queries.plans import (
    RunFacts,
    plans_of,
    runs_of,
    runs_of_driver,
)
from distribution.routing.rules.plan_states import PlanState
from distribution.vouchers.queries.allocation import allocation_of
from distribution.vouchers.queries.needs import ArticleNeed, needs_of
from distribution.vouchers.queries.shortfalls import ShortTotals, short_totals
from distribution.vouchers.queries.standing import NOTHING, Standing, standing_of
from distribution.vouchers.rules import VoucherState


class Hall(msgspec.Struct, frozen=True):
    """Who is at the counter and who waits, in the order of calling; no names."""

    called: Sequence[QueueParty]
    waiting: Sequence[QueueParty]

    @property
    def longest(self) -> datetime | None:
        """Since when the one has waited who came first."""
        return min((one.arrived_at for one in self.waiting), default=None)


class Road(msgspec.Struct, frozen=True):
    """Today's published runs, and when their next doors will be reached."""

    runs: Sequence[RunFacts]
    expected: Expectations

    @property
    def doors(self) -> int:
        """How many doors the runs have."""
        return sum(map(doors_of, self.runs))

    @property
    def ended(self) -> int:
        """How many of them are done, one way or another."""
        return self.doors - sum(run.waiting for run in self.runs)

    def next_of(self, run: RunFacts) -> datetime | None:
        """Return when a run's next door will be reached."""
        known = [self.expected[s.id].at for s in run.stops if s.id in self.expected]
        return min(known, default=None)


class Now(msgspec.Struct, frozen=True):
    """The current round today. What somebody may not see is empty."""

    at: datetime
    round: RoundFacts
    vouchers: Standing
    shorts: ShortTotals
    needs: Sequence[ArticleNeed]
    waiting: int
    """Households with a referral and without a voucher."""

    days: Sequence[DayProgress]
    hall: Hall | None
    road: Road | None

    @property
    def day(self) -> date:
        """The local day."""
        return local_day(self.at)

    @property
    def today(self) -> DayProgress | None:
        """How this day goes; None if nothing is planned for it."""
        return next((one for one in self.days if one.day == self.day), None)

    def count(self, state: VoucherState) -> int:
        """Return how many vouchers are in *state*."""
        return self.vouchers.counts[state]


async def now_of(actor: Actor, round_: RoundFacts, at: datetime) -> Now:
    """Return the round as *actor* may see it."""
    day = local_day(at)
    is_over = round_.state is RoundState.CLOSED
    sees_stock = actor.may(Permission.SEE_STOCK) or actor.may(Permission.HAND_OUT)
    issues = actor.may(Permission.ISSUE_VOUCHERS) and not is_over
    sees_slots = actor.may(Permission.SEE_SLOTS)
    sees_vouchers = actor.may(Permission.SEE_VOUCHERS)
    return Now(
        at=at,
        round=round_,
        vouchers=await standing_of(round_.id, day) if sees_vouchers else NOTHING,
        shorts=await short_totals(round_.id) if sees_vouchers else ShortTotals(),
        needs=await needs_of(round_) if sees_stock else [],
        waiting=len((await allocation_of(round_, day)).households) if issues else 0,
        days=await progress_of_round(round_.id) if sees_slots else [],
        hall=await _hall(round_, day) if sees_slots else None,
        road=await _road(actor, at),
    )


async def _hall(round_: RoundFacts, day: date) -> Hall:
    parties = await queue_of_day(round_.site, day)
    known = {party.entry.ordinal: party for party in parties}
    order = call_order(party.entry for party in parties)
    called = [party for party in parties if party.state is QueueState.CALLED]
    return Hall(called, [known[entry.ordinal] for entry in order])


async def _road(actor: Actor, at: datetime) -> Road | None:
    day = local_day(at)
    if actor.may(Permission.SEE_ROUTES):
        driven = [p for p in await plans_of(day) if p.state is PlanState.PUBLISHED]
        runs = [run for plan in driven for run in await runs_of(plan.id)]
    elif actor.may(Permission.DRIVE) and actor.id is not None:
        runs = await runs_of_driver(actor.id, day)
    else:
        return None
    return Road(runs, await expected_on(runs, at))

"""A day of home deliveries: parcels, drivers, and the plan that is driven."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import redirect
from admin_ui.run_glance import doors_of, glances, last_door_at
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.queries import sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock, local_day
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.messages.queries import messages_about
from distribution.routing.commands.planning import request_plan
from distribution.routing.errors import ShiftsOverError
from distribution.routing.queries.arrivals import Expectations, Expected, expected_on
from distribution.routing.queries.deliveries import Delivery, deliveries_on
from distribution.routing.queries.fleet import drivers, shifts_on, vehicles
from distribution.routing.queries.plans import RunFacts, StopFacts, plans_of, runs_of
from distribution.routing.queries.runs import follow_ups
from distribution.routing.queries.under_way import under_way_on
from distribution.routing.rules.doors import StopState
from distribution.routing.rules.hours import all_over, seconds_at
from distribution.routing.rules.leaving_out import LEFT_OUT_SENTENCES
from distribution.routing.rules.plan_states import PLAN_STATE_LABELS, PlanState
from distribution.routing.rules.wishes import AIM_LABELS, Aim

AnyRequest = Request[Any, Any, Any]

PLAN_KINDS = {
    PlanState.QUEUED: "info",
    PlanState.SOLVING: "info",
    PlanState.SOLVED: "warning",
    PlanState.FAILED: "danger",
    PlanState.PUBLISHED: "good",
    PlanState.SUPERSEDED: "neutral",
}

USUAL_SECONDS = 10


class PlanForm(msgspec.Struct, frozen=True):
    """The day to plan, what the plan should have little of, how long to search."""

    day: date
    seconds: int = USUAL_SECONDS
    aim: Aim = Aim.LEAST_TIME


class DeliveryPages(Controller):
    """The day of the coordinator."""

    path = "/routes"
    include_in_schema = False

    @get()
    async def show(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        day: FromQuery[date | None] = None,
    ) -> Page:
        """Show what goes home on a day, who drives, and how far they are."""
        return await day_page(actor, clock, day or local_day(clock()))

    @post("/plans")
    async def plan(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Ask for a plan of the day."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        shown = local_day(clock())
        try:
            wanted = form(PlanForm, typed)
            shown = wanted.day
            asked = await perform(
                request_plan,
                actor,
                wanted.day,
                seconds=wanted.seconds,
                aim=wanted.aim,
                now=clock(),
            )
        except (ConflictError, InvalidInputError) as refusal:
            return await day_page(actor, clock, shown, typed=typed, refusal=refusal)
        return redirect(f"/routes/plans/{asked.plan}")


class Coming(msgspec.Struct, frozen=True):
    """What lies ahead of a run: when its next door is reached, and which are late.

    ``last_at`` is when its last door was over, once nothing lies ahead.
    """

    next_at: datetime | None
    last_at: datetime | None
    late: list[tuple[StopFacts, Expected]]
    doors: int


def coming_to(run: RunFacts, expected: Expectations) -> Coming:
    """Return what lies ahead of *run*."""
    ahead = [(one, expected[one.id]) for one in run.stops if one.id in expected]
    return Coming(
        ahead[0][1].at if ahead else None,
        last_door_at(run),
        [(stop, one) for stop, one in ahead if one.late_minutes],
        doors_of(run),
    )


def _unended(due: Sequence[Delivery], today: date) -> list[tuple[date, list[Delivery]]]:
    """Return the parcels that no plan takes, by the day of a run that nobody ended."""
    past = [one for one in due if one.on_route is not None and one.on_route < today]
    days = sorted({one.on_route for one in past if one.on_route is not None})
    return [(day, [one for one in past if one.on_route == day]) for day in days]


def _awaited(runs: Sequence[RunFacts]) -> set[UUID]:
    return {
        stop.voucher
        for run in runs
        for stop in run.stops
        if stop.state is StopState.WAITING
    }


async def day_page(
    actor: Actor,
    clock: Clock,
    day: date,
    *,
    typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Page:
    """Return the page of a day, with what was refused on it, if anything was."""
    actor.must(Permission.SEE_ROUTES)
    may_plan = actor.may(Permission.PLAN_ROUTES)
    async with reading(actor):
        due = await deliveries_on(day)
        shifts = await shifts_on(day, every=True)
        plans = await plans_of(day)
        driven = next((one for one in plans if one.state is PlanState.PUBLISHED), None)
        runs = await runs_of(driven.id) if driven else []
        expected = await expected_on(runs, clock())
        ends = [shift.ends for shift in shifts if not shift.called_off]
        is_over = all_over(ends, seconds_at(day, clock(), WARSAW))
        is_over = is_over and not await under_way_on(day)
        messages = await messages_about([run.id for run in runs])
        known = {
            "drivers": await drivers() if may_plan else [],
            "vehicles": await vehicles(active_only=True) if may_plan else [],
            "sites": [one for one in await sites() if one.latitude is not None],
        }
        open_ones = await follow_ups() if may_plan else []
    ready = [one for one in due if one.on_route is None and one.left_out is None]
    return Page(
        "routing/day.html",
        day=day,
        today=local_day(clock()),
        may_plan=may_plan,
        due=ready,
        routeless=len({one.voucher for one in ready} - _awaited(runs)),
        left_out=[one for one in due if one.on_route is None and one.left_out],
        hours_over=ShiftsOverError.sentence if is_over else None,
        elsewhere=[one for one in due if one.on_route is not None],
        unended=_unended(due, local_day(clock())) if may_plan else [],
        sentences=LEFT_OUT_SENTENCES,
        shifts=shifts,
        known=known,
        plans=plans,
        driven=driven,
        runs=runs,
        coming={run.id: coming_to(run, expected) for run in runs},
        ended=sum(doors_of(run) - run.waiting for run in runs),
        stops=sum(map(doors_of, runs)),
        open_follow_ups=len(open_ones),
        glances=glances(runs, messages, clock()),
        plan_labels=PLAN_STATE_LABELS,
        plan_kinds=PLAN_KINDS,
        aim_labels=AIM_LABELS,
        typed={"seconds": str(USUAL_SECONDS), **(typed or {})},
        **said_no(refusal),
    )

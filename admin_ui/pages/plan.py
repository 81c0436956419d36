"""One plan: how far it is, its routes on a drawing, and letting it be driven."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import redirect
from admin_ui.language import gettext, ngettext
from admin_ui.pages.board import board_page
from admin_ui.pages.deliveries import PLAN_KINDS
from admin_ui.route_map import drawing, letter_of
from admin_ui.run_glance import RUN_KINDS, last_door_at
from admin_ui.run_legs import legs_of
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.queries import the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, DomainError
from distribution.core.inputs import form
from distribution.core.qr import matrix, svg
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.routing.commands.planning import request_plan, stop_search
from distribution.routing.commands.publishing import Seen, publish_plan
from distribution.routing.queries.arrivals import expected_on
from distribution.routing.queries.photos import photos_at
from distribution.routing.queries.plans import (
    RunFacts,
    left_out_of,
    plan,
    runs_of,
    solved_day,
)
from distribution.routing.queries.under_way import carried_on
from distribution.routing.rules.doors import (
    OUTCOME_LABELS,
    RUN_STATE_LABELS,
    STOP_STATE_LABELS,
    TRY_AGAIN,
)
from distribution.routing.rules.plan_states import (
    IN_WORK,
    PLAN_STATE_LABELS,
    PlanState,
)
from distribution.routing.rules.searches import After
from distribution.routing.rules.wishes import AIM_LABELS
from distribution.routing.saying import why_left_out

AnyRequest = Request[Any, Any, Any]


def origin_of(request: AnyRequest) -> str:
    """Return where people reach the service, without a slash at its end."""
    address = request.app.state.public_url or str(request.base_url)
    return str(address).rstrip("/")


class PublishForm(msgspec.Struct, frozen=True):
    """What was on the page when it was sent."""

    version: int | None = None
    driven: UUID | None = None


class Keeps(StrEnum):
    """What a new plan keeps of the one before."""

    LOCKS = "locks"
    ROUTES = "routes"


class AgainForm(msgspec.Struct, frozen=True):
    """How a day is planned once more."""

    keeps: Keeps = Keeps.LOCKS


class PlanPages(Controller):
    """Plans of days."""

    path = "/routes/plans"
    include_in_schema = False

    @get("/{plan_id:uuid}")
    async def show(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show a plan: its progress, the board, or the routes that are driven."""
        return await _page(request, actor, clock, plan_id)

    @get("/{plan_id:uuid}/progress")
    async def progress(
        self, plan_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Return the bar alone; once the plan is made, the page comes anew."""
        actor.must(Permission.SEE_ROUTES)
        async with reading(actor):
            facts = await plan(plan_id)
        done = facts.state not in IN_WORK
        headers = {**NO_STORE, **({"HX-Refresh": "true"} if done else {})}
        return Page(
            "routing/_progress.html",
            headers=headers,
            plan=facts,
            plan_labels=PLAN_STATE_LABELS,
            may_plan=actor.may(Permission.PLAN_ROUTES),
        )

    @post("/{plan_id:uuid}/enough")
    async def enough(
        self, plan_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Let the search end with the best plan so far."""
        actor.must(Permission.PLAN_ROUTES)
        await perform(stop_search, actor, plan_id)
        return redirect(f"/routes/plans/{plan_id}")

    @post("/{plan_id:uuid}/again")
    async def again(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Ask for a plan that comes after this one, and keeps its locks or routes.

        After one that failed it is asked for once more, as it was.
        """
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        keeps = form(AgainForm, typed).keeps
        async with reading(actor):
            before = await plan(plan_id)
        after: After | None = After(plan_id, keeps_routes=keeps is Keeps.ROUTES)
        if before.state is PlanState.FAILED:
            former = before.based_on
            after = After(former, keeps_routes=before.keeps_routes) if former else None
        try:
            asked = await perform(
                request_plan,
                actor,
                before.day,
                seconds=before.seconds,
                engine=before.engine,
                aim=before.aim,
                after=after,
                now=clock(),
            )
        except ConflictError as refusal:
            return await _page(request, actor, clock, plan_id, refusal)
        return redirect(f"/routes/plans/{asked.plan}")

    @post("/{plan_id:uuid}/publish")
    async def publish(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Let it be driven, and show the drivers' links: this once."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        given = form(PublishForm, typed)
        seen = None if given.version is None else Seen(given.version, given.driven)
        try:
            done = await perform(publish_plan, actor, plan_id, seen=seen, now=clock())
        except ConflictError as refusal:
            return await _page(request, actor, clock, plan_id, refusal)
        async with reading(actor):
            facts = await plan(plan_id)
        return links_page(
            request, facts.day.isoformat(), [(x, x.path) for x in done.links]
        )


def links_page(request: AnyRequest, day: str, links: list[tuple[Any, str]]) -> Page:
    """Return the page that shows links once: nobody can look them up again."""
    origin = origin_of(request)
    return Page(
        "routing/links.html",
        day=day,
        links=[
            {"link": link, "address": origin + path, "qr": svg(matrix(origin + path))}
            for link, path in links
        ],
    )


async def _page(
    request: AnyRequest,
    actor: Actor,
    clock: Clock,
    plan_id: UUID,
    refusal: DomainError | None = None,
) -> Page:
    actor.must(Permission.SEE_ROUTES)
    may_plan = actor.may(Permission.PLAN_ROUTES)
    async with reading(actor):
        facts = await plan(plan_id)
    if may_plan and facts.state is PlanState.SOLVED:
        return await board_page(request, actor, plan_id, refusal)
    async with reading(actor):
        lettered = await _by_letter(plan_id)
        runs = [run for _, run in lettered]
        left_out = await left_out_of(plan_id)
        carried = await carried_on(facts.day) if left_out and may_plan else {}
        centre = await the_centre()
        doors = [stop.id for run in runs for stop in run.stops] if may_plan else []
        photos = await photos_at(doors)
        is_driven = facts.state is PlanState.PUBLISHED
        expected = await expected_on(runs, clock()) if is_driven else {}
    legs = await legs_of(actor, runs) if may_plan else []
    return Page(
        "routing/plan.html",
        status_code=status_of(refusal) if refusal else 200,
        plan=facts,
        today=local_day(clock()),
        again=TRY_AGAIN,
        in_work=facts.state in IN_WORK,
        runs=[(letter_of(n), run) for n, run in lettered],
        expected=expected,
        last={run.id: last_door_at(run) for run in runs},
        left_out=left_out,
        carried=carried,
        why=lambda stop: why_left_out(
            stop.unserved_code, stop.unserved_facts, gettext, ngettext
        ),
        photos=photos,
        drawing=drawing(legs, [n for n, _ in lettered] if legs else None),
        may_plan=may_plan,
        centre=centre,
        aim_labels=AIM_LABELS,
        plan_labels=PLAN_STATE_LABELS,
        plan_kinds=PLAN_KINDS,
        run_labels=RUN_STATE_LABELS,
        run_kinds=RUN_KINDS,
        stop_labels=STOP_STATE_LABELS,
        outcome_labels=OUTCOME_LABELS,
        refusal=refusal,
    )


async def _by_letter(plan_id: UUID) -> list[tuple[int, RunFacts]]:
    """Return the runs with the places of their letters: those of the board.

    When a household of the day was anonymised, nobody knows those any more.
    """
    runs = await runs_of(plan_id)
    solved = await solved_day(plan_id)
    if solved is None:
        return [*enumerate(runs)]
    by_shift = {str(run.shift): run for run in runs}
    shifts = enumerate(shift.id for shift in solved.problem.shifts)
    return [(n, by_shift[shift]) for n, shift in shifts if shift in by_shift]

"""The board of a day: stops moved by hand, at once with new hours and broken rules."""

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
from admin_ui.pages.deliveries import PLAN_KINDS
from admin_ui.route_map import drawing, letter_of
from admin_ui.run_legs import legs_of
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import ConflictError, DomainError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.routing.broken_rules import which_rule
from distribution.routing.commands.rearranging import (
    lock_order,
    lock_stop,
    move_stop,
    undo_change,
)
from distribution.routing.queries.boards import Board, Place, board_of, places_for
from distribution.routing.queries.plans import plans_of
from distribution.routing.remedy_words import what_helps
from distribution.routing.rules.leaving_out import LeftOutCode
from distribution.routing.rules.plan_states import PLAN_STATE_LABELS, PlanState
from distribution.routing.rules.wishes import AIM_LABELS
from distribution.routing.saying import why_left_out

AnyRequest = Request[Any, Any, Any]


class How(StrEnum):
    """What a button beside a stop or a driver asks for."""

    MOVE = "move"
    UP = "up"
    DOWN = "down"
    OFF = "off"
    FIT = "fit"
    LOCK = "lock"
    FREE = "free"


class StopForm(msgspec.Struct, frozen=True):
    """What to do with a stop: ``shift`` and ``place`` are where to, or where it is.

    To ``fit`` is to go to the best place of ``shift``, whichever that is.
    """

    version: int
    how: How = How.MOVE
    shift: UUID | None = None
    place: int = 1
    home: UUID | None = None
    position: int = 0


class OrderForm(msgspec.Struct, frozen=True):
    """How many first stops of a driver keep their order."""

    version: int
    stops: int


class UndoForm(msgspec.Struct, frozen=True):
    """Which version of the plan was looked at."""

    version: int


class BoardPages(Controller):
    """Changes of a plan by hand."""

    path = "/routes/plans/{plan_id:uuid}"
    include_in_schema = False

    @post("/stops/{voucher:uuid}")
    async def stop(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        voucher: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Move a stop, take it off, or lock it to its driver."""
        actor.must(Permission.PLAN_ROUTES)
        wanted = form(StopForm, await _fields(request))
        try:
            if wanted.how in {How.LOCK, How.FREE}:
                locked = wanted.how is How.LOCK
                await perform(
                    lock_stop,
                    actor,
                    plan_id,
                    voucher,
                    locked=locked,
                    version=wanted.version,
                    now=clock(),
                )
            else:
                shift, place = await _where_to(wanted, actor, plan_id, voucher)
                await perform(
                    move_stop,
                    actor,
                    plan_id,
                    voucher,
                    shift=shift,
                    place=place,
                    version=wanted.version,
                    now=clock(),
                )
        except ConflictError as refusal:
            return await board_page(request, actor, plan_id, refusal, voucher)
        return await _shown(request, actor, plan_id, voucher)

    @post("/shifts/{shift:uuid}")
    async def order(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        shift: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Keep the order of a driver's first stops, or free it."""
        actor.must(Permission.PLAN_ROUTES)
        wanted = form(OrderForm, await _fields(request))
        try:
            await perform(
                lock_order,
                actor,
                plan_id,
                shift,
                stops=wanted.stops,
                version=wanted.version,
                now=clock(),
            )
        except ConflictError as refusal:
            return await board_page(request, actor, plan_id, refusal)
        return await _shown(request, actor, plan_id)

    @post("/undo")
    async def undo(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take the last change back."""
        actor.must(Permission.PLAN_ROUTES)
        wanted = form(UndoForm, await _fields(request))
        try:
            await perform(
                undo_change, actor, plan_id, version=wanted.version, now=clock()
            )
        except ConflictError as refusal:
            return await board_page(request, actor, plan_id, refusal)
        return await _shown(request, actor, plan_id)

    @get("/stops/{voucher:uuid}/places")
    async def places(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        voucher: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page:
        """Show where a stop would fit best, driver by driver."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            found = await places_for(plan_id, voucher)
            board = await board_of(plan_id)
        is_part = request.headers.get("HX-Request") == "true"
        return Page(
            "routing/_places.html" if is_part else "routing/places.html",
            places=_numbered(board, found.places),
            stop=found.stop,
            in_metres=found.in_metres,
            plan=board.plan,
            rule=lambda fault: which_rule(fault, gettext, ngettext),
        )


async def board_page(
    request: AnyRequest,
    actor: Actor,
    plan_id: UUID,
    refusal: DomainError | None = None,
    opened: UUID | None = None,
) -> Page:
    """Return the board of a plan, or what htmx puts in its place.

    Args:
        request: What came.
        actor: Who reads.
        plan_id: A plan that is made and not yet driven.
        refusal: Why the last change was not made.
        opened: The voucher of the stop that was in hand.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with reading(actor):
        board = await board_of(plan_id)
        plans = await plans_of(board.plan.day)
    runs = {n: lane.run for n, lane in enumerate(board.lanes) if lane.run is not None}
    loose = [
        (stop, (stop.latitude, stop.longitude))
        for stop in board.left_out
        if stop.latitude is not None
        and stop.longitude is not None
        # A pin that lies wrong, far from any road, would shrink all others.
        and stop.unserved_code != LeftOutCode.OFF_ROAD
    ]
    drawn = drawing(
        await legs_of(actor, [*runs.values()]),
        [*runs],
        [(str(stop.household_number), where) for stop, where in loose],
    )
    drivers = {str(one.shift.id): one.shift.driver_name for one in board.lanes}
    is_part = request.headers.get("HX-Request") == "true"
    driven = next((one for one in plans if one.state is PlanState.PUBLISHED), None)
    return Page(
        "routing/_board.html" if is_part else "routing/board.html",
        status_code=status_of(refusal) if refusal else 200,
        path=f"/routes/plans/{plan_id}",
        plan=board.plan,
        board=board,
        lanes=[(letter_of(n), lane) for n, lane in enumerate(board.lanes)],
        drawing=drawn,
        targets={
            f"{letter_of(number)}{stop.position}": stop
            for number, run in runs.items()
            for stop in run.stops
        },
        shifts={letter_of(n): one.shift for n, one in enumerate(board.lanes)},
        loose=[stop for stop, _ in loose],
        driven=driven,
        opened=opened,
        rule=lambda fault: which_rule(fault, gettext, ngettext),
        why=lambda stop: why_left_out(
            stop.unserved_code, stop.unserved_facts, gettext, ngettext
        ),
        helps=lambda remedy: what_helps(remedy, drivers, gettext, ngettext),
        aim_labels=AIM_LABELS,
        plan_labels=PLAN_STATE_LABELS,
        plan_kinds=PLAN_KINDS,
        refusal=refusal,
    )


async def _shown(
    request: AnyRequest, actor: Actor, plan_id: UUID, opened: UUID | None = None
) -> Page | Redirect:
    """Return the board anew to htmx; send anybody else to it."""
    if request.headers.get("HX-Request") == "true":
        return await board_page(request, actor, plan_id, opened=opened)
    anchor = f"#s-{opened}" if opened else ""
    return redirect(f"/routes/plans/{plan_id}{anchor}")


async def _where_to(
    wanted: StopForm, actor: Actor, plan_id: UUID, voucher: UUID
) -> tuple[UUID | None, int]:
    match wanted.how:
        case How.FIT:
            async with reading(actor):
                found = (await places_for(plan_id, voucher)).places
            best = (one.position for one in found if one.shift.id == wanted.shift)
            return wanted.shift, next(best, 1)
        case How.UP:
            return wanted.home, max(1, wanted.position - 1)
        case How.DOWN:
            return wanted.home, wanted.position + 1
        case How.OFF:
            return None, 0
        case _:
            return wanted.shift, wanted.place


def _numbered(board: Board, places: list[Place]) -> list[tuple[str, Place]]:
    letters = {lane.shift.id: letter_of(n) for n, lane in enumerate(board.lanes)}
    return [(letters[one.shift.id], one) for one in places]


async def _fields(request: AnyRequest) -> dict[str, str]:
    return {name: str(text) for name, text in (await request.form()).items()}

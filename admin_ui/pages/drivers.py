"""Drivers: what they bring, their next shifts, and the rules for all routes."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.standing import standing
from distribution.core.transaction import perform
from distribution.routing.commands.wishes import (
    add_need,
    change_need,
    set_driver_needs,
    set_routing_rules,
)
from distribution.routing.queries.fleet import shifts_from
from distribution.routing.queries.runs import follow_ups
from distribution.routing.queries.wishes import (
    delivery_needs,
    drivers_and_needs,
    routing_rules,
)
from distribution.routing.rules.wishes import RoutingRules

AnyRequest = Request[Any, Any, Any]


class NeedForm(msgspec.Struct, frozen=True):
    """Something that a door may need; ``active`` is a tick."""

    name: str
    active: str = ""


class DriverForm(msgspec.Struct, frozen=True):
    """The boxes that are ticked for a driver."""

    needs: tuple[UUID, ...] = ()


class RulesForm(msgspec.Struct, frozen=True):
    """What holds for all routes, in minutes."""

    cold_minutes: int | None = None
    known_face_minutes: int = 0


class DriverPages(Controller):
    """Who drives, and what the doors need."""

    path = "/routes"
    include_in_schema = False

    @get("/drivers")
    async def show(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the drivers, the list of needs, and the rules."""
        return await _page(actor, clock)

    @post("/drivers/{driver:uuid}")
    async def keep_driver(
        self,
        request: AnyRequest,
        driver: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Write down what a driver brings."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await read_typed(request)
        try:
            wanted = form(DriverForm, {"needs": list(typed.all("needs"))})
            seen = typed.get("seen")
            await perform(set_driver_needs, actor, driver, wanted.needs, seen=seen)
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(
                actor, clock, typed=typed, refusal=refusal, changed=driver
            )
        return redirect("/routes/drivers", Flash(_("Zapisano, co ma kierowca.")))

    @post("/needs")
    async def new_need(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Add to the list of what doors may need."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await read_typed(request)
        try:
            await perform(add_need, actor, form(NeedForm, typed.fields()).name)
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(actor, clock, typed=typed, refusal=refusal)
        return redirect("/routes/drivers", Flash(_("Dodano wymaganie.")))

    @post("/needs/{need:uuid}")
    async def keep_need(
        self,
        request: AnyRequest,
        need: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Rename a need, or take it off the list."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await read_typed(request)
        try:
            wanted = form(NeedForm, typed.fields())
            active = wanted.active == "yes"
            await perform(
                change_need,
                actor,
                need,
                name=wanted.name,
                active=active,
                seen=typed.get("seen"),
            )
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(actor, clock, typed=typed, refusal=refusal, changed=need)
        return redirect("/routes/drivers", Flash(_("Zapisano wymaganie.")))

    @post("/rules")
    async def keep_rules(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Write down what holds for all routes."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await read_typed(request)
        try:
            wanted = form(RulesForm, typed.fields())
            rules = RoutingRules(wanted.cold_minutes, wanted.known_face_minutes)
            await perform(set_routing_rules, actor, rules, seen=typed.get("seen"))
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(actor, clock, typed=typed, refusal=refusal)
        return redirect("/routes/drivers", Flash(_("Zapisano zasady tras.")))


async def _page(
    actor: Actor,
    clock: Clock,
    *,
    typed: Typed | None = None,
    refusal: DomainError | None = None,
    changed: UUID | None = None,
) -> Page:
    actor.must(Permission.PLAN_ROUTES)
    async with reading(actor):
        drivers = await drivers_and_needs()
        needs = await delivery_needs()
        rules = await routing_rules()
        shifts = await shifts_from(local_day(clock()))
        open_ones = await follow_ups()
    shown = typed_from(msgspec.structs.asdict(rules))
    stands: dict[UUID | None, str] = {
        **{one.id: standing({"needs": sorted(one.needs)}) for one in drivers},
        **{one.id: standing(msgspec.structs.asdict(one)) for one in needs},
        None: standing(msgspec.structs.asdict(rules)),
    }
    stands[changed] = seen_by(stands.get(changed, ""), typed, refusal)
    return Page(
        "routing/drivers.html",
        drivers=drivers,
        needs=needs,
        shifts_of={
            one.id: [shift for shift in shifts if shift.driver == one.id]
            for one in drivers
        },
        may_plan=True,
        open_follow_ups=len(open_ones),
        typed=Typed({**shown.values, **(typed.values if typed else {})}),
        changed=changed,
        seen=stands,
        **said_no(refusal),
    )

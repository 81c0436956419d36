"""Vehicles, shifts, and how households are visited."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Seconds
from distribution.routing.commands.fleet import (
    add_shift,
    add_vehicle,
    change_shift,
    change_vehicle,
    remove_shift,
    split_shift,
)
from distribution.routing.commands.wishes import (
    add_need,
    change_need,
    set_delivery_preference,
    set_driver_needs,
    set_routing_rules,
)
from distribution.routing.queries.fleet import (
    ShiftFacts,
    VehicleFacts,
    shifts_on,
    vehicles,
)
from distribution.routing.queries.wishes import (
    DriverNeeds,
    NeedFacts,
    delivery_needs,
    drivers_and_needs,
    routing_rules,
)
from distribution.routing.rules.wishes import RoutingRules
from distribution.routing.schemas import MadeAnswer
from distribution.routing.schemas.fleet import (
    DriverNeedsGiven,
    NeedChange,
    NeedGiven,
    PreferenceGiven,
    RulesGiven,
    ShiftGiven,
    TermsGiven,
    TripsGiven,
    VehicleGiven,
)


class FleetController(Controller):
    """Vehicles, shifts, and how households are visited."""

    path = "/routing"
    tags = ("routing",)

    @get("/vehicles", summary="List vehicles")
    async def list_vehicles(self, actor: NamedDependency[Actor]) -> list[VehicleFacts]:
        """Return the vehicles, those in use first."""
        actor.must(Permission.SEE_ROUTES)
        async with reading(actor):
            return await vehicles()

    @post("/vehicles", summary="Add a vehicle", status_code=201)
    async def new_vehicle(
        self, data: JSONBody[VehicleGiven], actor: NamedDependency[Actor]
    ) -> MadeAnswer:
        """Add a car, and say what it takes at once."""
        return MadeAnswer(await perform(add_vehicle, actor, data.details()))

    @patch("/vehicles/{vehicle_id:uuid}", summary="Change a vehicle", status_code=204)
    async def edit_vehicle(
        self,
        vehicle_id: FromPath[UUID],
        data: JSONBody[VehicleGiven],
        actor: NamedDependency[Actor],
    ) -> None:
        """Change a vehicle, or retire it."""
        await perform(change_vehicle, actor, vehicle_id, data.details())

    @get("/shifts", summary="List the shifts of a day")
    async def list_shifts(
        self,
        actor: NamedDependency[Actor],
        day: Annotated[date, QueryParameter(name="date")],
    ) -> list[ShiftFacts]:
        """Return who drives what on a local day."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            return await shifts_on(day)

    @post("/shifts", summary="Add a shift", status_code=201)
    async def new_shift(
        self,
        data: JSONBody[ShiftGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> MadeAnswer:
        """Give a driver a vehicle and hours on a day."""
        made = await perform(add_shift, actor, data.details(), now=clock())
        return MadeAnswer(made)

    @patch("/shifts/{shift_id:uuid}", summary="Change a shift", status_code=204)
    async def edit_shift(
        self,
        shift_id: FromPath[UUID],
        data: JSONBody[TermsGiven],
        actor: NamedDependency[Actor],
    ) -> None:
        """Change the hours, the crew, the break and the limits of a shift."""
        await perform(change_shift, actor, shift_id, data.terms())

    @post(
        "/shifts/{shift_id:uuid}/split",
        summary="Make two trips of a shift",
        status_code=201,
    )
    async def split(
        self,
        shift_id: FromPath[UUID],
        data: JSONBody[TripsGiven],
        actor: NamedDependency[Actor],
    ) -> MadeAnswer:
        """Let the driver come back, load and go out again: a shift of its own."""
        made = await perform(
            split_shift,
            actor,
            shift_id,
            back_at=data.back_at,
            reload_minutes=data.reload_minutes,
        )
        return MadeAnswer(made)

    @delete("/shifts/{shift_id:uuid}", summary="Take a shift back")
    async def drop_shift(
        self, shift_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> None:
        """Take a shift back that no plan has routes for."""
        await perform(remove_shift, actor, shift_id)

    @put(
        "/households/{household_id:uuid}/preference",
        summary="Say when a household is visited",
        status_code=204,
    )
    async def prefer(
        self,
        household_id: FromPath[UUID],
        data: JSONBody[PreferenceGiven],
        actor: NamedDependency[Actor],
    ) -> None:
        """Replace all that is known of how a household is visited."""
        await perform(
            set_delivery_preference,
            actor,
            household_id,
            window_opens=data.window_opens,
            window_closes=data.window_closes,
            service_seconds=Seconds(data.service_seconds),
            wish=data.wish(),
        )


class WishesController(Controller):
    """What doors may need, who brings it, and what holds for all routes."""

    path = "/routing"
    tags = ("routing",)

    @get("/needs", summary="List what doors may need")
    async def list_needs(self, actor: NamedDependency[Actor]) -> list[NeedFacts]:
        """Return the centre's own list, what is in use first."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            return await delivery_needs()

    @post("/needs", summary="Add something that doors may need", status_code=201)
    async def new_need(
        self, data: JSONBody[NeedGiven], actor: NamedDependency[Actor]
    ) -> MadeAnswer:
        """Add to the list."""
        return MadeAnswer(await perform(add_need, actor, data.name))

    @patch("/needs/{need_id:uuid}", summary="Change a need", status_code=204)
    async def edit_need(
        self,
        need_id: FromPath[UUID],
        data: JSONBody[NeedChange],
        actor: NamedDependency[Actor],
    ) -> None:
        """Rename it, or take it off the list."""
        await perform(change_need, actor, need_id, name=data.name, active=data.active)

    @get("/drivers", summary="List the drivers and what they bring")
    async def list_drivers(self, actor: NamedDependency[Actor]) -> list[DriverNeeds]:
        """Return who may be given a shift, each with the needs met."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            return await drivers_and_needs()

    @put(
        "/drivers/{driver_id:uuid}/needs",
        summary="Say what a driver brings",
        status_code=204,
    )
    async def bring(
        self,
        driver_id: FromPath[UUID],
        data: JSONBody[DriverNeedsGiven],
        actor: NamedDependency[Actor],
    ) -> None:
        """Replace the needs that a driver meets."""
        await perform(set_driver_needs, actor, driver_id, data.needs)

    @get("/rules", summary="Show what holds for all routes")
    async def show_rules(self, actor: NamedDependency[Actor]) -> RoutingRules:
        """Return how long cold may be out, and what a known face is worth."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            return await routing_rules()

    @put("/rules", summary="Set what holds for all routes", status_code=204)
    async def set_rules(
        self, data: JSONBody[RulesGiven], actor: NamedDependency[Actor]
    ) -> None:
        """Replace it."""
        await perform(set_routing_rules, actor, data.rules())

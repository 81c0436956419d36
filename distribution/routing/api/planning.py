"""Plans of a day: asked for, looked at, published; and what they are made from."""

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
from distribution.core.web import Gettext
from distribution.routing.commands.fleet import (
    add_shift,
    add_vehicle,
    change_vehicle,
    remove_shift,
    set_delivery_preference,
)
from distribution.routing.commands.planning import request_plan
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.queries.arrivals import expected_on
from distribution.routing.queries.fleet import (
    ShiftFacts,
    VehicleFacts,
    shifts_on,
    vehicles,
)
from distribution.routing.queries.plans import left_out_of, plan, runs_of
from distribution.routing.saying import Ngettext, why_left_out
from distribution.routing.schemas import (
    LeftOutAnswer,
    LinkAnswer,
    MadeAnswer,
    PlanAnswer,
    PlanAskedAnswer,
    PlanGiven,
    PreferenceGiven,
    PublishedAnswer,
    ShiftGiven,
    VehicleGiven,
    run_answer,
)


class PlanController(Controller):
    """Planning a day is a job; a plan is driven once it is published."""

    path = "/routing/plans"
    tags = ("routing",)

    @post(summary="Plan a day's deliveries", status_code=202)
    async def ask(
        self,
        data: JSONBody[PlanGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> PlanAskedAnswer:
        """Queue the planning; look at the plan for its progress."""
        asked = await perform(
            request_plan,
            actor,
            data.date,
            seconds=data.seconds,
            seed=data.seed,
            engine=data.engine,
            now=clock(),
        )
        return PlanAskedAnswer(asked.plan, asked.job)

    @get("/{plan_id:uuid}", summary="Show a plan")
    async def one(
        self,
        plan_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        gettext: NamedDependency[Gettext],
        ngettext: NamedDependency[Ngettext],
    ) -> PlanAnswer:
        """Return how far a plan is, its runs, and each delivery left out with why."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            facts = await plan(plan_id)
            runs = await runs_of(plan_id)
            left_out = await left_out_of(plan_id)
            driven = [run for run in runs if run.published]
            expected = await expected_on(driven, clock())
        return PlanAnswer(
            id=facts.id,
            date=facts.day,
            state=facts.state,
            progress=facts.progress,
            estimate=facts.estimate,
            failure=gettext(facts.failure) if facts.failure else "",
            created_at=facts.created_at,
            solved_at=facts.solved_at,
            published_at=facts.published_at,
            runs=[run_answer(run, expected) for run in runs],
            unserved=[
                LeftOutAnswer(
                    voucher=stop.voucher,
                    household=stop.household,
                    household_number=stop.household_number,
                    reason=stop.unserved_code or "",
                    sentence=why_left_out(
                        stop.unserved_code or "",
                        stop.unserved_facts,
                        gettext,
                        ngettext,
                    ),
                    facts=stop.unserved_facts,
                )
                for stop in left_out
            ],
        )

    @post("/{plan_id:uuid}/publish", summary="Publish a plan", status_code=200)
    async def publish(
        self,
        plan_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> PublishedAnswer:
        """Check it once more and let it be driven. The links are shown this once."""
        done = await perform(publish_plan, actor, plan_id, now=clock())
        return PublishedAnswer(
            done.plan,
            done.superseded,
            [
                LinkAnswer(link.run, link.driver_name, link.path, link.told)
                for link in done.links
            ],
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
        """Replace the hours and the time at the door of a household."""
        await perform(
            set_delivery_preference,
            actor,
            household_id,
            window_opens=data.window_opens,
            window_closes=data.window_closes,
            service_seconds=Seconds(data.service_seconds),
        )

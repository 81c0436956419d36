"""Plans of a day: asked for, looked at, published."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import Gettext
from distribution.routing.commands.planning import request_plan
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.queries.arrivals import expected_on
from distribution.routing.queries.plans import left_out_of, plan, runs_of
from distribution.routing.saying import Ngettext, why_left_out
from distribution.routing.schemas import (
    LeftOutAnswer,
    LinkAnswer,
    PlanAnswer,
    PlanAskedAnswer,
    PlanGiven,
    PublishedAnswer,
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
            aim=data.aim,
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
            aim=facts.aim,
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
                    remedies=stop.remedies,
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

"""From the road: problems to deal with, links and lists for drivers."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.language import ngettext
from admin_ui.pages.plan import links_page, origin_of
from admin_ui.route_map import drawing
from admin_ui.route_svg import paper_svg
from admin_ui.run_legs import legs_of
from admin_ui.surroundings import roads_about
from admin_ui.typed import said_no
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.queries import the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.clearing_up import handle_follow_up
from distribution.routing.commands.going_on import (
    bring_driver_back,
    lose_driver,
    try_again,
)
from distribution.routing.commands.publishing import new_run_link
from distribution.routing.manifest import manifest_of, manifest_pdf
from distribution.routing.queries.arrivals import expected_on, rests_on
from distribution.routing.queries.boards import plan_of_stop
from distribution.routing.queries.fleet import shift as shift_facts
from distribution.routing.queries.photos import photos_at
from distribution.routing.queries.plans import run
from distribution.routing.queries.runs import follow_ups, missing_at
from distribution.routing.rules.doors import (
    CONDITION_LABELS,
    NEVER_LOADED,
    OUTCOME_LABELS,
    TRIED_STEP_LABELS,
    Outcome,
    ParcelCondition,
    untried,
)
from distribution.vouchers.shortfalls import SHORT_LABELS

AnyRequest = Request[Any, Any, Any]


class HandledForm(msgspec.Struct, frozen=True):
    """What was done about something from the road."""

    condition: ParcelCondition | None = None
    resolution: str = ""


class RoadPages(Controller):
    """Runs that are driven, and what came back from them."""

    path = "/routes"
    include_in_schema = False

    @get("/follow-ups")
    async def open_ones(self, actor: NamedDependency[Actor]) -> Page:
        """Show notes and failures from the road; what is open comes first."""
        return await _follow_ups(actor)

    @post("/follow-ups/{follow_up:uuid}")
    async def handle(
        self,
        request: AnyRequest,
        follow_up: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Write down that it was dealt with."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        try:
            wanted = form(HandledForm, typed)
            await perform(
                handle_follow_up,
                actor,
                follow_up,
                condition=wanted.condition,
                resolution=wanted.resolution,
                now=clock(),
            )
        except (ConflictError, InvalidInputError) as refusal:
            return await _follow_ups(
                actor, typed=typed, refusal=refusal, about=follow_up
            )
        return redirect("/routes/follow-ups", Flash(_("Zapisano, sprawa załatwiona.")))

    @post("/runs/{run_id:uuid}/link")
    async def link(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Give the driver a new link, shown this once."""
        actor.must(Permission.PLAN_ROUTES)
        made = await perform(new_run_link, actor, run_id, now=clock())
        async with reading(actor):
            facts = await run(run_id)
        return links_page(request, facts.day.isoformat(), [(made, made.path)])

    @post("/runs/{run_id:uuid}/release")
    async def release(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Take all off a run whose driver will not come, and plan anew."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            facts = await run(run_id)
        reason = str((await request.form()).get("reason", ""))
        back = f"/routes?day={facts.day}"
        try:
            lost = await perform(lose_driver, actor, run_id, reason=reason, now=clock())
        except InvalidInputError as wrong:
            return redirect(back, Flash(wrong.errors[0].says(_), "danger"))
        except ConflictError as no:
            return redirect(back, Flash(no.says(_), "danger"))
        words = ngettext(
            "Zdjęto {n} paczkę z trasy. Powstaje plan bez tego kierowcy.",
            "Zdjęto {n} paczek z trasy. Powstaje plan bez tego kierowcy.",
            lost.stops,
        )
        path = f"/routes/plans/{lost.asked.plan}"
        return redirect(path, Flash(words.format(n=lost.stops)))

    @post("/stops/{stop_id:uuid}/again")
    async def again(
        self,
        stop_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Let a door where it did not work be tried again on the same day."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            plan_id = await plan_of_stop(stop_id)
        path = f"/routes/plans/{plan_id}"
        try:
            await perform(try_again, actor, stop_id, now=clock())
        except ConflictError as no:
            return redirect(path, Flash(no.says(_), "danger"))
        words = _("Weźmie ją następny plan. Wybierz „Zmień trasy”.")
        return redirect(path, Flash(words))

    @post("/shifts/{shift:uuid}/restore")
    async def restore(
        self, shift: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Plan again with a driver who comes after all."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            day = (await shift_facts(shift)).day
        await perform(bring_driver_back, actor, shift)
        return redirect(f"/routes?day={day}", Flash(_("Ta osoba znów jest w planach.")))

    @get("/runs/{run_id:uuid}/manifest.pdf")
    async def manifest(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[bytes]:
        """Return the driver's list to print."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            facts = await run(run_id)
            expected = await expected_on([facts], clock())
            rests = await rests_on(facts, clock())
            centre = await the_centre()
        legs = await legs_of(actor, [facts])
        drawn = drawing(legs, roads=await roads_about(actor, legs))
        listed = manifest_of(
            facts,
            centre=centre.name,
            centre_phone=centre.phone,
            address=f"{origin_of(request)}/run/{run_id}",
            drawing="" if drawn is None else paper_svg(drawn),
            expected=expected,
            rests=rests,
        )
        made = await asyncio.to_thread(manifest_pdf, listed, made_at=clock())
        name = f'inline; filename="trasa-{facts.day}.pdf"'
        return Response(
            made,
            media_type="application/pdf",
            headers={**NO_STORE, "Content-Disposition": name},
        )


async def _follow_ups(
    actor: Actor,
    *,
    typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
    about: UUID | None = None,
) -> Page:
    actor.must(Permission.PLAN_ROUTES)
    async with reading(actor):
        known = await follow_ups(open_only=False, most=100)
        photos = await photos_at([one.stop for one in known])
        missing = await missing_at([one.stop for one in known])
    return Page(
        "routing/follow_ups.html",
        open_ones=[one for one in known if one.handled_at is None],
        handled=[one for one in known if one.handled_at is not None],
        never_loaded={*NEVER_LOADED, Outcome.HANDED_OVER},
        conditions=CONDITION_LABELS,
        outcome_labels=OUTCOME_LABELS,
        step_labels=TRIED_STEP_LABELS,
        untried=untried,
        photos=photos,
        missing=missing,
        short_labels=SHORT_LABELS,
        about=about,
        typed=typed or {},
        **said_no(refusal),
    )

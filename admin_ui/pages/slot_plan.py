"""Planning the slots of a round: first what would come of it, then the deed."""

from datetime import date
from itertools import groupby
from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import language_of, ngettext, speaking
from admin_ui.pages.slots import choose_round
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.pickup.commands.slots import days_within, plan_slots
from distribution.pickup.queries.planning import PlanPreview, plan_preview
from distribution.pickup.rules.slots import SlotShape
from distribution.programmes.queries.rounds import RoundFacts, round_by, rounds
from distribution.programmes.rounds import RoundState

AnyRequest = Request[Any, Any, Any]

_CONFLICT = 409
_BAD_INPUT = 400


class PlanForm(msgspec.Struct, frozen=True):
    """What the form of a plan holds; ``deed`` is the button that was pressed."""

    round: str
    minutes: int
    capacity: int
    walk_ins: int = 0
    first: date | None = None
    last: date | None = None
    deed: str = "preview"

    def shape(self) -> SlotShape:
        """Return what every slot has in common."""
        return SlotShape(self.minutes, self.capacity, self.walk_ins)


class SlotPlanPages(Controller):
    """A plan for the slots of a round."""

    path = "/pickup/plan"
    include_in_schema = False

    @get()
    async def plan_form(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        asked: FromQuery[str | None] = None,
    ) -> Page:
        """Show the empty form of a plan."""
        actor.must(Permission.KEEP_SLOTS)
        async with reading(actor):
            chosen, known = await choose_round(asked, local_day(clock()))
        return _plan_page(known, {"round": chosen.key if chosen else ""})

    @post(status_code=200)
    async def plan(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Show what a plan would add, or add it."""
        actor.must(Permission.KEEP_SLOTS)
        typed = dict(await request.form())
        today = local_day(clock())
        async with reading(actor):
            known = await rounds(today)
        try:
            wanted = form(PlanForm, typed)
            async with reading(actor):
                chosen = await round_by(wanted.round, today)
                first, last = days_within(
                    chosen, wanted.first, wanted.last, today=today
                )
                preview = await plan_preview(
                    chosen.id,
                    chosen.site,
                    wanted.shape(),
                    first=first,
                    last=last,
                    now=clock(),
                )
            if wanted.deed != "plan":
                return _plan_page(known, typed, preview=preview)
            done = await perform(
                plan_slots,
                actor,
                chosen.id,
                wanted.shape(),
                now=clock(),
                first=first,
                last=last,
            )
        except DomainError as refusal:
            return _plan_page(known, typed, refusal=refusal)
        with speaking(language_of(request)):
            words = ngettext("Dodano {n} termin.", "Dodano {n} terminów.", done.added)
        return redirect(
            f"/pickup?asked={chosen.key}", Flash(words.format(n=done.added))
        )


def _plan_page(
    known: list[RoundFacts],
    typed: dict[str, Any],
    *,
    preview: PlanPreview | None = None,
    refusal: DomainError | None = None,
) -> Page:
    bad = isinstance(refusal, InvalidInputError)
    errors = errors_by_field(refusal) if isinstance(refusal, InvalidInputError) else {}
    status = 200 if refusal is None else _BAD_INPUT if bad else _CONFLICT
    return Page(
        "pickup/plan.html",
        status_code=status,
        rounds=[one for one in known if one.state is not RoundState.CLOSED],
        typed=typed,
        preview=preview,
        new_days=_days_of(preview) if preview else [],
        errors=errors,
        refusal=None if bad else refusal,
    )


def _days_of(preview: PlanPreview) -> list[dict[str, Any]]:
    """Return each day asked for with its hours and what is new on it."""
    new = {day: list(of) for day, of in groupby(preview.new, key=lambda plan: plan.day)}
    return [{"opening": day, "new": new.get(day.day, [])} for day in preview.days]

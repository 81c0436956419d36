"""Whom to ring up about a plan, and what they were promised, written down at once."""

from datetime import time
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import NAMES
from admin_ui.language import gettext as _
from admin_ui.pages.clock_fields import with_seconds
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.promising import promise_window
from distribution.routing.queries.calls import Call, call_sheet
from distribution.routing.queries.plans import plan
from distribution.routing.rules.calls import CALL_LABELS, CallKind

AnyRequest = Request[Any, Any, Any]

CALL_KINDS = {
    CallKind.NEW: "info",
    CallKind.OTHER_TIME: "warning",
    CallKind.OTHER_DRIVER: "neutral",
    CallKind.OFF: "danger",
}


class CallForm(msgspec.Struct, frozen=True):
    """The window that somebody was promised by phone."""

    opens: time
    closes: time


class CallPages(Controller):
    """Telephone calls about one plan."""

    path = "/routes/plans/{plan_id:uuid}/calls"
    include_in_schema = False

    @get()
    async def show(
        self,
        plan_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show whom to ring up, and about what."""
        return await _page(actor, clock, plan_id)

    @post("/{voucher:uuid}")
    async def promise(
        self,
        request: AnyRequest,
        plan_id: FromPath[UUID],
        voucher: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Write down what was promised; no plan moves it from then on."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        async with reading(actor):
            facts = await plan(plan_id)
        try:
            wanted = form(CallForm, with_seconds(typed, "opens", "closes"))
            await perform(
                promise_window,
                actor,
                voucher,
                day=facts.day,
                opens=wanted.opens,
                closes=wanted.closes,
                now=clock(),
            )
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(
                actor, clock, plan_id, refusal=refusal, typed=typed, about=voucher
            )
        words = _("Zapisano obietnicę. Każdy następny plan jej dotrzyma.")
        return redirect(f"/routes/plans/{plan_id}/calls#c-{voucher}", Flash(words))


def _said_or_offered(call: Call) -> list[str]:
    """Return the hours that the fields hold: those agreed before any new offer."""
    agreed = (call.stop.window_opens, call.stop.window_closes)
    hours = agreed if call.promised else call.offer or ()
    return ["" if one is None else f"{one.astimezone(WARSAW):%H:%M}" for one in hours]


async def _page(
    actor: Actor,
    clock: Clock,
    plan_id: UUID,
    *,
    refusal: DomainError | None = None,
    typed: dict[str, str] | None = None,
    about: UUID | None = None,
) -> Page:
    actor.must(Permission.PLAN_ROUTES)
    now = clock()
    async with reading(actor):
        sheet = await call_sheet(plan_id, now)
    return Page(
        "routing/calls.html",
        path=f"/routes/plans/{plan_id}/calls",
        sheet=sheet,
        now=now,
        plan=sheet.plan,
        offers={call.stop.voucher: _said_or_offered(call) for call in sheet.calls},
        call_labels=CALL_LABELS,
        call_kinds=CALL_KINDS,
        names=NAMES,
        about=about,
        typed=typed or {},
        **said_no(refusal),
    )

"""What a household was promised by phone, written down beside how to get there."""

from datetime import date, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.clock_fields import with_seconds
from admin_ui.pages.visits import visit_page
from admin_ui.typed import sent_fields, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import ConflictError, FieldError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.queries.records import household
from distribution.routing.commands.promising import promise_window, withdraw_promise
from distribution.routing.errors import DayOverError
from distribution.routing.queries.promises import DueParcel, due_parcels_of

AnyRequest = Request[Any, Any, Any]


class PromiseForm(msgspec.Struct, frozen=True):
    """One parcel, and when it was promised to come."""

    voucher: UUID
    promised_day: date
    opens: time
    closes: time


class WithdrawForm(msgspec.Struct, frozen=True):
    """The parcel whose promise is taken back."""

    voucher: UUID


class PromisePages(Controller):
    """Promises of one household."""

    path = "/routes/households/{household_id:uuid}/promise"
    include_in_schema = False

    @post()
    async def promise(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        day: FromQuery[date | None] = None,
    ) -> Page | Redirect:
        """Write down a promise; no plan moves it from then on."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await _typed(request, actor, household_id)
        try:
            wanted = form(PromiseForm, with_seconds(typed, "opens", "closes"))
            await perform(
                promise_window,
                actor,
                wanted.voucher,
                day=wanted.promised_day,
                opens=wanted.opens,
                closes=wanted.closes,
                now=clock(),
            )
        except DayOverError as over:
            wrong = FieldError("promised_day", over.sentence, over.facts)
            refusal = InvalidInputError([wrong])
            shown = typed_from(typed)
            return await visit_page(actor, household_id, day, shown, refusal)
        except (ConflictError, InvalidInputError) as refusal:
            shown = typed_from(typed)
            return await visit_page(actor, household_id, day, shown, refusal)
        words = _("Zapisano obietnicę. Każdy następny plan jej dotrzyma.")
        return redirect(_back(household_id, day), Flash(words))

    @post("/withdraw")
    async def withdraw(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        day: FromQuery[date | None] = None,
    ) -> Page | Redirect:
        """Take a promise back, once the household knows."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await _typed(request, actor, household_id)
        try:
            wanted = form(WithdrawForm, typed)
            async with reading(actor):
                parcels = await due_parcels_of(household_id)
            before = next((p for p in parcels if p.voucher == wanted.voucher), None)
            await perform(withdraw_promise, actor, wanted.voucher)
        except (ConflictError, InvalidInputError) as refusal:
            shown = typed_from(typed)
            return await visit_page(actor, household_id, day, shown, refusal)
        flash = Flash(_("Wycofano obietnicę."), undo=_undo(household_id, day, before))
        return redirect(_back(household_id, day), flash)


async def _typed(
    request: AnyRequest, actor: Actor, household_id: UUID
) -> dict[str, str]:
    async with reading(actor):
        await household(household_id)
    return await sent_fields(request)


def _undo(household_id: UUID, day: date | None, before: DueParcel | None) -> str:
    """Return where the promise that was withdrawn is made again."""
    if before is None or before.day is None:
        return ""
    fields = {
        "voucher": before.voucher,
        "promised_day": before.day,
        "opens": before.opens,
        "closes": before.closes,
    }
    looked_at = {} if day is None else {"day": day}
    query = urlencode({**looked_at, **fields})
    return f"/routes/households/{household_id}/promise?{query}"


def _back(household_id: UUID, day: date | None) -> str:
    return f"/routes/households/{household_id}" + (f"?day={day}" if day else "")

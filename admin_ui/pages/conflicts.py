"""Conflicts: hand-outs that happened without signal and should not have."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.conflict_words import CONFLICT_ADVICE, CONFLICT_LABELS
from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.reasons import reason_of
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.vouchers.commands.annulling import settle_conflict
from distribution.vouchers.errors import ConflictSettledError
from distribution.vouchers.queries.accounts_of_handouts import (
    accounts_of,
    let_through_by_pin,
)
from distribution.vouchers.queries.vouchers import conflicts
from distribution.vouchers.short_code import grouped

AnyRequest = Request[Any, Any, Any]

_PIN_SHOWN_FOR = timedelta(days=30)


class ConflictPages(Controller):
    """What the coordinator has to look into."""

    path = "/conflicts"
    include_in_schema = False

    @get()
    async def listing(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        settled: FromQuery[bool] = False,  # noqa: FBT002
    ) -> Page:
        """Show what is open, or everything."""
        return await _shown(actor, clock, settled=settled)

    @post("/{case:uuid}/settle")
    async def settle(
        self,
        request: AnyRequest,
        case: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Note how it was settled; both hand-outs stay as facts."""
        actor.must(Permission.SETTLE_CONFLICTS)
        try:
            words = reason_of(await request.form(), str(case))
            await perform(settle_conflict, actor, case, settlement=words, now=clock())
        except InvalidInputError as error:
            return await _shown(actor, clock, error=error)
        except ConflictSettledError as refusal:
            return redirect("/conflicts", Flash(refusal.says(_), "info"))
        return redirect("/conflicts", Flash(_("Zapisano wyjaśnienie.")))


async def _shown(
    actor: Actor,
    clock: Clock,
    *,
    settled: bool = False,
    error: InvalidInputError | None = None,
) -> Page:
    actor.must(Permission.SEE_VOUCHERS)
    async with reading(actor):
        found = await conflicts(open_only=not settled)
        accounts = await accounts_of({one.voucher for one in found})
        by_pin = await let_through_by_pin(clock() - _PIN_SHOWN_FOR)
    return Page(
        "vouchers/conflicts.html",
        status_code=400 if error else 200,
        conflicts=found,
        accounts=accounts,
        by_pin=by_pin,
        advice=CONFLICT_ADVICE,
        settled=settled,
        errors=errors_by_field(error) if error else {},
        may_settle=actor.may(Permission.SETTLE_CONFLICTS),
        conflict_labels=CONFLICT_LABELS,
        grouped=grouped,
    )

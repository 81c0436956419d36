"""Printing a round: asking for its sheets, waiting for them, taking them away."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.typed import id_in
from admin_ui.typed import read_typed
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.vouchers.commands.printing import request_print
from distribution.vouchers.errors import NothingToPrintError, PrintInWorkError
from distribution.vouchers.prints import IN_WORK, KEPT, PRINT_STATE_LABELS
from distribution.vouchers.queries.prints import (
    PrintFacts,
    print_job,
    sheets_made,
    vouchers_of_print,
)

AnyRequest = Request[Any, Any, Any]


class PrintPages(Controller):
    """Sheets of a round."""

    include_in_schema = False

    @post("/rounds/{reference:str}/sheets")
    async def ask(
        self,
        request: AnyRequest,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Ask for all vouchers, the new ones, or those that were ticked."""
        actor.must(Permission.ISSUE_VOUCHERS)
        typed = await read_typed(request)
        which = typed.get("which")
        ticked = {one for text in typed.all("voucher") if (one := id_in(text))}
        return await _ask(
            actor,
            reference,
            only_new=which == "new",
            only=ticked if which == "chosen" else None,
            now=clock(),
        )

    @post("/vouchers/prints/{print_id:uuid}/again")
    async def again(
        self,
        print_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Ask once more for the vouchers of a print that failed."""
        facts = await _facts(actor, print_id)
        async with reading(actor):
            wanted = await vouchers_of_print(print_id)
        return await _ask(actor, facts.round_key, only=wanted, now=clock())

    @get("/vouchers/prints/{print_id:uuid}")
    async def show(
        self, print_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show how far a print is, or where its sheets are."""
        facts = await _facts(actor, print_id)
        return Page(
            "vouchers/print.html",
            job=facts,
            in_work=facts.state in IN_WORK,
            kept_until=facts.asked_at + KEPT,
            print_labels=PRINT_STATE_LABELS,
        )

    @get("/vouchers/prints/{print_id:uuid}/progress")
    async def progress(
        self, print_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Return the bar alone; once the sheets are made, the page comes anew."""
        facts = await _facts(actor, print_id)
        done = facts.state not in IN_WORK
        return Page(
            "vouchers/_print_progress.html",
            headers={"HX-Refresh": "true"} if done else {},
            job=facts,
            print_labels=PRINT_STATE_LABELS,
        )

    @get("/vouchers/prints/{print_id:uuid}/sheets.pdf")
    async def sheets(
        self, print_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """Return the sheets, to be printed."""
        actor.must(Permission.ISSUE_VOUCHERS)
        async with reading(actor):
            facts = await print_job(print_id)
            content = await sheets_made(print_id)
        name = f"talony-{facts.round_key}.pdf"
        headers = {
            **NO_STORE,
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return Response(content, media_type="application/pdf", headers=headers)


async def _ask(
    actor: Actor,
    reference: str,
    *,
    only_new: bool = False,
    only: Collection[UUID] | None = None,
    now: datetime,
) -> Redirect:
    try:
        asked = await perform(
            request_print, actor, reference, only_new=only_new, only=only, now=now
        )
    except NothingToPrintError as no:
        return redirect(f"/rounds/{reference}", Flash(no.says(_), "info"))
    except PrintInWorkError as no:
        return redirect(f"/vouchers/prints/{no.print}", Flash(no.says(_), "info"))
    return redirect(f"/vouchers/prints/{asked}")


async def _facts(actor: Actor, print_id: UUID) -> PrintFacts:
    actor.must(Permission.ISSUE_VOUCHERS)
    async with reading(actor):
        return await print_job(print_id)

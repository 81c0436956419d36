"""Stock documents: the list, one of them to be read, printed and undone."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.reasons import reason_of
from admin_ui.pages.stock_out import parcels_short
from admin_ui.typed import said_no
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.queries import staff, the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.correcting import correct
from distribution.inventory.document_sheet import document_pdf, document_sheet
from distribution.inventory.queries.documents import (
    DocumentFacts,
    document,
    document_lines,
    documents,
)
from distribution.inventory.queries.earlier_dates import earlier_dates
from distribution.inventory.rules.documents import (
    DOCUMENT_LABELS,
    MOVEMENT_RULES,
    DocumentKind,
    MovementReason,
)

AnyRequest = Request[Any, Any, Any]

_ON_A_PAGE = 30
_FINAL = frozenset(
    {
        MovementReason.CORRECTION,
        MovementReason.COUNT_SURPLUS,
        MovementReason.COUNT_DEFICIT,
        MovementReason.UNACCOUNTED,
    }
)


class StockDocumentPages(Controller):
    """The papers of the store."""

    path = "/stock/documents"
    include_in_schema = False

    @get()
    async def listing(
        self,
        actor: NamedDependency[Actor],
        kind: FromQuery[str] = "",
        page: FromQuery[int] = 1,
    ) -> Page:
        """Show the documents, the newest first."""
        actor.must(Permission.SEE_STOCK)
        chosen = DocumentKind(kind) if kind in list(DocumentKind) else None
        at = max(page, 1)
        async with reading(actor):
            found = await documents(
                kind=chosen, most=_ON_A_PAGE + 1, skip=(at - 1) * _ON_A_PAGE
            )
        return Page(
            "inventory/documents.html",
            rows=found[:_ON_A_PAGE],
            kind=chosen,
            page=at,
            has_more=len(found) > _ON_A_PAGE,
            document_labels=DOCUMENT_LABELS,
        )

    @get("/{document_id:uuid}")
    async def one(
        self, document_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show one document."""
        return await _page(actor, document_id)

    @get("/{document_id:uuid}/document.pdf")
    async def sheet(
        self,
        document_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[bytes]:
        """Return the document to be signed and filed."""
        actor.must(Permission.SEE_STOCK)
        async with reading(actor):
            paper = await document(document_id)
            lines = await document_lines(document_id)
            centre = await the_centre()
            author = await _author(paper)
        sheet = document_sheet(
            paper,
            lines,
            centre=centre.name,
            address=centre.address,
            author=author,
        )
        content = await sync_to_thread(document_pdf, sheet, made_at=clock())
        name = f"{paper.number.replace('/', '-')}.pdf"
        headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/pdf", headers=headers)

    @post("/{document_id:uuid}/correct")
    async def correct(
        self,
        request: AnyRequest,
        document_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Undo the document by opposite movements that name it."""
        actor.must(Permission.KEEP_STOCK)
        fields = await request.form()
        try:
            reason = reason_of(fields, "correct")
            undone = await perform(
                correct, actor, document_id, reason=reason, now=clock()
            )
        except (InvalidInputError, ConflictError) as error:
            typed = str(fields.get("correct-reason", ""))
            return await _page(actor, document_id, typed, error)
        made = undone.document
        done = Flash(_("Zapisano korektę {number}.").format(number=made.number))
        short = parcels_short(undone.released)
        return redirect(f"/stock/documents/{made.id}", done, *short)


async def _page(
    actor: Actor, document_id: UUID, typed: str = "", error: DomainError | None = None
) -> Page:
    actor.must(Permission.SEE_STOCK)
    async with reading(actor):
        paper = await document(document_id)
        lines = await document_lines(document_id)
        earlier = await earlier_dates(document_id)
        author = await _author(paper)
    undoable = any(
        line.reason not in _FINAL and not line.mended for line in lines
    ) and not any(line.reason in _FINAL for line in lines)
    return Page(
        "inventory/document.html",
        paper=paper,
        lines=lines,
        earlier=earlier,
        author=author,
        is_loss=paper.protocol is not None,
        typed=typed,
        **said_no(error),
        may_undo=undoable and actor.may(Permission.KEEP_STOCK),
        document_labels=DOCUMENT_LABELS,
        reasons=MOVEMENT_RULES,
    )


async def _author(paper: DocumentFacts) -> str:
    """Return who made a document, by name where it was a person of the staff."""
    names = {f"staff:{one.id}": one.name for one in await staff()}
    return names.get(paper.created_by, paper.created_by)

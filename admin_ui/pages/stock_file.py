"""A delivery note from a file: first what it would change, then the change."""

import binascii
from base64 import b64decode, b64encode
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.csv_file import headings
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
)
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.inventory.commands.importing import import_delivery
from distribution.inventory.delivery_file import POLISH_COLUMNS, delivery_template
from distribution.inventory.queries.deliveries import PlannedDelivery, plan_delivery

AnyRequest = Request[Any, Any, Any]

_MOST_MB = 2


class StockFilePages(Controller):
    """Delivery notes as CSV files."""

    path = "/stock/receipts"
    include_in_schema = False

    @get("/file")
    async def blank(self, actor: NamedDependency[Actor]) -> Page:
        """Ask for the file."""
        actor.must(Permission.KEEP_STOCK)
        return _page()

    @get("/template.csv")
    async def template(self, actor: NamedDependency[Actor]) -> Response[bytes]:
        """Hand out a header and a row that import."""
        actor.must(Permission.KEEP_STOCK)
        return Response(
            delivery_template().encode("utf-8-sig"),
            media_type="text/csv; charset=utf-8",
            headers={
                **NO_STORE,
                "Content-Disposition": 'attachment; filename="dostawa.csv"',
            },
        )

    @post("/file")
    async def preview(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show what the file would change, or every bad row of it."""
        actor.must(Permission.KEEP_STOCK)
        try:
            data = await _uploaded(request)
            async with reading(actor):
                plan = await plan_delivery(data, today=local_day(clock()))
        except InvalidInputError as error:
            return _page(error=error)
        return _page(plan=plan, content=b64encode(data).decode())

    @post("/file/book")
    async def book(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take in the file that was looked at."""
        actor.must(Permission.KEEP_STOCK)
        fields = await request.form()
        try:
            data = _looked_at(str(fields.get("content", "")))
            done = await perform(import_delivery, actor, data, now=clock())
        except (InvalidInputError, ConflictError) as error:
            return _page(error=error)
        if done.already is not None:
            words = _("Ten plik już wczytano jako {number}. Nic się nie zmieniło.")
            told = Flash(words.format(number=done.already.number), "info")
            return redirect("/stock/documents", told)
        numbers = ", ".join(paper.number for paper in done.documents)
        told = Flash(_("Przyjęto dostawę: {number}.").format(number=numbers))
        return redirect("/stock/documents", told)


async def _uploaded(request: AnyRequest) -> bytes:
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise InvalidInputError([FieldError("plik", N_("Wybierz plik."))])
    data = await file.read()
    if len(data) > _MOST_MB * 1_000_000:
        sentence = N_("Plik może mieć najwyżej {most} MB. Podziel go na mniejsze.")
        raise InvalidInputError([FieldError("plik", sentence, {"most": _MOST_MB})])
    return data


def _looked_at(content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except binascii.Error:
        raise InvalidInputError([FieldError("plik", N_("Wybierz plik."))]) from None


def _page(
    *,
    plan: PlannedDelivery | None = None,
    content: str = "",
    error: DomainError | None = None,
) -> Page:
    return Page(
        "inventory/file.html",
        status_code=status_of(error) if error else 200,
        plan=plan,
        content=content,
        columns=headings(POLISH_COLUMNS).values(),
        faults=error.errors if isinstance(error, InvalidInputError) else [],
        refusal=None if isinstance(error, InvalidInputError) else error,
    )

"""Packs that were reported damaged at a counter: a loss with one click, or none."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.stock_out import parcels_short
from admin_ui.pages.typed import id_in
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import ConflictError, FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.correcting import correct
from distribution.vouchers.commands.damages import (
    dismiss_damage,
    reopen_damage,
    write_off_damage,
)
from distribution.vouchers.errors.damages import DamageSettledError
from distribution.vouchers.queries.damages import loss_of_damage, open_damages

AnyRequest = Request[Any, Any, Any]

_HERE = "/stock/damages"
_UNDONE = "strata zgłoszona przy wydawaniu, zapisana przez pomyłkę"


class DamagePages(Controller):
    """Reports of damaged packs."""

    path = _HERE
    include_in_schema = False

    @get()
    async def listing(self, actor: NamedDependency[Actor]) -> Page:
        """Show the reports that nobody has settled, each with the likeliest lot."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            reports = await open_damages()
        return Page("inventory/damages.html", reports=reports)

    @post("/{short:uuid}/loss")
    async def book(
        self,
        request: AnyRequest,
        short: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Book the loss under the next RW."""
        actor.must(Permission.KEEP_STOCK)
        lot, location = _chosen(str((await request.form()).get("from", "")))
        try:
            lost = await perform(
                write_off_damage,
                actor,
                short,
                lot=lot,
                location=location,
                now=clock(),
            )
        except ConflictError as refusal:
            return redirect(_HERE, Flash(refusal.says(_), "danger"))
        made = lost.document
        words = _("Zapisano stratę: {number}.").format(number=made.number)
        undo = f"{_HERE}/{short}/undo?undoes={made.id}"
        return redirect(_HERE, Flash(words, undo=undo), *parcels_short(lost.released))

    @post("/{short:uuid}/none")
    async def dismiss(
        self,
        short: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Note that there is nothing to book."""
        try:
            await perform(dismiss_damage, actor, short, now=clock())
        except ConflictError as refusal:
            return redirect(_HERE, Flash(refusal.says(_), "danger"))
        words = _("Zapisano, że nie ma czego spisywać.")
        return redirect(_HERE, Flash(words, undo=f"{_HERE}/{short}/undo"))

    @post("/{short:uuid}/undo")
    async def undo(
        self,
        short: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        *,
        undoes: FromQuery[UUID | None] = None,
    ) -> Redirect:
        """Correct the loss, or take back that there was none: the report is open.

        The address says which loss *undoes* means: another one is somebody else's.
        """
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            document = await loss_of_damage(short)
        try:
            if document != undoes:
                raise DamageSettledError
            if document is None:
                await perform(reopen_damage, actor, short)
            else:
                await perform(correct, actor, document, reason=_UNDONE, now=clock())
        except ConflictError as refusal:
            return redirect(_HERE, Flash(refusal.says(_), "danger"))
        return redirect(_HERE, Flash(_("Cofnięto. Zgłoszenie znów czeka.")))


def _chosen(text: str) -> tuple[UUID, UUID]:
    """Return the lot and the place that a choice of the page stands for."""
    lot, _colon, location = text.partition(":")
    found = id_in(lot), id_in(location)
    if found[0] is None or found[1] is None:
        raise InvalidInputError([FieldError("from", N_("Wybierz partię i miejsce."))])
    return found[0], found[1]

"""Why parcels may be carried to people's doors at all (R-PAR-6)."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.programmes.commands.delivery import (
    end_delivery_basis,
    record_delivery_basis,
)
from distribution.programmes.queries.reference import delivery_bases
from distribution.programmes.rules import DELIVERY_BASIS_LABELS, DeliveryBasisKind

AnyRequest = Request[Any, Any, Any]

_FOR_ALL = [
    kind
    for kind in DeliveryBasisKind
    if kind is not DeliveryBasisKind.AUTHORISED_PICKUP
]
"""An authorisation is one household's own, and stands on its screen."""


class BasisForm(msgspec.Struct, frozen=True):
    """A basis for every household of the centre."""

    kind: DeliveryBasisKind
    document: Annotated[str, Meta(max_length=200)]
    valid_from: date
    valid_until: date | None = None


class DeliveryBasisPages(Controller):
    """Keeping the bases that hold for the whole centre."""

    path = "/settings/delivery"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the bases, and the form of a new one."""
        start = typed_from({"valid_from": local_day(clock())})
        return await _list(actor, clock, start)

    @post()
    async def record(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Record a basis."""
        actor.must(Permission.KEEP_PROGRAMMES)
        typed = await read_typed(request)
        try:
            given = form(BasisForm, typed.fields())
            await perform(
                record_delivery_basis,
                actor,
                now=clock(),
                **msgspec.structs.asdict(given),
            )
        except InvalidInputError as error:
            return await _list(actor, clock, typed, error)
        return redirect("/settings/delivery", Flash(_("Zapisano podstawę dowozu.")))

    @post("/{basis:uuid}/end")
    async def end(
        self,
        basis: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Let it end today; parcels of later days need another."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            until = {one.id: one.valid_until for one in await delivery_bases()}
        await perform(end_delivery_basis, actor, basis, last_day=local_day(clock()))
        before = until.get(basis)
        undo = f"/settings/delivery/{basis}/go-on" + (
            f"?until={before}" if before else ""
        )
        words = _("Ta podstawa kończy się dziś.")
        return redirect("/settings/delivery", Flash(words, undo=undo))

    @post("/{basis:uuid}/go-on")
    async def go_on(
        self,
        basis: FromPath[UUID],
        actor: NamedDependency[Actor],
        until: FromQuery[date | None] = None,
    ) -> Redirect:
        """Take back that it ends today."""
        await perform(end_delivery_basis, actor, basis, last_day=until)
        words = _("Ta podstawa obowiązuje jak przedtem.")
        return redirect("/settings/delivery", Flash(words))


async def _list(
    actor: Actor, clock: Clock, typed: Typed, error: DomainError | None = None
) -> Page:
    actor.must(Permission.KEEP_PROGRAMMES)
    async with reading(actor):
        found = await delivery_bases()
    return Page(
        "programmes/delivery.html",
        rows=[one for one in found if one.household is None],
        own=sum(one.household is not None for one in found),
        kinds=_FOR_ALL,
        labels=DELIVERY_BASIS_LABELS,
        today=local_day(clock()),
        typed=typed,
        **said_no(error),
    )

"""Who else may collect for a household, and why a parcel may be carried to it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.household_view import household_page
from admin_ui.typed import read_typed
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import InvalidInputError
from distribution.core.inputs import form
from distribution.core.transaction import perform
from distribution.households.commands.authorising import (
    add_authorisation,
    restore_authorisation,
    revoke_authorisation,
)
from distribution.programmes.commands.delivery import record_delivery_basis
from distribution.programmes.rules import DeliveryBasisKind

AnyRequest = Request[Any, Any, Any]

Day = Annotated[date | None, Meta(description="empty: no end")]


class ProxyForm(msgspec.Struct, frozen=True):
    """A written authorisation that the office has seen."""

    proxy_name: Annotated[str, Meta(max_length=160)]
    proxy_from: date
    proxy_until: Day = None
    proxy_note: Annotated[str, Meta(max_length=200)] = ""


class BasisForm(msgspec.Struct, frozen=True):
    """The paper that lets parcels go to this household's door."""

    basis_kind: DeliveryBasisKind
    basis_document: Annotated[str, Meta(max_length=200)]
    basis_from: date
    basis_until: Day = None


class AuthorisationPages(Controller):
    """Collecting for others, and home delivery."""

    path = "/households"
    include_in_schema = False

    @post("/{household_id:uuid}/authorisations")
    async def add(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Record who may collect (R-AUTH-1)."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        typed = await read_typed(request)
        try:
            given = form(ProxyForm, typed.fields())
            await perform(
                add_authorisation,
                actor,
                household_id,
                proxy_name=given.proxy_name,
                valid_from=given.proxy_from,
                valid_until=given.proxy_until,
                note=given.proxy_note,
                now=clock(),
            )
        except InvalidInputError as error:
            mended = _renamed(error, "proxy_")
            return await household_page(
                actor, household_id, clock, typed=typed, error=mended, form="proxy"
            )
        words = _("Zapisano upoważnienie.")
        return redirect(f"/households/{household_id}#collecting", Flash(words))

    @post("/{household_id:uuid}/authorisations/{authorisation:uuid}/revoke")
    async def revoke(
        self,
        household_id: FromPath[UUID],
        authorisation: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """From today on its bearer gets nothing."""
        await perform(
            revoke_authorisation,
            actor,
            authorisation,
            household=household_id,
            now=clock(),
        )
        here = f"/households/{household_id}"
        undo = f"{here}/authorisations/{authorisation}/restore"
        flash = Flash(_("Odwołano upoważnienie."), undo=undo)
        return redirect(f"{here}#collecting", flash)

    @post("/{household_id:uuid}/authorisations/{authorisation:uuid}/restore")
    async def restore(
        self,
        household_id: FromPath[UUID],
        authorisation: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Redirect:
        """Take back that it was revoked."""
        await perform(
            restore_authorisation, actor, authorisation, household=household_id
        )
        words = _("Upoważnienie znów jest zapisane.")
        return redirect(f"/households/{household_id}#collecting", Flash(words))

    @post("/{household_id:uuid}/delivery-basis")
    async def allow_delivery(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Record why parcels may be carried to this door (R-PAR-6)."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        typed = await read_typed(request)
        try:
            given = form(BasisForm, typed.fields())
            await perform(
                record_delivery_basis,
                actor,
                kind=given.basis_kind,
                document=given.basis_document.strip(),
                valid_from=given.basis_from,
                valid_until=given.basis_until,
                household=household_id,
                now=clock(),
            )
        except InvalidInputError as error:
            mended = _renamed(error, "basis_")
            return await household_page(
                actor, household_id, clock, typed=typed, error=mended, form="basis"
            )
        words = _("Zapisano podstawę dowozu.")
        return redirect(f"/households/{household_id}#collecting", Flash(words))


def _renamed(error: InvalidInputError, prefix: str) -> InvalidInputError:
    """Return the faults at the names that the fields have on the household's screen."""
    short = {"valid_from": "from", "valid_until": "until"}
    return InvalidInputError(
        [
            fault
            if fault.field.startswith(prefix)
            else msgspec.structs.replace(
                fault, field=f"{prefix}{short.get(fault.field, fault.field)}"
            )
            for fault in error.errors
        ]
    )

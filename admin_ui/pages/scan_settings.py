"""How phones go on without signal: how old their data may be, and the PIN."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.vouchers.commands.scan_settings import (
    remove_pin,
    set_pin,
    set_revocations_good_for,
)
from distribution.vouchers.queries.scan_settings import scan_settings

AnyRequest = Request[Any, Any, Any]

_HERE = "/settings/scanning"
_HOUR = 3600


class AgeForm(msgspec.Struct, frozen=True):
    """Hours for which a phone's list of revoked vouchers is good enough."""

    hours: Annotated[int, Meta(ge=1, le=24)]


class PinForm(msgspec.Struct, frozen=True):
    """The PIN as it was typed."""

    pin: Annotated[str, Meta(max_length=40)]


class ScanSettingPages(Controller):
    """The settings of the scanners."""

    path = _HERE
    include_in_schema = False

    @get()
    async def show(self, actor: NamedDependency[Actor]) -> Page:
        """Show them; a PIN itself is nowhere to be seen."""
        return await _shown(actor)

    @post("/age")
    async def change_age(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Set after how long a phone without signal asks for the PIN."""
        actor.must(Permission.KEEP_DEVICES)
        typed = await read_typed(request)
        try:
            given = form(AgeForm, typed.fields())
        except InvalidInputError as error:
            return await _shown(actor, typed, error)
        await perform(set_revocations_good_for, actor, seconds=given.hours * _HOUR)
        return redirect(_HERE, Flash(_("Zapisano.")))

    @post("/pin")
    async def change_pin(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Set the PIN, or another one."""
        actor.must(Permission.KEEP_DEVICES)
        try:
            given = form(PinForm, (await read_typed(request)).fields())
            await perform(set_pin, actor, given.pin, now=clock())
        except InvalidInputError as error:
            return await _shown(actor, Typed(), error)
        words = _("Zapisano PIN. Telefony poznają go, gdy będą miały zasięg.")
        return redirect(_HERE, Flash(words))

    @post("/pin/remove")
    async def forget_pin(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Redirect:
        """Do without a PIN."""
        await perform(remove_pin, actor, now=clock())
        return redirect(_HERE, Flash(_("Usunięto PIN.")))


async def _shown(
    actor: Actor, typed: Typed | None = None, error: DomainError | None = None
) -> Page:
    actor.must(Permission.KEEP_DEVICES)
    async with reading(actor):
        known = await scan_settings()
    hours = known.revocations_good_for // _HOUR
    return Page(
        "devices/offline.html",
        has_pin=known.pin is not None,
        pin_changed_at=known.pin_changed_at,
        typed=typed if typed and typed.get("hours") else typed_from({"hours": hours}),
        **said_no(error),
    )

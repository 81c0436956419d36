"""Phones and scanners that act for one place: let in, and shut out."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.plan import origin_of
from admin_ui.typed import Typed, read_typed, said_no
from admin_ui.ui import Page
from distribution.accounts.commands.keeping import enrol_device, revoke_device
from distribution.accounts.queries import DeviceFacts, devices, sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import (
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.qr import link_matrix, png
from distribution.core.reading import reading
from distribution.core.transaction import perform

AnyRequest = Request[Any, Any, Any]

_SCALE = 6
_SHOWN_FOR = timedelta(days=14)


class DeviceForm(msgspec.Struct, frozen=True):
    """A phone or scanner, and the place that it acts for."""

    name: Annotated[str, Meta(max_length=80)]
    site: UUID


class DevicePages(Controller):
    """Keeping devices."""

    path = "/settings/devices"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the devices, and the form of a new one."""
        return await _list(actor, clock, Typed())

    @post(status_code=200)
    async def enrol(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Let a device in and show its token, this once."""
        actor.must(Permission.KEEP_DEVICES)
        typed = await read_typed(request)
        try:
            given = form(DeviceForm, typed.fields())
            _made, token = await perform(
                enrol_device, actor, site=given.site, name=given.name
            )
        except NotFoundError:
            fault = FieldError("site", N_("Wybierz jedną z dozwolonych wartości."))
            return await _list(actor, clock, typed, InvalidInputError([fault]))
        except InvalidInputError as error:
            return await _list(actor, clock, typed, error)
        link = f"{origin_of(request)}/scan#pair={token}"
        picture = b64encode(png(link_matrix(link), scale=_SCALE)).decode()
        return Page(
            "settings/token.html", name=given.name, token=token, picture=picture
        )

    @post("/{device_id:uuid}/revoke")
    async def revoke(
        self,
        device_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Shut a device out; its next request is refused."""
        await perform(revoke_device, actor, device_id, now=clock())
        words = _("Odłączono urządzenie. Przy następnym połączeniu skasuje swoje dane.")
        return redirect("/settings/devices", Flash(words))


async def _list(
    actor: Actor, clock: Clock, typed: Typed, error: DomainError | None = None
) -> Page:
    actor.must(Permission.KEEP_DEVICES)
    now = clock()
    async with reading(actor):
        found = await devices()
        places = await sites("pickup")
    return Page(
        "settings/devices.html",
        in_use=[one for one in found if one.in_use(now)],
        shut_out=[one for one in found if _is_recent(one, now)],
        sites=places,
        typed=typed,
        **said_no(error),
    )


def _is_recent(device: DeviceFacts, now: datetime) -> bool:
    """Say whether a device was shut out lately, or still keeps what nobody has seen."""
    if device.in_use(now):
        return False
    ended = device.revoked_at or device.expires_at or now
    return device.waiting > 0 or now - ended < _SHOWN_FOR

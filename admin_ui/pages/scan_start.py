"""Beginning a shift: the phone of whoever is signed in is a scanner for the day."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from msgspec import Meta

from admin_ui.pages.offering import SITE_COOKIE
from admin_ui.typed import Typed, read_typed, said_no, typed_from
from admin_ui.ui import Page
from distribution.accounts.commands.shifts import Shift, start_shift
from distribution.accounts.queries import sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import (
    DomainError,
    FieldError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform

AnyRequest = Request[Any, Any, Any]


class ShiftForm(msgspec.Struct, frozen=True):
    """Where the phone hands out today, and how the office calls it."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    site: UUID


class ScanStartPages(Controller):
    """The way from a signed-in person to a scanner of a site."""

    path = "/scan/start"
    include_in_schema = False

    @get()
    async def ask(self, request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
        """Ask where, and how the phone is called."""
        where = request.cookies.get(SITE_COOKIE, "")
        return await _asked(actor, typed_from({"name": actor.name, "site": where}))

    @post(status_code=200)
    async def start(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Begin the shift and hand the phone its token, which is shown nowhere."""
        actor.must(Permission.HAND_OUT)
        typed = await read_typed(request)
        try:
            given = form(ShiftForm, typed.fields())
            shift = await perform(
                start_shift, actor, site=given.site, name=given.name, now=clock()
            )
        except NotFoundError:
            fault = FieldError("site", N_("Wybierz jedną z dozwolonych wartości."))
            return await _asked(actor, typed, InvalidInputError([fault]))
        except InvalidInputError as error:
            return await _asked(actor, typed, error)
        return Page(
            "devices/started.html", shift=_for_the_phone(shift), name=given.name
        )


async def _asked(actor: Actor, typed: Typed, error: DomainError | None = None) -> Page:
    actor.must(Permission.HAND_OUT)
    if actor.kind != "staff":
        raise ForbiddenError
    async with reading(actor):
        places = await sites("pickup")
    return Page("devices/start.html", sites=places, typed=typed, **said_no(error))


def _for_the_phone(shift: Shift) -> dict[str, Any]:
    """Return what the client keeps of a shift, ready to be written as JSON."""
    return {
        "token": shift.token,
        "device": str(shift.device),
        "site": {"id": str(shift.site), "name": shift.site_name},
        "expires_at": shift.expires_at.isoformat(),
    }

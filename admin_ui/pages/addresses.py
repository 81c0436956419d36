"""Addresses: which are there, what one may mean, and the pin of a door."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import CERTAINTY_KINDS
from admin_ui.language import gettext as _
from admin_ui.language import ngettext
from admin_ui.pages.address_fields import suggested
from admin_ui.pin_map import pin_drawing
from admin_ui.typed import read_typed, said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.addresses.queries.finding import Candidate, find_addresses
from distribution.addresses.queries.points import communes, neighbours, point
from distribution.addresses.rules.matching import CERTAINTY_LABELS
from distribution.addresses.rules.projection import Degrees
from distribution.core.actor import Actor
from distribution.core.errors import InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.placing import Moved, move_pin, put_pin_back
from distribution.households.queries.placing import unplaced

AnyRequest = Request[Any, Any, Any]

_SHOWN = 50
_DECIMALS = 6
"""Of a degree: a tenth of a metre."""
WORDS: dict[str, Any] = {
    "certainty_labels": CERTAINTY_LABELS,
    "certainty_kinds": CERTAINTY_KINDS,
}


class PinForm(msgspec.Struct, frozen=True):
    """Where a door really is."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]


class AddressPages(Controller):
    """Addresses, for the office alone."""

    path = "/households/addresses"
    include_in_schema = False

    @get()
    async def overview(self, actor: NamedDependency[Actor]) -> Page:
        """Show which communes are there, and who is not on the map yet."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        return await _overview(actor)

    @post(status_code=200)
    async def find(self, request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
        """Find an address; a POST, so that no log holds it."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        wanted = (await read_typed(request)).get("q")[:200]
        async with reading(actor):
            found = await find_addresses(wanted)
        if "hx-request" in request.headers:
            return Page("addresses/_found.html", q=wanted, found=found, **WORDS)
        return await _overview(actor, wanted, found)

    @post("/suggestions", status_code=200)
    async def suggest(self, request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
        """Answer while somebody types an address into a form."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        typed = await read_typed(request)
        return Page(
            "addresses/_suggestions.html",
            suggestions=await suggested(actor, typed),
            **WORDS,
        )

    @get("/{point_id:uuid}")
    async def one(
        self, point_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show a door on a drawing, and the form that moves its pin."""
        return await _door(actor, point_id)

    @post("/{point_id:uuid}")
    async def move(
        self,
        request: AnyRequest,
        point_id: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Move the pin."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        fields = (await read_typed(request)).fields()
        dots = {name: text.replace(",", ".") for name, text in fields.items()}
        try:
            wanted = form(PinForm, dots)
        except InvalidInputError as refusal:
            return await _door(actor, point_id, fields, refusal)
        where = Degrees(wanted.latitude, wanted.longitude)
        async with reading(actor):
            is_first = (await point(point_id)).pin is None
        moved = await perform(move_pin, actor, point_id, where)
        undo = f"/households/addresses/{point_id}/back" if is_first else ""
        return _moved(point_id, moved, undo)

    @post("/{point_id:uuid}/back")
    async def put_back(
        self, point_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Let the door lie where the register has it."""
        return _moved(point_id, await perform(put_pin_back, actor, point_id))


def _moved(point_id: UUID, moved: Moved, undo: str = "") -> Redirect:
    words = _("Przesunięto o {metres} m.").format(metres=moved.metres)
    if moved.households:
        more = ngettext(
            "Razem z {n} gospodarstwem.",
            "Razem z {n} gospodarstwami.",
            moved.households,
        )
        words = f"{words} {more.format(n=moved.households)}"
    return redirect(f"/households/addresses/{point_id}", Flash(words, undo=undo))


async def _overview(
    actor: Actor, q: str = "", found: list[Candidate] | None = None
) -> Page:
    async with reading(actor):
        known = await communes()
        lost = await unplaced(_SHOWN + 1)
    return Page(
        "addresses/page.html",
        communes=known,
        unplaced=lost[:_SHOWN],
        more=len(lost) > _SHOWN,
        q=q,
        found=found or [],
        may_keep=actor.may(Permission.KEEP_HOUSEHOLDS),
        **WORDS,
    )


async def _door(
    actor: Actor,
    point_id: UUID,
    typed: dict[str, str] | None = None,
    refusal: InvalidInputError | None = None,
) -> Page:
    actor.must(Permission.SEE_HOUSEHOLDS)
    async with reading(actor):
        door = await point(point_id)
        others = await neighbours(point_id)
    pin = door.pin
    drawing = pin_drawing(
        (door.number, (door.latitude, door.longitude)),
        None if pin is None else (pin.latitude, pin.longitude),
        [(one.number, (one.where.latitude, one.where.longitude)) for one in others],
    )
    where = door.where
    shown = {
        "latitude": round(where.latitude, _DECIMALS),
        "longitude": round(where.longitude, _DECIMALS),
    }
    return Page(
        "addresses/point.html",
        door=door,
        drawing=drawing,
        typed=typed or shown,
        may_keep=actor.may(Permission.KEEP_HOUSEHOLDS),
        **said_no(refusal),
    )

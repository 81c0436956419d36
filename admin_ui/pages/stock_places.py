"""The shelves and fridges of the sites."""

import re
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.queries import sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, FieldError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.polish import plain
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.inventory.commands.keeping import LocationKind, add_location
from distribution.inventory.errors import LocationTakenError
from distribution.inventory.queries.locations import locations

AnyRequest = Request[Any, Any, Any]


class PlaceForm(msgspec.Struct, frozen=True):
    """A place as the form holds it; its key is made of its name."""

    site: UUID
    name: str
    kind: LocationKind = "shelf"


class StockPlacePages(Controller):
    """Where food can lie."""

    path = "/stock/places"
    include_in_schema = False

    @get()
    async def listing(self, actor: NamedDependency[Actor]) -> Page:
        """Show the places of all sites."""
        return await _page(actor)

    @post()
    async def add(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Add a shelf or a fridge."""
        actor.must(Permission.KEEP_STOCK)
        typed = {name: str(value) for name, value in (await request.form()).items()}
        try:
            place = form(PlaceForm, typed)
            await perform(
                add_location,
                actor,
                site=place.site,
                key=_key(place.name),
                name=place.name.strip()[:80],
                kind=place.kind,
            )
        except (InvalidInputError, LocationTakenError) as error:
            return await _page(actor, typed, _as_field(error))
        return redirect("/stock/places", Flash(_("Dodano miejsce.")))


def _key(name: str) -> str:
    """Return the key that files call the place by: small letters and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:40] or "miejsce"


def _as_field(error: InvalidInputError | LocationTakenError) -> InvalidInputError:
    if isinstance(error, InvalidInputError):
        return error
    return InvalidInputError([FieldError("name", error.sentence, error.facts)])


async def _page(
    actor: Actor,
    typed: dict[str, str] | None = None,
    error: DomainError | None = None,
) -> Page:
    actor.must(Permission.SEE_STOCK)
    async with reading(actor):
        found = await locations()
        of_centre = await sites()
    known = error if isinstance(error, InvalidInputError) else None
    return Page(
        "inventory/places.html",
        status_code=status_of(error) if error else 200,
        places=found,
        sites=of_centre,
        typed=typed or {},
        errors=errors_by_field(known) if known else {},
        may_keep=actor.may(Permission.KEEP_STOCK),
    )

"""What the map of a pin shows about a place, for ``js/pin-map``."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from msgspec import Meta

from admin_ui.surroundings import (
    MOST_METRES,
    Surroundings,
    surroundings,
    where_to_begin,
)
from admin_ui.typed import read_typed
from distribution.accounts.rules import Permission
from distribution.addresses.rules.projection import Degrees
from distribution.core.actor import Actor
from distribution.core.inputs import form
from distribution.core.reading import reading

AnyRequest = Request[Any, Any, Any]


class AboutForm(msgspec.Struct, frozen=True):
    """About which place, and how far from it; without a place, about the centre."""

    metres: Annotated[int, Meta(ge=10, le=MOST_METRES)]
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


class PinMapPages(Controller):
    """The map on which a pin is moved."""

    path = "/map"
    include_in_schema = False

    @post("/about", status_code=200)
    async def about(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Surroundings | None:
        """Return roads and doors about a place; a POST, so that no log holds it.

        Nothing where no place is named and the centre has none on the map.
        """
        if not actor.may(Permission.KEEP_CENTRE):
            actor.must(Permission.SEE_HOUSEHOLDS)
        wanted = form(AboutForm, (await read_typed(request)).fields())
        if wanted.latitude is None or wanted.longitude is None:
            async with reading(actor):
                here = await where_to_begin()
        else:
            here = Degrees(wanted.latitude, wanted.longitude)
        if here is None:
            return None
        return await surroundings(actor, here, wanted.metres)

"""Finding the places that a document is about."""

from collections.abc import Iterable
from uuid import UUID

from distribution.accounts.steps import require_open_sites
from distribution.core.database import require_transaction
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.inventory.queries.locations import LocationFacts, locations_by


async def open_places(ids: Iterable[UUID]) -> dict[UUID, LocationFacts]:
    """Return shelves and fridges by id; what is unaccounted for has no shelf.

    Raises:
        NotFoundError: The centre lacks one of them, or its site is closed.
    """
    require_transaction()
    places = await locations_by(ids)
    await require_open_sites(place.site for place in places.values())
    if any(place.kind == "unaccounted" for place in places.values()):
        raise NotFoundError
    return places


def one_site(places: Iterable[LocationFacts]) -> UUID:
    """Return the site that all *places* belong to.

    Raises:
        InvalidInputError: There is none, or more than one.
    """
    sites = {place.site for place in places}
    if len(sites) == 1:
        return sites.pop()
    sentence = (
        N_("Jeden dokument obejmuje miejsca jednego punktu.")
        if sites
        else N_("Dodaj co najmniej jedną pozycję.")
    )
    raise InvalidInputError([FieldError("lines", sentence)])

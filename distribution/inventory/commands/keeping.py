"""Keeping the places where food lies."""

from typing import Literal
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.inventory.errors import LocationTakenError

LocationKind = Literal["shelf", "fridge"]
"""What a person can add; the place of what is unaccounted for opens by itself."""


async def add_location(
    actor: Actor,
    *,
    site: UUID,
    key: str,
    name: str,
    kind: LocationKind = "shelf",
) -> UUID:
    """Add a shelf or a fridge to a site.

    Raises:
        NotFoundError: The centre has no such site.
        LocationTakenError: The site has a place with this key.
    """
    actor.must(Permission.KEEP_STOCK)
    location = uuid4()
    refusals = {
        "location_site_exists": NotFoundError(),
        "location_key_once": LocationTakenError(key=key),
    }
    with refusing(refusals):
        async with transaction(actor):
            await execute(
                "INSERT INTO location (id, centre, site, key, name, kind)"
                " VALUES ($1, $2, $3, $4, $5, $6)",
                location,
                actor.centre,
                site,
                key,
                name,
                kind,
            )
    return location

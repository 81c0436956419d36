"""The places where food lies."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.core.errors import NotFoundError


class LocationFacts(msgspec.Struct, frozen=True):
    """A shelf or fridge of a site; ``kind`` also knows ``unaccounted``."""

    id: UUID
    key: str
    name: str
    kind: str
    site: UUID
    site_key: str
    site_name: str

    @property
    def names(self) -> tuple[str, str, str]:
        """What people and files call the place, in small letters."""
        of_site = f"{self.site_key}/{self.key}"
        return str(self.id), self.key.lower(), of_site.lower()


_LOCATIONS = (
    "SELECT p.id, p.key, p.name, p.kind, p.site, s.key AS site_key,"
    " s.name AS site_name FROM location AS p JOIN site AS s ON s.id = p.site"
)


async def locations(site: UUID | None = None) -> list[LocationFacts]:
    """Return the places of one site in use or of all, but the unaccounted ones."""
    rows = await fetch(
        f"{_LOCATIONS} WHERE p.kind <> 'unaccounted' AND s.active"
        " AND ($1::uuid IS NULL OR p.site = $1)"
        " ORDER BY kromka_polish(s.name), kromka_polish(p.name)",
        site,
    )
    return [LocationFacts(**row) for row in rows]


async def location_by(reference: str) -> LocationFacts:
    """Return the place with this id, key, or ``site/key``.

    Raises:
        NotFoundError: The centre has none such, or a key stands for several.
    """
    return (await locations_named([reference]))[0]


async def locations_named(references: Iterable[str]) -> list[LocationFacts]:
    """Return the places with these ids, keys, or ``site/key``, in the order asked for.

    Raises:
        NotFoundError: The centre lacks one of them, or a key stands for several;
            ``reference`` says which.
    """
    every = await locations()
    found = []
    for reference in references:
        named = [one for one in every if reference.lower() in one.names]
        if len(named) != 1:
            raise NotFoundError(reference=reference)
        found += named
    return found


async def locations_by(ids: Iterable[UUID]) -> dict[UUID, LocationFacts]:
    """Return places by id.

    Raises:
        NotFoundError: The centre lacks one of them.
    """
    wanted = set(ids)
    rows = await fetch(f"{_LOCATIONS} WHERE p.id = ANY($1)", list(wanted))
    if len(rows) < len(wanted):
        raise NotFoundError
    return {row["id"]: LocationFacts(**row) for row in rows}

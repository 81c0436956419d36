"""Where households are, by the register of addresses."""

from uuid import UUID

import msgspec

from distribution.addresses.queries.finding import Candidate, apart, place_of
from distribution.addresses.rules.asking import Asked
from distribution.addresses.rules.matching import SURE
from distribution.addresses.rules.projection import Degrees
from distribution.core.database import fetch
from distribution.households.queries.records import HouseholdRecord
from distribution.households.rules.details import HouseholdDetails

AT_THE_DOOR = 30
"""Metres from the register's point within which a pin is at the same door [P]."""


class Unplaced(msgspec.Struct, frozen=True):
    """An active household with an address that is not on the map."""

    id: UUID
    number: int
    street: str
    house_number: str
    flat: str
    postal_code: str
    locality: str


class OnTheMap(msgspec.Struct, frozen=True):
    """How a household's place compares with the register.

    ``likeliest`` is the door that its address most likely is, None without one like
    it; ``metres`` is how far the household's own place is from there.
    """

    placed: bool
    likeliest: Candidate | None
    metres: int | None

    @property
    def agrees(self) -> bool:
        """Whether it stands where the register has its address, for sure."""
        sure = self.likeliest is not None and self.likeliest.confidence >= SURE
        return sure and self.metres is not None and self.metres <= AT_THE_DOOR


async def unplaced(most: int = 100_000) -> list[Unplaced]:
    """Return the households that staff may have to place, by number."""
    rows = await fetch(
        "SELECT id, number, street, house_number, flat, postal_code, locality"
        " FROM household WHERE active AND latitude IS NULL AND house_number <> ''"
        " AND locality <> '' ORDER BY number LIMIT $1",
        most,
    )
    return [Unplaced(**row) for row in rows]


async def place_on_the_map(one: HouseholdRecord) -> OnTheMap | None:
    """Return how a household stands to the register; None if it has no address."""
    if not (one.house_number and one.locality):
        return None
    found = await place_of(_asked(one))
    placed = one.latitude is not None and one.longitude is not None
    metres = None
    if found is not None and one.latitude is not None and one.longitude is not None:
        metres = apart(found, one.latitude, one.longitude)
    return OnTheMap(placed, found, metres)


async def found_place(details: HouseholdDetails) -> Degrees | None:
    """Return where an address is, if that is certain."""
    if not (details.house_number and details.locality):
        return None
    found = await place_of(_asked(details))
    return found.where if found and found.confidence >= SURE else None


async def on_the_map(details: HouseholdDetails) -> HouseholdDetails:
    """Return *details* with the place of the address, if none is known and it is sure.

    Coordinates that are there already stay, whoever gave them.
    """
    if details.latitude is not None:
        return details
    found = await found_place(details)
    if found is None:
        return details
    return msgspec.structs.replace(
        details, latitude=found.latitude, longitude=found.longitude
    )


def _asked(one: HouseholdDetails | HouseholdRecord) -> Asked:
    return Asked(
        street=one.street,
        number=one.house_number,
        flat=one.flat,
        postal_code=one.postal_code,
        locality=one.locality,
    )

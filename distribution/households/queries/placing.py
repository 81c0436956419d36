"""Where a household is, by the register of addresses."""

import msgspec

from distribution.addresses.queries.finding import Candidate, place_of
from distribution.addresses.rules.asking import Asked
from distribution.addresses.rules.matching import SURE
from distribution.addresses.rules.projection import Degrees
from distribution.households.rules.details import HouseholdDetails


def asked_for(details: HouseholdDetails) -> Asked:
    """Return the address of a household as the search takes it."""
    return Asked(
        street=details.street,
        number=details.house_number,
        flat=details.flat,
        postal_code=details.postal_code,
        locality=details.locality,
    )


async def likeliest(details: HouseholdDetails) -> Candidate | None:
    """Return the door of the register that an address most likely is."""
    return await place_of(asked_for(details)) if details.locality else None


async def found_place(details: HouseholdDetails) -> Degrees | None:
    """Return where an address is, if that is certain."""
    found = await likeliest(details)
    return found.where if found and found.confidence >= SURE else None


async def on_the_map(details: HouseholdDetails) -> HouseholdDetails:
    """Return *details* with the place of the address, if none is known and it is sure.

    Coordinates that are there already stay, whoever gave them.
    """
    if details.latitude is not None or not details.house_number:
        return details
    found = await found_place(details)
    if found is None:
        return details
    return msgspec.structs.replace(
        details, latitude=found.latitude, longitude=found.longitude
    )

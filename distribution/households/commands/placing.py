"""Placing households on the map by their addresses."""

from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.addresses.queries.finding import has_addresses
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch
from distribution.core.transaction import transaction
from distribution.households.queries.placing import found_place
from distribution.households.rules.details import HouseholdDetails


class Placing(msgspec.Struct, frozen=True):
    """How many households got a place, and the numbers of those not found for sure."""

    placed: int
    missing: tuple[int, ...]


async def place_households(actor: Actor) -> Placing:
    """Give active households with an address but no place the one they have for sure.

    Whoever has a place keeps it, wherever it came from.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    places: list[tuple[UUID, float, float]] = []
    missing: list[int] = []
    async with transaction(actor):
        rows = await fetch(
            "SELECT id, number, street, house_number, flat, postal_code, locality"
            " FROM household WHERE active AND latitude IS NULL AND house_number <> ''"
            " AND locality <> '' ORDER BY number FOR NO KEY UPDATE"
        )
        if rows and await has_addresses():
            for row in rows:
                facts = {name: row[name] for name in row if name not in _KEYS}
                found = await found_place(HouseholdDetails(**facts))
                if found is None:
                    missing.append(row["number"])
                else:
                    places.append((row["id"], found.latitude, found.longitude))
        for household, latitude, longitude in places:
            await execute(
                "UPDATE household SET latitude = $2, longitude = $3 WHERE id = $1",
                household,
                latitude,
                longitude,
            )
    return Placing(len(places), tuple(missing))


_KEYS = {"id", "number"}

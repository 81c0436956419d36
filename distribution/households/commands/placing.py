"""Placing households on the map by their addresses, and moving the pins of these."""

from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.addresses import steps as addresses
from distribution.addresses.queries.finding import has_addresses
from distribution.addresses.queries.points import point
from distribution.addresses.rules.area import distance
from distribution.addresses.rules.projection import Degrees
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch
from distribution.core.transaction import transaction
from distribution.households.queries.placing import found_place, unplaced
from distribution.households.rules.details import HouseholdDetails

_PLACE = ("street", "house_number", "flat", "postal_code", "locality")


class Placing(msgspec.Struct, frozen=True):
    """How many households got a place, and the numbers of those not found for sure."""

    placed: int
    missing: tuple[int, ...]


class Moved(msgspec.Struct, frozen=True):
    """How far a pin was moved, and how many households went with it."""

    metres: int
    households: int


async def place_households(actor: Actor) -> Placing:
    """Give active households with an address but no place the one they have for sure.

    Whoever has a place keeps it, wherever it came from.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    placed = 0
    missing: list[int] = []
    async with transaction(actor):
        if not await has_addresses():
            return Placing(0, ())
        for one in await unplaced():
            details = HouseholdDetails(**{name: getattr(one, name) for name in _PLACE})
            found = await found_place(details)
            if found is None:
                missing.append(one.number)
                continue
            await execute(
                "UPDATE household SET latitude = $2, longitude = $3"
                " WHERE id = $1 AND latitude IS NULL",
                one.id,
                found.latitude,
                found.longitude,
            )
            placed += 1
    return Placing(placed, tuple(missing))


async def move_pin(actor: Actor, point_id: UUID, where: Degrees) -> Moved:
    """Put a door of the register where it really is, for good.

    Households that stand where it was go along; an import leaves it where it is.

    Raises:
        NotFoundError: The centre has no such point.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        before = await addresses.write_pin(actor.centre, point_id, where)
        count = await _follow(before.where, where)
    return Moved(round(distance(before.where, where)), count)


async def put_pin_back(actor: Actor, point_id: UUID) -> Moved:
    """Let a door lie where the register has it; households there go along.

    Raises:
        NotFoundError: The centre has no such point.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        before = await addresses.remove_pin(point_id)
        after = await point(point_id)
        count = await _follow(before.where, after.where)
    return Moved(round(distance(before.where, after.where)), count)


async def _follow(before: Degrees, after: Degrees) -> int:
    """Move the households that stand at the very place of a pin; return how many."""
    rows = await fetch(
        "UPDATE household SET latitude = $3, longitude = $4"
        " WHERE latitude = $1 AND longitude = $2 RETURNING id",
        before.latitude,
        before.longitude,
        after.latitude,
        after.longitude,
    )
    return len(rows)

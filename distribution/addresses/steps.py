"""What other domains may do with addresses, inside their own command."""

from uuid import UUID

from distribution.addresses.queries.points import AddressPoint, point
from distribution.addresses.rules.projection import Degrees
from distribution.core.database import execute, require_transaction


async def write_pin(centre: UUID, point_id: UUID, where: Degrees) -> AddressPoint:
    """Put a point of the register elsewhere; return how it was before.

    Raises:
        NotFoundError: The centre has no such point.
    """
    require_transaction()
    before = await point(point_id)
    await execute(
        "INSERT INTO address_pin AS p (id, centre, source, latitude, longitude)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4) ON CONFLICT (source, centre)"
        " DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude",
        centre,
        before.source,
        where.latitude,
        where.longitude,
    )
    return before


async def remove_pin(point_id: UUID) -> AddressPoint:
    """Let a point lie where the register has it; return how it was before.

    Raises:
        NotFoundError: The centre has no such point.
    """
    require_transaction()
    before = await point(point_id)
    await execute("DELETE FROM address_pin WHERE source = $1", before.source)
    return before

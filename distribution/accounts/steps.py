"""What other domains may do with accounts, inside their own command."""

from uuid import UUID

from distribution.core.database import execute, fetch_value, require_transaction


async def add_role(centre: UUID, staff: UUID, role: str) -> None:
    """Give a person a role; again is no change."""
    require_transaction()
    await execute(
        "INSERT INTO staff_role (centre, staff, role) VALUES ($1, $2, $3)"
        " ON CONFLICT (staff, role) DO NOTHING",
        centre,
        staff,
        role,
    )


async def administrators() -> int:
    """Return how many people can keep the accounts of the centre."""
    require_transaction()
    return int(
        await fetch_value(
            "SELECT count(DISTINCT p.id) FROM staff AS p"
            " JOIN staff_role AS r ON r.staff = p.id"
            " WHERE p.active AND r.role = 'administrator'"
        )
    )

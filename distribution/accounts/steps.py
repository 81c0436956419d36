"""What other domains may do with accounts, inside their own command."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from distribution.core.database import (
    execute,
    fetch,
    fetch_one,
    fetch_value,
    require_transaction,
)
from distribution.core.errors import NotFoundError


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


async def require_staff(staff: UUID) -> None:
    """Return if the centre has this person, who stays as they are until commit.

    Raises:
        NotFoundError: It has none of this id.
    """
    require_transaction()
    if await fetch_one("SELECT id FROM staff WHERE id = $1 FOR UPDATE", staff) is None:
        raise NotFoundError


async def require_open_sites(sites: Iterable[UUID]) -> None:
    """Return if all these sites are in use; none is closed until commit.

    Raises:
        NotFoundError: One is closed, or of another centre.
    """
    require_transaction()
    wanted = set(sites)
    found = await fetch(
        "SELECT id FROM site WHERE id = ANY($1::uuid[]) AND active FOR SHARE",
        list(wanted),
    )
    if len(found) < len(wanted):
        raise NotFoundError


async def lock_site(site: UUID) -> None:
    """Wait for whoever uses an open site, and let nobody begin until commit.

    Raises:
        NotFoundError: The centre has no such site, or it is closed.
    """
    require_transaction()
    row = await fetch_one(
        "SELECT id FROM site WHERE id = $1 AND active FOR UPDATE", site
    )
    if row is None:
        raise NotFoundError


async def deactivate_site(site: UUID, *, now: datetime) -> None:
    """Take a site out of use, and shut its devices out."""
    require_transaction()
    await execute("UPDATE site SET active = false WHERE id = $1", site)
    await execute(
        "UPDATE device SET revoked_at = $2 WHERE site = $1 AND revoked_at IS NULL",
        site,
        now,
    )

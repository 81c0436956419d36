"""What doors may need, which drivers meet it, and what holds for all routes."""

from uuid import UUID

import msgspec

from distribution.core.database import fetch, fetch_one
from distribution.routing.rules.wishes import RoutingRules


class NeedFacts(msgspec.Struct, frozen=True):
    """Something that a door may need and a driver may bring."""

    id: UUID
    name: str
    active: bool


class DriverNeeds(msgspec.Struct, frozen=True):
    """A driver, and the needs that he or she meets."""

    id: UUID
    name: str
    phone: str | None
    needs: frozenset[UUID]


async def delivery_needs(*, active_only: bool = False) -> list[NeedFacts]:
    """Return the centre's list of needs, those in use first."""
    rows = await fetch(
        "SELECT id, name, active FROM delivery_need WHERE active OR NOT $1"
        " ORDER BY active DESC, kromka_polish(name), id",
        active_only,
    )
    return [NeedFacts(**row) for row in rows]


async def drivers_and_needs() -> list[DriverNeeds]:
    """Return the active drivers, each with the needs that he or she meets."""
    rows = await fetch(
        "SELECT p.id, p.name, p.phone, coalesce(d.needs, '{}') AS needs"
        " FROM staff AS p LEFT JOIN driver_profile AS d ON d.driver = p.id"
        " WHERE p.active AND EXISTS"
        " (SELECT FROM staff_role AS r WHERE r.staff = p.id AND r.role = 'driver')"
        " ORDER BY kromka_polish(p.name), p.id"
    )
    return [DriverNeeds(**{**row, "needs": frozenset(row["needs"])}) for row in rows]


async def routing_rules() -> RoutingRules:
    """Return what holds for all routes of the centre."""
    row = await fetch_one("SELECT cold_minutes, known_face_minutes FROM delivery_rules")
    return RoutingRules() if row is None else RoutingRules(**row)

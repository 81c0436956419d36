"""The points of the register themselves, and which communes were imported."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.addresses.rules.area import distance
from distribution.addresses.rules.projection import Degrees
from distribution.core.database import fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.sql import load


class AddressPoint(msgspec.Struct, frozen=True):
    """A door: where the register has it, and where staff put it, if they did."""

    id: UUID
    source: str
    street: str
    number: str
    postal_code: str
    locality: str
    latitude: float
    longitude: float
    pin_latitude: float | None
    pin_longitude: float | None

    @property
    def registered(self) -> Degrees:
        """The place in the register."""
        return Degrees(self.latitude, self.longitude)

    @property
    def pin(self) -> Degrees | None:
        """The place that staff gave it."""
        if self.pin_latitude is None or self.pin_longitude is None:
            return None
        return Degrees(self.pin_latitude, self.pin_longitude)

    @property
    def where(self) -> Degrees:
        """The place that counts."""
        return self.pin or self.registered

    @property
    def moved(self) -> int | None:
        """How many metres staff moved it."""
        return None if self.pin is None else round(distance(self.registered, self.pin))


class CommuneFacts(msgspec.Struct, frozen=True):
    """A commune whose addresses are there."""

    code: str
    name: str
    points: int
    imported_at: datetime


async def point(point_id: UUID) -> AddressPoint:
    """Return one point.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(
        f"{load('distribution.addresses', 'points')} WHERE p.id = $1", point_id
    )
    if row is None:
        raise NotFoundError
    return msgspec.convert(row, AddressPoint)


async def neighbours(point_id: UUID, most: int = 60) -> list[AddressPoint]:
    """Return other doors of the same street or village."""
    points = load("distribution.addresses", "points")
    beside = (
        " WHERE p.id <> $1 AND p.street ="
        " (SELECT street FROM address_point WHERE id = $1)"
        " ORDER BY p.number_value, p.number_key LIMIT $2"
    )
    rows = await fetch(points + beside, point_id, most)
    return [msgspec.convert(row, AddressPoint) for row in rows]


async def doors_about(here: Degrees, degrees: Degrees) -> list[AddressPoint]:
    """Return the doors that lie no more *degrees* from a place, north or east."""
    points = load("distribution.addresses", "points")
    within = (
        " WHERE p.latitude BETWEEN $1::float8 - $3 AND $1::float8 + $3"
        " AND p.longitude BETWEEN $2::float8 - $4 AND $2::float8 + $4"
        " ORDER BY p.id"
    )
    rows = await fetch(
        points + within,
        *(here.latitude, here.longitude, degrees.latitude, degrees.longitude),
    )
    return [msgspec.convert(row, AddressPoint) for row in rows]


async def communes() -> list[CommuneFacts]:
    """Return the communes that were imported, by their code."""
    rows = await fetch(
        "SELECT code, name, points, imported_at FROM address_commune ORDER BY code"
    )
    return [CommuneFacts(**row) for row in rows]

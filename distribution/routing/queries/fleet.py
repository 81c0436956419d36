"""Vehicles, and who drives them when."""

from collections.abc import Iterable
from datetime import date, time
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.units import Grams, Packs


class VehicleFacts(msgspec.Struct, frozen=True):
    """A car, and what it can take at once."""

    id: UUID
    name: str
    capacity_packs: Packs
    capacity_grams: Grams
    cold_boxes: int
    active: bool


class ShiftFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A driver with a vehicle on one day; times are local, coordinates WGS84."""

    id: UUID
    day: date
    driver: UUID
    driver_name: str
    driver_phone: str | None
    vehicle: UUID
    vehicle_name: str
    capacity_packs: Packs
    capacity_grams: Grams
    cold_boxes: int
    site: UUID
    site_name: str
    site_latitude: float | None
    site_longitude: float | None
    starts: time
    ends: time
    end_latitude: float | None
    end_longitude: float | None
    open_end: bool
    crew: int
    break_opens: time | None
    break_closes: time | None
    break_minutes: int
    most_stops: int | None
    most_driving_minutes: int | None
    most_kilometres: int | None
    most_reloads: int
    """How often it may come back to its site and load again."""

    reload_minutes: int
    skills: tuple[str, ...]
    """What the driver brings, by name, of what doors may need."""

    called_off: bool
    """Whether the driver does not come: nobody plans with it any more."""

    planned: bool
    """Whether a plan has routes for it, so that it can no longer be taken back."""


class DriverFacts(msgspec.Struct, frozen=True):
    """Somebody who may be given a shift."""

    id: UUID
    name: str
    phone: str | None


_SHIFTS = (
    "SELECT s.id, s.day, s.driver, p.name AS driver_name,"
    " p.phone AS driver_phone, s.vehicle, v.name AS vehicle_name,"
    " v.capacity_packs, v.capacity_grams, v.cold_boxes, s.site,"
    " t.name AS site_name, t.latitude AS site_latitude,"
    " t.longitude AS site_longitude, s.starts, s.ends, s.end_latitude,"
    " s.end_longitude, s.open_end, s.crew, s.break_opens, s.break_closes,"
    " s.break_minutes, s.most_stops, s.most_driving_minutes, s.most_kilometres,"
    " s.most_reloads, s.reload_minutes,"
    " ARRAY(SELECT n.name FROM driver_profile AS d JOIN delivery_need AS n"
    "  ON n.id = ANY(d.needs) WHERE d.driver = s.driver AND n.active"
    "  ORDER BY n.name) AS skills,"
    " s.called_off_at IS NOT NULL AS called_off,"
    " EXISTS (SELECT FROM run WHERE run.shift = s.id) AS planned"
    " FROM shift AS s JOIN staff AS p ON p.id = s.driver"
    " JOIN vehicle AS v ON v.id = s.vehicle JOIN site AS t ON t.id = s.site"
)


async def vehicles(*, active_only: bool = False) -> list[VehicleFacts]:
    """Return the vehicles, those in use first."""
    rows = await fetch(
        "SELECT id, name, capacity_packs, capacity_grams, cold_boxes, active"
        " FROM vehicle WHERE active OR NOT $1"
        " ORDER BY active DESC, kromka_polish(name), id",
        active_only,
    )
    return [VehicleFacts(**row) for row in rows]


async def vehicle(vehicle_id: UUID) -> VehicleFacts:
    """Return one vehicle.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    for found in await vehicles():
        if found.id == vehicle_id:
            return found
    raise NotFoundError


async def shifts_on(day: date, *, every: bool = False) -> list[ShiftFacts]:
    """Return the shifts of a local day, the earliest first.

    Those that were called off are among them only if *every* one is wanted.
    """
    rows = await fetch(
        f"{_SHIFTS} WHERE s.day = $1 AND (s.called_off_at IS NULL OR $2)"
        " ORDER BY s.starts, kromka_polish(p.name), s.id",
        day,
        every,
    )
    return [_shift(row) for row in rows]


async def shifts_from(day: date) -> list[ShiftFacts]:
    """Return the shifts of *day* and of all that come after it."""
    rows = await fetch(
        f"{_SHIFTS} WHERE s.day >= $1"
        " ORDER BY s.day, s.starts, kromka_polish(p.name), s.id",
        day,
    )
    return [_shift(row) for row in rows]


async def shift(shift_id: UUID) -> ShiftFacts:
    """Return one shift.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_SHIFTS} WHERE s.id = $1", shift_id)
    if row is None:
        raise NotFoundError
    return _shift(row)


def _shift(row: Row) -> ShiftFacts:
    return ShiftFacts(**{**row, "skills": tuple(row["skills"])})


async def drivers() -> list[DriverFacts]:
    """Return who may be given a shift: active staff with the role of a driver."""
    rows = await fetch(
        "SELECT p.id, p.name, p.phone FROM staff AS p WHERE p.active AND EXISTS"
        " (SELECT FROM staff_role AS r WHERE r.staff = p.id AND r.role = 'driver')"
        " ORDER BY kromka_polish(p.name), p.id"
    )
    return [DriverFacts(**row) for row in rows]


async def drivers_of_runs(runs: Iterable[UUID]) -> dict[UUID, DriverFacts]:
    """Return who drives, by run."""
    rows = await fetch(
        "SELECT r.id AS run, p.id, p.name, p.phone FROM run AS r"
        " JOIN shift AS s ON s.id = r.shift JOIN staff AS p ON p.id = s.driver"
        " WHERE r.id = ANY($1)",
        list(set(runs)),
    )
    return {row.pop("run"): DriverFacts(**row) for row in rows}

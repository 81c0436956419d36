"""Keeping vehicles and shifts, and how a household is best visited."""

from datetime import date, datetime, time
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.queries import site as site_of_id
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.constraints import refusing
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.core.units import Grams, Packs, Seconds
from distribution.households.queries.records import household as known_household
from distribution.routing.errors import (
    DayOverError,
    NotADriverError,
    ShiftPlannedError,
    ShiftsOverlapError,
    SiteNotOnMapError,
)
from distribution.routing.queries.fleet import drivers, vehicle

_LONGEST_SERVICE = 4 * 3600
"""Seconds: who needs longer at one door is not on a parcel run [P]."""


class VehicleDetails(msgspec.Struct, frozen=True):
    """What is written down of a car."""

    name: str
    capacity_packs: Packs
    capacity_grams: Grams
    cold_boxes: int = 0
    active: bool = True


class ShiftDetails(msgspec.Struct, frozen=True, kw_only=True):
    """Who drives what on a day. Times are local, coordinates WGS84.

    Without an end place the vehicle comes back to where it started; with
    ``open_end`` the way home is the driver's own (R7).
    """

    day: date
    driver: UUID
    vehicle: UUID
    site: UUID
    starts: time
    ends: time
    end_latitude: float | None = None
    end_longitude: float | None = None
    open_end: bool = False


async def add_vehicle(actor: Actor, details: VehicleDetails) -> UUID:
    """Add a vehicle; returns its id.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    actor.must(Permission.PLAN_ROUTES)
    _check_vehicle(details)
    made = uuid4()
    async with transaction(actor):
        await execute(
            "INSERT INTO vehicle (id, centre, name, capacity_packs, capacity_grams,"
            " cold_boxes, active) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            made,
            actor.centre,
            *msgspec.structs.astuple(details),
        )
    return made


async def change_vehicle(
    actor: Actor, vehicle_id: UUID, details: VehicleDetails
) -> None:
    """Change a vehicle, or retire it with ``active``.

    Raises:
        InvalidInputError: Names every field that is wrong.
        NotFoundError: The centre has none of this id.
    """
    actor.must(Permission.PLAN_ROUTES)
    _check_vehicle(details)
    async with transaction(actor):
        changed = await fetch_one(
            "UPDATE vehicle SET name = $2, capacity_packs = $3, capacity_grams = $4,"
            " cold_boxes = $5, active = $6 WHERE id = $1 RETURNING id",
            vehicle_id,
            *msgspec.structs.astuple(details),
        )
        if changed is None:
            raise NotFoundError


async def add_shift(actor: Actor, details: ShiftDetails, *, now: datetime) -> UUID:
    """Give a driver a vehicle and hours on a day; returns the id of the shift.

    Raises:
        InvalidInputError: Names every field that is wrong.
        NotFoundError: The centre has no such vehicle or site.
        NotADriverError: The person has not the role, or was shut out.
        ShiftsOverlapError: Driver or vehicle are taken at that time.
        SiteNotOnMapError: Nobody has written down where the site lies.
        DayOverError: The day has passed.
    """
    actor.must(Permission.PLAN_ROUTES)
    _check_shift(details)
    if details.day < local_day(now):
        raise DayOverError(day=details.day.isoformat())
    made = uuid4()
    overlap = ShiftsOverlapError(
        who=N_("Kierowca albo pojazd"),
        starts=f"{details.starts:%H:%M}",
        ends=f"{details.ends:%H:%M}",
    )
    taken = {"shift_driver_once": overlap, "shift_vehicle_once": overlap}
    with refusing(taken):
        async with transaction(actor):
            await _check_people(details)
            await execute(
                "INSERT INTO shift (id, centre, day, driver, vehicle, site, starts,"
                " ends, end_latitude, end_longitude, open_end)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                made,
                actor.centre,
                *msgspec.structs.astuple(details),
            )
    return made


async def remove_shift(actor: Actor, shift: UUID) -> None:
    """Take a shift back that no plan has routes for.

    Raises:
        NotFoundError: The centre has none of this id.
        ShiftPlannedError: A plan has routes for it.
    """
    actor.must(Permission.PLAN_ROUTES)
    with refusing({"run_shift_exists": ShiftPlannedError}):
        async with transaction(actor):
            gone = await fetch_one(
                "DELETE FROM shift WHERE id = $1 RETURNING id", shift
            )
            if gone is None:
                raise NotFoundError


async def set_delivery_preference(
    actor: Actor,
    household: UUID,
    *,
    window_opens: time | None = None,
    window_closes: time | None = None,
    service_seconds: Seconds,
) -> None:
    """Write down when and for how long a household is visited; replaces what was.

    Raises:
        InvalidInputError: Names every field that is wrong.
        NotFoundError: The centre has no such household.
    """
    actor.must(Permission.BOOK)
    _check_preference(window_opens, window_closes, service_seconds)
    async with transaction(actor):
        await known_household(household)
        await execute(
            "INSERT INTO delivery_preference (id, centre, household, window_opens,"
            " window_closes, service_seconds)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)"
            " ON CONFLICT (household) DO UPDATE SET window_opens = $3,"
            " window_closes = $4, service_seconds = $5",
            actor.centre,
            household,
            window_opens,
            window_closes,
            service_seconds,
        )


async def _check_people(details: ShiftDetails) -> None:
    """Refuse who is no driver, what is no place to start from, and who is taken."""
    car = await vehicle(details.vehicle)
    place = await site_of_id(details.site)
    if place.latitude is None or place.longitude is None:
        raise SiteNotOnMapError(site=place.name)
    people = {one.id: one for one in await drivers()}
    if details.driver not in people:
        raise NotADriverError
    # One day's shifts are written one after another: what is checked stays true.
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        f"shifts of {details.day.isoformat()}",
    )
    other = await fetch_one(
        "SELECT driver, starts, ends FROM shift WHERE day = $1"
        " AND (driver = $2 OR vehicle = $3) AND starts < $5 AND ends > $4"
        " ORDER BY driver = $2 DESC LIMIT 1",
        details.day,
        details.driver,
        details.vehicle,
        details.starts,
        details.ends,
    )
    if other is not None:
        is_driver = other["driver"] == details.driver
        raise ShiftsOverlapError(
            who=people[details.driver].name if is_driver else car.name,
            starts=f"{other['starts']:%H:%M}",
            ends=f"{other['ends']:%H:%M}",
        )


def _check_vehicle(details: VehicleDetails) -> None:
    more_than_none = N_("Wpisz liczbę większą od zera.")
    faults = [
        FieldError(name, more_than_none)
        for name in ("capacity_packs", "capacity_grams")
        if getattr(details, name) <= 0
    ]
    if not details.name.strip():
        faults.append(FieldError("name", N_("Nazwij pojazd, na przykład „Doblo”.")))
    if details.cold_boxes < 0:
        faults.append(FieldError("cold_boxes", N_("Wpisz liczbę, choćby zero.")))
    if faults:
        raise InvalidInputError(faults)


def _check_shift(details: ShiftDetails) -> None:
    faults = []
    if details.ends <= details.starts:
        sentence = N_("Zmiana musi się kończyć później, niż się zaczyna.")
        faults.append(FieldError("ends", sentence))
    if (details.end_latitude is None) != (details.end_longitude is None):
        sentence = N_("Podaj obie współrzędne albo żadnej.")
        faults.append(FieldError("end_longitude", sentence))
    if details.open_end and details.end_latitude is not None:
        sentence = N_("Zmiana bez powrotu nie ma miejsca końca.")
        faults.append(FieldError("open_end", sentence))
    degrees = (("end_latitude", 90), ("end_longitude", 180))
    faults += [
        FieldError(name, N_("Współrzędna leży poza Ziemią."))
        for name, most in degrees
        if abs(getattr(details, name) or 0) > most
    ]
    if faults:
        raise InvalidInputError(faults)


def _check_preference(
    opens: time | None, closes: time | None, service: Seconds
) -> None:
    faults = []
    if opens is not None and closes is not None and closes < opens:
        sentence = N_("Okno nie może się zamykać, zanim się otworzy.")
        faults.append(FieldError("window_closes", sentence))
    if not 0 <= service <= _LONGEST_SERVICE:
        sentence = N_("Wpisz czas od 0 do {most} minut.")
        facts = {"most": _LONGEST_SERVICE // 60}
        faults.append(FieldError("service_seconds", sentence, facts))
    if faults:
        raise InvalidInputError(faults)

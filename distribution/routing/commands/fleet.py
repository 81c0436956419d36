"""Keeping vehicles and shifts."""

from datetime import datetime, time
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
from distribution.core.standing import lock_as_seen
from distribution.core.transaction import transaction
from distribution.routing.errors import (
    DayOverError,
    NotADriverError,
    ShiftPlannedError,
    ShiftsOverlapError,
    SiteNotOnMapError,
)
from distribution.routing.queries.fleet import drivers, vehicle
from distribution.routing.rules.fleet_details import (
    ShiftDetails,
    ShiftTerms,
    VehicleDetails,
    shift_faults,
    terms_faults,
    two_trips,
    vehicle_faults,
)

_TERMS = ShiftTerms.__struct_fields__[2:]
_PLACE = (
    "day",
    "driver",
    "vehicle",
    "site",
    "starts",
    "ends",
    "end_latitude",
    "end_longitude",
)


async def add_vehicle(actor: Actor, details: VehicleDetails) -> UUID:
    """Add a vehicle; returns its id.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    actor.must(Permission.PLAN_ROUTES)
    _refuse(vehicle_faults(details))
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
    actor: Actor,
    vehicle_id: UUID,
    details: VehicleDetails,
    *,
    seen: str | None = None,
) -> None:
    """Change a vehicle, or retire it with ``active``.

    *seen* is the `standing` of its details when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: Names every field that is wrong.
        NotFoundError: The centre has none of this id.
    """
    actor.must(Permission.PLAN_ROUTES)
    _refuse(vehicle_faults(details))
    async with transaction(actor):
        written = msgspec.structs.asdict(details)
        await lock_as_seen("vehicle", vehicle_id, written, seen)
        await execute(
            "UPDATE vehicle SET name = $2, capacity_packs = $3, capacity_grams = $4,"
            " cold_boxes = $5, active = $6 WHERE id = $1",
            vehicle_id,
            *written.values(),
        )


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
    _refuse(shift_faults(details))
    if details.day < local_day(now):
        raise DayOverError(day=f"{details.day:%d.%m.%Y}")
    made = uuid4()
    with refusing(_overlaps(details)):
        async with transaction(actor):
            people = await _check_people(details)
            await _check_free(made, details, people[details.driver])
            await _insert_shift(actor, made, details)
    return made


async def change_shift(
    actor: Actor, shift: UUID, terms: ShiftTerms, *, seen: str | None = None
) -> None:
    """Change hours, break, crew and limits; plans made before have to be made anew.

    *seen* is the `standing` of its terms when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: Names every field that is wrong.
        NotFoundError: The centre has none of this id.
        ShiftsOverlapError: Driver or vehicle are taken at that time.
    """
    actor.must(Permission.PLAN_ROUTES)
    _refuse(terms_faults(terms))
    with refusing(_overlaps(terms)):
        async with transaction(actor):
            written = msgspec.structs.asdict(terms)
            await lock_as_seen("shift", shift, written, seen)
            known, name = await _known_shift(shift)
            details = msgspec.structs.replace(known, **written)
            _refuse(shift_faults(details))
            await _check_free(shift, details, name)
            await _update_shift(shift, details)


async def split_shift(
    actor: Actor, shift: UUID, *, back_at: time, reload_minutes: int
) -> UUID:
    """Let a driver come back, load and go out again; returns the second trip (R8).

    Both are shifts from then on: each has its parcels, its list and its run.

    Raises:
        InvalidInputError: Names every field that is wrong.
        NotFoundError: The centre has none of this id.
        ShiftPlannedError: A plan has routes for it.
    """
    actor.must(Permission.PLAN_ROUTES)
    made = uuid4()
    async with transaction(actor):
        known, _ = await _known_shift(shift)
        if await fetch_one("SELECT id FROM run WHERE shift = $1 LIMIT 1", shift):
            raise ShiftPlannedError
        first, second = two_trips(known, back_at=back_at, reload_minutes=reload_minutes)
        await _update_shift(shift, first)
        await _insert_shift(actor, made, second)
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


async def _known_shift(shift: UUID) -> tuple[ShiftDetails, str]:
    """Return a shift as it is written down, and whose it is."""
    known = await fetch_one(
        "SELECT s.day, s.driver, s.vehicle, s.site, s.starts, s.ends, s.end_latitude,"
        " s.end_longitude, s.open_end, s.crew, s.break_opens, s.break_closes,"
        " s.break_minutes, s.most_stops, s.most_driving_minutes, s.most_kilometres,"
        " s.most_reloads, s.reload_minutes, p.name"
        " FROM shift AS s JOIN staff AS p ON p.id = s.driver WHERE s.id = $1",
        shift,
    )
    if known is None:
        raise NotFoundError
    name = known.pop("name")
    return ShiftDetails(**known), name


async def _update_shift(shift: UUID, details: ShiftDetails) -> None:
    facts = msgspec.structs.asdict(details)
    await execute(
        "UPDATE shift SET starts = $2, ends = $3, end_latitude = $4,"
        " end_longitude = $5, open_end = $6, crew = $7, break_opens = $8,"
        " break_closes = $9, break_minutes = $10, most_stops = $11,"
        " most_driving_minutes = $12, most_kilometres = $13, most_reloads = $14,"
        " reload_minutes = $15 WHERE id = $1",
        shift,
        *(facts[name] for name in _PLACE[4:]),
        *(facts[name] for name in _TERMS),
    )


async def _insert_shift(actor: Actor, made: UUID, details: ShiftDetails) -> None:
    facts = msgspec.structs.asdict(details)
    await execute(
        "INSERT INTO shift (id, centre, day, driver, vehicle, site, starts,"
        " ends, end_latitude, end_longitude, open_end, crew, break_opens,"
        " break_closes, break_minutes, most_stops, most_driving_minutes,"
        " most_kilometres, most_reloads, reload_minutes) VALUES ($1, $2, $3, $4, $5,"
        " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        made,
        actor.centre,
        *(facts[name] for name in _PLACE),
        *(facts[name] for name in _TERMS),
    )


async def _check_people(details: ShiftDetails) -> dict[UUID, str]:
    """Refuse who is no driver and what is no place to start from; returns names."""
    await vehicle(details.vehicle)
    place = await site_of_id(details.site)
    if place.latitude is None or place.longitude is None:
        raise SiteNotOnMapError(site=place.name)
    people = {one.id: one.name for one in await drivers()}
    if details.driver not in people:
        raise NotADriverError
    return people


async def _check_free(shift: UUID, details: ShiftDetails, driver_name: str) -> None:
    """Refuse a driver or a vehicle that another shift has at that time."""
    # One day's shifts are written one after another: what is checked stays true.
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        f"shifts of {details.day.isoformat()}",
    )
    other = await fetch_one(
        "SELECT driver, starts, ends FROM shift WHERE day = $1 AND id <> $6"
        " AND (driver = $2 OR vehicle = $3) AND starts < $5 AND ends > $4"
        " ORDER BY driver = $2 DESC LIMIT 1",
        details.day,
        details.driver,
        details.vehicle,
        details.starts,
        details.ends,
        shift,
    )
    if other is not None:
        is_driver = other["driver"] == details.driver
        who = driver_name if is_driver else (await vehicle(details.vehicle)).name
        raise ShiftsOverlapError(
            who=who, starts=f"{other['starts']:%H:%M}", ends=f"{other['ends']:%H:%M}"
        )


def _overlaps(terms: ShiftTerms) -> dict[str, ShiftsOverlapError]:
    """Return what two shifts that begin at once are refused with, by constraint."""
    overlap = ShiftsOverlapError(
        who=N_("Kierowca albo pojazd"),
        starts=f"{terms.starts:%H:%M}",
        ends=f"{terms.ends:%H:%M}",
    )
    return {"shift_driver_once": overlap, "shift_vehicle_once": overlap}


def _refuse(faults: list[FieldError]) -> None:
    if faults:
        raise InvalidInputError(faults)

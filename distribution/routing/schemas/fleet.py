"""Requests about vehicles, shifts, and how households are visited."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

import msgspec

from distribution.core.units import Grams, Packs
from distribution.routing.rules.fleet_details import (
    ShiftDetails,
    ShiftTerms,
    VehicleDetails,
)
from distribution.routing.rules.wishes import Company, RoutingRules, Wish
from distribution.routing.schemas.given import Given

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=32_767)]


class VehicleGiven(Given, frozen=True, kw_only=True):
    """A car, and what it takes at once."""

    name: Name
    capacity_packs: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    capacity_grams: Annotated[int, msgspec.Meta(ge=1, le=100_000_000)]
    cold_boxes: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    active: bool = True

    def details(self) -> VehicleDetails:
        """Return it as the command takes it."""
        return VehicleDetails(
            self.name,
            Packs(self.capacity_packs),
            Grams(self.capacity_grams),
            self.cold_boxes,
            self.active,
        )


class TermsGiven(Given, frozen=True, kw_only=True):
    """Hours, crew, a break and limits of a shift; times are local."""

    starts: Annotated[time, msgspec.Meta(examples=["09:00:00"])]
    ends: Annotated[time, msgspec.Meta(examples=["14:00:00"])]
    open_end: bool = False
    crew: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1
    break_opens: Annotated[time, msgspec.Meta(examples=["11:00:00"])] | None = None
    break_closes: Annotated[time, msgspec.Meta(examples=["12:00:00"])] | None = None
    break_minutes: int = 0
    most_stops: Limit | None = None
    most_driving_minutes: Limit | None = None
    most_kilometres: Limit | None = None
    most_reloads: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    reload_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] = 15

    def terms(self) -> ShiftTerms:
        """Return it as the command takes it."""
        return ShiftTerms(**msgspec.structs.asdict(self))


class ShiftGiven(TermsGiven, frozen=True, kw_only=True):
    """Who drives what on a day; without an end place back to where it started."""

    day: date
    driver: UUID
    vehicle: UUID
    site: UUID
    end_latitude: Degrees | None = None
    end_longitude: Degrees | None = None

    def details(self) -> ShiftDetails:
        """Return it as the command takes it."""
        return ShiftDetails(**msgspec.structs.asdict(self))


class TripsGiven(Given, frozen=True, kw_only=True):
    """When a driver is back to load again, and how long that takes."""

    back_at: Annotated[time, msgspec.Meta(examples=["11:30:00"])]
    reload_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] = 15


class PreferenceGiven(Given, frozen=True, kw_only=True):
    """When a household is visited, by whom, how long; no hours mean any time."""

    window_opens: time | None = None
    window_closes: time | None = None
    service_seconds: Annotated[int, msgspec.Meta(ge=0, le=14_400)] = 300
    priority: Annotated[int, msgspec.Meta(ge=0, le=100)] = 50
    company: Company = Company.ALONE
    usual_driver: UUID | None = None
    needs: tuple[UUID, ...] = ()
    not_drivers: tuple[UUID, ...] = ()

    def wish(self) -> Wish:
        """Return who comes, as the command takes it."""
        return Wish(
            self.priority, self.company, self.usual_driver, self.needs, self.not_drivers
        )


class NeedGiven(Given, frozen=True, kw_only=True):
    """Something that a door may need, and some drivers bring."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60, examples=["winda"])]


class NeedChange(NeedGiven, frozen=True, kw_only=True):
    """A need under a new name, or off the list."""

    active: bool


class DriverNeedsGiven(Given, frozen=True, kw_only=True):
    """All that a driver brings of what doors may need."""

    needs: tuple[UUID, ...]


class RulesGiven(Given, frozen=True, kw_only=True):
    """What holds for all routes of the centre, in minutes; no limit is null."""

    cold_minutes: Limit | None = None
    known_face_minutes: Annotated[int, msgspec.Meta(ge=0)] = 5

    def rules(self) -> RoutingRules:
        """Return it as the command takes it."""
        return RoutingRules(self.cold_minutes, self.known_face_minutes)

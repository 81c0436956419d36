"""How a household wants to be visited, and what a coordinator aims at. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

import msgspec

from distribution.core.language import N_


class Company(StrEnum):
    """When two people come to a door. Stored; never rename one."""

    ALONE = "alone"
    FIRST_VISIT = "first_visit"
    ALWAYS = "always"

    def crew(self, *, visited: bool) -> int:
        """Return how many must come to a door that somebody *visited* before."""
        needs_two = self is Company.ALWAYS or (
            self is Company.FIRST_VISIT and not visited
        )
        return 2 if needs_two else 1


COMPANY_LABELS: Mapping[Company, str] = {
    Company.ALONE: N_("kierowca może przyjść sam"),
    Company.FIRST_VISIT: N_("za pierwszym razem we dwoje"),
    Company.ALWAYS: N_("zawsze we dwoje"),
}


class Aim(StrEnum):
    """What a plan has little of. Stored; never rename one."""

    LEAST_TIME = "least_time"
    FEWEST_DRIVERS = "fewest_drivers"
    EVEN_WORK = "even_work"


AIM_LABELS: Mapping[Aim, str] = {
    Aim.LEAST_TIME: N_("jak najmniej jazdy"),
    Aim.FEWEST_DRIVERS: N_("jak najmniej kierowców"),
    Aim.EVEN_WORK: N_("po równo dla wszystkich kierowców"),
}

DRIVER_PRICE = 100_000
"""Seconds of driving that a plan with one driver fewer may cost: more than a day."""

EVEN_PRICE = 3
"""Seconds of driving that a second less of the longest run is worth."""


class RoutingRules(msgspec.Struct, frozen=True):
    """What holds for all routes of a centre, in minutes.

    ``cold_minutes`` pass at most from loading to the door of what is cold; None: as
    many as it takes. ``known_face_minutes`` longer may the way be, so that the driver
    comes whom the household knows.
    """

    cold_minutes: int | None = None
    known_face_minutes: int = 5


class Wish(msgspec.Struct, frozen=True):
    """Who comes to a household, beside when and for how long.

    ``usual_driver`` None means whoever came last. ``needs`` are what the driver must
    meet, by id. ``not_drivers`` never come.
    """

    priority: int = 50
    company: Company = Company.ALONE
    usual_driver: UUID | None = None
    needs: tuple[UUID, ...] = ()
    not_drivers: tuple[UUID, ...] = ()

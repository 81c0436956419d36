"""Cars, drivers' hours, and when the seniors can be visited."""

from collections.abc import Sequence
from datetime import time, timedelta
from random import Random
from uuid import UUID

from distribution.core.transaction import perform
from distribution.core.units import Grams, Packs, Seconds
from distribution.demo.founding import Town
from distribution.demo.intake import Resident
from distribution.demo.seasons import moment, previous_working_day
from distribution.routing.commands.fleet import (
    add_shift,
    add_vehicle,
)
from distribution.routing.commands.wishes import (
    add_need,
    set_delivery_preference,
    set_driver_needs,
)
from distribution.routing.rules.fleet_details import ShiftDetails, VehicleDetails
from distribution.routing.rules.wishes import Company, Wish

_VEHICLES = (
    VehicleDetails("Fiat Doblo MOPS", Packs(420), Grams(450_000), cold_boxes=12),
    VehicleDetails("Renault Kangoo CKiP", Packs(360), Grams(400_000), cold_boxes=10),
    VehicleDetails("Peugeot Partner OSP", Packs(360), Grams(400_000), cold_boxes=10),
    VehicleDetails("Škoda Fabia wolontariuszki", Packs(150), Grams(160_000)),
)
_HOURS = (
    (time(9, 30), time(13, 30)),
    (time(9, 30), time(15)),
    (time(9), time(14)),
    (time(12), time(17)),
)
_DAYS_AHEAD = 7
_WINDOWS = ((8, 11), (9, 12), (9, 14), (8, 13), (9, 15))
_WITH_WINDOW = 0.6
_NEEDS = ("ukraiński", "klucz do bramy", "nie boi się psów")
_NEEDY = 6
"""One door in so many needs something; the next one two people."""

_WITH_COMPANY = 2
"""Cars in which two people go."""


async def put_on_the_road(town: Town) -> None:
    """Give each driver a car and hours, today and on the days that follow."""
    now = moment(previous_working_day(town.days.today), 14)
    drivers = list(town.drivers)
    cars = [
        await perform(add_vehicle, town.coordinator, details) for details in _VEHICLES
    ]
    for ahead in range(_DAYS_AHEAD):
        for driver, car, (starts, ends) in zip(drivers, cars, _HOURS, strict=False):
            shift = ShiftDetails(
                day=town.days.today + timedelta(days=ahead),
                driver=driver,
                vehicle=car,
                site=town.counter.site,
                starts=starts,
                ends=ends,
                open_end=driver == drivers[-1],
                crew=2 if car in cars[:_WITH_COMPANY] else 1,
            )
            await perform(add_shift, town.coordinator, shift, now=now)


async def list_needs(town: Town) -> list[UUID]:
    """Write down what some doors need; half of the drivers bring it."""
    needs = [await perform(add_need, town.coordinator, name) for name in _NEEDS]
    for driver in list(town.drivers)[::2]:
        await perform(set_driver_needs, town.coordinator, driver, needs)
    return needs


async def ask_for_windows(
    town: Town, residents: Sequence[Resident], random: Random
) -> None:
    """Note when those who are visited are at home, and whom and what a door needs."""
    needs = await list_needs(town)
    visited = [one for one in residents if one.plan.is_delivered]
    for number, one in enumerate(visited):
        opens, closes = random.choice(_WINDOWS)
        has_window = random.random() < _WITH_WINDOW
        await perform(
            set_delivery_preference,
            town.social_worker,
            one.id,
            window_opens=time(opens) if has_window else None,
            window_closes=time(closes) if has_window else None,
            service_seconds=Seconds(random.choice((240, 300, 300, 420, 600))),
            wish=_wish(number, needs),
        )


def _wish(number: int, needs: Sequence[UUID]) -> Wish:
    """Return a wish to every few doors: a need, or two people on the first visit."""
    if number % _NEEDY == 0:
        return Wish(needs=(needs[number // _NEEDY % len(needs)],))
    if number % _NEEDY == 1:
        return Wish(company=Company.FIRST_VISIT)
    return Wish()

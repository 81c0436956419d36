"""Cars, drivers' hours, and when the seniors can be visited."""

from collections.abc import Sequence
from datetime import time, timedelta
from random import Random

from distribution.core.transaction import perform
from distribution.core.units import Grams, Packs, Seconds
from distribution.demo.founding import Town
from distribution.demo.intake import Resident
from distribution.demo.seasons import moment, previous_working_day
from distribution.routing.commands.fleet import (
    add_shift,
    add_vehicle,
)
from distribution.routing.commands.wishes import set_delivery_preference
from distribution.routing.rules.fleet_details import ShiftDetails, VehicleDetails

_VEHICLES = (
    VehicleDetails("Fiat Doblo MOPS", Packs(420), Grams(450_000), cold_boxes=12),
    VehicleDetails("Renault Kangoo CKiP", Packs(360), Grams(400_000), cold_boxes=10),
    VehicleDetails("Peugeot Partner OSP", Packs(360), Grams(400_000), cold_boxes=10),
    VehicleDetails("Škoda Fabia wolontariuszki", Packs(150), Grams(160_000)),
)
_HOURS = (
    (time(9, 15), time(13, 30)),
    (time(9), time(15)),
    (time(9), time(14)),
    (time(12), time(17)),
)
_DAYS_AHEAD = 7
_WINDOWS = ((9, 12), (10, 13), (9, 14), (12, 15), (13, 16))
_WITH_WINDOW = 0.6


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
            )
            await perform(add_shift, town.coordinator, shift, now=now)


async def ask_for_windows(
    town: Town, residents: Sequence[Resident], random: Random
) -> None:
    """Note when those who are visited are at home, and how long the door takes."""
    for one in residents:
        if not one.plan.is_delivered:
            continue
        opens, closes = random.choice(_WINDOWS)
        has_window = random.random() < _WITH_WINDOW
        await perform(
            set_delivery_preference,
            town.social_worker,
            one.id,
            window_opens=time(opens) if has_window else None,
            window_closes=time(closes) if has_window else None,
            service_seconds=Seconds(random.choice((240, 300, 300, 420, 600))),
        )

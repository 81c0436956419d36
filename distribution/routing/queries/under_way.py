"""Drivers who are on the road: where they were last, and what is in their cars."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.database import Row, fetch
from distribution.core.sql import load
from distribution.core.units import Seconds
from distribution.routing.queries.fleet import shifts_on
from distribution.routing.rules.arrivals import AT_THE_DOOR
from distribution.routing.rules.doors import NEVER_LOADED
from distribution.routing.rules.hours import seconds_at
from distribution.routing.rules.plan import Reload
from distribution.routing.rules.under_way import Sent, Trips, UnderWay, trips_driven

_NONE = Trips(0, None, frozenset())


async def under_way_on(day: date) -> list[UnderWay]:
    """Return who has been at a door on *day* and still has parcels to bring.

    Their cars hold what they were last sent out with. Who has ended every door is
    on the way back, and can load again.
    """
    last = await fetch(
        load("distribution.routing", "last_doors"),
        day,
        [one.value for one in AT_THE_DOOR],
    )
    if not last:
        return []
    loaded = await fetch(
        load("distribution.routing", "loaded"),
        day,
        [one.value for one in NEVER_LOADED],
    )
    ahead = {row["shift"] for row in loaded if not row["closed"]}
    trips = await _trips_on(day)
    aboard: dict[UUID, set[UUID]] = {shift: set() for shift in ahead}
    tried: dict[UUID, set[UUID]] = {shift: set() for shift in ahead}
    for row in loaded:
        shift = row["shift"]
        if shift not in ahead or row["voucher"] in trips.get(shift, _NONE).waiting:
            continue
        aboard[shift].add(row["voucher"])
        if row["closed"] and not row["try_again"]:
            tried[shift].add(row["voucher"])
    return [
        UnderWay(
            shift=row["shift"],
            latitude=row["latitude"],
            longitude=row["longitude"],
            since=seconds_at(day, row["happened_at"], WARSAW),
            loaded=_loaded(row, trips.get(row["shift"], _NONE), day),
            visited=row["visited"],
            reloaded=trips.get(row["shift"], _NONE).reloaded,
            aboard=frozenset(aboard[row["shift"]]),
            tried=frozenset(tried[row["shift"]]),
        )
        for row in last
        if row["shift"] in ahead
    ]


async def carried_on(day: date) -> Mapping[UUID, str]:
    """Return who has which parcels in the car, by voucher: those still to be brought.

    A parcel of nobody's door that is tried today goes back anyway.
    """
    away = await under_way_on(day)
    if not away:
        return {}
    names = {one.id: one.driver_name for one in await shifts_on(day, every=True)}
    return {
        voucher: names[driver.shift]
        for driver in away
        for voucher in driver.aboard - driver.tried
    }


def _loaded(row: Row, trips: Trips, day: date) -> Seconds:
    """Return when the car was loaded: who left earlier than planned had by then."""
    planned = trips.loaded or seconds_at(day, row["loaded_at"], WARSAW)
    loaded = min(planned, seconds_at(day, row["happened_at"], WARSAW))
    return Seconds(max(0, loaded))


async def _trips_on(day: date) -> dict[UUID, Trips]:
    """Return how far the trips have come of those who load again on the way."""
    rows = await fetch(
        load("distribution.routing", "trips"),
        day,
        [one.value for one in AT_THE_DOOR],
    )
    for row in rows:
        row["reloads"] = msgspec.json.decode(row["reloads"], type=tuple[Reload, ...])
    return trips_driven(Sent(**row) for row in rows)

"""Drivers who are on the road: where they were last, and what is in their cars."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.database import Row, fetch
from distribution.core.sql import load
from distribution.core.units import Seconds
from distribution.routing.rules.arrivals import AT_THE_DOOR
from distribution.routing.rules.doors import NEVER_LOADED
from distribution.routing.rules.hours import seconds_at
from distribution.routing.rules.plan import Reload
from distribution.routing.rules.under_way import Sent, Trips, UnderWay, trips_driven

_NONE = Trips(0, None, frozenset())

_LAST_DOORS = (
    "SELECT DISTINCT ON (r.shift) r.shift, o.happened_at, h.latitude, h.longitude,"
    " count(*) OVER (PARTITION BY r.shift)::int AS visited,"
    " least(min(o.happened_at) OVER (PARTITION BY r.id),"
    "  (SELECT max(l.leaves_at) FROM run AS l JOIN plan AS p ON p.id = l.plan"
    "  WHERE l.shift = r.shift AND p.published_at IS NOT NULL"
    "  AND l.start_latitude IS NULL)) AS loaded_at"
    " FROM stop_outcome AS o JOIN stop AS s ON s.id = o.stop"
    " JOIN run AS r ON r.id = s.run JOIN household AS h ON h.id = s.household"
    " WHERE r.day = $1 AND o.outcome = ANY($2) AND h.latitude IS NOT NULL"
    " AND h.longitude IS NOT NULL"
    " ORDER BY r.shift, o.happened_at DESC, o.recorded_at DESC"
)


async def under_way_on(day: date) -> list[UnderWay]:
    """Return who has been at a door on *day* and still has parcels to bring.

    Their cars hold what they were last sent out with. Who has ended every door is
    on the way back, and can load again.
    """
    last = await fetch(
        _LAST_DOORS,
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


def _loaded(row: Row, trips: Trips, day: date) -> Seconds:
    """Return when the car was loaded: who left earlier than planned had by then."""
    planned = trips.loaded or seconds_at(day, row["loaded_at"], WARSAW)
    return min(planned, seconds_at(day, row["happened_at"], WARSAW))


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

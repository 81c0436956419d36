"""What the drawing of routes takes from runs: doors, and the roads between them."""

import asyncio
from collections.abc import Sequence

from admin_ui.route_map import Leg, Where
from distribution.core.actor import Actor
from distribution.routing.queries.plans import RunFacts
from distribution.routing.roads import Point, RoadNetwork
from distribution.routing.roads.in_use import roads_in_use


async def legs_of(actor: Actor, runs: Sequence[RunFacts]) -> list[Leg]:
    """Return the runs as the drawing wants them.

    They follow the roads where their times come from roads, else straight lines.
    """
    roads = None
    if any(not run.estimate for run in runs):
        roads = await roads_in_use(actor)
    return await asyncio.to_thread(lambda: [_leg(run, roads) for run in runs])


def _leg(run: RunFacts, roads: RoadNetwork | None) -> Leg:
    home = start = (run.site_latitude or 0.0, run.site_longitude or 0.0)
    if run.start_latitude is not None and run.start_longitude is not None:
        start = (run.start_latitude, run.start_longitude)
    end: Where | None = home
    if run.open_end:
        end = None
    elif run.end_latitude is not None and run.end_longitude is not None:
        end = (run.end_latitude, run.end_longitude)
    stops = [
        (stop.position, (stop.latitude, stop.longitude))
        for stop in run.stops
        if stop.latitude is not None and stop.longitude is not None
    ]
    places = [start, *(where for _, where in stops), *([] if end is None else [end])]
    return Leg(run.driver_name, start, stops, end, _way(places, roads))


def _way(places: list[Where], roads: RoadNetwork | None) -> list[Where]:
    if roads is None or roads.is_estimate:
        return []
    ways = roads.ways([Point(*place) for place in places])
    return [(point.lat, point.lon) for way in ways for point in way]

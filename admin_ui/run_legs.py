"""What the drawing of routes takes from runs: doors, and the roads between them."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from admin_ui.route_map import Leg, Where
from distribution.core.actor import Actor
from distribution.core.language import Language
from distribution.routing.loads import awaited_loads, loads_of
from distribution.routing.queries.plans import RunFacts, StopFacts
from distribution.routing.roads import Point, RoadNetwork, Step
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.rules.arrivals import AT_THE_DOOR
from distribution.routing.rules.doors import StopState


async def legs_of(actor: Actor, runs: Sequence[RunFacts]) -> list[Leg]:
    """Return the runs as the drawing wants them.

    They follow the roads where their times come from roads, else straight lines.
    """
    roads = None
    if any(not run.estimate for run in runs):
        roads = await roads_in_use(actor)
    return await asyncio.to_thread(lambda: [_leg(run, roads) for run in runs])


class Told(msgspec.Struct, frozen=True):
    """How to get to a door in words, and from where: an address, or empty."""

    since: str
    steps: list[Step]


async def told_ways(
    actor: Actor, run: RunFacts, language: Language
) -> Mapping[UUID, Told]:
    """Return how to get to each door ahead, by stop; none if nobody has words for it.

    The first way leads from the last door at which the driver was, the others from
    the door before, since a phone without signal shows one after another. Who loads
    again in between is led to the site first.
    """
    ahead = [
        (stop, where)
        for stop in run.stops
        if stop.state is StopState.WAITING and (where := _place(stop)) is not None
    ]
    if run.estimate or not ahead:
        return {}
    since, start = _last_place(run)
    names = [since, *(stop.address for stop, _ in ahead)]
    again = {key for key, one in awaited_loads(run).items() if one.is_next}
    places = [start]
    for stop, where in ahead:
        places += [_home(run), where] if stop.id in again else [where]
    roads = await roads_in_use(actor)
    found = iter(
        await asyncio.to_thread(
            roads.steps, [Point(*place) for place in places], language
        )
    )
    told = {}
    for name, (stop, _) in zip(names, ahead, strict=False):
        steps = [*next(found), *(next(found) if stop.id in again else ())]
        if steps:
            told[stop.id] = Told(name, steps)
    return told


def _last_place(run: RunFacts) -> tuple[str, Where]:
    """Return the last door at which the driver was, or where the run starts."""
    been = [
        (stop.ended_at, stop.position, stop.address, where)
        for stop in run.stops
        if stop.outcome in AT_THE_DOOR
        and stop.ended_at is not None
        and (where := _place(stop)) is not None
    ]
    if been:
        _, _, address, where = max(been)
        return address, where
    return "" if run.start_latitude is not None else run.site_name, _start(run)


def _place(stop: StopFacts) -> Where | None:
    if stop.latitude is None or stop.longitude is None:
        return None
    return stop.latitude, stop.longitude


def _start(run: RunFacts) -> Where:
    if run.start_latitude is not None and run.start_longitude is not None:
        return run.start_latitude, run.start_longitude
    return _home(run)


def _home(run: RunFacts) -> Where:
    return run.site_latitude or 0.0, run.site_longitude or 0.0


def _leg(run: RunFacts, roads: RoadNetwork | None) -> Leg:
    start = _start(run)
    end: Where | None = _home(run)
    if run.open_end:
        end = None
    elif run.end_latitude is not None and run.end_longitude is not None:
        end = (run.end_latitude, run.end_longitude)
    stops = [
        (stop.position, where)
        for stop in run.stops
        if (where := _place(stop)) is not None
    ]
    loads = dict.fromkeys(loads_of(run), _home(run))
    leg = Leg(run.driver_name, start, stops, end, loads=loads)
    return msgspec.structs.replace(leg, way=_way(leg.places, roads))


def _way(places: list[Where], roads: RoadNetwork | None) -> list[Where]:
    if roads is None or roads.is_estimate:
        return []
    ways = roads.ways([Point(*place) for place in places])
    return [(point.lat, point.lon) for way in ways for point in way]

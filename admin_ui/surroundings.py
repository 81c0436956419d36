"""What lies about places, for maps that are drawn without tiles.

The roads of the centre's own road map, and the doors of its register of addresses.
"""

import math
from collections.abc import Sequence

import msgspec
from litestar.concurrency import sync_to_thread

from admin_ui.route_map import Leg, Where
from distribution.accounts.queries import sites
from distribution.addresses.queries.points import AddressPoint, doors_about
from distribution.addresses.rules.area import distance
from distribution.addresses.rules.projection import Degrees
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.routing.roads import Point, great_circle
from distribution.routing.roads.box import box_of
from distribution.routing.roads.in_use import roads_in_use
from distribution.routing.roads.network import Way
from distribution.routing.roads.road_graph import RoadGraph

MOST_METRES = 4_000
"""Nobody looks for a door farther about than this."""

_DOORS_WITHIN = 500
"""Metres: beyond them numbers of houses would lie on one another."""

_MOST_DOORS = 500
_DECIMALS = 5
"""Of a degree: a metre, for what is only drawn."""

_ONLY_DRAWN = 300
"""A bend smaller than this part of the drawing is not seen."""

_BESIDE = 300
"""Metres about the farthest doors of a way in which other roads are drawn, too."""

_FARTHEST = 8_000
"""Metres: beyond them all roads would be one grey spot."""


class Neighbour(msgspec.Struct, frozen=True):
    """A door of the register, where the centre says that it is."""

    street: str
    number: str
    where: Where


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What lies within so many *metres* of a place to the north, south, east and west.

    ``has_roads`` is False where the centre has no road map at all.
    """

    middle: Where
    metres: int
    has_roads: bool
    roads: list[list[Where]]
    doors: list[Neighbour]


async def roads_about(actor: Actor, legs: Sequence[Leg]) -> list[list[Where]]:
    """Return the roads among which ways are drawn; none where ways are guessed."""
    places = [Point(*place) for leg in legs if leg.way for place in leg.places]
    roads = await roads_in_use(actor) if places else None
    if not isinstance(roads, RoadGraph):
        return []
    box = box_of(places)
    middle = Point((box.south + box.north) / 2, (box.west + box.east) / 2)
    reach = math.ceil(great_circle(middle, Point(box.south, box.west))) + _BESIDE
    reach = min(_FARTHEST, reach)
    ways = await sync_to_thread(roads.near, middle, reach)
    return [thinned(way, reach / _ONLY_DRAWN) for way in ways]


async def where_to_begin() -> Degrees | None:
    """Return a place of the centre, for who has not been found on the map yet."""
    for one in await sites():
        if one.latitude is not None and one.longitude is not None:
            return Degrees(one.latitude, one.longitude)
    return None


async def surroundings(actor: Actor, here: Degrees, metres: int) -> Surroundings:
    """Return what lies about a place."""
    async with reading(actor):
        near = await doors_about(here, _reach(here, min(metres, _DOORS_WITHIN)))
    roads = await roads_in_use(actor)
    ways: list[Way] = []
    if isinstance(roads, RoadGraph):
        place = Point(here.latitude, here.longitude)
        ways = await sync_to_thread(roads.near, place, metres)
    near.sort(key=lambda one: distance(here, one.where))
    return Surroundings(
        middle=(here.latitude, here.longitude),
        metres=metres,
        has_roads=not roads.is_estimate,
        roads=[thinned(way, metres / _ONLY_DRAWN) for way in ways],
        doors=[_neighbour(one) for one in near[:_MOST_DOORS]],
    )


def thinned(way: Way, metres: float) -> list[Where]:
    """Return the ends of a *way*, and of what lies between what is so far apart."""
    kept = [way[0]]
    for point in way[1:-1]:
        if great_circle(kept[-1], point) >= metres:
            kept.append(point)
    if len(way) > 1:
        kept.append(way[-1])
    return [(round(one.lat, _DECIMALS), round(one.lon, _DECIMALS)) for one in kept]


def _reach(here: Degrees, metres: int) -> Degrees:
    """Return how many degrees *metres* are to the north and to the east."""
    north = metres / distance(here, Degrees(here.latitude + 1, here.longitude))
    east = metres / distance(here, Degrees(here.latitude, here.longitude + 1))
    return Degrees(north, east)


def _neighbour(door: AddressPoint) -> Neighbour:
    where = round(door.where.latitude, 6), round(door.where.longitude, 6)
    return Neighbour(door.street or door.locality, door.number, where)

"""What a car may do on a road and how fast, from the road's OpenStreetMap tags. Pure.

``TABLE`` is all that is assumed; everything else here only looks things up in it.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

Tags = Mapping[str, str]


class Effect(StrEnum):
    """What a tag does. Speeds in km/h, delays in seconds."""

    SPEED = "speed"
    AT_MOST = "at_most"
    LIMIT = "limit"
    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH_WAYS = "both_ways"
    OPEN = "open"
    ENDS_ONLY = "ends_only"
    CLOSED = "closed"
    DELAY = "delay"


class Source(StrEnum):
    """Where an assumption comes from."""

    OSRM = "OSRM, profiles/car.lua: the speeds and surfaces of its car profile"
    HIGHWAY = "OpenStreetMap Wiki, Key:highway"
    ONEWAY = "OpenStreetMap Wiki, Key:oneway; Key:junction"
    ACCESS = "OpenStreetMap Wiki, Key:access; OSM tags for routing/Access restrictions"
    BARRIER = "OpenStreetMap Wiki, Key:barrier"
    MAXSPEED = "OpenStreetMap Wiki, Key:maxspeed; Polish Road Traffic Act, art. 20"
    OURS = "ours: small towns and villages, stops at lights and bends included"


class Row(msgspec.Struct, frozen=True):
    """One tag, what it does, how much of it, and who says so."""

    key: str
    value: str
    effect: Effect
    amount: int
    source: Source


def _rows(key: str, effect: Effect, source: Source, values: str) -> Iterator[Row]:
    """Yield a row for each ``value`` or ``value=amount`` in *values*."""
    for one in values.split():
        value, _, amount = one.partition("=")
        yield Row(key, value, effect, int(amount or 0), source)


TABLE: tuple[Row, ...] = (
    *_rows(
        "highway",
        Effect.SPEED,
        Source.OSRM,
        "trunk=85 primary=65 secondary=55 living_street=10 service=15"
        " motorway_link=45 trunk_link=40 primary_link=30 secondary_link=25",
    ),
    *_rows(
        "highway",
        Effect.SPEED,
        Source.OURS,
        "motorway=105 tertiary=45 tertiary_link=25 unclassified=35 residential=30"
        " road=30 track=15 pedestrian=8",
    ),
    *_rows("highway", Effect.ENDS_ONLY, Source.OURS, "track pedestrian"),
    *_rows(
        "surface",
        Effect.AT_MOST,
        Source.OSRM,
        "cement=80 compacted=80 fine_gravel=80 paving_stones=60 metal=60 bricks=60"
        " grass=40 wood=40 sett=40 grass_paver=40 gravel=40 unpaved=40 ground=40"
        " dirt=40 pebblestone=40 cobblestone=30 clay=30 earth=20 stone=20 rocky=20"
        " sand=20 mud=10",
    ),
    *_rows(
        "tracktype",
        Effect.AT_MOST,
        Source.OSRM,
        "grade1=60 grade2=40 grade3=30 grade4=25 grade5=20",
    ),
    *_rows(
        "smoothness",
        Effect.AT_MOST,
        Source.OSRM,
        "intermediate=80 bad=40 very_bad=20 horrible=10 very_horrible=5",
    ),
    *_rows("smoothness", Effect.CLOSED, Source.OSRM, "impassable"),
    *_rows(
        "maxspeed",
        Effect.LIMIT,
        Source.MAXSPEED,
        "PL:living_street=20 PL:urban=50 PL:rural=90 PL:trunk=100 PL:motorway=140"
        " PL:zone20=20 PL:zone30=30 walk=6",
    ),
    *_rows("highway", Effect.FORWARD, Source.HIGHWAY, "motorway"),
    *_rows("junction", Effect.FORWARD, Source.ONEWAY, "roundabout circular"),
    *_rows("oneway", Effect.FORWARD, Source.ONEWAY, "yes 1 true"),
    *_rows("oneway", Effect.BACKWARD, Source.ONEWAY, "-1 reverse"),
    *_rows("oneway", Effect.BOTH_WAYS, Source.ONEWAY, "no 0 false"),
    *_rows("oneway", Effect.CLOSED, Source.ONEWAY, "reversible alternating"),
    *_rows(
        "access",
        Effect.OPEN,
        Source.ACCESS,
        "yes permissive designated official public",
    ),
    *_rows(
        "access",
        Effect.ENDS_ONLY,
        Source.ACCESS,
        "private no destination delivery customers permit residents agricultural"
        " forestry",
    ),
    *_rows("service", Effect.CLOSED, Source.HIGHWAY, "emergency_access"),
    *_rows("area", Effect.CLOSED, Source.HIGHWAY, "yes"),
    *_rows(
        "barrier",
        Effect.CLOSED,
        Source.BARRIER,
        "block bollard bus_trap chain cycle_barrier debris fence hedge"
        " height_restrictor jersey_barrier kissing_gate log motorcycle_barrier"
        " planter rope spikes stile sump_buster turnstile wall",
    ),
    *_rows("barrier", Effect.DELAY, Source.OURS, "gate=20 lift_gate=20 swing_gate=20"),
    *_rows("highway", Effect.DELAY, Source.OURS, "traffic_signals=8"),
)
"""Every assumption about roads. A change here changes what a new import builds."""

SHARE_OF_LIMIT = (9, 10)
"""A car averages nine tenths of the limit on the sign [P].

OSRM's car profile takes four fifths of it and adds seconds at each turn; Valhalla takes
all of it and adds some, too; we have seconds at lights and gates alone. ``./dev bench
valhalla`` compares what comes of it.
"""

OFF_ROAD_SPEED = 10
"""km/h between a door and the road it lies at; ours."""

VEHICLE_KEYS = ("motorcar", "motor_vehicle", "vehicle")
"""The more exact a key, the more it weighs (Wiki, Key:access)."""

_MPH = 1.609344
_NUMBER = re.compile(r"(\d{1,3})(?:\s*(mph|km/h|kmh))?$")

_BY_TAG: dict[tuple[str, str], dict[Effect, int]] = {}
for _row in TABLE:
    _BY_TAG.setdefault((_row.key, _row.value), {})[_row.effect] = _row.amount


class Drive(msgspec.Struct, frozen=True):
    """What a car may do on a road: km/h each way, 0 where it may not."""

    forward: int
    backward: int
    ends_only: bool


def drive(tags: Tags) -> Drive | None:
    """Return how a car drives on a road, or None if it cannot."""
    speed = _speed(tags)
    oneway = _effects(tags, "oneway")
    signs = (
        oneway,
        *(_effects(tags, key) for key in ("smoothness", "service", "area")),
    )
    if speed is None or any(Effect.CLOSED in effects for effects in signs):
        return None
    if not oneway:
        oneway = {**_effects(tags, "highway"), **_effects(tags, "junction")}
    forward = 0 if Effect.BACKWARD in oneway else speed
    backward = 0 if Effect.FORWARD in oneway else speed
    return Drive(forward, backward, is_for_ends_only(tags))


def is_for_ends_only(tags: Tags) -> bool:
    """Return whether one may only begin or end a drive there."""
    for key in (*VEHICLE_KEYS, "access"):
        effects = _BY_TAG.get(("access", tags.get(key, "")), {})
        if effects:
            return Effect.ENDS_ONLY in effects
    return Effect.ENDS_ONLY in _effects(tags, "highway")


def delay(tags: Tags) -> int | None:
    """Return the seconds that a point of a road costs, None if it bars the way."""
    barrier = _effects(tags, "barrier")
    is_named = any(key in tags for key in (*VEHICLE_KEYS, "access"))
    if barrier and is_named:
        closed = is_for_ends_only({k: v for k, v in tags.items() if k != "highway"})
    else:
        closed = Effect.CLOSED in barrier
    if closed:
        return None
    return barrier.get(Effect.DELAY, 0) + _effects(tags, "highway").get(Effect.DELAY, 0)


def _speed(tags: Tags) -> int | None:
    """Return km/h: of the class or of the sign, and no more than the surface bears."""
    speed = _effects(tags, "highway").get(Effect.SPEED)
    if speed is None:
        return None
    limit = _limit(tags.get("maxspeed", ""))
    if limit:
        speed = limit * SHARE_OF_LIMIT[0] // SHARE_OF_LIMIT[1]
    for key in ("surface", "tracktype", "smoothness"):
        speed = min(speed, _effects(tags, key).get(Effect.AT_MOST, speed))
    return max(speed, 1)


def _limit(sign: str) -> int | None:
    known = _BY_TAG.get(("maxspeed", sign), {}).get(Effect.LIMIT)
    if known is not None:
        return known
    number = _NUMBER.match(sign)
    if number is None:
        return None
    return round(int(number[1]) * (_MPH if number[2] == "mph" else 1))


def _effects(tags: Tags, key: str) -> dict[Effect, int]:
    return _BY_TAG.get((key, tags.get(key, "")), {})

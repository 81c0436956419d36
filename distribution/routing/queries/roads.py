"""The road map in use, and the places that its roads should reach."""

from collections.abc import Collection
from enum import StrEnum

import msgspec

from distribution.core.database import fetch, fetch_one
from distribution.routing.roads import Point


class StoredMap(msgspec.Struct, frozen=True):
    """Which map is in use; its content, where the caller did not know it.

    ``tiled`` says that it has tiles, and that they are wanted.
    """

    version: str
    tiled: bool
    content: bytes | None
    tiles: bytes | None


class PlaceKind(StrEnum):
    """What lies at a place."""

    HOUSEHOLD = "household"
    SITE = "site"
    DRIVERS_HOME = "drivers_home"


class Place(msgspec.Struct, frozen=True):
    """A place that somebody drives to; a household's *name* is its number."""

    kind: PlaceKind
    name: str
    point: Point


async def stored_map(
    known: Collection[str], known_tiled: Collection[str] | None = None
) -> StoredMap | None:
    """Return the map in use, without the content of a *known* version.

    Args:
        known: Versions that the caller has without tiles.
        known_tiled: Versions that it has with them; None if it wants no tiles.
    """
    row = await fetch_one(
        "SELECT m.version, t.tiled,"
        "  CASE WHEN t.missing THEN c.content END AS content,"
        "  CASE WHEN t.missing AND t.tiled THEN c.tiles END AS tiles"
        " FROM road_map AS m JOIN road_map_content AS c ON c.road_map = m.id,"
        " LATERAL (SELECT $2::text[] IS NOT NULL AND c.tiles IS NOT NULL) AS w (tiled),"
        " LATERAL (SELECT w.tiled, m.version <> ALL"
        "  (CASE WHEN w.tiled THEN $2 ELSE $1::text[] END)) AS t (tiled, missing)"
        " WHERE m.in_use",
        list(known),
        None if known_tiled is None else list(known_tiled),
    )
    return None if row is None else StoredMap(**row)


async def places_to_reach() -> list[Place]:
    """Return where people drive: sites, drivers' homes, households with delivery."""
    rows = await fetch(
        "SELECT 'site' AS kind, name, latitude, longitude FROM site WHERE active"
        " AND latitude IS NOT NULL AND longitude IS NOT NULL"
        " UNION SELECT 'drivers_home', d.name, s.end_latitude, s.end_longitude"
        "  FROM shift AS s JOIN staff AS d ON d.id = s.driver"
        "  WHERE s.end_latitude IS NOT NULL AND s.end_longitude IS NOT NULL"
        " UNION SELECT 'household', number::text, latitude, longitude FROM household"
        "  WHERE active AND channel = 'home_delivery'"
        "  AND latitude IS NOT NULL AND longitude IS NOT NULL"
        " ORDER BY kind, name, latitude, longitude"
    )
    return [
        Place(
            PlaceKind(row["kind"]),
            row["name"],
            Point(row["latitude"], row["longitude"]),
        )
        for row in rows
    ]

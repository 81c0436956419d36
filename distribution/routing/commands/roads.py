"""Taking the roads of a region into use."""

from datetime import datetime
from uuid import uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_one
from distribution.core.transaction import transaction


class NewRoadMap(msgspec.Struct, frozen=True, kw_only=True):
    """A road map as it was built: ``content`` is what ``road_map.packed`` wrote.

    ``tiles`` are Valhalla's of the same roads, where they were wanted.
    """

    version: str
    file_name: str
    extract_of: datetime | None
    roads: int
    kilometres: int
    content: bytes
    tiles: bytes | None = None


async def take_roads_into_use(actor: Actor, made: NewRoadMap, *, now: datetime) -> bool:
    """Let plans be made with these roads from now on.

    Whoever plans at this moment has the old roads or the new ones, never a part. The
    content of the old ones goes; that they were in use stays on record.

    Returns:
        False if just these roads are in use already, with their tiles if those are
        wanted; nothing changes then.
    """
    actor.must(Permission.KEEP_CENTRE)
    async with transaction(actor):
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", "roads")
        in_use = await fetch_one(
            "SELECT m.version, c.tiles IS NOT NULL AS tiled FROM road_map AS m"
            " JOIN road_map_content AS c ON c.road_map = m.id WHERE m.in_use"
        )
        is_same = in_use is not None and in_use["version"] == made.version
        if in_use is not None and is_same and (in_use["tiled"] or made.tiles is None):
            return False
        await execute("DELETE FROM road_map_content")
        await execute("UPDATE road_map SET in_use = false WHERE in_use")
        key = uuid4()
        await execute(
            "INSERT INTO road_map (id, centre, version, file_name, extract_of, roads,"
            " kilometres, in_use, imported_by, imported_at)"
            " VALUES ($1, kromka_centre(), $2, $3, $4, $5, $6, true, $7, $8)",
            key,
            made.version,
            made.file_name,
            made.extract_of,
            made.roads,
            made.kilometres,
            actor.label,
            now,
        )
        await execute(
            "INSERT INTO road_map_content (id, centre, road_map, content, tiles)"
            " VALUES ($1, kromka_centre(), $2, $3, $4)",
            uuid4(),
            key,
            made.content,
            made.tiles,
        )
    return True

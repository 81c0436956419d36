"""Taking the roads of a region into use."""

from datetime import datetime
from uuid import uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_value
from distribution.core.transaction import transaction


class NewRoadMap(msgspec.Struct, frozen=True, kw_only=True):
    """A road map as it was built: ``content`` is what ``road_map.packed`` wrote."""

    version: str
    file_name: str
    extract_of: datetime | None
    roads: int
    kilometres: int
    content: bytes


async def take_roads_into_use(actor: Actor, made: NewRoadMap, *, now: datetime) -> bool:
    """Let plans be made with these roads from now on.

    Whoever plans at this moment has the old roads or the new ones, never a part. The
    content of the old ones goes; that they were in use stays on record.

    Returns:
        False if just these roads are in use already; nothing changes then.
    """
    actor.must(Permission.KEEP_CENTRE)
    async with transaction(actor):
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", "roads")
        in_use = await fetch_value("SELECT version FROM road_map WHERE in_use")
        if in_use == made.version:
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
            "INSERT INTO road_map_content (id, centre, road_map, content)"
            " VALUES ($1, kromka_centre(), $2, $3)",
            uuid4(),
            key,
            made.content,
        )
    return True

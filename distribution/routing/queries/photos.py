"""Pictures that drivers took at doors, for those who plan the routes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.routing.rules.photos import PhotoRules


class PhotoFacts(msgspec.Struct, frozen=True):
    """A picture without its content; it is deleted on ``delete_on``."""

    id: UUID
    stop: UUID
    taken_at: datetime
    delete_on: date


async def photo_rules() -> PhotoRules:
    """Return whether the centre lets drivers take pictures."""
    row = await fetch_one(
        "SELECT door_photos AS allowed, photo_days AS days FROM delivery_rules"
    )
    return PhotoRules() if row is None else PhotoRules(**row)


async def photos_at(stops: Sequence[UUID]) -> dict[UUID, PhotoFacts]:
    """Return the newest picture of each of *stops* that has one."""
    rows = await fetch(
        "SELECT p.id, o.stop, p.taken_at, p.delete_on FROM door_photo AS p"
        " JOIN stop_outcome AS o ON o.id = p.outcome WHERE o.stop = ANY($1)"
        " ORDER BY p.taken_at, p.id",
        list(stops),
    )
    return {row["stop"]: PhotoFacts(**row) for row in rows}


async def photo_content(photo: UUID) -> bytes:
    """Return a picture itself.

    Raises:
        NotFoundError: The centre has none of this id, or has no more.
    """
    row = await fetch_one(
        "SELECT content FROM door_photo_content WHERE photo = $1", photo
    )
    if row is None:
        raise NotFoundError
    return bytes(row["content"])

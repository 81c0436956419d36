"""Keeping pictures from doors where the centre allows it, and forgetting them."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch, fetch_value
from distribution.core.errors import InvalidInputError
from distribution.core.pictures import Drawn
from distribution.core.transaction import transaction
from distribution.routing.queries.photos import photo_rules
from distribution.routing.queries.runs import check_own, door, outcome_of_nonce
from distribution.routing.rules.photos import PhotoRules, photo_faults


async def set_photo_rules(actor: Actor, rules: PhotoRules) -> None:
    """Write down whether drivers may take pictures at doors, and how long they stay.

    Raises:
        InvalidInputError: So many days are too many, or none.
    """
    actor.must(Permission.KEEP_CENTRE)
    if faults := photo_faults(rules):
        raise InvalidInputError(faults)
    async with transaction(actor):
        await execute(
            "INSERT INTO delivery_rules (id, centre, door_photos, photo_days)"
            " VALUES (gen_random_uuid(), $1, $2, $3) ON CONFLICT (centre)"
            " DO UPDATE SET door_photos = $2, photo_days = $3",
            actor.centre,
            rules.allowed,
            rules.days,
        )


async def keep_photo(
    actor: Actor, nonce: UUID, picture: Drawn, *, taken_at: datetime, now: datetime
) -> bool:
    """Keep the picture of what was reported with *nonce*; say whether it is kept.

    Not where the centre takes none: what was reported stands all the same. A picture
    that comes twice is kept once.

    Raises:
        NotYourStopError: It is of somebody else's run.
    """
    actor.must(Permission.DRIVE)
    async with transaction(actor):
        rules = await photo_rules()
        reported = await outcome_of_nonce(nonce)
        if reported is None or not rules.allowed:
            return False
        here = await door(reported.stop, lock=True)
        check_own(actor, here.run, here.driver)
        made = await fetch_value(
            "INSERT INTO door_photo (id, centre, outcome, taken_at, width, height,"
            " delete_on) VALUES ($1, $2, $3, $4, $5, $6, $7)"
            " ON CONFLICT (outcome) DO NOTHING RETURNING id",
            uuid4(),
            actor.centre,
            reported.id,
            taken_at,
            picture.width,
            picture.height,
            local_day(now) + timedelta(days=rules.days),
        )
        if made is not None:
            await execute(
                "INSERT INTO door_photo_content (id, centre, photo, content)"
                " VALUES (gen_random_uuid(), $1, $2, $3)",
                actor.centre,
                made,
                picture.content,
            )
    return True


async def forget_photos(actor: Actor, *, now: datetime) -> int:
    """Delete the pictures whose day has come, and say how many there were."""
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        rows = await fetch(
            "SELECT id FROM door_photo WHERE delete_on <= $1", local_day(now)
        )
        old = [row["id"] for row in rows]
        await execute("DELETE FROM door_photo_content WHERE photo = ANY($1)", old)
        await execute("DELETE FROM door_photo WHERE id = ANY($1)", old)
    return len(old)

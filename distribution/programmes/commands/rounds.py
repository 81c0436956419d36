"""Planning and opening a round of hand-outs."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.accounts.steps import require_open_sites
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute
from distribution.core.errors import DomainError, InvalidInputError, NotFoundError
from distribution.core.transaction import transaction
from distribution.programmes import steps
from distribution.programmes.errors import KeyTakenError
from distribution.programmes.rounds import ArticlePacks, RoundPlan, plan_faults

_MISSING: dict[str, DomainError | type[DomainError]] = {
    "round_sub_programme_exists": NotFoundError,
    "round_site_exists": NotFoundError,
    "round_line_article_exists": NotFoundError,
}


async def add_round(
    actor: Actor,
    *,
    sub_programme: UUID,
    site: UUID,
    key: str,
    name: str,
    starts_on: date,
    ends_on: date,
    lines: Sequence[ArticlePacks],
    note: str = "",
    opened_at: datetime | None = None,
) -> UUID:
    """Add a round with the packs a person gets; planned until it is opened.

    Args:
        actor: Who adds it.
        sub_programme: Whose food it hands out.
        site: Where it hands out.
        key: Short name in listings, unique in the centre.
        name: What people read.
        starts_on: First day of hand-outs.
        ends_on: Last day of hand-outs.
        lines: Packs of each article a person.
        note: For those who hand out.
        opened_at: The moment if it is opened at once.

    Raises:
        NotFoundError: The centre lacks the sub-programme, the site or an article.
        InvalidInputError: The days are the wrong way round, or an article is twice.
        RoundOutsideSubProgrammeError: The days are not within the sub-programme's.
        TooFewGroupsError: Fewer than three commodity groups (R-PAR-1).
        KeyTakenError: Another round has this key.
    """
    actor.must(Permission.STEER_ROUNDS)
    faults = plan_faults(RoundPlan(starts_on, ends_on, lines))
    if faults:
        raise InvalidInputError(faults)
    round_id = uuid4()
    with refusing(_MISSING | {"round_key_once": KeyTakenError(key=key)}):
        async with transaction(actor):
            await require_open_sites([site])
            await steps.require_within(sub_programme, starts_on, ends_on)
            await execute(
                "INSERT INTO round (id, centre, sub_programme, site, key, name,"
                " starts_on, ends_on, note, opened_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                round_id,
                actor.centre,
                sub_programme,
                site,
                key,
                name,
                starts_on,
                ends_on,
                note,
                opened_at,
            )
            await steps.write_round_lines(actor.centre, round_id, lines)
    return round_id


async def open_round(actor: Actor, round_id: UUID, *, now: datetime) -> None:
    """Open a planned round; again is no change.

    Raises:
        NotFoundError: The centre has no such round.
        RoundClosedError: The round was closed.
    """
    actor.must(Permission.STEER_ROUNDS)
    async with transaction(actor):
        await steps.lock_open_round(round_id)
        await execute(
            "UPDATE round SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL",
            round_id,
            now,
        )

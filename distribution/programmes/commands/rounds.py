"""Planning and opening a round of hand-outs."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.accounts.steps import require_open_sites
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import Row, execute, fetch_one
from distribution.core.errors import (
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.programmes import steps
from distribution.programmes.errors import (
    KeyTakenError,
    RoundClosedError,
    RoundOutsideSubProgrammeError,
)
from distribution.programmes.rounds import ArticlePacks

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
    _check_input(starts_on, ends_on, lines)
    round_id = uuid4()
    with refusing(_MISSING | {"round_key_once": KeyTakenError(key=key)}):
        async with transaction(actor):
            await require_open_sites([site])
            await _require_within(sub_programme, starts_on, ends_on)
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


async def change_round(
    actor: Actor,
    round_id: UUID,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    note: str = "",
    lines: Sequence[ArticlePacks] | None = None,
) -> None:
    """Change a round's name, days and, where given, its lines.

    Vouchers that were issued keep what is printed on them.

    Raises:
        NotFoundError: The centre has no such round, or lacks an article.
        RoundClosedError: The round was closed.
        InvalidInputError: The days are the wrong way round, or an article is twice.
        RoundOutsideSubProgrammeError: The days are not within the sub-programme's.
        TooFewGroupsError: Fewer than three commodity groups (R-PAR-1).
    """
    actor.must(Permission.STEER_ROUNDS)
    _check_input(starts_on, ends_on, lines)
    with refusing(_MISSING):
        async with transaction(actor):
            row = await _require_not_closed(round_id)
            await _require_within(row["sub_programme"], starts_on, ends_on)
            await execute(
                "UPDATE round SET name = $2, starts_on = $3, ends_on = $4, note = $5"
                " WHERE id = $1",
                round_id,
                name,
                starts_on,
                ends_on,
                note,
            )
            if lines is not None:
                await steps.write_round_lines(actor.centre, round_id, lines)


async def open_round(actor: Actor, round_id: UUID, *, now: datetime) -> None:
    """Open a planned round; again is no change.

    Raises:
        NotFoundError: The centre has no such round.
        RoundClosedError: The round was closed.
    """
    actor.must(Permission.STEER_ROUNDS)
    async with transaction(actor):
        await _require_not_closed(round_id)
        await execute(
            "UPDATE round SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL",
            round_id,
            now,
        )


def _check_input(
    starts_on: date, ends_on: date, lines: Sequence[ArticlePacks] | None
) -> None:
    faults = []
    if ends_on < starts_on:
        sentence = N_("Ostatni dzień nie może być przed pierwszym.")
        faults.append(FieldError("ends_on", sentence))
    articles = [line.article for line in lines or ()]
    for place, article in enumerate(articles):
        if article in articles[:place]:
            sentence = N_("Ten artykuł jest już na liście.")
            faults.append(FieldError(f"lines.{place}.article", sentence))
    for place, line in enumerate(lines or ()):
        if line.packs < 1:
            sentence = N_("Wpisz liczbę opakowań większą od zera.")
            faults.append(FieldError(f"lines.{place}.packs", sentence))
    if faults:
        raise InvalidInputError(faults)


async def _require_within(sub_programme: UUID, starts_on: date, ends_on: date) -> None:
    row = await fetch_one(
        "SELECT name, starts_on, ends_on FROM sub_programme WHERE id = $1 FOR SHARE",
        sub_programme,
    )
    if row is None:
        raise NotFoundError
    if starts_on < row["starts_on"] or ends_on > row["ends_on"]:
        raise RoundOutsideSubProgrammeError(
            name=row["name"],
            starts_on=row["starts_on"].isoformat(),
            ends_on=row["ends_on"].isoformat(),
        )


async def _require_not_closed(round_id: UUID) -> Row:
    row = await fetch_one(
        "SELECT name, closed_at, sub_programme FROM round WHERE id = $1 FOR UPDATE",
        round_id,
    )
    if row is None:
        raise NotFoundError
    if row["closed_at"] is not None:
        raise RoundClosedError(name=row["name"])
    return row

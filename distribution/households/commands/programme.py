"""Changes of a sub-programme that reach referrals: its set and its days."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.standing import lock_as_seen, refuse_overwriting
from distribution.core.transaction import transaction
from distribution.households import steps
from distribution.programmes import steps as programmes
from distribution.programmes.queries.reference import set_of
from distribution.programmes.queries.rounds import packs_by_field
from distribution.programmes.rounds import ArticlePacks


async def change_set(
    actor: Actor,
    sub_programme: UUID,
    lines: Sequence[ArticlePacks],
    *,
    seen: str | None = None,
) -> int:
    """Say anew what a person is due over a sub-programme, for every referral to it.

    Articles arrive in waves (DOMAIN.md 4.1), so a set is versioned; what was handed
    out stays handed out.

    Args:
        actor: Who says so.
        sub_programme: Which.
        lines: All that a person is due from now on.
        seen: The `standing` of `packs_by_field` when it was looked at.

    Returns:
        The number of the version.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre lacks the sub-programme or an article.
        InvalidInputError: No line, an article twice, or packs below one.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    faults = [
        FieldError(f"lines.{place}.packs", N_("Wpisz liczbę większą od zera."))
        for place, line in enumerate(lines)
        if line.packs < 1
    ]
    articles = [line.article for line in lines]
    faults += [
        FieldError(f"lines.{place}.article", N_("Ten artykuł jest już na liście."))
        for place, article in enumerate(articles)
        if article in articles[:place]
    ]
    if not lines:
        faults.append(FieldError("lines", N_("Dodaj co najmniej jeden artykuł.")))
    if faults:
        raise InvalidInputError(faults)
    with refusing({"set_line_article_exists": NotFoundError}):
        async with transaction(actor):
            locked = await fetch_one(
                "SELECT id FROM sub_programme WHERE id = $1 FOR NO KEY UPDATE",
                sub_programme,
            )
            if locked is None:
                raise NotFoundError
            known = packs_by_field(await set_of(sub_programme))
            refuse_overwriting(seen, known, packs_by_field(lines))
            version = await programmes.add_set_version(
                actor.centre, sub_programme, lines
            )
            await steps.write_entitlements(actor.centre, sub_programme)
    return version


async def change_sub_programme(
    actor: Actor,
    sub_programme: UUID,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    guideline_version: str = "",
    minimum_percent: int = 80,
    seen: str | None = None,
) -> None:
    """Change a sub-programme; its referrals run to its new end (R-REF-1).

    Planned dates slip by months (DOMAIN.md 1.2); the audit trail keeps the old ones.
    *seen* is the `standing` of its columns when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has none such.
        InvalidInputError: The days are the wrong way round, or no share is possible.
        RoundsOutsideError: Rounds would lie outside the new days.
    """
    actor.must(Permission.KEEP_PROGRAMMES)
    order = N_("Ostatni dzień nie może być przed pierwszym.")
    share = N_("Wpisz liczbę od 0 do 100.")
    refusals = {
        "sub_programme_in_order": InvalidInputError([FieldError("ends_on", order)]),
        "sub_programme_share": InvalidInputError(
            [FieldError("minimum_percent", share)]
        ),
    }
    written: dict[str, Any] = {
        "name": name,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "guideline_version": guideline_version,
        "minimum_percent": minimum_percent,
    }
    with refusing(refusals):
        async with transaction(actor):
            await lock_as_seen("sub_programme", sub_programme, written, seen)
            await programmes.change_sub_programme(sub_programme, **written)
            await execute(
                "UPDATE referral SET valid_until = $2 WHERE sub_programme = $1"
                " AND withdrawn_at IS NULL AND valid_until <> $2",
                sub_programme,
                ends_on,
            )

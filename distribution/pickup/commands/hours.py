"""Keeping the opening hours of sites."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from distribution.accounts.queries import site as site_facts
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute
from distribution.core.standing import refuse_overwriting
from distribution.core.transaction import transaction
from distribution.pickup.queries.hours import weekly_hours
from distribution.pickup.rules.opening import (
    DayException,
    Span,
    WeeklySpan,
    check_exception,
    check_week,
    hours_by_day,
)


async def set_weekly_hours(
    actor: Actor, site: UUID, weekly: Sequence[WeeklySpan], *, seen: str | None = None
) -> None:
    """Replace the hours that return every week. Slots that exist stay as they are.

    *seen* is the `standing` of `hours_by_day` when they were looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: As `check_week`.
        NotFoundError: The centre has no such site.
    """
    actor.must(Permission.KEEP_SLOTS)
    check_week(weekly)
    async with transaction(actor):
        await execute("SELECT id FROM site WHERE id = $1 FOR NO KEY UPDATE", site)
        await site_facts(site)
        known = hours_by_day(await weekly_hours(site))
        refuse_overwriting(seen, known, hours_by_day(weekly))
        await execute("DELETE FROM opening_hours WHERE site = $1", site)
        await execute(
            "INSERT INTO opening_hours (id, centre, site, weekday, opens, closes)"
            " SELECT gen_random_uuid(), $1, $2, *"
            " FROM unnest($3::int[], $4::time[], $5::time[])",
            actor.centre,
            site,
            [entry.weekday for entry in weekly],
            [entry.span.opens for entry in weekly],
            [entry.span.closes for entry in weekly],
        )


async def set_exception(actor: Actor, site: UUID, exception: DayException) -> None:
    """Say which hours hold on one day, or that there are none; replaces what was said.

    Raises:
        InvalidInputError: As `check_exception`.
        NotFoundError: The centre has no such site.
    """
    actor.must(Permission.KEEP_SLOTS)
    check_exception(exception)
    spans: Sequence[Span | None] = exception.spans or (None,)
    async with transaction(actor):
        await site_facts(site)
        await _clear(site, exception.day)
        await execute(
            "INSERT INTO opening_exception (id, centre, site, day, note, opens, closes)"
            " SELECT gen_random_uuid(), $1, $2, $3, $4, *"
            " FROM unnest($5::time[], $6::time[])",
            actor.centre,
            site,
            exception.day,
            exception.note,
            [span.opens if span else None for span in spans],
            [span.closes if span else None for span in spans],
        )


async def remove_exception(actor: Actor, site: UUID, day: date) -> None:
    """Let the week and the holidays decide on *day* again; twice is no change."""
    actor.must(Permission.KEEP_SLOTS)
    async with transaction(actor):
        await _clear(site, day)


async def _clear(site: UUID, day: date) -> None:
    await execute(
        "DELETE FROM opening_exception WHERE site = $1 AND day = $2", site, day
    )

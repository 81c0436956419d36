"""Asking for a plan: the row, and the job that makes it."""

from datetime import date, datetime
from uuid import uuid4

from distribution.core.actor import Actor
from distribution.core.database import execute, require_transaction
from distribution.core.jobs import defer
from distribution.routing.rules.searches import After, PlanAsked, Search

JOB = "routing.plan"
"""The name of the job that makes a plan; its function stands in ``jobs``."""


async def queue_plan(
    actor: Actor,
    day: date,
    search: Search,
    after: After | None,
    *,
    queued: bool,
    now: datetime,
) -> PlanAsked:
    """Write down that a plan is wanted; no worker makes it unless it is *queued*."""
    require_transaction()
    made = uuid4()
    await execute(
        "INSERT INTO plan (id, centre, day, seconds, seed, engine, aim, based_on,"
        " keeps_routes, state, progress, requested_by, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', '{}', $10, $11)",
        made,
        actor.centre,
        day,
        search.seconds,
        search.seed,
        search.engine,
        search.aim,
        after and after.plan,
        after is not None and after.keeps_routes,
        actor.label,
        now,
    )
    job = await defer(JOB, plan=made) if queued else None
    return PlanAsked(made, job)

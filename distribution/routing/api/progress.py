"""How far planning is, as it happens, and ending it with the best so far."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.planning import stop_search
from distribution.routing.queries.plans import PlanFacts, Progress, plan
from distribution.routing.rules.plan_states import IN_WORK, PlanState

_LOOK = 0.4
"""Seconds between two looks at the plan."""

_LONGEST = 660.0
"""Seconds after which a stream ends: longer than any search."""


class ProgressEvent(msgspec.Struct, frozen=True):
    """One event: how far a plan is."""

    state: PlanState
    progress: Progress


class PlanProgressController(Controller):
    """A search that goes on."""

    path = "/routing/plans/{plan_id:uuid}"
    tags = ("routing",)

    @get("/events", summary="Follow the planning")
    async def events(
        self, plan_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> ServerSentEvent:
        """Stream an event ``progress`` at each change, and at the end ``done``.

        Server-sent events; ``data`` is JSON with ``state`` and ``progress``.
        """
        actor.must(Permission.SEE_ROUTES)
        first = await _facts(actor, plan_id)
        return ServerSentEvent(_events(actor, first))

    @post("/cancel", summary="End the planning", status_code=202)
    async def cancel(
        self, plan_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> None:
        """Let the search end with the best plan so far."""
        await perform(stop_search, actor, plan_id)


async def _facts(actor: Actor, plan_id: UUID) -> PlanFacts:
    async with reading(actor):
        return await plan(plan_id)


async def _events(
    actor: Actor, facts: PlanFacts
) -> AsyncIterator[ServerSentEventMessage]:
    until, told = time.monotonic() + _LONGEST, None
    while time.monotonic() < until:
        event = ProgressEvent(facts.state, facts.progress)
        over = facts.state not in IN_WORK
        if over or event != told:
            told = event
            yield ServerSentEventMessage(
                data=msgspec.json.encode(event).decode(),
                event="done" if over else "progress",
            )
        if over:
            return
        await asyncio.sleep(_LOOK)
        facts = await _facts(actor, facts.id)

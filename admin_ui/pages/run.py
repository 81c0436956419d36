"""The driver's run on a phone: the whole way, the next door large, and its end.

The same pages serve who signed in (``/run/…``) and who came by a link (``/r/…``). Each
door is a page of its own, so everything works without JavaScript and after a reload.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import redirect
from admin_ui.language import READER, language_of
from admin_ui.pages.at_the_door import (
    Driving,
    door_page,
    order_page,
    promise_kept,
    run_page,
)
from admin_ui.pages.from_the_door import reorder, report
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.web import USES_WASM
from distribution.routing.errors import LinkTooEarlyError, LinkUnknownError
from distribution.routing.queries.plans import (
    next_day_of_driver,
    runs_of_driver,
)
from distribution.routing.queries.runs import run_by_link

AnyRequest = Request[Any, Any, Any]


class RunPages(Controller):
    """A driver who signed in."""

    path = "/run"
    include_in_schema = False

    @get()
    async def today(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page | Redirect:
        """Open the run of today, or say when the next one is (E60)."""
        actor.must(Permission.DRIVE)
        day = local_day(clock())
        async with reading(actor):
            runs = await runs_of_driver(actor.id, day) if actor.id else []
            later = await next_day_of_driver(actor.id, day) if actor.id else None
        if len(runs) == 1:
            return redirect(f"/run/{runs[0].id}")
        return Page("routing/no_run.html", runs=runs, day=day, later=later)

    @get("/{run_id:uuid}")
    async def show(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show the run."""
        driving = _signed_in(actor, run_id)
        return await run_page(driving, clock, language_of(request))

    @post("/{run_id:uuid}/pledge")
    async def promise(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Promise to keep what the run shows to oneself (D6)."""
        return await promise_kept(_signed_in(actor, run_id), clock)

    @get("/{run_id:uuid}/order")
    async def order(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Show the doors ahead, to put in another order."""
        return await order_page(_signed_in(actor, run_id), clock)

    @post("/{run_id:uuid}/order")
    async def move(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[Any]:
        """Put the doors ahead into another order."""
        return await reorder(request, _signed_in(actor, run_id), clock)

    @get("/{run_id:uuid}/stops/{stop:uuid}", opt=USES_WASM)
    async def door(
        self,
        run_id: FromPath[UUID],
        stop: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show one door."""
        return await door_page(_signed_in(actor, run_id), stop, clock)

    @post("/{run_id:uuid}/stops/{stop:uuid}", opt=USES_WASM)
    async def ended(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        stop: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[Any]:
        """Say how the door ended."""
        return await report(request, _signed_in(actor, run_id), stop, clock)


class RunLinkPages(Controller):
    """A driver who came by a link: one run, and nothing else."""

    path = "/r"
    include_in_schema = False

    @get("/{token:str}")
    async def show(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show the run."""
        driving = await _by_link(request, token, clock)
        return await run_page(driving, clock, language_of(request))

    @post("/{token:str}/pledge")
    async def promise(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Promise to keep what the run shows to oneself (D6)."""
        return await promise_kept(await _by_link(request, token, clock), clock)

    @get("/{token:str}/order")
    async def order(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Show the doors ahead, to put in another order."""
        return await order_page(await _by_link(request, token, clock), clock)

    @post("/{token:str}/order")
    async def move(
        self,
        request: AnyRequest,
        token: FromPath[str],
        clock: NamedDependency[Clock],
    ) -> Response[Any]:
        """Put the doors ahead into another order."""
        return await reorder(request, await _by_link(request, token, clock), clock)

    @get("/{token:str}/stops/{stop:uuid}", opt=USES_WASM)
    async def door(
        self,
        request: AnyRequest,
        token: FromPath[str],
        stop: FromPath[UUID],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show one door."""
        return await door_page(await _by_link(request, token, clock), stop, clock)

    @post("/{token:str}/stops/{stop:uuid}", opt=USES_WASM)
    async def ended(
        self,
        request: AnyRequest,
        token: FromPath[str],
        stop: FromPath[UUID],
        clock: NamedDependency[Clock],
    ) -> Response[Any]:
        """Say how the door ended."""
        driving = await _by_link(request, token, clock)
        return await report(request, driving, stop, clock)


def _signed_in(actor: Actor, run_id: UUID) -> Driving:
    actor.must(Permission.DRIVE)
    return Driving(actor, run_id, f"/run/{run_id}")


async def _by_link(request: AnyRequest, token: str, clock: Clock) -> Driving:
    """Find whose link it is; the page then speaks the driver's language."""
    opened = await run_by_link(token, clock())
    if opened is None:
        raise LinkUnknownError
    request.scope["state"][READER] = opened.actor.language
    if local_day(clock()) < opened.opens_on():
        raise LinkTooEarlyError(
            day=f"{opened.day:%d.%m}", from_day=f"{opened.opens_on():%d.%m}"
        )
    return Driving(opened.actor, opened.run, f"/r/{token}")

"""What worried drivers at doors: a list that social workers alone can open."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.concerns import answer_concern
from distribution.routing.queries.concerns import concerns

AnyRequest = Request[Any, Any, Any]


class AnswerForm(msgspec.Struct, frozen=True):
    """What was done."""

    resolution: str = ""


class ConcernPages(Controller):
    """Concerns from the road."""

    path = "/concerns"
    include_in_schema = False

    @get()
    async def listed(self, actor: NamedDependency[Actor]) -> Page:
        """Show what worried drivers; what nobody has answered comes first."""
        return await _page(actor)

    @post("/{concern:uuid}")
    async def answer(
        self,
        request: AnyRequest,
        concern: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Write down what was done."""
        actor.must(Permission.ASSESS)
        try:
            told = form(AnswerForm, dict(await request.form()))
            await perform(
                answer_concern, actor, concern, resolution=told.resolution, now=clock()
            )
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(actor, refusal, concern)
        return redirect("/concerns", Flash(_("Zapisano, sprawa załatwiona.")))


async def _page(
    actor: Actor, refusal: DomainError | None = None, about: UUID | None = None
) -> Page:
    actor.must(Permission.ASSESS)
    async with reading(actor):
        known = await concerns(actor)
    return Page(
        "routing/concerns.html",
        path="/concerns",
        open_ones=[one for one in known if one.answered_at is None],
        answered=[one for one in known if one.answered_at is not None],
        about=about,
        **said_no(refusal),
    )

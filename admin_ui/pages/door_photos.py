"""Pictures from doors: whether any are taken, and one of them to look at."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, typed_from
from admin_ui.ui import NO_STORE, Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.pictures import MEDIA_TYPE
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.photos import set_photo_rules
from distribution.routing.queries.photos import photo_content, photo_rules
from distribution.routing.rules.photos import LONGEST_KEPT, PhotoRules

AnyRequest = Request[Any, Any, Any]

_HERE = "/settings/photos"


class PhotoRulesForm(msgspec.Struct, frozen=True):
    """The centre's decision; ``allowed`` is a tick."""

    days: int
    allowed: str = ""


class PhotoSettingPages(Controller):
    """Whether this centre takes pictures at doors at all."""

    path = _HERE
    include_in_schema = False

    @get()
    async def show(self, actor: NamedDependency[Actor]) -> Page:
        """Show what was decided."""
        return await _page(actor)

    @post()
    async def decide(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Let drivers take pictures, or none any more."""
        actor.must(Permission.KEEP_CENTRE)
        typed = await read_typed(request)
        try:
            wanted = form(PhotoRulesForm, typed.fields())
            rules = PhotoRules(wanted.allowed == "yes", wanted.days)
            await perform(set_photo_rules, actor, rules)
        except InvalidInputError as error:
            return await _page(actor, typed, error)
        words = (
            _("Kierowcy mogą robić zdjęcia paczek przy drzwiach.")
            if rules.allowed
            else _("Kierowcy nie robią zdjęć.")
        )
        return redirect(_HERE, Flash(words))


class PhotoPages(Controller):
    """One picture, for those who plan the routes."""

    path = "/routes/photos"
    include_in_schema = False

    @get("/{photo_id:uuid}")
    async def show(
        self, photo_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """Return the picture."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            content = await photo_content(photo_id)
        headers = {**NO_STORE, "Content-Disposition": "inline"}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)


async def _page(
    actor: Actor, typed: Typed | None = None, error: DomainError | None = None
) -> Page:
    actor.must(Permission.KEEP_CENTRE)
    async with reading(actor):
        rules = await photo_rules()
    return Page(
        "settings/photos.html",
        typed=typed or typed_from(msgspec.structs.asdict(rules)),
        most=LONGEST_KEPT,
        **said_no(error),
    )

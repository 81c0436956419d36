"""A programme beside those that a centre begins with: the next one, or its own."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, FieldError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.transaction import perform
from distribution.programmes.commands.keeping import add_programme
from distribution.programmes.errors import KeyTakenError
from distribution.programmes.rounds import round_key
from distribution.programmes.rules import AGE_BAND_LABELS, AGE_BANDS

AnyRequest = Request[Any, Any, Any]


class ProgrammeForm(msgspec.Struct, frozen=True):
    """What it is called, and which ages its reports tell apart."""

    name: Annotated[str, Meta(max_length=160)]
    age_bands: str


class NewProgrammePages(Controller):
    """Adding a programme."""

    path = "/settings/programmes/new"
    include_in_schema = False

    @get()
    async def blank(self, actor: NamedDependency[Actor]) -> Page:
        """Show the form."""
        actor.must(Permission.KEEP_PROGRAMMES)
        return _form(Typed())

    @post()
    async def add(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Add it; its key is made of its name, and its income limit comes next."""
        actor.must(Permission.KEEP_PROGRAMMES)
        typed = await read_typed(request)
        try:
            given = form(ProgrammeForm, typed.fields())
            key = round_key(given.name).replace("-", "_")
            facts = msgspec.structs.asdict(given)
            await perform(add_programme, actor, key=key, **facts)
        except KeyTakenError:
            words = N_("Jest już program o tej nazwie. Nazwij ten inaczej.")
            return _form(typed, InvalidInputError([FieldError("name", words)]))
        except InvalidInputError as error:
            return _form(typed, error)
        words = _("Dodano program. Teraz wpisz jego próg dochodu.")
        return redirect("/settings/limits", Flash(words))


def _form(typed: Typed, error: DomainError | None = None) -> Page:
    bands = {
        key: [AGE_BAND_LABELS[band] for _first, band in cut]
        for key, cut in AGE_BANDS.items()
    }
    return Page(
        "programmes/new_programme.html", typed=typed, bands=bands, **said_no(error)
    )

"""Sub-programmes: their days, and what one person is due over each."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.standing import standing
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.households.commands.programme import (
    change_set,
    change_sub_programme,
)
from distribution.programmes.commands.keeping import add_sub_programme
from distribution.programmes.errors import KeyTakenError
from distribution.programmes.queries.reference import (
    ArticleFacts,
    SubProgrammeFacts,
    articles,
    programmes,
    set_of,
    sub_programme_by,
    sub_programmes,
)
from distribution.programmes.queries.rounds import packs_by_field
from distribution.programmes.rounds import ArticlePacks, round_key
from distribution.programmes.sets import COMMODITY_GROUP_LABELS

AnyRequest = Request[Any, Any, Any]

_MOST_PACKS = 1000


class SubProgrammeForm(msgspec.Struct, frozen=True):
    """One year's distribution; both days belong to it."""

    name: Annotated[str, Meta(max_length=160)]
    starts_on: date
    ends_on: date
    guideline_version: Annotated[str, Meta(max_length=40)] = ""
    minimum_percent: Annotated[int, Meta(ge=0, le=100)] = 80


class NewForm(SubProgrammeForm, frozen=True, kw_only=True):
    """A new one also says whose rules it follows."""

    programme: UUID


class ProgrammePages(Controller):
    """Keeping sub-programmes and their sets."""

    path = "/settings/sub-programmes"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show the sub-programmes, the newest first."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            found = await sub_programmes()
            sets = {one.id: await set_of(one.id) for one in found}
        return Page(
            "programmes/list.html", rows=found, sets=sets, today=local_day(clock())
        )

    @get("/new")
    async def blank(self, actor: NamedDependency[Actor]) -> Page:
        """Show the form of a new one."""
        return await _new(actor, typed_from({"minimum_percent": 80}))

    @post("/new")
    async def add(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Add it; its set comes next."""
        actor.must(Permission.KEEP_PROGRAMMES)
        typed = await read_typed(request)
        try:
            given = form(NewForm, typed.fields())
            key = round_key(given.name).replace("-", "_")
            made = await perform(
                add_sub_programme, actor, key=key, **msgspec.structs.asdict(given)
            )
        except KeyTakenError:
            words = N_("Jest już podprogram o tej nazwie. Nazwij ten inaczej.")
            taken = InvalidInputError([FieldError("name", words)])
            return await _new(actor, typed, taken)
        except InvalidInputError as error:
            return await _new(actor, typed, error)
        words = _("Dodano podprogram. Teraz wpisz zestaw na osobę.")
        return redirect(f"/settings/sub-programmes/{made}/set", Flash(words))

    @get("/{sub_programme:uuid}")
    async def one(
        self, sub_programme: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show the form of one."""
        known = await _known(actor, sub_programme)
        names = SubProgrammeForm.__struct_fields__
        return _form(known, typed_from({name: getattr(known, name) for name in names}))

    @post("/{sub_programme:uuid}")
    async def change(
        self,
        request: AnyRequest,
        sub_programme: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Change it; referrals run to its new end."""
        known = await _known(actor, sub_programme)
        typed = await read_typed(request)
        try:
            given = form(SubProgrammeForm, typed.fields())
            await perform(
                change_sub_programme,
                actor,
                sub_programme,
                **msgspec.structs.asdict(given),
                seen=typed.get("seen"),
            )
        except (ConflictError, InvalidInputError) as error:
            return _form(known, typed, error)
        words = _("Zapisano podprogram. Skierowania trwają do jego nowego końca.")
        return redirect("/settings/sub-programmes", Flash(words))

    @get("/{sub_programme:uuid}/set")
    async def show_set(
        self, sub_programme: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show what one person is due."""
        known = await _known(actor, sub_programme)
        async with reading(actor):
            lines = await set_of(sub_programme)
        return await _set(actor, known, typed_from(packs_by_field(lines)))

    @post("/{sub_programme:uuid}/set")
    async def keep_set(
        self,
        request: AnyRequest,
        sub_programme: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Say anew what one person is due, for every referral to it."""
        known = await _known(actor, sub_programme)
        typed = await read_typed(request)
        async with reading(actor):
            offered = await articles()
        try:
            lines = _lines(typed, offered)
            seen = typed.get("seen")
            version = await perform(change_set, actor, sub_programme, lines, seen=seen)
        except (ConflictError, InvalidInputError) as error:
            return await _set(actor, known, typed, error)
        words = _(
            "Zapisano zestaw (wersja {n}). Obowiązuje we wszystkich skierowaniach."
        )
        return redirect("/settings/sub-programmes", Flash(words.format(n=version)))


def _lines(typed: Typed, offered: list[ArticleFacts]) -> list[ArticlePacks]:
    """Return the packs that were typed; an empty field or zero is no line.

    Raises:
        InvalidInputError: Names every field that is no number of packs.
    """
    lines, faults = [], []
    for article in offered:
        name = f"packs.{article.id}"
        written = typed.get(name)
        if not written or written == "0":
            continue
        if written.isdecimal() and int(written) <= _MOST_PACKS:
            lines.append(ArticlePacks(article.id, Packs(int(written))))
        else:
            faults.append(FieldError(name, N_("Wpisz liczbę od 0 do 1000.")))
    if faults:
        raise InvalidInputError(faults)
    return lines


async def _known(actor: Actor, sub_programme: UUID) -> SubProgrammeFacts:
    actor.must(Permission.KEEP_PROGRAMMES)
    async with reading(actor):
        return await sub_programme_by(sub_programme)


async def _new(actor: Actor, typed: Typed, error: DomainError | None = None) -> Page:
    actor.must(Permission.KEEP_PROGRAMMES)
    async with reading(actor):
        known = await programmes()
    return Page("programmes/new.html", programmes=known, typed=typed, **said_no(error))


def _form(
    known: SubProgrammeFacts, typed: Typed, error: DomainError | None = None
) -> Page:
    return Page(
        "programmes/edit.html",
        known=known,
        typed=typed,
        seen=seen_by(standing(msgspec.structs.asdict(known)), typed, error),
        **said_no(error),
    )


async def _set(
    actor: Actor,
    known: SubProgrammeFacts,
    typed: Typed,
    error: DomainError | None = None,
) -> Page:
    async with reading(actor):
        offered = await articles()
        lines = await set_of(known.id)
    return Page(
        "programmes/set.html",
        known=known,
        articles=offered,
        lines=lines,
        typed=typed,
        seen=seen_by(standing(packs_by_field(lines)), typed, error),
        group_labels=COMMODITY_GROUP_LABELS,
        **said_no(error),
    )

"""Income criteria and limits: dated rows, added and corrected."""

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
from admin_ui.typed import (
    Typed,
    read_money,
    read_typed,
    said_no,
    seen_by,
    typed_from,
    write_money,
)
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.standing import standing
from distribution.core.transaction import perform
from distribution.core.units import Grosz
from distribution.programmes.commands.limits import (
    add_income_base,
    add_income_limit,
    change_income_base,
    change_income_limit,
)
from distribution.programmes.errors import DateTakenError
from distribution.programmes.queries.reference import (
    BaseFacts,
    LimitFacts,
    income_bases,
    income_limits,
    programmes,
)

AnyRequest = Request[Any, Any, Any]

_LIMIT_MONEY = ("single_grosz", "family_grosz")
_BASE_MONEY = (*_LIMIT_MONEY, "hectare_grosz")

_Source = Annotated[str, Meta(max_length=200)]


class BaseForm(msgspec.Struct, frozen=True):
    """A criterion of art. 8; its amounts are read apart."""

    valid_from: date
    source: _Source = ""


class LimitForm(msgspec.Struct, frozen=True):
    """A limit of a programme; its amounts are read apart."""

    valid_from: date
    percent: Annotated[int, Meta(ge=1, le=1000)]
    source: _Source = ""


class LimitPages(Controller):
    """Keeping criteria and limits."""

    path = "/settings/limits"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show every row, the newest first, and the forms of new ones."""
        return await _list(actor, clock)

    @post("/bases")
    async def add_base(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Add a criterion of art. 8 from a day on."""
        actor.must(Permission.KEEP_PROGRAMMES)
        typed = await read_typed(request)
        try:
            given = _read(BaseForm, typed, _BASE_MONEY)
            await perform(add_income_base, actor, **given)
        except (DateTakenError, InvalidInputError) as error:
            return await _list(actor, clock, "base", typed, error)
        return _done(_("Dodano kryterium dochodowe."))

    @post("/programmes/{programme:uuid}")
    async def add_limit(
        self,
        request: AnyRequest,
        programme: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Add a limit of a programme from a day on."""
        actor.must(Permission.KEEP_PROGRAMMES)
        typed = await read_typed(request)
        try:
            given = _read(LimitForm, typed, _LIMIT_MONEY)
            await perform(add_income_limit, actor, programme=programme, **given)
        except (DateTakenError, InvalidInputError) as error:
            return await _list(actor, clock, str(programme), typed, error)
        return _done(_("Dodano próg. Podjęte decyzje się nie zmieniają."))

    @get("/bases/{base:uuid}")
    async def base(self, base: FromPath[UUID], actor: NamedDependency[Actor]) -> Page:
        """Show the form of one criterion."""
        known = await _base(actor, base)
        return _form("base", known, _shown(known, _BASE_MONEY))

    @post("/bases/{base:uuid}")
    async def change_base(
        self, request: AnyRequest, base: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Correct it."""
        known = await _base(actor, base)
        typed = await read_typed(request)
        try:
            given = _read(BaseForm, typed, _BASE_MONEY)
            seen = typed.get("seen")
            await perform(change_income_base, actor, base, **given, seen=seen)
        except (ConflictError, InvalidInputError) as error:
            return _form("base", known, typed, error)
        return _done(_("Zapisano kryterium dochodowe."))

    @get("/{limit:uuid}")
    async def limit(self, limit: FromPath[UUID], actor: NamedDependency[Actor]) -> Page:
        """Show the form of one limit."""
        known = await _limit(actor, limit)
        return _form("limit", known, _shown(known, _LIMIT_MONEY))

    @post("/{limit:uuid}")
    async def change_limit(
        self, request: AnyRequest, limit: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Correct it."""
        known = await _limit(actor, limit)
        typed = await read_typed(request)
        try:
            given = _read(LimitForm, typed, _LIMIT_MONEY)
            seen = typed.get("seen")
            await perform(change_income_limit, actor, limit, **given, seen=seen)
        except (ConflictError, InvalidInputError) as error:
            return _form("limit", known, typed, error)
        return _done(_("Zapisano próg. Podjęte decyzje się nie zmieniają."))


def _read(
    schema: type[BaseForm | LimitForm], typed: Typed, amounts: tuple[str, ...]
) -> dict[str, Any]:
    """Return the row that was typed.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    money: dict[str, Grosz] = {}
    faults = []
    for name in amounts:
        amount = read_money(typed.get(name))
        if amount:
            money[name] = amount
        else:
            sentence = N_("Wpisz kwotę, na przykład 1542,20.")
            faults.append(FieldError(name, sentence))
    try:
        given = form(schema, typed.fields())
    except InvalidInputError as error:
        raise InvalidInputError([*error.errors, *faults]) from error
    if faults:
        raise InvalidInputError(faults)
    return {**msgspec.structs.asdict(given), **money}


def _shown(known: BaseFacts | LimitFacts, amounts: tuple[str, ...]) -> Typed:
    shown: dict[str, object] = {
        "valid_from": known.valid_from,
        "source": known.source,
        **{name: write_money(getattr(known, name)) for name in amounts},
    }
    if isinstance(known, LimitFacts):
        shown["percent"] = known.percent
    return typed_from(shown)


async def _base(actor: Actor, base: UUID) -> BaseFacts:
    actor.must(Permission.KEEP_PROGRAMMES)
    async with reading(actor):
        for one in await income_bases():
            if one.id == base:
                return one
    raise NotFoundError


async def _limit(actor: Actor, limit: UUID) -> LimitFacts:
    actor.must(Permission.KEEP_PROGRAMMES)
    async with reading(actor):
        for one in await income_limits():
            if one.id == limit:
                return one
    raise NotFoundError


async def _list(
    actor: Actor,
    clock: Clock,
    which: str = "",
    typed: Typed | None = None,
    error: DomainError | None = None,
) -> Page:
    """Return the list; *which* form was refused: "base" or the id of a programme."""
    actor.must(Permission.KEEP_PROGRAMMES)
    async with reading(actor):
        known = await programmes()
        limits = {one.id: await income_limits(one.id) for one in known}
        bases = await income_bases()
    return Page(
        "programmes/limits.html",
        programmes=known,
        limits=limits,
        bases=bases,
        today=local_day(clock()),
        which=which,
        typed=typed or Typed(),
        blank=Typed(),
        **said_no(error),
    )


def _form(
    kind: str,
    known: BaseFacts | LimitFacts,
    typed: Typed,
    error: DomainError | None = None,
) -> Page:
    return Page(
        "programmes/limit.html",
        kind=kind,
        known=known,
        typed=typed,
        seen=seen_by(standing(msgspec.structs.asdict(known)), typed, error),
        **said_no(error),
    )


def _done(words: str) -> Redirect:
    return redirect("/settings/limits", Flash(words))

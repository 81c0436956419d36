"""People who sign in: their roles, and the one-time link for a password."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode
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
    read_sent,
    read_typed,
    said_no,
    seen_by,
    typed_from,
)
from admin_ui.ui import Page
from distribution.accounts.commands.keeping import add_staff, password_link
from distribution.accounts.commands.people import change_staff, rename_staff
from distribution.accounts.errors import LoginTakenError
from distribution.accounts.queries import StaffFacts, staff
from distribution.accounts.rules import LINK_LASTS, ROLE_LABELS, Permission, Role
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.language import LANGUAGES, N_, Language
from distribution.core.reading import reading
from distribution.core.standing import ChangedMeanwhileError, standing
from distribution.core.transaction import perform
from distribution.households.phones import readable, to_e164

AnyRequest = Request[Any, Any, Any]

P = TypeVar("P", bound="PersonForm")

_ROLES = {role.value: role for role in Role}


class PersonForm(msgspec.Struct, frozen=True):
    """Who somebody is."""

    name: Annotated[str, Meta(max_length=160)]
    phone: Annotated[str, Meta(max_length=40)] = ""
    language: Language = "pl"


class StaffForm(PersonForm, frozen=True, kw_only=True):
    """A person who will sign in."""

    login: Annotated[
        str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]*$", min_length=3, max_length=80)
    ]


class StaffPages(Controller):
    """Keeping accounts."""

    path = "/settings/staff"
    include_in_schema = False

    @get()
    async def listing(self, actor: NamedDependency[Actor]) -> Page:
        """Show everybody of the centre."""
        actor.must(Permission.KEEP_STAFF)
        async with reading(actor):
            found = await staff()
        return Page("settings/staff.html", rows=found, role_labels=ROLE_LABELS)

    @get("/new")
    async def blank(self, actor: NamedDependency[Actor]) -> Page:
        """Show the form of a new account."""
        actor.must(Permission.KEEP_STAFF)
        return _new(typed_from({"language": "pl"}))

    @post("/new", status_code=200)
    async def add(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Add the person and show the link for their password, this once."""
        actor.must(Permission.KEEP_STAFF)
        typed = await read_typed(request)
        try:
            given, phone = _read(StaffForm, typed, _role_faults(typed))
            made = await perform(
                add_staff,
                actor,
                login=given.login,
                name=given.name,
                roles=_roles(typed),
                phone=phone,
                language=given.language,
            )
        except LoginTakenError as taken:
            fault = FieldError("login", taken.sentence, taken.facts)
            return _new(typed, InvalidInputError([fault]))
        except InvalidInputError as error:
            return _new(typed, error)
        token = await perform(password_link, actor, made, now=clock())
        return _link(request, await _person(actor, made), token)

    @get("/{staff_id:uuid}")
    async def one(
        self, staff_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show somebody's roles."""
        known = await _person(actor, staff_id)
        return _form(actor, known)

    @post("/{staff_id:uuid}")
    async def change(
        self,
        request: AnyRequest,
        staff_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Change them; whoever is signed in elsewhere has to sign in again."""
        known = await _person(actor, staff_id)
        typed = await read_sent(request)
        try:
            await perform(
                change_staff,
                actor,
                staff_id,
                roles=_roles(typed),
                active=typed.get("active") == "yes",
                seen=typed.get("seen"),
                now=clock(),
            )
        except (ConflictError, InvalidInputError) as error:
            return _form(actor, known, error, may=typed)
        words = _("Zapisano konto: {name}.").format(name=known.name)
        return redirect("/settings/staff", Flash(words, undo=_undo(known, typed)))

    @post("/{staff_id:uuid}/person")
    async def rename(
        self,
        request: AnyRequest,
        staff_id: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Change the name, the telephone and the language; the login stays."""
        known = await _person(actor, staff_id)
        typed = await read_typed(request)
        try:
            given, phone = _read(PersonForm, typed)
            await perform(
                rename_staff,
                actor,
                staff_id,
                name=given.name,
                phone=phone,
                language=given.language,
                seen=typed.get("seen"),
            )
        except (ChangedMeanwhileError, InvalidInputError) as error:
            return _form(actor, known, error, who=typed)
        words = _("Zapisano konto: {name}.").format(name=given.name)
        return redirect(f"/settings/staff/{staff_id}", Flash(words))

    @post("/{staff_id:uuid}/link", status_code=200)
    async def link(
        self,
        request: AnyRequest,
        staff_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Make a link for a new password, and show it this once."""
        known = await _person(actor, staff_id)
        token = await perform(password_link, actor, staff_id, now=clock())
        return _link(request, known, token)


def _undo(before: StaffFacts, typed: Typed) -> str:
    """Return where the roles are sent to that somebody had before what was *typed*."""
    now = {"roles": sorted(_roles(typed)), "active": typed.get("active") == "yes"}
    had = [("roles", role) for role in before.roles]
    had += [("active", "yes")] if before.active else []
    query = urlencode([*had, ("seen", standing(now))])
    return f"/settings/staff/{before.id}?{query}"


def _read(
    schema: type[P], typed: Typed, faults: Sequence[FieldError] = ()
) -> tuple[P, str | None]:
    """Return what was typed of a person, and the telephone number as E.164.

    Raises:
        InvalidInputError: Something is wrong; *faults* were found before.
    """
    phone = to_e164(typed.get("phone")) if typed.get("phone") else None
    if typed.get("phone") and phone is None:
        faults = [FieldError("phone", N_("To nie jest numer telefonu.")), *faults]
    try:
        given = form(schema, typed.fields())
    except InvalidInputError as error:
        raise InvalidInputError([*map(_explained, error.errors), *faults]) from error
    if faults:
        raise InvalidInputError(list(faults))
    return given, phone


def _explained(fault: FieldError) -> FieldError:
    """Return the fault of a login with what a login looks like."""
    if fault.field != "login":
        return fault
    sentence = N_("Wpisz co najmniej 3 znaki: małe litery bez ogonków, cyfry, . _ -")
    return FieldError("login", sentence)


def _role_faults(typed: Typed) -> list[FieldError]:
    try:
        _roles(typed)
    except InvalidInputError as error:
        return error.errors
    return []


def _roles(typed: Typed) -> frozenset[Role]:
    ticked = [one for one in typed.all("roles") if one in _ROLES]
    if not ticked:
        sentence = N_("Zaznacz co najmniej jedną rolę.")
        raise InvalidInputError([FieldError("roles", sentence)])
    return frozenset(_ROLES[one] for one in ticked)


async def _person(actor: Actor, staff_id: UUID) -> StaffFacts:
    actor.must(Permission.KEEP_STAFF)
    async with reading(actor):
        for one in await staff():
            if one.id == staff_id:
                return one
    raise NotFoundError


def _new(typed: Typed, error: DomainError | None = None) -> Page:
    return Page(
        "settings/staff_new.html",
        typed=typed,
        role_labels=ROLE_LABELS,
        languages=LANGUAGES,
        **said_no(error),
    )


def _form(
    actor: Actor,
    known: StaffFacts,
    error: DomainError | None = None,
    *,
    who: Typed | None = None,
    may: Typed | None = None,
) -> Page:
    """Return the page of one account; *who* and *may* are its forms as typed."""
    who_is = {name: getattr(known, name) for name in ("name", "phone", "language")}
    may_do = {"roles": sorted(known.roles), "active": known.active}
    person = {**who_is, "phone": readable(known.phone) if known.phone else None}
    rights = {"roles": tuple(known.roles), "active": known.active}
    return Page(
        "settings/account.html",
        account=known,
        is_self=known.id == actor.id,
        who=who or typed_from(person),
        may=may or typed_from(rights),
        who_seen=seen_by(standing(who_is), who, error if who else None),
        may_seen=seen_by(standing(may_do), may, error if may else None),
        role_labels=ROLE_LABELS,
        languages=LANGUAGES,
        **said_no(error),
    )


def _link(request: AnyRequest, known: StaffFacts, token: str) -> Page:
    base = request.app.state.public_url or str(request.base_url)
    return Page(
        "settings/link.html",
        account=known,
        link=f"{base.rstrip('/')}/password/{token}",
        hours=int(LINK_LASTS.total_seconds() // 3600),
    )

"""A password: one's own, changed while signed in, or the first by a one-time link."""

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.commands.signing_in import (
    change_password,
    set_password_by_link,
)
from distribution.accounts.errors import LinkExpiredError
from distribution.accounts.queries import Session
from distribution.accounts.rules import MIN_PASSWORD
from distribution.core.clock import Clock
from distribution.core.errors import (
    DomainError,
    FieldError,
    InvalidInputError,
    UnauthenticatedError,
)
from distribution.core.inputs import form
from distribution.core.language import N_

AnyRequest = Request[Any, Any, Any]


class NewPassword(msgspec.Struct, frozen=True):
    """A new password, typed twice so that a slip of the finger locks nobody out."""

    password: str
    again: str


class ChangedPassword(NewPassword, frozen=True):
    """The new one, and the old one as proof."""

    old: str


class PasswordPages(Controller):
    """Setting a password."""

    path = "/password"
    include_in_schema = False

    @get()
    async def own(self, session: NamedDependency[Session | None]) -> Page:
        """Show the form for one's own password."""
        _present(session)
        return _form()

    @post()
    async def change(
        self,
        request: AnyRequest,
        session: NamedDependency[Session | None],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Change it; every other session of the person ends."""
        person = _present(session)
        try:
            typed = form(ChangedPassword, await request.form())
            _same(typed)
            await change_password(
                person, old=typed.old, new=typed.password, now=clock()
            )
        except InvalidInputError as error:
            return _form(error=error)
        return redirect("/", Flash(gettext("Zmieniono hasło.")))

    @get("/{link:str}")
    async def first(self, link: FromPath[str]) -> Page:
        """Show the form of a one-time link; the link is used when it is sent."""
        del link
        return _form(by_link=True)

    @post("/{link:str}")
    async def set_first(
        self, request: AnyRequest, link: FromPath[str], clock: NamedDependency[Clock]
    ) -> Page | Redirect:
        """Set the password that the link is for; then the person signs in with it."""
        try:
            typed = form(NewPassword, await request.form())
            _same(typed)
            await set_password_by_link(link, typed.password, now=clock())
        except (InvalidInputError, LinkExpiredError) as error:
            return _form(error=error, by_link=True)
        words = gettext("Zapisano hasło. Teraz zaloguj się.")
        return redirect("/sign-in", Flash(words))


def _present(session: Session | None) -> Session:
    if session is None:
        raise UnauthenticatedError
    return session


def _same(typed: NewPassword) -> None:
    if typed.password != typed.again:
        sentence = N_("Oba wpisy muszą być takie same.")
        raise InvalidInputError([FieldError("again", sentence)])


def _form(*, error: DomainError | None = None, by_link: bool = False) -> Page:
    return Page(
        "sign_in/password.html",
        **said_no(error),
        by_link=by_link,
        shortest=MIN_PASSWORD,
    )

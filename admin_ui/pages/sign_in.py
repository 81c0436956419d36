"""The door: signing in and out."""

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, is_local_path, redirect
from admin_ui.language import gettext
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.api import session_cookie
from distribution.accounts.commands.signing_in import sign_in, sign_out
from distribution.accounts.errors import BadCredentialsError, TooManyAttemptsError
from distribution.accounts.queries import Session
from distribution.accounts.schemas import SignIn
from distribution.core.clock import Clock
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.inputs import parse
from distribution.core.web import peer_of, status_of

AnyRequest = Request[Any, Any, Any]


class DemoAccount(msgspec.Struct, frozen=True):
    """A sign-in of the demo, shown on the page itself; its people are invented."""

    login: str
    password: str
    centre: str
    roles: list[str]


class SignInPages(Controller):
    """Signing in and out."""

    include_in_schema = False

    @get("/sign-in")
    async def door(
        self,
        request: AnyRequest,
        session: NamedDependency[Session | None],
        next: FromQuery[str] = "/",  # noqa: A002 (the name in the address)
    ) -> Page | Redirect:
        """Show the form; whoever is signed in already goes on."""
        onward = _onward(next)
        return redirect(onward) if session else _door(request, onward=onward)

    @post("/sign-in")
    async def enter(
        self, request: AnyRequest, clock: NamedDependency[Clock]
    ) -> Page | Redirect:
        """Open a session and go on to where the person was heading."""
        fields = await request.form()
        onward = _onward(str(fields.get("next", "/")))
        login = str(fields.get("login", "")).strip()
        given = {"login": login, "password": str(fields.get("password", ""))}
        try:
            typed = parse(SignIn, {name: text for name, text in given.items() if text})
            opened = await sign_in(
                typed.login, typed.password, peer=peer_of(request), now=clock()
            )
        except InvalidInputError as error:
            errors = errors_by_field(error)
            return _door(request, onward=onward, login=login, errors=errors)
        except (BadCredentialsError, TooManyAttemptsError) as refusal:
            return _door(request, onward=onward, login=login, refusal=refusal)
        answer = redirect(onward)
        answer.cookies.append(_cookie(request, opened.token))
        return answer

    @post("/sign-out")
    async def leave(
        self,
        request: AnyRequest,
        session: NamedDependency[Session | None],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """End the session; again, or with a dead session, is no error."""
        if session is not None:
            await sign_out(session, now=clock())
        answer = redirect("/sign-in", Flash(gettext("Wylogowano.")))
        answer.cookies.append(_cookie(request, ""))
        return answer


def _door(
    request: AnyRequest,
    *,
    onward: str,
    login: str = "",
    errors: dict[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> Page:
    status = status_of(refusal) if refusal else 400 if errors else 200
    return Page(
        "sign_in/page.html",
        status_code=status,
        login=login,
        errors=errors or {},
        next=onward,
        refusal=refusal,
        demo_accounts=request.app.state.get("demo_accounts", []),
    )


def _onward(target: str) -> str:
    """Return where to go: a path of ours, and not back to the door."""
    is_door = target.startswith(("/sign-in", "/sign-out"))
    return target if is_local_path(target) and not is_door else "/"


def _cookie(request: AnyRequest, token: str) -> Cookie:
    return session_cookie(token, secure=request.url.scheme == "https")

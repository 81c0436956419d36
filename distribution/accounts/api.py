"""The JSON routes of accounts."""

from litestar import Controller, Request, Response, delete, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody

from distribution.accounts.commands.signing_in import sign_in, sign_out
from distribution.accounts.queries import Session
from distribution.accounts.rules import SESSION_LASTS
from distribution.accounts.schemas import SessionOpened, SignIn
from distribution.core.clock import Clock
from distribution.core.errors import UnauthenticatedError
from distribution.core.web import SESSION_COOKIE, peer_of


def session_cookie(token: str, *, secure: bool) -> Cookie:
    """Return the cookie of a session: out of reach of scripts and other sites."""
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        max_age=int(SESSION_LASTS.total_seconds()) if token else 0,
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )


class SessionController(Controller):
    """Signing in and out."""

    path = "/session"
    tags = ("accounts",)

    @post(summary="Sign in", status_code=200)
    async def open(
        self,
        request: Request,  # type: ignore[type-arg]
        data: JSONBody[SignIn],
        clock: NamedDependency[Clock],
    ) -> Response[SessionOpened]:
        """Open a session; the answer sets the cookie and carries the CSRF token."""
        opened = await sign_in(
            data.login, data.password, peer=peer_of(request), now=clock()
        )
        actor = opened.session.actor
        if actor.id is None:
            raise UnauthenticatedError
        return Response(
            SessionOpened(
                opened.session.csrf, actor.id, actor.centre, sorted(actor.roles)
            ),
            cookies=[
                session_cookie(opened.token, secure=request.url.scheme == "https")
            ],
        )

    @delete(summary="Sign out")
    async def close(
        self, session: NamedDependency[Session | None], clock: NamedDependency[Clock]
    ) -> None:
        """End the session."""
        if session is None:
            raise UnauthenticatedError
        await sign_out(session, now=clock())

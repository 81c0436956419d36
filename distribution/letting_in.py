"""Finds out who a request comes from, before any handler runs.

A cookie is a person's session, a bearer token a device. Writes by cookie must carry
the session's CSRF token; a device has no cookie that another site could ride on.
"""

import hmac
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from distribution.accounts.known_devices import KNOWN_DEVICES
from distribution.accounts.queries import Session, device_of, session_of
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError, UnauthenticatedError
from distribution.core.language import N_
from distribution.core.web import PROVES_THE_DEVICE, SESSION_COOKIE

_SAFE = {"GET", "HEAD", "OPTIONS"}
_OPEN_TO_ALL = ("/static/", "/health/", "/metrics")
CSRF_FIELD = "_csrf_token"
CSRF_HEADER = "X-CSRF-Token"

AnyRequest = Request[Any, Any, Any]


class ForgedRequestError(ForbiddenError):
    """A write by cookie came without the session's token, or from another site."""

    reason = "forged_request"
    sentence = N_("Formularz wygasł. Odśwież stronę i wyślij go jeszcze raz.")


async def let_in(request: AnyRequest) -> None:
    """Put who is there into the scope: ``user`` (or none) and ``session``.

    Raises:
        UnauthenticatedError: A bearer token is unknown or was revoked.
        ForgedRequestError: A write by cookie does not prove where it comes from.
    """
    request.scope["user"] = None
    request.scope["session"] = None
    if request.url.path.startswith(_OPEN_TO_ALL):
        return
    now = request.app.state.clock()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        device = KNOWN_DEVICES.claimed(token, now) if _proves_it(request) else None
        device = device or await device_of(token, now)
        if device is None:
            raise UnauthenticatedError
        request.scope["user"] = device
        return
    cookie = request.cookies.get(SESSION_COOKIE)
    session = await session_of(cookie, now) if cookie else None
    if session is not None:
        request.scope["user"] = session.actor
        request.scope["session"] = session
        request.scope["state"]["csrf_token"] = session.csrf
        request.scope["state"]["centre_name"] = session.centre_name
    if request.method not in _SAFE:
        await _refuse_forged(request, session)


def _proves_it(request: AnyRequest) -> bool:
    return PROVES_THE_DEVICE.items() <= request.route_handler.opt.items()


async def _refuse_forged(request: AnyRequest, session: Session | None) -> None:
    origin = request.headers.get("origin")
    if origin not in (None, "null") and not _same_host(request, str(origin)):
        raise ForgedRequestError
    if session is None:
        return
    given = request.headers.get(CSRF_HEADER)
    kind = request.headers.get("content-type", "")
    if given is None and "form" in kind:
        form = await request.form()
        given = str(form.get(CSRF_FIELD, ""))
    if not hmac.compare_digest(given or "", session.csrf):
        raise ForgedRequestError


def _same_host(request: AnyRequest, origin: str) -> bool:
    allowed = {request.headers.get("host", "")}
    public_url = request.app.state.public_url
    if public_url:
        allowed.add(urlsplit(public_url).netloc)
    return urlsplit(origin).netloc in allowed


def provide_actor(request: AnyRequest) -> Actor:
    """Return who acts.

    Raises:
        UnauthenticatedError: Nobody is signed in.
    """
    actor = request.scope.get("user")
    if not isinstance(actor, Actor):
        raise UnauthenticatedError
    return actor


def provide_session(request: AnyRequest) -> Session | None:
    """Return the session, or none for a device or a stranger."""
    session = request.scope.get("session")
    return session if isinstance(session, Session) else None

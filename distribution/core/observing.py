"""Watches every request: a number for it, one line in the log, one count."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast
from uuid import uuid4

import structlog

from distribution.core.actor import Actor
from distribution.core.metrics import count_request

log = structlog.get_logger("kromka.access")

REQUEST_ID = b"x-request-id"
UNMATCHED = "(none)"
"""Stands for the template of a path that leads nowhere."""

_QUIET = ("/health/", "/metrics", "/static/")
"""Asked for all the time; counted, but not written down unless they fail."""

_SERVER_FAULT = 500

Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def observed(app: Asgi) -> Asgi:
    """Return *app* with every request numbered, timed, counted and written down.

    Outside all middleware, so that unknown paths are seen too. Kept are method, the
    template of the path, status, time, and who by kind and id: no query, no body,
    no header, no name, no address.
    """

    async def watch(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        number, began, status = uuid4().hex, time.perf_counter(), _SERVER_FAULT

        async def send_numbered(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (REQUEST_ID, number.encode()),
                ]
            await send(message)

        with structlog.contextvars.bound_contextvars(request=number):
            try:
                await app(scope, receive, send_numbered)
            finally:
                seconds = time.perf_counter() - began
                _note(cast("dict[str, Any]", scope), status, seconds)

    return watch


def template_of(scope: Any) -> str:  # noqa: ANN401
    """Return the template of the path: the path itself can hold a secret link."""
    return str(scope.get("path_template") or UNMATCHED)


def _note(scope: dict[str, Any], status: int, seconds: float) -> None:
    method, route = scope["method"], template_of(scope)
    count_request(method, route, status, seconds)
    if status < _SERVER_FAULT and route.startswith(_QUIET):
        return
    user = scope.get("user")
    log.info(
        "request",
        method=method,
        route=route,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        actor=user.label if isinstance(user, Actor) else None,
    )

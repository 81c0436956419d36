"""Styles, scripts and WebAssembly travel packed: they are most of a slow line's wait.

Only what is the same for everybody is packed. A page holds what is secret beside what
somebody else may have chosen, and its packed length would tell about the secret.
"""

import gzip
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.middleware import ASGIMiddleware
from litestar.types import (
    ASGIApp,
    HTTPResponseStartEvent,
    Message,
    Receive,
    Scope,
    Send,
)

_WORTH_IT: Final = (
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/wasm",
)


@lru_cache(maxsize=64)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


class Packing(ASGIMiddleware):
    """Packs what the static files router answers, for browsers that unpack."""

    async def handle(
        self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp
    ) -> None:
        """Pass the request on; hold a script's answer back until it is whole."""
        asked = Headers.from_scope(scope).get("accept-encoding", "")
        unpacks = "gzip" in asked and scope.get("method") == "GET"
        starts: list[HTTPResponseStartEvent] = []
        content: list[bytes] = []

        async def send_packed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_worth_it(message):
                MutableScopeHeaders.from_message(message)["vary"] = "accept-encoding"
                if unpacks:
                    starts.append(message)
                    return
            if not starts or message["type"] != "http.response.body":
                await send(message)
                return
            content.append(message["body"])
            if not message["more_body"]:
                await _send_whole(starts[0], _packed(b"".join(content)), send)

        await next_app(scope, receive, send_packed)


def _is_worth_it(start: HTTPResponseStartEvent) -> bool:
    headers = MutableScopeHeaders.from_message(start)
    kind = headers.get("content-type", "").partition(";")[0]
    return start["status"] == HTTPStatus.OK and kind in _WORTH_IT


async def _send_whole(start: HTTPResponseStartEvent, body: bytes, send: Send) -> None:
    headers = MutableScopeHeaders.from_message(start)
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(body))
    if "etag" in headers:
        headers["etag"] = f"W/{headers['etag'].removeprefix('W/')}"
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})

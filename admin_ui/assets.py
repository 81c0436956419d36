"""Styles, scripts and fonts: addresses that change with the content.

An address carries a hash of what it leads to, so a browser may keep the answer for
ever. The stylesheet is one answer, joined from one file per component.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from litestar import Response, Router, get
from litestar.middleware import ASGIMiddleware
from litestar.params import FromQuery
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from admin_ui.packing import Packing

STATIC: Final = Path(__file__).parent / "static"
STYLESHEET: Final = "css/kromka.css"
"""The joined stylesheet; no file of this name exists."""

COMPONENTS: Final = (
    "tokens",
    "fonts",
    "base",
    "shell",
    "menu",
    "page",
    "button",
    "form",
    "table",
    "badge",
    "notice",
    "tiles",
    "tabs",
    "progress",
    "chart",
    "list",
    "sign-in",
    "counter",
    "scan",
    "dashboard",
    "slots",
    "hall",
    "settings",
    "households",
    "routes",
    "board",
    "calls",
    "addresses",
    "stock",
    "store",
    "api-docs",
    "print",
)
"""The files of ``static/css/``, in the order of the cascade."""

FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"


def stylesheet() -> bytes:
    """Return all components as one stylesheet."""
    parts = [(STATIC / "css" / f"{name}.css").read_bytes() for name in COMPONENTS]
    return b"\n".join(parts)


def asset_url(path: str) -> str:
    """Return the address of ``static/<path>``, with the hash of its content.

    Raises:
        FileNotFoundError: There is no such file; better here than a blank page.
    """
    return f"/static/{path}?v={_digest(path, _changed(path))}"


def _changed(path: str) -> int:
    """Return when the file last changed, so that an edit needs no restart."""
    if path == STYLESHEET:
        files = (STATIC / "css" / f"{name}.css" for name in COMPONENTS)
        return max(file.stat().st_mtime_ns for file in files)
    return (STATIC / path).stat().st_mtime_ns


@cache
def _digest(path: str, _changed_ns: int) -> str:
    content = stylesheet() if path == STYLESHEET else (STATIC / path).read_bytes()
    return sha256(content).hexdigest()[:12]


def cache_control(path: str, version: str | None) -> str:
    """Say how long ``static/<path>`` may be kept when asked for as *version*.

    Only the hash of what is here now counts: while a new release starts, an old
    process must not be remembered under the new address.
    """
    try:
        right = version == _digest(path, _changed(path))
    except OSError:
        right = False
    return FOR_EVER if right else ASK_AGAIN


class _Caching(ASGIMiddleware):
    """Adds Cache-Control to what the static files router answers."""

    async def handle(
        self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp
    ) -> None:
        """Pass the request on, and mark the start of its answer."""
        path = scope["path"].removeprefix("/static/")
        query = scope["query_string"].decode("latin-1")
        version = query.removeprefix("v=") if query.startswith("v=") else None

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                value = cache_control(path, version).encode()
                headers = [h for h in message["headers"] if h[0] != b"cache-control"]
                message["headers"] = [*headers, (b"cache-control", value)]
            await send(message)

        await next_app(scope, receive, send_marked)


@get(
    f"/static/{STYLESHEET}",
    include_in_schema=False,
    middleware=[Packing()],
    opt={"exclude_from_auth": True},
)
async def _stylesheet(v: FromQuery[str | None] = None) -> Response[bytes]:
    return Response(
        stylesheet(),
        media_type="text/css; charset=utf-8",
        headers={"Cache-Control": cache_control(STYLESHEET, v)},
    )


def static_files() -> Router:
    """Return the routes under ``/static``. Nobody need be signed in for them."""
    files = create_static_files_router(
        path="/static",
        directories=[STATIC],
        name="static",
        middleware=[_Caching(), Packing()],
        opt={"exclude_from_auth": True},
    )
    return Router("/", route_handlers=[_stylesheet, files])

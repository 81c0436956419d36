"""What a page says once, after the redirect that follows a form.

It travels in a short-lived cookie that only the server reads. A message says what
was done, and offers the way back instead of having asked "are you sure".
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Literal

import msgspec
from litestar.datastructures import Cookie
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

COOKIE = "kromka_flash"
_SECONDS = 120
_LONGEST = 3000
"""Bytes; browsers refuse cookies above 4 096."""

Kind = Literal["done", "info", "warning", "danger"]


class Flash(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message; ``undo`` is the local path that a POST takes it back with."""

    text: str
    kind: Kind = "done"
    undo: str = ""


def redirect(path: str, *messages: Flash) -> Redirect:
    """Send the browser on to *path* (303), where *messages* are shown once."""
    cookies = [_cookie(messages)] if messages else []
    return Redirect(path, status_code=HTTP_303_SEE_OTHER, cookies=cookies)


def read_flashes(cookie: str | None) -> tuple[Flash, ...]:
    """Read the cookie's value; a broken one is no message."""
    if not cookie:
        return ()
    try:
        flashes = msgspec.json.decode(urlsafe_b64decode(cookie), type=tuple[Flash, ...])
    except ValueError:
        return ()
    return tuple(f for f in flashes if is_local_path(f.undo or "/"))


def forgotten() -> Cookie:
    """Return the cookie that clears the messages."""
    return Cookie(key=COOKIE, value="", max_age=0, httponly=True, samesite="lax")


def is_local_path(target: str) -> bool:
    """Say whether *target* stays on this site: ``/stock``, not ``//elsewhere``."""
    return (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    )


def _cookie(messages: tuple[Flash, ...]) -> Cookie:
    value = urlsafe_b64encode(msgspec.json.encode(messages)).decode()
    if len(value) > _LONGEST:
        raise ValueError(f"messages of {len(value)} bytes do not fit into a cookie")
    return Cookie(
        key=COOKIE, value=value, max_age=_SECONDS, httponly=True, samesite="lax"
    )

"""Where the switches of a page lead: always to an address that can be opened.

A page that answers a form may stand at an address that only takes forms. Nothing can
be opened there: the switch of the language would end at "405".
"""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.exceptions import MethodNotAllowedException, NotFoundException

AnyRequest = Request[Any, Any, Any]

_READS = {"GET", "HEAD"}


def way_back(request: AnyRequest) -> str:
    """Return the local path, with its query, where the reader finds this page again.

    For what was answered to a form: the form's own address if it opens, or the one
    right above it, which most forms belong to; else the page that the form was on;
    else the nearest above that opens.
    """
    here = request.url.path
    if request.method in _READS or _opens(request, here):
        return _with_query(here, request.url.query)
    above = _above(here)
    if _opens(request, above):
        return above
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc == request.url.netloc and _opens(request, before.path):
        return _with_query(before.path, before.query)
    while above != "/" and not _opens(request, above):
        above = _above(above)
    return above


def page_before(request: AnyRequest) -> str:
    """Return the local path, with its query, of the page that sent *request*.

    The nearest above it that opens, if it stood at an address that only takes forms.
    """
    before = urlsplit(request.headers.get("referer", ""))
    path = before.path or "/"
    if _opens(request, path):
        return _with_query(path, before.query)
    while path != "/" and not _opens(request, path):
        path = _above(path)
    return path


def _opens(request: AnyRequest, path: str) -> bool:
    try:
        request.app.asgi_router.handle_routing(path=path, method="GET")
    except (MethodNotAllowedException, NotFoundException):
        return False
    return True


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] or "/"


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path

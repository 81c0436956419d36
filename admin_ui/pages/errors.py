"""What a person sees when something is refused, missing or broken."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Redirect

from admin_ui.field_words import field_words
from admin_ui.ui import Page
from admin_ui.way_back import page_before
from distribution.core.errors import InvalidInputError, UnauthenticatedError
from distribution.core.web import as_domain_error, status_of, title_of
from distribution.letting_in import ForgedRequestError

AnyRequest = Request[Any, Any, Any]
_BROKEN = 500
_TOO_LARGE = 413
_SESSION_OVER = (UnauthenticatedError, ForgedRequestError)
"""What a form is refused with whose session ended before it was sent (E68)."""

_ABOVE_THE_PAGE = {"HX-Retarget": "#flashes", "HX-Reswap": "innerHTML show:window:top"}
"""A refused part does not replace what it was asked for: it is said above."""


def error_page(request: AnyRequest, error: Exception) -> Response[Any]:
    """Return a page that says what happened and what to do; sign-in for strangers."""
    known = as_domain_error(error, request)
    if isinstance(known, UnauthenticatedError) and request.method == "GET":
        return Redirect(f"/sign-in?next={quote(_here(request), safe='')}")
    back = page_before(request)
    status = status_of(known) if known else getattr(error, "status_code", _BROKEN)
    is_part = "hx-request" in request.headers
    return Page(
        "errors/_notice.html" if is_part else "errors/page.html",
        status_code=status,
        headers=_ABOVE_THE_PAGE if is_part else None,
        status=status,
        title=title_of(status),
        refusal=known,
        field_words=field_words,
        back=back,
        onward=quote(back, safe=""),
        is_over=request.method != "GET" and isinstance(known, _SESSION_OVER),
        is_form=request.method != "GET"
        and (isinstance(known, InvalidInputError) or status == _TOO_LARGE),
    )


def _here(request: AnyRequest) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}"

"""Language, theme, contrast and size of text: chosen by a link, kept in cookies."""

from typing import Any

from litestar import Request, get
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from admin_ui.flash import is_local_path
from admin_ui.language import COOKIE as LANGUAGE_COOKIE
from admin_ui.language import as_language
from admin_ui.view import COOKIE as VIEW_COOKIE
from admin_ui.view import YEAR_SECONDS, read_view


@get("/preferences", include_in_schema=False, opt={"exclude_from_auth": True})
async def choose_preferences(
    *,
    request: Request[Any, Any, Any],
    back: FromQuery[str] = "/",
    language: FromQuery[str | None] = None,
    theme: FromQuery[str | None] = None,
    contrast: FromQuery[str | None] = None,
    text: FromQuery[str | None] = None,
) -> Redirect:
    """Keep what was chosen and go *back*; also before anybody is signed in.

    A GET, so that the switches are plain links and work without JavaScript: the
    worst that a foreign page could do with it is to enlarge the letters.
    """
    view = read_view(request.cookies.get(VIEW_COOKIE)).with_choice(
        theme=theme, contrast=contrast, text=text
    )
    secure = request.url.scheme == "https"
    cookies = [_kept(VIEW_COOKIE, view.as_cookie(), secure=secure)]
    if chosen := as_language(language):
        cookies.append(_kept(LANGUAGE_COOKIE, chosen, secure=secure))
    return Redirect(
        back if is_local_path(back) else "/",
        status_code=HTTP_303_SEE_OTHER,
        cookies=cookies,
    )


def _kept(name: str, value: str, *, secure: bool) -> Cookie:
    """Return a cookie for a year; scripts may write it, since it holds no secret."""
    return Cookie(
        key=name, value=value, max_age=YEAR_SECONDS, samesite="lax", secure=secure
    )

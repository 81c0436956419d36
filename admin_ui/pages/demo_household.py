"""A household's own page, from the sign-in page of the demo; elsewhere it is no route.

In life its link comes by text message, and nobody else has it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from admin_ui.flash import redirect
from admin_ui.language import language_of
from distribution.core.clock import Clock
from distribution.core.language import Language

AnyRequest = Request[Any, Any, Any]
OwnPage = Callable[[Language, datetime], Awaitable[str]]
"""Makes a link and returns its path; the application hands it in."""


@post("/sign-in/household", include_in_schema=False)
async def demo_household(
    request: AnyRequest, clock: NamedDependency[Clock]
) -> Redirect:
    """Make a link for a household of the demo, and open it."""
    own_page: OwnPage = request.app.state.demo_own_page
    return redirect(await own_page(language_of(request), clock()))

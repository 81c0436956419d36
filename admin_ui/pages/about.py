"""Pages that anybody may read: about Kromka, accessibility, personal data."""

from datetime import date
from typing import Any, Final

from litestar import Request, get

from admin_ui.ui import Page, actor_of
from distribution.accounts.queries import CentreFacts, centres, the_centre
from distribution.core.actor import Actor
from distribution.core.reading import reading

AnyRequest = Request[Any, Any, Any]

DECLARED_ON: Final = date(2026, 11, 22)
"""When the declaration was made by self-assessment, and last looked over."""


@get("/about", include_in_schema=False)
async def about(request: AnyRequest) -> Page:
    """Say what this is, and whose."""
    return Page("about/about.html", centres=await _centres(request))


@get("/accessibility", include_in_schema=False)
async def accessibility(request: AnyRequest) -> Page:
    """Show the accessibility declaration, with the ids that machines look for.

    Source: DOMAIN.md 6.2.
    """
    return Page(
        "about/accessibility.html",
        centres=await _centres(request),
        declared_on=DECLARED_ON,
        address=str(request.base_url),
    )


@get("/privacy", include_in_schema=False)
async def privacy(request: AnyRequest) -> Page:
    """Show what is done with personal data, and by whom.

    Source: DOMAIN.md 6.1, 3.7.
    """
    return Page("about/privacy.html", centres=await _centres(request))


async def _centres(request: AnyRequest) -> list[CentreFacts]:
    """Return the reader's own centre, or for a stranger all of them."""
    reader = actor_of(request)
    if reader is not None:
        async with reading(reader):
            return [await the_centre()]
    found = []
    for one in await centres():
        stranger = Actor(
            centre=one.id, kind="system", id=None, name="", permissions=frozenset()
        )
        async with reading(stranger):
            found.append(await the_centre())
    return found

"""The JSON API for programmers: our own page around a vendored Swagger UI.

Litestar's pages of this kind load their scripts from a CDN and hold an inline
script; this one needs neither, so the Content-Security-Policy stays as it is.
"""

from litestar import get

from admin_ui.ui import Page


@get("/api/docs", include_in_schema=False, opt={"exclude_from_auth": True})
async def api_docs() -> Page:
    """Show the OpenAPI document; what it describes still needs signing in."""
    return Page("api_docs/page.html")

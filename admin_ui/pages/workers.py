"""Service workers: scripts that answer for us where there is no signal.

Each serves the pages below the scope that a page registers it for. A browser asks for
the script again at every visit, so a new release takes over with the next page.
"""

from litestar import Response, get

from admin_ui.assets import ASK_AGAIN, STATIC

DRIVE_WORKER = "/workers/drive.js"


@get(DRIVE_WORKER, include_in_schema=False)
async def drive_worker() -> Response[bytes]:
    """Return the worker of the driver's pages."""
    return _script("js/drive/worker.js")


def _script(path: str) -> Response[bytes]:
    return Response(
        (STATIC / path).read_bytes(),
        media_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": ASK_AGAIN, "Service-Worker-Allowed": "/"},
    )

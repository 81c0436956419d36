"""Service workers: scripts that answer for us where there is no signal.

One for each app of pages, below the scope that a page registers it for. A browser asks
for the script again at every visit, so a new release takes over with the next page.
"""

from litestar import Response, get

from admin_ui.assets import ASK_AGAIN, STATIC

DRIVE_WORKER = "/workers/drive.js"
SLOT_WORKER = "/workers/slot.js"
_PARTS = ("answers", "sealed", "worker")


@get(DRIVE_WORKER, include_in_schema=False)
async def drive_worker() -> Response[bytes]:
    """Return the worker of a driver's run."""
    return _worker("kromka-drive")


@get(SLOT_WORKER, include_in_schema=False)
async def slot_worker() -> Response[bytes]:
    """Return the worker of a household's own page."""
    return _worker("kromka-slot")


def plain(*names: str) -> str:
    """Return modules of ``js/offline`` as one script that exports nothing."""
    scripts = STATIC / "js" / "offline"
    parts = [(scripts / f"{name}.js").read_text("utf-8") for name in names]
    return "\n".join(parts).replace("\nexport ", "\n")


def _worker(app: str) -> Response[bytes]:
    """Return the script of *app*: a worker of all browsers can import nothing."""
    script = plain(*_PARTS)
    return Response(
        f'const APP = "{app}"\n{script}'.encode(),
        media_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": ASK_AGAIN, "Service-Worker-Allowed": "/"},
    )

"""The counter on a phone: an app that is fetched once and then needs no signal.

``/scan`` is a shell without anybody's data: the same for every reader of a language,
kept by a service worker, and filled by the modules of ``static/js/scan/``. The worker
carries a digest of all that it keeps, so a new release is a new worker.
"""

from functools import cache
from hashlib import sha256
from typing import Any, Final

import msgspec
from jinja2 import Environment
from litestar import Request, Response, get
from litestar.params import FromQuery

from admin_ui import assets, ui
from admin_ui.language import as_language, gettext, language_of, speaking
from admin_ui.pages.scan_words import ICON_SHAPES, words
from admin_ui.pages.workers import plain
from distribution.core.language import LANGUAGES, Language
from distribution.core.web import USES_WASM, csp_nonce
from distribution.vouchers.shortfalls import SHORT_LABELS

SCOPE: Final = "/scan"
MODULES: Final = (
    *sorted(
        f"js/scan/{path.name}"
        for path in (assets.STATIC / "js" / "scan").glob("*.js")
        if path.name not in {"worker.js", "background.js", "dress.js", "start.js"}
    ),
    "js/barcode-reader.js",
    "js/camera-scan.js",
    "js/camera-stream.js",
    "js/confirm-once.js",
    "js/deadline.js",
    "js/lasting.js",
    "js/scan-input.js",
    "js/view-switches.js",
)
"""What the shell runs; an import map leads each import to the address with its hash."""

APP: Final = "js/scan/app.js"
"""What starts it. A script's own address is not led anywhere by the map."""

DRESS: Final = "js/scan/dress.js"
WORKER: Final = "js/scan/worker.js"
BACKGROUND: Final = "js/scan/background.js"
"""What the worker does beyond keeping the app, where the browser can wake it."""

WASM: Final = "vendor/zxing-wasm/zxing_reader.wasm"
READER: Final = "vendor/barcode-detector/ponyfill.js"
ICONS: Final = {"192x192": "icons/scan-192.png", "512x512": "icons/scan-512.png"}
MASKABLE: Final = "icons/scan-maskable-512.png"

AnyRequest = Request[Any, Any, Any]


@get(SCOPE, include_in_schema=False, opt=USES_WASM, media_type="text/html")
async def scan_page(
    request: AnyRequest, language: FromQuery[str | None] = None
) -> Response[str]:
    """Show the shell, in the language of the address or else the reader's."""
    chosen = as_language(language) or language_of(request)
    return Response(
        shell(chosen, csp_nonce(request.scope)), media_type="text/html; charset=utf-8"
    )


@get(f"{SCOPE}/worker.js", include_in_schema=False)
async def scan_worker(*, wakes: FromQuery[bool] = False) -> Response[str]:
    """Return the service worker, with the list of what it keeps.

    With *wakes* it is a module, which also sends what waits when it is woken.
    """
    kept = {
        "version": version(),
        "assets": kept_assets(),
        "shells": {code: f"{SCOPE}?language={code}" for code in LANGUAGES},
    }
    build = f"const BUILD = {msgspec.json.encode(kept).decode()}"
    script = (assets.STATIC / WORKER).read_text("utf-8")
    background = f'import "{assets.asset_url(BACKGROUND)}"' if wakes else ""
    return Response(
        "\n".join([background, plain("answers"), build, script]),
        media_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": SCOPE, "Cache-Control": assets.ASK_AGAIN},
    )


@get(f"{SCOPE}/manifest.webmanifest", include_in_schema=False)
async def scan_manifest(
    request: AnyRequest, language: FromQuery[str | None] = None
) -> Response[bytes]:
    """Say how the app is called and drawn where it is installed."""
    chosen = as_language(language) or language_of(request)
    with speaking(chosen):
        name = gettext("Kromka – skaner talonów")
        short_name = gettext("Skaner")
    content = {
        "id": SCOPE,
        "name": name,
        "short_name": short_name,
        "lang": chosen,
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "orientation": "any",
        "background_color": "#faf6ef",
        "theme_color": "#8c4a0f",
        "icons": [
            *(_icon(path, size) for size, path in ICONS.items()),
            {**_icon(MASKABLE, "512x512"), "purpose": "maskable"},
        ],
    }
    return Response(
        msgspec.json.encode(content),
        media_type="application/manifest+json",
        headers={"Cache-Control": assets.ASK_AGAIN},
    )


def shell(language: Language, nonce: str) -> str:
    """Return the page in *language*: no data, no session."""
    with speaking(language):
        return (
            _jinja()
            .get_template("scan/page.html")
            .render(
                {
                    **ui.frame(language=language, path=SCOPE),
                    "csp_nonce": nonce,
                    "app": assets.asset_url(APP),
                    "modules": [assets.asset_url(path) for path in MODULES],
                    "imports": {
                        f"/static/{path}": assets.asset_url(path) for path in MODULES
                    },
                    "dress": assets.asset_url(DRESS),
                    "reader": assets.asset_url(READER),
                    "wasm": assets.asset_url(WASM),
                    "words": words(language),
                    "shapes": ICON_SHAPES,
                    "short_labels": SHORT_LABELS,
                }
            )
        )


def kept_assets() -> list[str]:
    """Return the addresses of all that the shell needs without signal."""
    fonts = sorted((assets.STATIC / "vendor" / "source-sans-3").glob("*.woff2"))
    named = (assets.STYLESHEET, DRESS, *MODULES, READER, WASM, "icon.svg")
    return [
        *(assets.asset_url(path) for path in named),
        *(f"/static/vendor/source-sans-3/{font.name}" for font in fonts),
        *(f"{SCOPE}/manifest.webmanifest?language={code}" for code in LANGUAGES),
    ]


def version() -> str:
    """Return what changes with anything that the worker keeps."""
    parts = [*kept_assets(), *(shell(code, "") for code in LANGUAGES)]
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def _icon(path: str, size: str) -> dict[str, str]:
    return {"src": assets.asset_url(path), "sizes": size, "type": "image/png"}


@cache
def _jinja() -> Environment:
    return ui.environment()

"""Makes pages: the template engine, and what every template may rely on.

A handler returns ``Page("pickup/day.html", slots=slots)``. Every template then has,
besides its own context: ``request``, ``actor`` (or none), ``language``, ``view``,
``menu``, ``path`` (where this page can be opened again), ``flashes``, ``csrf_token``,
``csrf_input`` and ``csp_nonce``; and as functions and filters what ``_install`` lists.
An unknown name is an error.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Request, Router
from litestar.datastructures import Cookie
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response.base import ASGIResponse
from litestar.response.template import Template
from litestar.status_codes import HTTP_200_OK
from litestar.template.config import TemplateConfig
from markupsafe import Markup

from admin_ui import assets, flash, formats
from admin_ui.field_words import field_words
from admin_ui.language import (
    DEFAULT,
    NAMES,
    gettext,
    language_of,
    ngettext,
    speaking,
    spoken_language,
)
from admin_ui.meanwhile import changes_in_words
from admin_ui.navigation import menu
from admin_ui.page_order import in_page_order
from admin_ui.view import COOKIE as VIEW_COOKIE
from admin_ui.view import View, read_view
from admin_ui.way_back import way_back
from distribution import __version__
from distribution.core.actor import Actor
from distribution.core.errors import DomainError, FieldError, InvalidInputError
from distribution.core.language import Language
from distribution.core.web import csp_nonce
from distribution.routing.loads import (
    awaited_loads,
    first_packs,
    loads_ahead,
    loads_of,
)

TEMPLATES: Final = Path(__file__).parent / "templates"
CSRF_FIELD: Final = "_csrf_token"
NO_STORE: Final = {"Cache-Control": "no-store", "Vary": "Cookie, HX-Request"}
"""Pages show people's data: nothing of them stays in a shared computer's cache."""

AnyRequest = Request[Any, Any, Any]


class Page(Template):
    """A page or a part of one, in the reader's language and dress."""

    def __init__(
        self,
        template_name: str,
        /,
        *,
        status_code: int = HTTP_200_OK,
        headers: Mapping[str, str] | None = None,
        cookies: Iterable[Cookie] = (),
        **context: Any,  # noqa: ANN401 (whatever the template asks for)
    ) -> None:
        super().__init__(
            template_name,
            status_code=status_code,
            headers={**NO_STORE, **(headers or {})},
            cookies=list(cookies),
            context=context,
        )

    def create_template_context(self, request: AnyRequest) -> dict[str, Any]:
        """Return the page's own context and what every page has."""
        return {**frame_of(request), **self.context}

    def to_asgi_response(
        self,
        app: Any,  # noqa: ANN401 (deprecated in Litestar, always none)
        request: AnyRequest,
        **kwargs: Any,  # noqa: ANN401 (passed on as they come)
    ) -> ASGIResponse:
        """Render in the reader's language; a message shown once is then gone."""
        if flash.COOKIE in request.cookies and not _is_part(request):
            kwargs["cookies"] = [*(kwargs.get("cookies") or ()), flash.forgotten()]
        with speaking(language_of(request)):
            return super().to_asgi_response(app, request, **kwargs)


def actor_of(request: AnyRequest) -> Actor | None:
    """Return who is signed in, also on an error page of an unknown address."""
    user = request.scope.get("user")
    return user if isinstance(user, Actor) else None


def frame_of(request: AnyRequest) -> dict[str, Any]:
    """Return what ``base.html`` and the macros need, for one request."""
    flashes = flash.read_flashes(request.cookies.get(flash.COOKIE))
    return {
        **frame(
            actor=actor_of(request),
            language=language_of(request),
            view=read_view(request.cookies.get(VIEW_COOKIE)),
            path=way_back(request),
            flashes=() if _is_part(request) else flashes,
            csrf_token=str(request.scope["state"].get("csrf_token", "")),
        ),
        "request": request,
        "csp_nonce": csp_nonce(request.scope),
        "centre_name": request.scope["state"].get("centre_name", ""),
    }


def frame(
    *,
    actor: Actor | None = None,
    language: Language = DEFAULT,
    view: View = View(),  # noqa: B008 (frozen)
    path: str = "/",
    flashes: tuple[flash.Flash, ...] = (),
    csrf_token: str = "",
) -> dict[str, Any]:
    """Return what ``base.html`` and the macros need, without a request."""
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    return {
        "actor": actor,
        "language": language,
        "view": view,
        "path": path,
        "menu": menu(actor, path.partition("?")[0]),
        "flashes": flashes,
        "csrf_token": csrf_token,
        "csrf_input": hidden.format(CSRF_FIELD, csrf_token),
        "centre_name": "",
        "csp_nonce": "",
    }


def errors_by_field(error: InvalidInputError) -> dict[str, FieldError]:
    """Return the first error of each field, for ``field(…, errors=errors)``."""
    found: dict[str, FieldError] = {}
    for field_error in error.errors:
        found.setdefault(field_error.field, field_error)
    return found


def environment() -> Environment:
    """Return the Jinja environment: escaping, strict, with our words and formats."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.install_gettext_callables(  # type: ignore[attr-defined]  # by the extension
        gettext, ngettext, newstyle=False
    )
    _install(jinja)
    return jinja


def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """Return what ``Litestar(template_config=…)`` takes."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment()))


def static_files() -> Router:
    """Return the routes of styles, scripts and fonts."""
    return assets.static_files()


def _install(jinja: Environment) -> None:
    """Add our functions and filters; each filter speaks the page's language."""
    jinja.globals |= {
        "asset_url": assets.asset_url,
        "stylesheet": assets.STYLESHEET,
        "language_names": NAMES,
        "version": __version__,
    }
    jinja.filters |= {
        "long_day": _spoken(formats.long_day),
        "day": _spoken(formats.day),
        "short_day": _spoken(formats.short_day),
        "month": _spoken(formats.month),
        "clock_time": formats.clock_time,
        "instant": _spoken(formats.instant),
        "kilograms": _spoken(formats.kilograms),
        "money": _spoken(formats.money),
        "number": _spoken(formats.number),
        "pack_count": _spoken(formats.pack_count),
        "percent": lambda part, whole: formats.percent(part, whole, spoken_language()),
        "loads": loads_of,
        "loads_ahead": loads_ahead,
        "first_packs": first_packs,
        "awaited_loads": awaited_loads,
        "phone": formats.phone,
        "dialled": formats.dialled,
        "unbroken": formats.unbroken,
        "minutes": _spoken(formats.minutes),
        "distance": _spoken(formats.distance),
        "says": says,
        "changes": changes,
        "field_id": field_id,
        "field_words": field_words,
        "in_page_order": in_page_order,
    }


@pass_context
def says(_: Context, refusal: DomainError | FieldError) -> str:
    """Return the sentence of a refusal in the language of the page."""
    return refusal.says(gettext)


@pass_context
def changes(
    _: Context,
    refusal: DomainError,
    labels: Mapping[str, str],
    names: Mapping[UUID, str],
) -> list[tuple[str, str]]:
    """Return what somebody else changed, in the language of the page."""
    return changes_in_words(refusal, labels, names)


@pass_context
def percent(_: Context, part: int, whole: int) -> str:
    """Return the share of *part* in *whole* in the language of the page."""
    return formats.percent(part, whole, spoken_language())


def field_id(name: str) -> str:
    """Return the id of the form field *name*: "members.0.born" has no dots there."""
    return "field-" + name.replace(".", "-")


def _spoken(write: Callable[[Any, Language], str]) -> Callable[[Context, Any], str]:
    """Return *write* as a filter that speaks the page's language.

    It asks for the context only so that Jinja does not compute it once, when the
    template is compiled, in whatever language that first page had.
    """

    @pass_context
    def in_the_pages_language(_: Context, value: Any) -> str:  # noqa: ANN401 (each its own)
        return write(value, spoken_language())

    return in_the_pages_language


def _is_part(request: AnyRequest) -> bool:
    """Say whether htmx asks for a part, which shows no messages of its own."""
    headers = request.headers
    return "hx-request" in headers and headers.get("hx-boosted") != "true"

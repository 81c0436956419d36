"""How requests are let in and how a "no" becomes an HTTP answer."""

import secrets
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.config.compression import CompressionConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.exceptions import (
    HTTPException,
    SerializationException,
    ValidationException,
)
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import Message, Scope

from distribution.core.clock import local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    TooLargeError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from distribution.core.inputs import parse
from distribution.core.language import N_

log = structlog.get_logger("kromka")

SESSION_COOKIE = "kromka_session"

_STATUS_OF: tuple[tuple[type[DomainError], int], ...] = (
    (NotFoundError, 404),
    (ConflictError, 409),
    (ForbiddenError, 403),
    (UnauthenticatedError, 401),
    (InvalidInputError, 400),
    (TooLargeError, 413),
    (TooManyRequestsError, 429),
)

_TITLES = {
    400: N_("Nieprawidłowe dane"),
    401: N_("Zaloguj się"),
    403: N_("Brak uprawnień"),
    404: N_("Nie znaleziono"),
    405: N_("Tej czynności tu nie ma"),
    409: N_("Nie można tego teraz zrobić"),
    413: N_("Za dużo danych naraz"),
    429: N_("Zbyt wiele prób"),
    500: N_("Błąd po naszej stronie"),
}
_TITLE_OTHERWISE = N_("Nie udało się")

_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'{wasm};"
    " style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:;"
    " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)

PACKED = DefineMiddleware(
    CompressionMiddleware,
    config=CompressionConfig(backend="gzip", gzip_compress_level=1),
)
"""The ``middleware`` of handlers whose answers are large and go to phones."""

USES_WASM = {"uses_wasm": True}
"""The ``opt`` of handlers whose pages may run WebAssembly: those with a camera."""

PROVES_THE_DEVICE = {"proves_the_device": True}
"""The ``opt`` of handlers that open a transaction of the actor before they tell
anything: it proves, on its way, that a known device is still let in."""


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a domain's "no": this table and nowhere else."""
    for kind, status in _STATUS_OF:
        if isinstance(error, kind):
            return status
    raise TypeError(f"{type(error).__name__} is no kind of refusal that HTTP knows")


def csp_nonce(scope: Scope) -> str:
    """Return the nonce of this answer, made on first use."""
    nonce: str = scope.setdefault("state", {}).setdefault(
        "csp_nonce", secrets.token_urlsafe(16)
    )
    return nonce


MARK = "Kromka"
"""Marks an answer as the service's own, where hotspots and proxies answer, too: what a
phone keeps is forgotten at our word alone (``static/js/offline/answers.js``)."""


async def security_headers(message: Message, scope: Scope) -> None:
    """Put the security headers on every answer, those of unknown routes too."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    handler = scope.get("route_handler")
    uses_wasm = handler is not None and USES_WASM.items() <= handler.opt.items()
    headers["Content-Security-Policy"] = _POLICY.format(
        nonce=csp_nonce(scope), wasm=" 'wasm-unsafe-eval'" if uses_wasm else ""
    )
    headers[MARK] = "1"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"


Gettext = Callable[[str], str]


def problem(
    error: Exception, request: Request[Any, Any, Any], gettext: Gettext
) -> Response[bytes]:
    """Return *error* as RFC 9457 problem details with its stable ``reason``."""
    known = as_domain_error(error, request)
    if known is None:
        status, reason, detail = _of_http(error)
        body = _problem(status, reason, gettext(detail), gettext)
    else:
        body = problem_body(known, gettext)
    return Response(
        msgspec.json.encode(body),
        status_code=body["status"],
        media_type="application/problem+json",
        headers=_headers_of(error),
    )


def problem_body(error: DomainError, gettext: Gettext) -> dict[str, Any]:
    """Return a domain's "no" as the body of problem details, with its facts."""
    body = _problem(status_of(error), error.reason, error.says(gettext), gettext)
    body = {**error.facts, **body}
    if isinstance(error, InvalidInputError):
        body["errors"] = [
            {"field": fault.field, "message": fault.says(gettext)}
            for fault in error.errors
        ]
    return body


def problem_of_ours(gettext: Gettext) -> dict[str, Any]:
    """Return the body of problem details where the fault is the service's."""
    return _problem(500, _REASONS[500], gettext(_APOLOGY), gettext)


def _problem(status: int, reason: str, detail: str, gettext: Gettext) -> dict[str, Any]:
    return {
        "type": f"urn:kromka:{reason}",
        "title": gettext(title_of(status)),
        "status": status,
        "reason": reason,
        "detail": detail,
    }


def as_domain_error(
    error: Exception, request: Request[Any, Any, Any]
) -> DomainError | None:
    """Return a domain's "no" as it is, and malformed input as one that names fields."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, ValidationException | SerializationException):
        return _bad_input(error, request)
    return None


def title_of(status: int) -> str:
    """Return the Polish title of an HTTP status, for the catalogues."""
    return _TITLES.get(status, _TITLE_OTHERWISE)


def _bad_input(error: Exception, request: Request[Any, Any, Any]) -> InvalidInputError:
    """Find every bad field, where Litestar reports the first alone."""
    handler = request.scope.get("route_handler")
    signature = getattr(handler, "parsed_fn_signature", None)
    data = signature.parameters.get("data") if signature else None
    schema = getattr(data, "annotation", None)
    body = getattr(request, "_body", b"") or b""
    if isinstance(schema, type) and issubclass(schema, msgspec.Struct):
        try:
            parse(schema, msgspec.json.decode(body))
        except InvalidInputError as found:
            return _with_what_else_is_wrong(schema, body, found, request)
        except msgspec.DecodeError:
            return InvalidInputError(
                [FieldError("body", N_("Treść zapytania nie jest poprawnym JSON."))]
            )
    extra = getattr(error, "extra", None)
    faults = [
        FieldError(str(item.get("key", "body")), N_("Nieprawidłowa wartość tego pola."))
        for item in (extra if isinstance(extra, list) else [])
    ]
    return InvalidInputError(
        faults or [FieldError("body", N_("Nieprawidłowe dane zapytania."))]
    )


def _with_what_else_is_wrong(
    schema: type[msgspec.Struct],
    body: bytes,
    found: InvalidInputError,
    request: Request[Any, Any, Any],
) -> InvalidInputError:
    """Add what the domain finds, where the schema can tell (``more_faults``)."""
    more_faults = getattr(schema, "more_faults", None)
    if more_faults is None:
        return found
    raw, today = msgspec.json.decode(body), local_day(request.app.state.clock())
    more = more_faults(raw, found.errors, today)
    return InvalidInputError([*found.errors, *more])


def _of_http(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, HTTPException):
        status = error.status_code
        return status, _REASONS.get(status, "refused"), title_of(status)
    return 500, "internal_error", _APOLOGY


_APOLOGY = N_("Coś poszło nie tak po naszej stronie. Spróbuj ponownie za chwilę.")
_REASONS = {
    400: "invalid_input",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    429: "too_many_requests",
    500: "internal_error",
}


def _headers_of(error: Exception) -> dict[str, str]:
    headers = getattr(error, "headers", None)
    return dict(headers) if isinstance(headers, dict) else {}


def peer_of(request: Request[Any, Any, Any]) -> str:
    """Return the address that a request comes from, for slowing down guessers."""
    return request.client.host if request.client else "local"
